//! Wrong input: each field says beside itself what is wrong, in plain words, and nothing that was
//! typed is lost.

use walkthroughs::{Find, Site, walk};

use crate::steps::{fill_token, make_token};

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_says_what_is_missing_and_what_is_wrong() {
    walk("bad-sign-in", Site::new(), async |_, page| {
        page.open("").await;
        page.button("Sign in").click().await;
        page.textbox("User name").has_error("enter your user name").await;
        page.textbox("Password").has_error("enter your password").await;
        page.textbox("User name").focused().await;
        page.textbox("User name").fill("ada").await;
        page.textbox("Password").fill("not this one").await;
        page.button("Sign in").click().await;
        page.says("User name or password is not right").await;
        page.textbox("User name").has_value("ada").await;
        page.axe().await;
        page.expect_console("401");
    })
    .await;
}

const FOCUS_IN_SIGHT: &str = "(() => { \
    const edge = selector => document.querySelector('dialog ' + selector).getBoundingClientRect(); \
    const has = document.activeElement.getBoundingClientRect(); \
    return has.top >= edge('header').bottom && has.bottom <= edge('footer').top; })()";

#[tokio::test(flavor = "multi_thread")]
async fn each_field_of_a_new_token_says_what_is_wrong_with_it() {
    walk("bad-token", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Description").fill("kept through every error").await;
        dialog.button("Generate").click().await;
        dialog.textbox("Token name").has_error("enter a name").await;
        dialog.group("Scope").described("at least one scope").await;
        page.axe().await;
        // The button was far below: the first field that is wrong has come into sight, clear of the dialog's head.
        dialog.textbox("Token name").focused().await;
        page.until_true("the name to be in sight", FOCUS_IN_SIGHT).await;

        dialog.textbox("Token name").fill("a-new-name").await;
        dialog.button("Generate").click().await;
        dialog.group("Scope").checkbox("Collection").focused().await;
        page.until_true("the scopes to be in sight", FOCUS_IN_SIGHT).await;
        dialog.textbox("Token name").fill("ci-deploy").await;
        dialog.group("Scope").checkbox("Device").check().await;
        dialog.combobox("Expiration").choose("Custom").await;
        dialog.button("Generate").click().await;
        dialog.textbox("Token name").has_error("has this name").await;
        dialog.date("Expiration date").has_error("enter a date").await;

        dialog.textbox("Token name").fill("a-new-name").await;
        for (typed, error) in
            [("not a date", "not a date"), ("2027-02-30", "not a date"), ("2001-01-01", "past")]
        {
            dialog.date("Expiration date").fill(typed).await;
            dialog.button("Generate").click().await;
            dialog.date("Expiration date").has_error(error).await;
            dialog.date("Expiration date").has_value(typed).await;
        }
        dialog.date("Expiration date").fill("2031-02-19").await;
        dialog.textbox("Token name").fill(&"n".repeat(256)).await;
        dialog.button("Generate").click().await;
        dialog.textbox("Token name").has_error("255").await;

        dialog.textbox("Token name").fill("a-new-name").await;
        dialog.textbox("Description").has_value("kept through every error").await;
        assert!(dialog.group("Scope").checkbox("Device").node().await.is("checked"));
        dialog.button("Generate").click().await;
        page.dialog("Access token created").button("Copy token").click().await;
        page.dialog("Access token created").button("Done").click().await;
        page.row("a-new-name").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_pasted_into_a_name_is_not_sent() {
    walk("pasted-secret", Site::new(), async |site, page| {
        page.sign_in().await;
        let secret = make_token(page, "first", Some("Device")).await;
        let asked = site.requests().len();
        page.button("Generate token").click().await;
        let dialog = fill_token(page, &secret, Some("Device")).await;
        dialog.button("Generate").click().await;
        dialog.textbox("Token name").has_error("looks like a token's secret").await;
        page.ends_with_a_secret_shown();
        let sent: Vec<String> = site.requests().split_off(asked);
        assert!(!sent.iter().any(|request| request.starts_with("POST")), "{sent:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_survives_signing_in_again() {
    walk("session-over", Site::new(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "typed-before", Some("Device")).await;
        // As if the session had run out.
        page.cdp("Network.clearBrowserCookies", serde_json::json!({})).await;
        dialog.button("Generate").click().await;
        let again = page.dialog("Sign in again");
        again.textbox("User name").has_value("ada").await;
        again.textbox("Password").fill("lovelace-1843").await;
        again.button("Sign in").click().await;
        again.gone().await;
        page.dialog("Access token created").button("Copy token").click().await;
        page.dialog("Access token created").button("Done").click().await;
        page.row("typed-before").visible().await;
        page.expect_console("401");
    })
    .await;
}
