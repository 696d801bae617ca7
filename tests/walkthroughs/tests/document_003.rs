//! Vendor document 003: a profile page with personal API access tokens, and an endpoint that issues
//! one from the command line. Each comment is a part of the document, in its order.

use walkthroughs::{Find, Key, Profile, Running, Site, walk};

use crate::steps::take_secret;

fn site() -> Site {
    Site::new().profile(Profile::Apinizer)
}

#[tokio::test(flavor = "multi_thread")]
async fn create_a_personal_api_access_token_from_the_console() {
    walk("003-console", site(), async |site, page| {
        page.sign_in().await;
        // The user goes to the My Profile screen: Username, Full Name, Email, Preferred Language.
        page.link("Profile").click().await;
        page.tab("Profile").visible().await;
        page.text_visible("User name").await;
        page.text_visible("ada").await;
        for field in ["Full name", "Email", "Preferred language"] {
            page.text_visible(field).await;
        }
        // Personal API Access Tokens: this section lists the user's tokens.
        page.tab("Access tokens").click().await;
        // The dialog that appears when the Create API Token button is clicked.
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        // Token Name.
        dialog.textbox("Token name").fill("management-api").await;
        // Expiration: the expiration type.
        let expiration = dialog.combobox("Expiration");
        assert_eq!(
            expiration.options().await,
            ["7 days", "30 days", "60 days", "90 days", "1 year", "Custom", "No expiration"]
        );
        // Expiration Date: active if Expiration is set to Custom.
        dialog.date("Expiration date").gone().await;
        expiration.choose("Custom").await;
        dialog.date("Expiration date").fill("2031-03-09").await;
        dialog.button("Generate").click().await;
        let secret = take_secret(page).await;
        page.row("management-api").text_visible("2031").await;
        let answer = site.http().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(answer.status, 200, "{}", answer.body);

        // There is nothing more to a token than its entry: no button, and no key, opens it.
        page.button("Edit management-api").gone().await;
        page.checkbox("Select management-api").press(Key::Enter).await;
        page.until_true("no dialog", "!document.querySelector('dialog')").await;

        // Clicking the Revoke button for the current token cancels it.
        page.button("Revoke management-api").click().await;
        page.alertdialog("Revoke access token").button("Revoke").click().await;
        page.row("management-api").gone().await;
        let answer = site.http().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(answer.status, 401, "{}", answer.body);
    })
    .await;
}

async fn ask(site: &Running, body: &str) -> (u16, serde_json::Value) {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
    let answer = site.http().send("POST", "/apiops/auth/token", &headers, body).await;
    let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(kind.starts_with("application/json"), "{kind}");
    (answer.status, answer.json())
}

#[tokio::test(flavor = "multi_thread")]
async fn create_a_token_from_the_management_api() {
    walk("003-api", site(), async |site, page| {
        let account = "client_id=ada&client_secret=lovelace-1843";
        // 200: access_token.
        let (status, body) = ask(site, &format!("grant_type=client_credentials&{account}")).await;
        assert_eq!(status, 200, "{body}");
        let secret = body["access_token"].as_str().expect("a token").to_owned();
        let answer = site.http().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        // 400: error, error_description.
        let (status, body) = ask(site, &format!("grant_type=password&{account}")).await;
        assert_eq!(status, 400, "{body}");
        assert!(body["error"].is_string() && body["error_description"].is_string(), "{body}");
        // 401: unauthorized_client, Bad credentials.
        let (status, body) =
            ask(site, "grant_type=client_credentials&client_id=ada&client_secret=wrong").await;
        assert_eq!(status, 401, "{body}");
        assert_eq!(body["error"], "unauthorized_client");
        assert_eq!(body["error_description"], "Bad credentials");
        // The token is one of the user's, and can be seen and revoked as any other.
        page.sign_in().await;
        page.role_containing(&["button"], "Revoke ").nth(0).click().await;
        page.alertdialog("Revoke access token").button("Revoke").click().await;
        page.alertdialog("Revoke access token").gone().await;
        let answer = site.http().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(answer.status, 401, "{}", answer.body);
    })
    .await;
}
