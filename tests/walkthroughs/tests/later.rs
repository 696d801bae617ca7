//! The app's second part: what stands while it is on its way, and what a person can do when it does not come.

use walkthroughs::{Find, Key, Later, Site, walk};

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

/// Neither a lost file nor one that somebody changed: the page asks for it by its integrity.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_does_not_come_is_told_and_tried_again() {
    let ways = [("later-lost", Later::Missing), ("later-changed", Later::Other)];
    for (name, later) in ways {
        walk(name, Site::new().demo(), async |site, page| {
            page.expect_console("404");
            // What joins the parts tells the console why.
            page.expect_console("Failed to fetch");
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
