//! The answer that would have brought a secret gets lost: no live token is left that nobody knows of.

use walkthroughs::{Fault, Find, Page, Running, Site, walk};

use crate::faults::Api;
use crate::steps::{fill_token, take_secret};

const CREATE: (&str, &str) = ("POST", "/api/v1/tokens");

/// The reference backend behind a connector that sends no idempotency keys, as most backends know none.
fn without_keys() -> Site {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../../connectors/latchkey.json");
    let text = std::fs::read_to_string(built).expect("the connector is there");
    let mut connector: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    for request in ["create", "regenerate"] {
        let headers = connector["requests"][request]["headers"].as_object_mut().expect("it has headers");
        headers.remove("Idempotency-Key").expect("it has had the header");
    }
    Site::new().file("connectors/latchkey.json", connector.to_string())
}

fn always(site: &Running, (method, target): (&str, &str), fault: Fault) {
    site.fault(method, target, fault, u32::MAX);
}

/// Fills the dialog for a token and sends it.
async fn generate(page: &Page, name: &str) -> walkthroughs::Locator {
    page.button("Generate token").click().await;
    let dialog = fill_token(page, name, Some("Device")).await;
    dialog.button("Generate").click().await;
    dialog
}

async fn used(site: &Running, secret: &str) {
    let answer = site.http().with_secret("GET", "/v1/devices", secret).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_key_the_same_secret_comes_back() {
    walk("lost-with-key", Site::new(), async |site, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        always(site, CREATE, Fault::Lost);
        let dialog = generate(page, "lost-once").await;
        dialog.text_visible("no second one will be made").await;
        let made = Api::new(site).await.named("lost-once").await;
        assert_eq!(made, ["enabled"], "the backend did its work");
        // The list is read again when the backend answers, and has the token: its name is not somebody else's.
        let listed =
            "[...document.querySelectorAll('[role=row]')].some((row) => row.textContent.includes('lost-once'))";
        page.until_true("the list to have it", listed).await;

        site.no_faults();
        dialog.button("Generate").click().await;
        used(site, &take_secret(page).await).await;
        assert_eq!(Api::new(site).await.named("lost-once").await, ["enabled"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_behind_is_found_and_offered_to_be_revoked() {
    walk("lost-and-left", Site::new(), async |site, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        always(site, CREATE, Fault::Lost);
        let dialog = generate(page, "left-behind").await;
        dialog.text_visible("It is not known whether").await;
        site.no_faults();
        crate::steps::discard(page, &dialog).await;

        let question = page.alertdialog("Revoke access token");
        question.text_visible("left-behind").await;
        page.says("the secret cannot be shown any more").await;
        page.axe().await;
        question.button("Revoke").click().await;
        question.gone().await;
        page.row("left-behind").text_visible("Revoked").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_a_lost_token_is_found_and_revoked_in_place() {
    walk("lost-without-key", without_keys(), async |site, page| {
        page.expect_console("net::ERR_");
        page.expect_console("409");
        page.sign_in().await;
        always(site, CREATE, Fault::Lost);
        let dialog = generate(page, "orphan").await;
        dialog.text_visible("was made, but the answer with its secret got lost").await;
        site.no_faults();
        page.axe().await;
        // Not again while it stands there.
        dialog.button("Generate").click().await;
        dialog.textbox("Token name").has_value("orphan").await;
        assert_eq!(Api::new(site).await.named("orphan").await, ["enabled"]);

        dialog.button("Revoke it").click().await;
        dialog.text_visible("orphan is revoked").await;
        dialog.textbox("Token name").has_value("orphan").await;
        dialog.button("Generate").click().await;
        used(site, &take_secret(page).await).await;
        let mut states = Api::new(site).await.named("orphan").await;
        states.sort();
        assert_eq!(states, ["enabled", "revoked"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_a_request_that_did_not_arrive_is_sent_again() {
    walk("cut-without-key", without_keys(), async |site, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        always(site, CREATE, Fault::Cut);
        let dialog = generate(page, "never-arrived").await;
        dialog.text_visible("no token was made").await;
        site.no_faults();
        dialog.button("Generate").click().await;
        used(site, &take_secret(page).await).await;
        assert_eq!(Api::new(site).await.named("never-arrived").await, ["enabled"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_a_lost_token_is_looked_for_until_the_backend_is_back() {
    walk("lost-and-down", without_keys(), async |site, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        page.text_visible("0 tokens").await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "long-lost", Some("Device")).await;
        always(site, CREATE, Fault::Lost);
        always(site, ("GET", "/api/*"), Fault::Cut);
        dialog.button("Generate").click().await;
        dialog.text_visible("It is not known whether").await;
        site.no_faults();
        dialog.text_visible("long-lost was made").await;
        dialog.button("Revoke it").click().await;
        dialog.text_visible("long-lost is revoked").await;
    })
    .await;
}

/// What the tab keeps over a reload.
const KEPT: &str = "sessionStorage.getItem('latchkey.lost')";

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_does_not_forget_what_got_lost() {
    let with_key = ("lost-reload", Site::new(), "no second one will be made");
    let without = ("lost-reload-without-key", without_keys(), "got lost");
    for (name, site, words) in [with_key, without] {
        walk(name, site, async |site, page| {
            page.expect_console("net::ERR_");
            page.sign_in().await;
            crate::steps::make_token(page, "another", Some("Device")).await;
            page.until_true("nothing to be kept once the secret is here", &format!("{KEPT} === null")).await;
            always(site, CREATE, Fault::Lost);
            let dialog = generate(page, "half-made").await;
            dialog.text_visible(words).await;
            page.until_true("its name to be kept", &format!("{KEPT}.includes('half-made')")).await;
            site.no_faults();
            page.reload().await;
            dialog.text_visible("half-made was made, but the answer with its secret got lost").await;
            page.axe().await;
            dialog.button("Revoke it").click().await;
            dialog.text_visible("half-made is revoked").await;
            page.until_true("nothing to be kept any more", &format!("{KEPT} === null")).await;
            assert_eq!(Api::new(site).await.named("half-made").await, ["revoked"]);
            dialog.button("Cancel").click().await;
            dialog.gone().await;
            // Another time it is forgotten.
            page.button("Generate token").click().await;
            dialog.textbox("Token name").visible().await;
            dialog.text_gone("half-made").await;
        })
        .await;
    }
}

/// Regenerates, and nobody hears of it.
async fn regenerate(site: &Running, page: &Page, words: &str) -> String {
    page.expect_console("net::ERR_");
    page.sign_in().await;
    let old = crate::steps::make_token(page, "turned", Some("Device")).await;
    page.button("Edit turned").click().await;
    always(site, ("POST", "/api/v1/tokens/*/regenerate"), Fault::Lost);
    let dialog = page.dialog("Edit access token");
    dialog.button("Regenerate token value").click().await;
    dialog.button("Regenerate").click().await;
    dialog.text_visible(words).await;
    site.no_faults();
    let answer = site.http().with_secret("GET", "/v1/devices", &old).await;
    assert_eq!(answer.status, 401, "it was done, although nobody heard of it");

    dialog.button("Regenerate token value").click().await;
    dialog.button("Regenerate").click().await;
    let new = take_secret(page).await;
    used(site, &new).await;
    new
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_regeneration_brings_the_same_value_with_a_key_and_another_without() {
    walk("regenerate-with-key", Site::new(), async |site, page| {
        regenerate(site, page, "you get the same new value").await;
    })
    .await;
    walk("regenerate-without-key", without_keys(), async |site, page| {
        page.expect_console("412");
        regenerate(site, page, "Regenerate again to get a value that you can see").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_after_a_lost_regeneration_is_told_what_it_means() {
    walk("regenerate-and-leave", Site::new(), async |site, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        crate::steps::make_token(page, "turned", Some("Device")).await;
        page.button("Edit turned").click().await;
        always(site, ("POST", "/api/v1/tokens/*/regenerate"), Fault::Lost);
        let dialog = page.dialog("Edit access token");
        dialog.button("Regenerate token value").click().await;
        dialog.button("Regenerate").click().await;
        dialog.text_visible("the old one may work no more").await;
        site.no_faults();
        dialog.button("Cancel").click().await;
        dialog.gone().await;
        page.says("The value of turned may have changed").await;
    })
    .await;
}
