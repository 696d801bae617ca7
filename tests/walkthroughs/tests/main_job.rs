//! The main job from end to end, with every capability: create, copy, use, edit, revoke.

use walkthroughs::{Find, Key, Profile, Site, walk};

use crate::steps::{fill_token, make_token, take_secret};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_created_used_edited_and_revoked_and_then_refused() {
    walk("main-job", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        page.link("Access tokens").click().await;
        page.heading("Access tokens").visible().await;
        page.grid("Access tokens").visible().await;
        for column in ["Name", "Scope", "Status", "Created", "Expires", "Last used"] {
            page.columnheader(column).visible().await;
        }

        page.button("Generate token").click().await;
        let dialog = fill_token(page, "metrics-exporter", Some("Device")).await;
        dialog.textbox("Description").fill("Reads devices for the dashboards").await;
        dialog.combobox("Expiration").choose("90 days").await;
        dialog.button("Generate").click().await;
        let secret = take_secret(page).await;

        let row = page.row("metrics-exporter");
        row.text_visible("Device").await;
        row.text_visible("Active").await;

        let answer = site.http().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = site.http().with_secret("GET", "/v1/policies", &secret).await;
        assert_eq!(answer.status, 403, "a scope that was not given: {}", answer.body);

        page.button("Edit metrics-exporter").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.textbox("Token name").has_value("metrics-exporter").await;
        dialog.textbox("Token name").fill("metrics-reader").await;
        dialog.group("Scope").checkbox("Policy").check().await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        dialog.gone().await;
        page.row("metrics-reader").text_visible("Policy").await;
        page.row("metrics-exporter").gone().await;
        let answer = site.http().with_secret("GET", "/v1/policies", &secret).await;
        assert_eq!(answer.status, 200, "the scope that was added: {}", answer.body);

        page.button("Revoke metrics-reader").click().await;
        let question = page.alertdialog("Revoke access token");
        question.text_visible("metrics-reader").await;
        question.button("Cancel").focused().await;
        question.button("Revoke").click().await;
        question.gone().await;
        page.says("revoked").await;
        page.row("metrics-reader").text_visible("Revoked").await;

        let answer = site.http().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(answer.status, 401, "{}", answer.body);
        assert!(answer.body.contains("invalid_token"), "{}", answer.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_out_of_an_uncopied_secret_asks_first() {
    walk("secret-guard", Site::new(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        fill_token(page, "guarded", Some("Device")).await.button("Generate").click().await;
        let dialog = page.dialog("Access token created");
        let secret = dialog.textbox("Access token").value().await;

        let question = page.alertdialog("Not saved yet");
        let keep = async || {
            question.text_visible("neither copied nor downloaded").await;
            question.button("Keep open").focused().await;
            question.button("Keep open").click().await;
            question.gone().await;
            dialog.textbox("Access token").has_value(&secret).await;
        };
        page.press(Key::Escape).await;
        keep().await;
        dialog.button("Done").click().await;
        keep().await;
        dialog.button("Close").nth(0).click().await;
        keep().await;
        page.back().await;
        keep().await;

        dialog.button("Done").click().await;
        question.button("Close without saving it").click().await;
        dialog.gone().await;
        page.row("guarded").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_nowhere_but_in_its_dialog() {
    walk("secret-nowhere", Site::new(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        fill_token(page, "hidden-away", Some("Device")).await.button("Generate").click().await;
        let secret = page.dialog("Access token created").textbox("Access token").value().await;
        assert!(!page.address().await.contains(&secret));
        let stored =
            page.script("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])").await;
        assert!(!stored.to_string().contains(&secret), "{stored}");
        let markup = page.script("document.documentElement.outerHTML").await;
        assert!(!markup.to_string().contains(&secret), "the secret is in an attribute or a text");

        take_secret(page).await;
        let values =
            page.script("[...document.querySelectorAll('input')].map(input => input.value).join()").await;
        assert!(!values.to_string().contains(&secret), "a field still has it");
        let text = page.script("document.documentElement.textContent").await;
        assert!(!text.to_string().contains(&secret), "the page still has it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_status_and_sort_are_in_the_address_and_survive_a_reload() {
    walk("filters", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        let grid = page.grid("Access tokens");
        page.row("ci-deploy").visible().await;

        page.searchbox("Search tokens").fill("ci-dep").await;
        page.until_true("one row and the head", "document.querySelectorAll('[role=row]').length === 2").await;
        page.row("ci-deploy").visible().await;
        // It follows what is seen, by a frame.
        page.until_true("the search to be in the address", "location.hash.includes('ci-dep')").await;
        page.reload().await;
        page.searchbox("Search tokens").has_value("ci-dep").await;
        page.row("ci-deploy").visible().await;
        page.searchbox("Search tokens").fill("").await;

        page.combobox("Status").choose("Expired").await;
        page.row("ci-deploy").gone().await;
        grid.text_visible("Expired").await;
        page.combobox("Status").choose("Any status").await;
        page.row("ci-deploy").visible().await;

        page.columnheader("Name").button("Name").click().await;
        page.until_true("the names to be in order", "(() => { \
            const names = [...document.querySelectorAll('[role=row] bdi.name')].map(cell => cell.textContent.trim()); \
            return names.length > 2 && names.every((name, i) => i === 0 || names[i - 1].localeCompare(name) <= 0); })()")
            .await;
        page.until_true("the order to be in the address", "location.hash.includes('sort=name')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_has_an_address_and_back_closes_it() {
    walk("dialog-address", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.visible().await;
        dialog.textbox("Token name").focused().await;
        let address = page.address().await;
        page.back().await;
        dialog.gone().await;
        page.button("Generate token").focused().await;

        // The address opens the dialog anew, as if somebody had shared it.
        page.open(&format!("#{}", address.split_once('#').map_or("", |(_, fragment)| fragment))).await;
        dialog.visible().await;
        page.press(Key::Escape).await;
        dialog.gone().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_works_below_a_path() {
    walk("below-a-path", Site::new().demo().below("/tools/console/"), async |_, page| {
        page.sign_in().await;
        make_token(page, "from-below", Some("Collection")).await;
        page.row("from-below").visible().await;
        page.reload().await;
        page.row("from-below").visible().await;
        assert!(page.address().await.contains("/tools/console/"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_backend_cannot_do_is_not_offered() {
    walk("capabilities", Site::new().profile(Profile::Apinizer), async |_, page| {
        page.sign_in().await;
        make_token(page, "no-scopes-here", None).await;
        page.row("no-scopes-here").visible().await;
        page.columnheader("Scope").gone().await;
        page.button("Edit no-scopes-here").gone().await;
        page.button("Revoke no-scopes-here").visible().await;
    })
    .await;
}
