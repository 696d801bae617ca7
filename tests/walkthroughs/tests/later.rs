//! The app's second part: what stands while it is on its way, and what a person can do when it does not come.

use serde_json::json;
use walkthroughs::{Find, Key, Later, Page, Running, Site, walk};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_pressed_is_done_when_its_part_of_the_app_is_here() {
    walk("later-pressed", Site::new().demo(), async |site, page| {
        site.set_later(Later::Held);
        page.sign_in().await;
        page.row("terraform").visible().await;
        // By keyboard, so that the button has the focus.
        page.button("Generate token").press(Key::Enter).await;
        page.text_visible("Loading").await;
        page.axe().await;
        site.set_later(Later::Here);
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").visible().await;
        page.text_gone("Loading").await;
        dialog.button("Cancel").click().await;
        page.button("Generate token").focused().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_searched_for_when_its_part_of_the_app_is_here() {
    walk("later-typed", Site::new().demo(), async |site, page| {
        site.set_later(Later::Held);
        page.sign_in().await;
        page.row("terraform").visible().await;
        page.searchbox("Search tokens").fill("terra").await;
        site.set_later(Later::Here);
        page.row("ci-deploy").gone().await;
        page.row("terraform").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_at_an_address_waits_for_its_part_of_the_app() {
    walk("later-address", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        page.row("terraform").visible().await;
        site.set_later(Later::Held);
        page.open("#/tokens?create=").await;
        page.reload().await;
        page.row("terraform").visible().await;
        site.set_later(Later::Here);
        page.dialog("Generate access token").textbox("Token name").visible().await;
    })
    .await;
}

/// Neither a lost file nor one that somebody changed (the page asks for it by its integrity), nor lost
/// texts or styles.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_does_not_come_is_told_and_tried_again() {
    let ways = [
        ("later-lost", Later::Missing),
        ("later-changed", Later::Other),
        ("later-wordless", Later::Wordless),
        ("later-unstyled", Later::Unstyled),
    ];
    for (name, later) in ways {
        walk(name, Site::new().demo(), async |site, page| {
            page.expect_console("404");
            // The page that a host answers with instead is no more the right file.
            page.expect_console("integrity");
            page.expect_console("MIME type");
            site.set_later(later);
            page.sign_in().await;
            // The list is of the first part and works without.
            page.row("terraform").visible().await;
            page.link("Overview").click().await;
            page.heading("Overview").visible().await;
            page.text_visible("This part could not be loaded").await;
            page.axe().await;
            page.button("Try again").click().await;
            page.text_visible("This part could not be loaded").await;
            page.link("Access tokens").click().await;
            page.button("Edit terraform").click().await;
            page.text_visible("This part could not be loaded").await;
            page.axe().await;
            site.set_later(Later::Here);
            page.button("Try again").click().await;
            page.dialog("Edit access token").textbox("Token name").visible().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_chosen_while_the_part_is_on_its_way_is_that_of_the_part() {
    walk("later-language", Site::new().demo(), async |site, page| {
        site.set_later(Later::Held);
        page.sign_in().await;
        page.row("terraform").visible().await;
        page.combobox("Language").choose("Deutsch").await;
        page.text_visible("Loading").await;
        site.set_later(Later::Here);
        page.heading("Zugriffstokens").visible().await;
        page.button("terraform bearbeiten").click().await;
        page.dialog("Zugriffstoken bearbeiten").combobox("Ablauf").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_waits_for_its_part_of_the_app() {
    walk("later-page", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        page.row("terraform").visible().await;
        site.set_later(Later::Held);
        page.open("#/profile").await;
        page.reload().await;
        page.heading("Profile").visible().await;
        page.text_visible("Loading").await;
        site.set_later(Later::Here);
        page.textbox("Full name").visible().await;
    })
    .await;
}

/// Comes to an address from elsewhere while the second part is held back: a page that stands has it already.
async fn come_without_it(site: &Running, page: &Page, address: &str) {
    site.set_later(Later::Held);
    page.cdp("Page.navigate", json!({ "url": "about:blank" })).await;
    page.open(address).await;
    page.row("terraform").visible().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_a_secret_leaves_the_address_before_its_part_of_the_app_can_tell() {
    walk("later-secret", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        page.row("terraform").visible().await;
        let is_empty = "location.hash === '#/tokens?sort=name'";
        for (search, comes_back) in
            [("lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f", false), ("grafana-readonly-of-berlin", true)]
        {
            come_without_it(site, page, &format!("#/tokens?q={search}&sort=name")).await;
            page.until_true("the address without it", is_empty).await;
            site.set_later(Later::Here);
            if comes_back {
                page.searchbox("Search tokens").has_value(search).await;
                page.until_true("the address with it", &format!("location.hash.includes('q={search}')"))
                    .await;
            } else {
                page.button("Edit terraform").click().await;
                page.dialog("Edit access token").button("Cancel").click().await;
                page.until_true("the address without it", is_empty).await;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_went_elsewhere_is_not_called_back_to_what_was_searched_for() {
    walk("later-elsewhere", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        page.row("terraform").visible().await;
        come_without_it(site, page, "#/tokens?q=grafana-readonly-of-berlin").await;
        page.link("Overview").click().await;
        page.heading("Overview").visible().await;
        site.set_later(Later::Here);
        page.text_visible("Next to expire").await;
        page.until_true("the same address", "location.hash === '#/overview'").await;
    })
    .await;
}
