//! Two people change one token: what fits together is put together, what clashes is chosen, nothing is lost.

use serde_json::json;
use walkthroughs::{Find, Key, Locator, Page, Site, walk};

use crate::somebody::Somebody;

/// The built connector without what tells one version from another.
fn without_versions() -> String {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../../connectors/latchkey.json");
    let text = std::fs::read_to_string(built).expect("the connector is there");
    let mut connector: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    connector["requests"]["edit"]["headers"] = json!({ "If-Match": "*" });
    connector.to_string()
}

async fn edit(page: &Page, name: &str) -> Locator {
    page.row(name).visible().await;
    page.button(&format!("Edit {name}")).click().await;
    let dialog = page.dialog("Edit access token");
    dialog.textbox("Token name").has_value(name).await;
    dialog.group("Scope").checkbox("Device").visible().await;
    dialog
}

async fn add_api(dialog: &Locator, list: &str, pattern: &str) {
    let field = dialog.textbox(&format!("{list}: Pattern, for example GET /devices/**"));
    field.fill(pattern).await;
    field.press(Key::Enter).await;
    dialog.button(&format!("Remove {pattern}")).visible().await;
}

async fn what_fits_is_put_together(name: &str, site: Site) {
    walk(name, site, async |site, page| {
        page.expect_console("412");
        let other = Somebody::sign_in(site).await;
        page.sign_in().await;
        let dialog = edit(page, "grafana-readonly").await;
        dialog.textbox("Description").fill("Dashboards of the night shift").await;
        dialog.group("Scope").checkbox("Site").check().await;
        add_api(&dialog, "Allowed APIs", "GET /sites/**").await;

        other
            .changes(
                "grafana-readonly",
                json!({
                    "name": "grafana",
                    "scopes": ["Device", "Policy"],
                    "blocked_apis": ["GET /devices/*/keys"],
                    "allowed_ips": ["198.51.100.0/24"],
                }),
            )
            .await;
        dialog.button("Save changes").click().await;

        page.says("Somebody else changed this token").await;
        dialog.text_visible("Token name: grafana instead of grafana-readonly.").await;
        dialog.text_visible("Blocked APIs: GET /devices/*/keys is added.").await;
        dialog.textbox("Token name").has_value("grafana").await;
        dialog.textbox("Description").has_value("Dashboards of the night shift").await;
        for scope in ["Device", "Policy", "Site"] {
            assert!(dialog.group("Scope").checkbox(scope).node().await.is("checked"), "{scope}");
        }
        // What the edit widens against what they saved is said before it is saved.
        dialog.text_visible("Allowed APIs: GET /sites/** is added.").await;
        dialog.text_visible("widens access").await;
        let saved = other.token("grafana").await;
        assert_eq!(saved["description"], "Dashboards", "nothing is saved yet");
        page.axe().await;

        dialog.button("Save changes").click().await;
        page.says("are saved").await;
        let token = other.token("grafana").await;
        assert_eq!(token["description"], "Dashboards of the night shift");
        assert_eq!(token["scopes"], json!(["Device", "Policy", "Site"]));
        assert_eq!(token["allowed_apis"], json!(["GET /devices/**", "GET /sites/**"]));
        assert_eq!(token["blocked_apis"], json!(["GET /devices/*/keys"]));
        assert_eq!(token["allowed_ips"], json!(["198.51.100.0/24"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_save_is_put_together_with_what_somebody_else_saved() {
    what_fits_is_put_together("stale-merge", Site::new().demo()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_without_versions_is_read_again_and_compared_before_saving() {
    let site = Site::new().demo().file("connectors/latchkey.json", without_versions());
    what_fits_is_put_together("stale-unversioned", site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_clashes_is_chosen_and_can_clash_again() {
    walk("stale-clash", Site::new().demo(), async |site, page| {
        page.expect_console("412");
        let other = Somebody::sign_in(site).await;
        page.sign_in().await;
        let dialog = edit(page, "ci-deploy").await;
        dialog.textbox("Token name").fill("ci-night").await;
        dialog.textbox("Description").fill("Mine").await;
        dialog.combobox("Expiration").choose("60 days").await;
        add_api(&dialog, "Allowed APIs", "GET /devices/**").await;
        let theirs = json!({
            "name": "ci-day",
            "description": "Theirs",
            "expires_at": "2030-01-01T00:00:00Z",
            "allowed_apis": ["GET /sites/**"],
        });
        other.changes("ci-deploy", theirs).await;
        dialog.button("Save changes").click().await;

        // Both made the list that meant everything into one of their own: together it would be wider than either.
        let choice = |field: &str| dialog.role(&["radiogroup"], &format!("{field}: you both changed it"));
        let apis = choice("Allowed APIs");
        apis.radio("Mine: GET /devices/**").visible().await;
        apis.radio("Theirs: GET /sites/**").visible().await;
        apis.radio("Before: nothing").visible().await;
        page.axe().await;
        dialog.button("Save changes").click().await;
        dialog.text_visible("Choose above what to save").await;
        assert!(other.finds("ci-day").await.is_some(), "nothing is saved without the choices");

        // By keyboard: one stop for Tab, arrows choose.
        let name = choice("Token name");
        name.radio("Mine: ci-night").click().await;
        name.radio("Mine: ci-night").press(Key::Down).await;
        name.radio("Theirs: ci-day").focused().await;
        dialog.textbox("Token name").has_value("ci-day").await;
        choice("Description").radio("Mine: Mine").click().await;
        dialog.textbox("Description").has_value("Mine").await;
        apis.radio("Theirs: GET /sites/**").click().await;
        dialog.button("Remove GET /devices/**").gone().await;
        let expiry = choice("Expiration");
        expiry.all(&["radio"]).nth(1).click().await;
        dialog.combobox("Expiration").has_value("keep").await;
        expiry.all(&["radio"]).nth(0).click().await;
        dialog.combobox("Expiration").has_chosen("60 days").await;

        // And again somebody is faster.
        other.changes("ci-day", json!({ "description": "Theirs again" })).await;
        dialog.button("Save changes").click().await;
        let again = choice("Description");
        again.radio("Before: Theirs").visible().await;
        name.gone().await;
        again.radio("Theirs: Theirs again").click().await;
        dialog.button("Save changes").click().await;
        page.says("are saved").await;
        let token = other.token("ci-day").await;
        assert_eq!(token["description"], "Theirs again");
        assert_eq!(token["allowed_apis"], json!(["GET /sites/**"]));
        assert_ne!(token["expires_at"], "2030-01-01T00:00:00Z");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_for_a_token_that_is_gone_can_become_a_new_one() {
    walk("stale-gone", Site::new().demo(), async |site, page| {
        page.expect_console("404");
        page.expect_console("409");
        page.expect_console("412");
        let other = Somebody::sign_in(site).await;
        page.sign_in().await;
        let dialog = edit(page, "partner-eu").await;
        dialog.textbox("Token name").fill("partner-all").await;
        dialog.group("Scope").checkbox("Site").check().await;
        dialog.combobox("Expiration").choose("7 days").await;
        other.revokes("partner-eu").await;
        dialog.button("Save changes").click().await;
        page.says("This token is gone").await;
        dialog.textbox("Token name").has_value("partner-all").await;
        page.axe().await;

        dialog.button("Generate as new").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").has_value("partner-all").await;
        dialog.textbox("Description").has_value("Our partner's policy sync").await;
        dialog.combobox("Expiration").has_chosen("7 days").await;
        dialog.button("Remove DELETE /**").visible().await;
        // Nobody has saved it: it is not left without a question.
        page.press(Key::Escape).await;
        page.alertdialog("Not saved yet").button("Keep open").click().await;
        dialog.button("Generate").click().await;
        let secret = page.dialog("Access token created");
        secret.button("Copy token").click().await;
        secret.button("Done").click().await;
        let token = other.token("partner-all").await;
        assert_eq!(token["scopes"], json!(["Policy", "Site"]));
        assert_eq!(token["blocked_apis"], json!(["DELETE /**"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_touches_nothing_one_can_edit_stops_nobody() {
    walk("stale-same", Site::new().demo(), async |site, page| {
        page.expect_console("412");
        let other = Somebody::sign_in(site).await;
        page.sign_in().await;
        let dialog = edit(page, "terraform").await;
        dialog.textbox("Description").fill("Plans only").await;
        other.changes("terraform", json!({ "state": "disabled" })).await;
        dialog.button("Save changes").click().await;
        page.says("are saved").await;
        let token = other.token("terraform").await;
        assert_eq!((&token["description"], &token["state"]), (&json!("Plans only"), &json!("disabled")));
    })
    .await;
}
