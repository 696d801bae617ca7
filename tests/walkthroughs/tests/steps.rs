//! What several walkthroughs do on their way.

use walkthroughs::{Find, Locator, Page};

/// Of the demo account, with which a page signs in.
pub const PASSWORD: &str = "lovelace-1843";

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

/// Makes a token that has a description and no name by an API set, and gives the password. Its secret is shown then.
pub async fn generate_by_set(page: &Page, description: &str, set: &str) -> Locator {
    page.button("Generate token").click().await;
    let dialog = page.dialog("Generate access token");
    dialog.textbox("Description").fill(description).await;
    dialog.combobox("API set").choose(set).await;
    dialog.button("Generate").click().await;
    confirm_password(page).await;
    dialog
}

/// Leaves a dialog with what was typed in it.
pub async fn discard(page: &Page, dialog: &Locator) {
    dialog.button("Cancel").click().await;
    page.alertdialog("Not saved yet").button("Close without saving it").click().await;
    dialog.gone().await;
}

/// Reads the secret that is shown, copies it, and closes its dialog.
pub async fn take_secret(page: &Page) -> String {
    let secret = take_value(page).await;
    assert!(secret.starts_with("lk_"), "{secret:?} is no secret of the backend");
    secret
}

/// As [`take_secret`], whatever backend issued it.
pub async fn take_value(page: &Page) -> String {
    page.take_secret().await
}

/// Gives the account's password, where the backend wants it with a change.
pub async fn confirm_password(page: &Page) {
    let dialog = page.dialog("Confirm with your password");
    dialog.textbox("Password").fill(PASSWORD).await;
    dialog.button("Confirm").click().await;
    dialog.gone().await;
}

/// Gives a wrong password first: it is refused, and asked for again.
pub async fn confirm_after_a_wrong_password(page: &Page) {
    let dialog = page.dialog("Confirm with your password");
    dialog.textbox("Password").focused().await;
    dialog.textbox("Password").fill("not-the-password").await;
    dialog.button("Confirm").click().await;
    dialog.textbox("Password").has_error("password").await;
    confirm_password(page).await;
}
