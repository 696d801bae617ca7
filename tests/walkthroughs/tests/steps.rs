//! What several walkthroughs do on their way.

use walkthroughs::{Find, Locator, Page};

/// Fills the dialog that makes a token: its name, and one scope where there are scopes.
pub async fn fill_token(page: &Page, name: &str, scope: Option<&str>) -> Locator {
    let dialog = page.dialog("Generate access token");
    dialog.textbox("Token name").fill(name).await;
    if let Some(scope) = scope {
        dialog.group("Scope").checkbox(scope).check().await;
    }
    dialog
}

/// Makes a token from the list and returns its secret. Leaves the secret's dialog as copied and closed.
pub async fn make_token(page: &Page, name: &str, scope: Option<&str>) -> String {
    page.button("Generate token").click().await;
    fill_token(page, name, scope).await.button("Generate").click().await;
    take_secret(page).await
}

/// Reads the secret that is shown, copies it, and closes its dialog.
pub async fn take_secret(page: &Page) -> String {
    let dialog = page.dialog("Access token created");
    let secret = dialog.textbox("Access token").value().await;
    assert!(secret.starts_with("lk_"), "{secret:?} is no secret of the backend");
    dialog.button("Copy token").click().await;
    page.says("Copied").await;
    dialog.button("Done").click().await;
    dialog.gone().await;
    secret
}
