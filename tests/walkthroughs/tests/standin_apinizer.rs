//! The console with `connectors/apinizer.json` in front of a stand-in for an Apinizer manager: it signs in
//! and issues a token, and does not offer what the vendor documents no request for.

use walkthroughs::standin::Apinizer;
use walkthroughs::{Find, Site, walk};

use crate::steps::{confirm_after_a_wrong_password, take_value};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_issued_and_nothing_else_is_offered() {
    let manager = Apinizer::default();
    let site = Site::stand_in("apinizer", manager.router());
    walk("standin-apinizer", site, async |site, page| {
        // A wrong password is answered 401.
        page.expect_console("401");
        page.open("").await;
        page.textbox("User name").fill("ada").await;
        page.textbox("Password").fill("wrong").await;
        page.button("Sign in").click().await;
        page.text_visible("Bad credentials").await;
        page.textbox("User name").has_value("ada").await;
        page.enter_account().await;

        // Not documented: a list, so no search, no filter, no choice of tokens, no edit, no revoking.
        page.heading("Access tokens").visible().await;
        page.text_visible("cannot list").await;
        page.grid("Access tokens").gone().await;
        page.searchbox("Search tokens").gone().await;
        page.combobox("Status").gone().await;
        for button in ["Edit", "Copy", "Revoke", "Refresh", "Try again"] {
            page.button(button).gone().await;
        }
        page.axe().await;

        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.button("Generate").visible().await;
        for field in ["Token name", "Description"] {
            dialog.textbox(field).gone().await;
        }
        for field in ["Expiration", "API set", "Operation"] {
            dialog.combobox(field).gone().await;
        }
        // Nor is it known what the token may do, so nothing is said of that.
        dialog.text_gone("can call").await;
        dialog.textbox("Address").gone().await;
        page.axe().await;
        dialog.button("Generate").click().await;
        confirm_after_a_wrong_password(page).await;
        let token = take_value(page).await;
        assert_eq!(manager.issued().last(), Some(&token));
        page.text_visible("cannot list").await;

        for place in ["Overview", "Profile"] {
            page.link(place).click().await;
            page.heading(place).visible().await;
            page.text_visible("ada").await;
            page.button("Try again").gone().await;
            page.axe().await;
        }

        // Whoever signed in is forgotten with the page: the manager has no session to come back to.
        page.reload().await;
        page.button("Sign in").visible().await;
        let asked = site.requests();
        assert!(asked.iter().all(|request| request == "POST /apiops/auth/token"), "{asked:?}");
    })
    .await;
}
