//! The network goes and comes, the backend asks for a pause, and other tabs change what this one shows.

use serde_json::json;
use walkthroughs::{Fault, Find, Key, Page, Site, walk};

use crate::steps::{fill_token, make_token, take_secret};

async fn network(page: &Page, is_there: bool) {
    let conditions =
        json!({ "offline": !is_there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    page.cdp("Network.enable", json!({})).await;
    page.cdp("Network.emulateNetworkConditions", conditions).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_is_told_what_was_read_stays_and_it_comes_back_by_itself() {
    walk("offline", Site::new().demo(), async |_, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        network(page, false).await;
        page.says("You are offline").await;
        page.says("What is shown was read on").await;
        page.row("ci-deploy").visible().await;
        page.axe().await;
        page.button("Refresh").click().await;
        page.text_visible("Try again when the network is back").await;
        page.row("ci-deploy").visible().await;

        network(page, true).await;
        page.text_gone("You are offline").await;
        page.button("Try again").gone().await;
        page.row("ci-deploy").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_offline_is_sent_when_the_network_is_back() {
    walk("offline-form", Site::new(), async |_, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "typed-offline", Some("Device")).await;
        network(page, false).await;
        dialog.button("Generate").click().await;
        dialog.text_visible("You are offline").await;
        dialog.textbox("Token name").has_value("typed-offline").await;
        network(page, true).await;
        dialog.button("Generate").click().await;
        take_secret(page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_pause_is_told_and_nothing_is_sent_before_it_is_over() {
    walk("pause", Site::new().demo(), async |site, page| {
        page.expect_console("429");
        page.expect_console("503");
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        site.fault("GET", "/api/v1/tokens?*", Fault::Wait(429, 600), 1);
        page.button("Refresh").click().await;
        page.text_visible("Try again in 600 seconds").await;
        page.row("ci-deploy").visible().await;
        page.button("Try again").disabled().await;
        let asked = site.requests().len();
        page.button("Try again").press(Key::Enter).await;
        assert_eq!(site.requests().len(), asked);
        page.axe().await;

        page.button("Generate token").click().await;
        site.fault("POST", "/api/v1/tokens", Fault::Wait(503, 600), 1);
        let dialog = fill_token(page, "patient", Some("Device")).await;
        dialog.button("Generate").click().await;
        dialog.text_visible("not available at the moment. Try again in 600 seconds").await;
        dialog.button("Generate").disabled().await;
        dialog.textbox("Token name").has_value("patient").await;
        page.axe().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_pause_is_kept_and_then_tried_again_by_itself() {
    walk("short-pause", Site::new().demo(), async |site, page| {
        page.expect_console("503");
        page.expect_console("429");
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        site.fault("GET", "/api/v1/tokens?*", Fault::WaitUntil(503, 3), 1);
        page.button("Refresh").click().await;
        page.says("The server asks for a pause").await;
        page.text_gone("The server asks for a pause").await;
        page.row("ci-deploy").visible().await;
        page.button("Try again").gone().await;

        // Not for ever: a backend that never has time is told.
        site.fault("GET", "/api/v1/tokens?*", Fault::Wait(429, 4), u32::MAX);
        page.button("Refresh").click().await;
        page.text_visible("Try again in 4 seconds").await;
        site.no_faults();
        page.button("Try again").enabled().await;
        page.button("Try again").click().await;
        page.button("Try again").gone().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_in_one_tab_is_seen_in_the_other() {
    walk("two-tabs-out", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        let other = page.new_tab().await;
        other.open("").await;
        other.button("Sign out").click().await;
        other.button("Sign in").visible().await;
        page.turn_to().await;
        page.says("Your session has ended").await;
        page.row("ci-deploy").gone().await;
        // And in again.
        other.turn_to().await;
        other.enter_account().await;
        page.turn_to().await;
        page.row("ci-deploy").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_survives_signing_out_in_another_tab() {
    walk("two-tabs-form", Site::new(), async |_, page| {
        page.expect_console("401");
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "half-typed", Some("Device")).await;
        let other = page.new_tab().await;
        other.open("").await;
        other.button("Sign out").click().await;
        other.button("Sign in").visible().await;
        page.turn_to().await;
        let again = page.dialog("Sign in again");
        again.textbox("User name").has_value("ada").await;
        again.textbox("Password").fill(crate::steps::PASSWORD).await;
        again.button("Sign in").click().await;
        again.gone().await;
        dialog.textbox("Token name").has_value("half-typed").await;
        dialog.button("Generate").click().await;
        take_secret(page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_user_in_another_tab_takes_over_and_nothing_is_mixed() {
    walk("two-tabs-other", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        let other = page.new_tab().await;
        other.open("").await;
        other.button("Sign out").click().await;
        sign_in_as_grace(&other).await;
        make_token(&other, "of-grace", Some("Device")).await;
        page.turn_to().await;
        page.row("of-grace").visible().await;
        page.row("ci-deploy").gone().await;

        // Something is open here: its owner is asked, and nothing is sent in the other's name.
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "of-ada", Some("Device")).await;
        other.turn_to().await;
        other.button("Sign out").click().await;
        other.enter_account().await;
        page.turn_to().await;
        let question = page.dialog("Sign in again");
        question.text_visible("ada").await;
        question.textbox("User name").has_value("grace").await;
        let sent = |site: &walkthroughs::Running| {
            site.requests().iter().filter(|r| r.as_str() == "POST /api/v1/tokens").count()
        };
        let before = sent(site);
        question.button("Cancel").click().await;
        question.gone().await;
        dialog.gone().await;
        page.row("ci-deploy").visible().await;
        page.row("of-grace").gone().await;
        assert_eq!(sent(site), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_as_somebody_else_sends_nothing_of_what_waited() {
    walk("other-user", Site::new().demo(), async |site, page| {
        page.expect_console("401");
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "of-ada", Some("Device")).await;
        // As if the session had run out.
        page.cdp("Network.clearBrowserCookies", json!({})).await;
        dialog.button("Generate").click().await;
        let question = page.dialog("Sign in again");
        question.textbox("User name").fill("grace").await;
        question.textbox("Password").fill("hopper-1906").await;
        question.button("Sign in").click().await;
        question.gone().await;
        dialog.gone().await;
        page.text_visible("Grace Hopper").await;
        page.text_visible("0 tokens").await;
        page.row("ci-deploy").gone().await;
        let made = site.requests().iter().filter(|r| r.as_str() == "POST /api/v1/tokens").count();
        assert_eq!(made, 1, "only the one that was refused");
    })
    .await;
}

async fn sign_in_as_grace(page: &Page) {
    page.enter("grace", "hopper-1906").await;
    page.button("Sign out").visible().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_tab_changes_is_seen_without_a_refresh() {
    walk("two-tabs-change", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        let other = page.new_tab().await;
        other.open("").await;
        other.button("Revoke ci-deploy").click().await;
        other.alertdialog("Revoke access token").button("Revoke").click().await;
        other.row("ci-deploy").text_visible("Revoked").await;
        page.turn_to().await;
        page.row("ci-deploy").text_visible("Revoked").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_whose_connection_breaks_is_repeated_once() {
    walk("repeated-read", Site::new().demo(), async |site, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        // Broken in the middle of the answer: the browser itself never repeats that.
        site.fault("GET", "/api/v1/tokens?*", Fault::Half, 1);
        page.button("Refresh").click().await;
        page.until_true(
            "the list to be read again",
            "document.querySelector('[role=grid][aria-busy=false]') !== null",
        )
        .await;
        assert_eq!(site.faults_left(), 0);
        page.row("ci-deploy").visible().await;
        page.button("Try again").gone().await;
    })
    .await;
}
