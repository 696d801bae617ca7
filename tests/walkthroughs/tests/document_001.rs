//! Vendor document 001: a profile page with an Access Token tab; create, edit, delete. Each comment
//! is a step of the document, in its order.

use walkthroughs::{Find, Page, Profile, Site, walk};

use crate::steps::{make_token, take_secret};

fn site() -> Site {
    Site::new().profile(Profile::AccessToken)
}

/// "Go to User Profile > Edit Profile." "Go to the Access Token tab".
async fn go_to_tab(page: &Page) {
    page.link("Profile").click().await;
    page.heading("Profile").visible().await;
    page.tab("Access tokens").click().await;
    page.grid("Access tokens").visible().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn create_an_access_token() {
    walk("001-create", site(), async |site, page| {
        page.sign_in().await;
        // 1. and 2. ... and select Create Access Token.
        go_to_tab(page).await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.visible().await;
        // 3. Token Name; Scope: Collection, Device and Policy. Nothing else: the backend sets the rest.
        dialog.textbox("Token name").fill("build-server").await;
        for scope in ["Collection", "Device", "Policy"] {
            dialog.group("Scope").checkbox(scope).visible().await;
        }
        dialog.combobox("Expiration").gone().await;
        dialog.textbox("Description").gone().await;
        dialog.group("Scope").checkbox("Collection").check().await;
        dialog.group("Scope").checkbox("Device").check().await;
        dialog.button("Generate").click().await;
        // 4. A dialog box in which the token is displayed, with the caution that it is not seen again.
        let created = page.dialog("Access token created");
        created.text_visible("shown only this once").await;
        let secret = take_secret(page).await;
        // 5. The token in the list, along with its scope, date of creation and date of expiration.
        let row = page.row("build-server");
        row.text_visible("Collection").await;
        row.text_visible("Device").await;
        page.columnheader("Created").visible().await;
        page.columnheader("Expires").visible().await;
        // The backend's own lifetime: a year.
        let expires = row.text().await;
        assert!(!expires.contains("never") && !expires.contains("not stated"), "{expires}");
        // The name is a unique identifier.
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").fill("build-server").await;
        dialog.group("Scope").checkbox("Device").check().await;
        dialog.button("Generate").click().await;
        dialog.textbox("Token name").has_error("has this name").await;
        crate::steps::discard(page, &dialog).await;

        let answer = site.http().with_secret("GET", "/v1/collections", &secret).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = site.http().with_secret("GET", "/v1/policies", &secret).await;
        assert_eq!(answer.status, 403, "{}", answer.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edit_an_access_token() {
    walk("001-edit", site(), async |_, page| {
        page.sign_in().await;
        go_to_tab(page).await;
        make_token(page, "build-server", Some("Collection")).await;
        // 1. and 2. ... click the Edit icon corresponding to the token.
        page.link("Overview").click().await;
        go_to_tab(page).await;
        page.button("Edit build-server").click().await;
        // 3. You can edit only the scope.
        let dialog = page.dialog("Edit access token");
        dialog.visible().await;
        dialog.textbox("Token name").gone().await;
        dialog.combobox("Expiration").gone().await;
        dialog.button("Regenerate token value").gone().await;
        dialog.group("Scope").checkbox("Policy").check().await;
        dialog.button("Save changes").click().await;
        // 4. You are informed of a successful edit. Click Close to go back to the Access Token tab.
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        dialog.gone().await;
        page.tab("Access tokens").visible().await;
        page.row("build-server").text_visible("Policy").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_an_access_token() {
    walk("001-delete", site(), async |site, page| {
        page.sign_in().await;
        go_to_tab(page).await;
        let secret = make_token(page, "build-server", Some("Collection")).await;
        // 1. and 2. ... click the Delete icon corresponding to the token.
        page.link("Overview").click().await;
        go_to_tab(page).await;
        page.button("Revoke build-server").click().await;
        // 3. You are prompted to confirm the deletion. Click Revoke to confirm.
        let question = page.alertdialog("Revoke access token");
        question.text_visible("build-server").await;
        question.button("Revoke").click().await;
        question.gone().await;
        page.row("build-server").gone().await;
        let answer = site.http().with_secret("GET", "/v1/collections", &secret).await;
        assert_eq!(answer.status, 401, "{}", answer.body);
    })
    .await;
}
