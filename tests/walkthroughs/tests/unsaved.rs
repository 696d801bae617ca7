//! Leaving what is not saved asks, by every way out; leaving what was not touched does not.

use serde_json::Value;
use walkthroughs::{Find, Key, Locator, Page, Site, walk};

use crate::steps::fill_token;

const QUESTION: &str = "Not saved yet";

async fn keep(page: &Page) {
    let question = page.alertdialog(QUESTION);
    question.button("Keep open").focused().await;
    question.button("Keep open").click().await;
    question.gone().await;
}

/// Whether the browser would ask before the tab is closed or reloaded.
async fn holds_the_tab(page: &Page) -> bool {
    let script = "(() => { const leaving = new Event('beforeunload', { cancelable: true }); \
        window.dispatchEvent(leaving); return leaving.defaultPrevented; })()";
    page.script(script).await == Value::Bool(true)
}

/// Tries every way out of a dialog whose field holds what was typed.
async fn every_way_out_asks(page: &Page, dialog: &Locator, field: &Locator, typed: &str) {
    assert!(holds_the_tab(page).await);
    page.press(Key::Escape).await;
    page.axe().await;
    keep(page).await;
    // Esc takes the question back, not the dialog.
    page.press(Key::Escape).await;
    page.alertdialog(QUESTION).visible().await;
    page.press(Key::Escape).await;
    page.alertdialog(QUESTION).gone().await;
    dialog.button("Close").nth(0).click().await;
    keep(page).await;
    dialog.button("Cancel").click().await;
    keep(page).await;
    let address = page.address().await;
    page.back().await;
    keep(page).await;
    page.script("location.hash = '#/overview'").await;
    keep(page).await;
    assert_eq!(page.address().await, address);
    // A click beside the dialog closes nothing.
    page.script("document.elementFromPoint(2, 2).click()").await;
    field.has_value(typed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_token_that_was_begun_is_not_lost_by_a_way_out() {
    walk("unsaved-create", Site::new(), async |_, page| {
        page.sign_in().await;
        page.link("Overview").click().await;
        page.link("Access tokens").click().await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").focused().await;
        assert!(!holds_the_tab(page).await, "nothing was typed");
        page.press(Key::Escape).await;
        dialog.gone().await;

        page.button("Generate token").click().await;
        fill_token(page, "begun", Some("Device")).await;
        every_way_out_asks(page, &dialog, &dialog.textbox("Token name"), "begun").await;
        assert!(dialog.group("Scope").checkbox("Device").node().await.is("checked"));

        // Taken back by hand: nothing is left to ask about.
        dialog.textbox("Token name").fill("").await;
        dialog.group("Scope").checkbox("Device").uncheck().await;
        page.press(Key::Escape).await;
        dialog.gone().await;

        page.button("Generate token").click().await;
        fill_token(page, "begun", None).await;
        dialog.button("Cancel").click().await;
        page.alertdialog(QUESTION).button("Close without saving it").click().await;
        dialog.gone().await;
        page.button("Generate token").focused().await;
        assert!(!holds_the_tab(page).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_was_begun_is_not_lost_and_back_still_goes_back() {
    walk("unsaved-edit", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.link("Overview").click().await;
        page.heading("Overview").visible().await;
        page.link("Access tokens").click().await;
        page.button("Edit ci-deploy").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.group("Scope").checkbox("Site").visible().await;
        dialog.button("Cancel").click().await;
        dialog.gone().await;

        page.button("Edit ci-deploy").click().await;
        // What stands below a list of rules and is no rule yet was typed as well.
        let waiting = dialog.textbox("Blocked APIs: Pattern, for example GET /devices/**");
        waiting.fill("DELETE /**").await;
        every_way_out_asks(page, &dialog, &waiting, "DELETE /**").await;
        dialog.button("Regenerate token value").click().await;
        keep(page).await;
        dialog.button("Cancel").click().await;
        page.alertdialog(QUESTION).button("Close without saving it").click().await;
        dialog.gone().await;

        page.link("Overview").click().await;
        page.heading("Overview").visible().await;
        page.link("Access tokens").click().await;
        page.button("Edit ci-deploy").click().await;
        dialog.group("Scope").checkbox("Site").check().await;
        page.back().await;
        page.alertdialog(QUESTION).button("Close without saving it").click().await;
        dialog.gone().await;
        page.heading("Access tokens").visible().await;
        page.back().await;
        page.heading("Overview").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_that_was_changed_is_not_lost() {
    walk("unsaved-profile", Site::new(), async |_, page| {
        page.sign_in().await;
        page.link("Profile").click().await;
        let name = page.textbox("Full name");
        name.visible().await;
        assert!(!holds_the_tab(page).await);
        let before = name.value().await;
        name.fill("Augusta Ada King").await;
        assert!(holds_the_tab(page).await);
        page.tab("Access tokens").click().await;
        keep(page).await;
        page.link("Overview").click().await;
        keep(page).await;
        page.combobox("Language").choose("Deutsch").await;
        keep(page).await;
        page.combobox("Language").has_chosen("English").await;
        page.back().await;
        keep(page).await;
        name.has_value("Augusta Ada King").await;

        page.link("Overview").click().await;
        page.alertdialog(QUESTION).button("Close without saving it").click().await;
        page.heading("Overview").visible().await;
        page.link("Profile").click().await;
        name.has_value(&before).await;
        name.fill("Augusta Ada King").await;
        page.button("Save changes").click().await;
        page.says("saved").await;
        page.link("Overview").click().await;
        page.heading("Overview").visible().await;
    })
    .await;
}
