//! Vendor document 002: personal access tokens with API sets, and the password with every change. Each
//! comment is a step of the document, in its order.

use serde_json::{Value, json};
use walkthroughs::{Find, Key, Page, Profile, Site, walk};

use crate::somebody::Somebody;
use crate::steps::{confirm_after_a_wrong_password, confirm_password, take_secret};

fn site() -> Site {
    Site::new().profile(Profile::Virtuozzo)
}

/// 1. "Go to the Settings section", 2. "select the Access Tokens tab to view the list of all tokens".
async fn go_to_tab(page: &Page) {
    page.link("Profile").click().await;
    page.tab("Access tokens").click().await;
    page.grid("Access tokens").visible().await;
}

/// A token that may list devices.
fn lists_devices(description: &str) -> Value {
    json!({ "description": description, "allowed_apis": ["listDevices"] })
}

#[tokio::test(flavor = "multi_thread")]
async fn generate_a_token_by_an_api_set_and_by_hand() {
    walk("002-generate", site(), async |site, page| {
        // A wrong password is answered 401.
        page.expect_console("401");
        page.sign_in().await;
        // 3. "the date in the dd-mm-yyyy format".
        page.link("Profile").click().await;
        page.combobox("Date format").choose("dd-mm-yyyy").await;
        go_to_tab(page).await;
        // 2. The tools panel: Generate, Edit, Copy, Remove, Refresh.
        for tool in ["Generate token", "Edit", "Copy", "Revoke", "Refresh"] {
            page.button(tool).visible().await;
        }
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        // 3. Description.
        dialog.textbox("Token name").gone().await;
        dialog.textbox("Description").fill("nightly build").await;
        // Expires At.
        dialog.combobox("Expiration").choose("Custom").await;
        dialog.date("Expiration date").fill("09-03-2031").await;
        // API: Extended Access, IDE Plugins, Marketplace, Maven Plugin or Custom.
        let set = dialog.combobox("API set");
        for name in ["Extended Access", "IDE Plugins", "Marketplace", "Maven Plugin", "Custom"] {
            assert!(set.options().await.iter().any(|option| option == name), "{name}");
        }
        set.choose("Maven Plugin").await;
        let apis = dialog.group("Allowed APIs");
        apis.role_containing(&["button"], "Choose from the list").click().await;
        assert!(apis.checkbox("GET /collections").node().await.is("checked"));
        assert!(!apis.checkbox("DELETE /collections/{id}").node().await.is("checked"));
        set.has_chosen("Maven Plugin").await;
        // Custom: the Search field, the Only Checked filter and links to the API Docs.
        apis.searchbox("Search APIs").fill("list devices").await;
        apis.checkbox("GET /collections").gone().await;
        let docs = apis.link("Documentation of GET /devices");
        assert_eq!(
            docs.script("function() { return this.getAttribute('href'); }").await,
            "/docs/api#listDevices"
        );
        apis.checkbox("GET /devices").check().await;
        set.has_chosen("Custom").await;
        apis.searchbox("Search APIs").fill("").await;
        apis.checkbox("Only checked").check().await;
        apis.checkbox("GET /collections").visible().await;
        apis.checkbox("GET /devices").visible().await;
        apis.checkbox("DELETE /collections/{id}").gone().await;
        // None of its lines half behind the dialog's buttons, where axe measures what is left of a link.
        apis.script("function() { this.scrollIntoView({ block: 'start' }); }").await;
        page.axe().await;
        dialog.button("Generate").click().await;
        // 4. "an obligatory confirmation with the password".
        page.dialog("Confirm with your password").visible().await;
        page.axe().await;
        confirm_after_a_wrong_password(page).await;
        // 5. The value, with Download and Copy; "it won't be displayed anywhere ever again".
        let created = page.dialog("Access token created");
        created.text_visible("shown only this once").await;
        created.button("Download").visible().await;
        let secret = take_secret(page).await;
        page.row("nightly build").text_visible("09-03-2031").await;
        for (path, status) in [("/v1/collections", 200), ("/v1/devices", 200), ("/v1/policies", 403)] {
            let answer = site.http().with_secret("GET", path, &secret).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_set_is_chosen_for_a_token_that_exists() {
    walk("002-set", site(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Description").fill("ide").await;
        dialog.combobox("API set").choose("IDE Plugins").await;
        dialog.button("Generate").click().await;
        confirm_password(page).await;
        take_secret(page).await;
        // 2. Edit: "adjusts the existing token".
        page.button("Edit ide").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.combobox("API set").has_chosen("IDE Plugins").await;
        dialog.combobox("API set").choose("Marketplace").await;
        dialog.button("Save changes").click().await;
        confirm_password(page).await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        page.button("Edit ide").click().await;
        dialog.combobox("API set").has_chosen("Marketplace").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edit_a_token_and_regenerate_a_lost_one() {
    walk("002-edit", site(), async |site, page| {
        page.expect_console("401");
        page.sign_in().await;
        go_to_tab(page).await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Description").fill("backup").await;
        dialog.combobox("Expiration").choose("30 days").await;
        dialog.combobox("API set").choose("Extended Access").await;
        dialog.button("Generate").click().await;
        confirm_password(page).await;
        let lost = take_secret(page).await;

        // 2. and 3. Edit in the tools panel, for the chosen token.
        page.button("Edit").disabled().await;
        page.checkbox("Select backup").check().await;
        page.button("Edit").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.textbox("Description").has_value("backup").await;
        dialog.textbox("Description").fill("backup of Berlin").await;
        dialog.button("Save changes").click().await;
        // 4.
        confirm_after_a_wrong_password(page).await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        dialog.gone().await;
        page.row("backup of Berlin").visible().await;

        // "If you forget or lost your token value": the link at the bottom of the Edit Access Token frame.
        page.button("Edit backup of Berlin").click().await;
        dialog.button("Regenerate token value").click().await;
        dialog.text_visible("Everything that uses the old one must be updated").await;
        dialog.button("Regenerate").click().await;
        confirm_password(page).await;
        let fresh = take_secret(page).await;
        assert_ne!(fresh, lost);
        // "Herewith, the old value becomes invalid", all other parameters stay.
        let answer = site.http().with_secret("GET", "/v1/devices", &lost).await;
        assert_eq!(answer.status, 401, "{}", answer.body);
        let answer = site.http().with_secret("GET", "/v1/devices", &fresh).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        page.row("backup of Berlin").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_regenerated_after_its_expiration() {
    walk("002-expired", site(), async |site, page| {
        let other = Somebody::sign_in(site).await;
        let (old, over) = other.makes_short_lived(page, lists_devices("nightly")).await;
        page.until_true("its end", &over).await;
        let status = async |secret: &str| {
            let answer = site.http().with_secret("GET", "/v1/devices", secret).await;
            (answer.status, answer.json()["detail"].as_str().unwrap_or_default().to_owned())
        };
        let expired = (401, "This token has expired.".to_owned());
        assert_eq!(status(&old).await, expired);
        page.sign_in().await;
        go_to_tab(page).await;
        page.row("nightly").text_visible("Expired").await;

        // 3. "the date this token is valid till (can be regenerated after expiration)".
        page.button("Edit nightly").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.button("Regenerate token value").click().await;
        dialog.text_visible("It has expired: the new value is refused until").await;
        dialog.button("Regenerate").click().await;
        confirm_password(page).await;
        let fresh = take_secret(page).await;
        assert_ne!(fresh, old);
        // "maintaining all other parameters": the date, too. With another one the new value is good, the old one never.
        page.row("nightly").text_visible("Expired").await;
        assert_eq!(status(&fresh).await, expired);
        page.button("Edit nightly").click().await;
        dialog.combobox("Expiration").choose("30 days").await;
        dialog.button("Save changes").click().await;
        confirm_password(page).await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        page.row("nightly").text_visible("Active").await;
        assert_eq!(status(&fresh).await.0, 200);
        assert_eq!(status(&old).await, (401, "This token is not known.".to_owned()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_refresh_and_remove_several() {
    walk("002-remove", site(), async |site, page| {
        let other = Somebody::sign_in(site).await;
        for name in ["n1", "n2", "n3", "n4", "n5"] {
            other.makes(lists_devices(name)).await;
        }
        page.sign_in().await;
        go_to_tab(page).await;
        page.columnheader("Name").button("Name").click().await;

        // 2. Copy: "creates a new token using parameters of the existing one as a basis".
        page.checkbox("Select n2").check().await;
        page.button("Copy").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Description").has_value("n2").await;
        dialog.group("Allowed APIs").text_visible("listDevices").await;
        dialog.textbox("Description").fill("n6").await;
        dialog.button("Generate").click().await;
        confirm_password(page).await;
        let secret = take_secret(page).await;
        let answer = site.http().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = site.http().with_secret("GET", "/v1/policies", &secret).await;
        assert_eq!(answer.status, 403, "{}", answer.body);

        // By their names alone: what is shown of a random value may hold `n4`, too.
        // Refresh: "displays the most recent changes to the list".
        other.makes(lists_devices("n7")).await;
        page.checkbox("Select n6").visible().await;
        page.checkbox("Select n7").gone().await;
        page.button("Refresh").click().await;
        page.checkbox("Select n7").visible().await;

        // 6. Remove: "use Shift and Ctrl to select multiple ones".
        page.checkbox("Select n2").uncheck().await;
        page.checkbox("Select n1").click().await;
        page.checkbox("Select n3").click_holding(Key::Shift).await;
        page.checkbox("Select n5").click_holding(Key::Control).await;
        for (name, chosen) in [("n1", true), ("n2", true), ("n3", true), ("n4", false), ("n5", true)] {
            let node = page.checkbox(&format!("Select {name}")).node().await;
            assert_eq!(node.is("checked"), chosen, "{name}");
        }
        page.button("Revoke").click().await;
        // "Confirm in a pop-up and provide the password to proceed."
        let question = page.alertdialog("Revoke access token");
        for name in ["n1", "n2", "n3", "n5"] {
            question.text_visible(name).await;
        }
        question.button("Cancel").focused().await;
        question.button("Revoke").click().await;
        confirm_password(page).await;
        question.gone().await;
        page.checkbox("Select n1").gone().await;
        for name in ["n4", "n6", "n7"] {
            page.checkbox(&format!("Select {name}")).visible().await;
        }
        page.button("Refresh").click().await;
        page.checkbox("Select n5").gone().await;
        page.checkbox("Select n4").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn declining_to_confirm_keeps_what_was_typed() {
    walk("002-decline", site(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Description").fill("undecided").await;
        dialog.combobox("API set").choose("Marketplace").await;
        dialog.button("Generate").click().await;
        let question = page.dialog("Confirm with your password");
        question.button("Cancel").click().await;
        question.gone().await;
        dialog.textbox("Description").has_value("undecided").await;
        dialog.combobox("API set").has_chosen("Marketplace").await;
        dialog.button("Generate").click().await;
        confirm_password(page).await;
        take_secret(page).await;
        page.row("undecided").visible().await;
    })
    .await;
}
