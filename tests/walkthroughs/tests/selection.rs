//! Many tokens at once: selected with mouse and keyboard, revoked or switched off together; and what the list
//! does for somebody who tidies up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use walkthroughs::{Find, Key, Options, Page, Profile, Site, walk};

use crate::somebody::Somebody;
use crate::steps::{fill_token, make_token};

/// Waits until just these rows are ticked, from top to bottom.
#[track_caller]
fn ticked(page: &Page, names: &[&str]) -> impl Future<Output = ()> + use<> {
    let wanted: Vec<String> = names.iter().map(|name| format!("Select {name}")).collect();
    let script = format!(
        "JSON.stringify([...document.querySelectorAll('.grid-row input:checked')].map(tick => tick.ariaLabel)) \
            === JSON.stringify({})",
        json!(wanted)
    );
    page.until_true(&format!("just {names:?} to be ticked"), &script)
}

/// Waits until the focus is in the row with this `aria-rowindex` (the head is 1) and the row is on the screen.
#[track_caller]
fn focus_in_row(page: &Page, row: u64) -> impl Future<Output = ()> + use<> {
    let script = format!(
        "(row => row?.ariaRowIndex === '{row}' && row.getBoundingClientRect().top >= 0 \
            && row.getBoundingClientRect().bottom <= innerHeight)(document.activeElement.closest('[role=row]'))"
    );
    page.until_true(&format!("the focus to be in row {row}"), &script)
}

const SHIFT: u8 = 8;
const CONTROL: u8 = 2;

/// Presses a key with others held down (a sum of DevTools' modifiers).
async fn press_with(page: &Page, held: u8, key: &str, code: &str, number: u16) {
    for kind in ["rawKeyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": held });
        page.cdp("Input.dispatchKeyEvent", event).await;
    }
}

const DEMO: [&str; 6] =
    ["terraform", "partner-eu", "ci-deploy", "grafana-readonly", "backup-job", "old-laptop"];

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_selected_with_mouse_and_keyboard_and_revoked_together() {
    walk("selection", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        let grid = page.grid("Access tokens");
        grid.row("partner-eu").click().await;
        ticked(page, &["partner-eu"]).await;
        grid.row("grafana-readonly").click_holding(Key::Shift).await;
        ticked(page, &DEMO[1..4]).await;
        // A shorter range from the same beginning takes the place of the longer one.
        grid.row("ci-deploy").click_holding(Key::Shift).await;
        ticked(page, &DEMO[1..3]).await;
        grid.row("old-laptop").click_holding(Key::Control).await;
        ticked(page, &["partner-eu", "ci-deploy", "old-laptop"]).await;
        page.says("3 of 6 selected").await;
        page.checkbox("Select ci-deploy").uncheck().await;
        page.checkbox("Select old-laptop").click_holding(Key::Shift).await;
        ticked(page, &["partner-eu", "ci-deploy", "grafana-readonly", "backup-job", "old-laptop"]).await;
        assert_eq!(
            page.checkbox("Select all").script("function() { return this.indeterminate; }").await,
            true
        );
        page.checkbox("Select all").click().await;
        ticked(page, &DEMO).await;
        page.button("Clear selection").click().await;
        ticked(page, &[]).await;

        // The same without a mouse.
        page.checkbox("Select terraform").click().await;
        page.press(Key::Down).await;
        focus_in_row(page, 3).await;
        press_with(page, SHIFT, " ", "Space", 32).await;
        ticked(page, &DEMO[..2]).await;
        press_with(page, SHIFT, "ArrowDown", "ArrowDown", 40).await;
        press_with(page, SHIFT, "ArrowDown", "ArrowDown", 40).await;
        ticked(page, &DEMO[..4]).await;
        press_with(page, SHIFT, "ArrowUp", "ArrowUp", 38).await;
        ticked(page, &DEMO[..3]).await;
        page.press(Key::Right).await;
        page.press(Key::Down).await;
        page.press(Key::Space).await;
        ticked(page, &DEMO[..4]).await;
        press_with(page, CONTROL, "a", "KeyA", 65).await;
        ticked(page, &DEMO).await;
        page.press(Key::Escape).await;
        ticked(page, &[]).await;
        focus_in_row(page, 5).await;
        page.press(Key::End).await;
        page.button("Revoke grafana-readonly").focused().await;
        page.press(Key::Left).await;
        page.press(Key::Enter).await;
        let dialog = page.dialog("Edit access token");
        dialog.textbox("Token name").has_value("grafana-readonly").await;
        page.press(Key::Escape).await;
        page.button("Edit grafana-readonly").focused().await;
        page.axe().await;
        page.press(Key::Home).await;
        page.press(Key::Delete).await;
        let question = page.alertdialog("Revoke access token");
        question.text_visible("Revoke grafana-readonly?").await;
        question.button("Revoke").click().await;
        question.gone().await;
        focus_in_row(page, 5).await;

        // A name that the search hides stays selected, and the foot says so.
        page.checkbox("Select terraform").check().await;
        page.checkbox("Select partner-eu").check().await;
        page.searchbox("Search tokens").fill("terra").await;
        page.says("1 of them is not shown").await;
        page.searchbox("Search tokens").fill("").await;
        page.searchbox("Search tokens").press(Key::Backspace).await;
        page.checkbox("Select partner-eu").visible().await;
        page.button("Revoke").click().await;
        let question = page.alertdialog("Revoke access token");
        question.text_visible("Revoke 2 access tokens?").await;
        question.button("Revoke").click().await;
        question.gone().await;
        page.says("2 access tokens are revoked").await;
        for name in ["terraform", "partner-eu"] {
            page.row(name).text_visible("Revoked").await;
        }
        let asked = site.requests().into_iter().filter(|r| r == "POST /api/v1/tokens/revoke").count();
        assert_eq!(asked, 1, "one request for both");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_reaches_rows_that_are_not_in_the_page() {
    walk("grid-keys", Site::new().tokens(600), async |_, page| {
        page.sign_in().await;
        page.says("600 of 600 shown").await;
        let stops = page.script("document.querySelectorAll('[role=grid] [tabindex=\"0\"]').length").await;
        assert_eq!(stops, 1, "the grid is one stop for Tab");
        page.button("Refresh").press(Key::Tab).await;
        focus_in_row(page, 2).await;
        press_with(page, CONTROL, "End", "End", 35).await;
        focus_in_row(page, 601).await;
        press_with(page, 0, "PageUp", "PageUp", 33).await;
        page.until_true(
            "a screen further up",
            "(row => row > 550 && row < 600)(Number(document.activeElement.closest('[role=row]')?.ariaRowIndex))",
        )
        .await;
        press_with(page, CONTROL, "Home", "Home", 36).await;
        focus_in_row(page, 2).await;
        press_with(page, CONTROL, "a", "KeyA", 65).await;
        page.says("600 of 600 selected").await;

        // A row that is scrolled away leaves the keys with the grid, and the next key goes on from it.
        page.script("scrollTo(0, document.documentElement.scrollHeight)").await;
        page.until_true("the grid to hold the focus", "document.activeElement.role === 'grid'").await;
        press_with(page, 0, "ArrowDown", "ArrowDown", 40).await;
        focus_in_row(page, 3).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_revoked_is_said_of_each_token_and_only_that_is_tried_again() {
    // A backend that revokes one at a time; the second of three fails once.
    let site = Site::new().demo().profile(Profile::Clouds).backend(|options| {
        options.faults.push("DELETE /api/v1/tokens/*=500*1".parse().expect("a fault"));
    });
    walk("revoke-again", site, async |site, page| {
        page.expect_console("500");
        page.sign_in().await;
        for name in &DEMO[..3] {
            page.checkbox(&format!("Select {name}")).check().await;
        }
        page.button("Revoke").click().await;
        let question = page.alertdialog("Revoke access token");
        question.button("Revoke").click().await;
        question.text_visible("could not do it").await;
        // The backend's order is newest first: the first was the one that failed.
        question.text_visible("Revoke terraform?").await;
        page.axe().await;
        question.button("Revoke").click().await;
        question.gone().await;
        page.says("3 of 3 shown").await;
        let asked = site.requests().into_iter().filter(|r| r.starts_with("DELETE /api/v1/tokens/")).count();
        assert_eq!(asked, 4, "three, and the failed one again");
    })
    .await;

    // One request for all, which fails as a whole.
    let site = Site::new().demo().backend(|options| {
        options.faults.push("POST /api/v1/tokens/revoke=503*1".parse().expect("a fault"));
    });
    walk("revoke-all-again", site, async |_, page| {
        page.expect_console("503");
        page.sign_in().await;
        page.checkbox("Select all").check().await;
        page.button("Revoke").click().await;
        let question = page.alertdialog("Revoke access token");
        question.button("Revoke").click().await;
        for name in DEMO {
            question.text_visible(&format!("{name}: ")).await;
        }
        question.button("Revoke").click().await;
        page.says("6 access tokens are revoked").await;
        question.gone().await;
        page.button("Revoke").disabled().await;
    })
    .await;
}

/// The reference backend, but of the next request that revokes several it leaves some to the test: by id, the status that
/// it answers for each. No backend of ours refuses one token among others.
#[derive(Clone, Default)]
struct Refusing {
    statuses: Arc<Mutex<BTreeMap<String, u16>>>,
    /// The ids of each such request.
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Refusing {
    async fn router(&self) -> Router {
        let options = Options { demo: true, ..Options::default() };
        let backend = latchkey_reference::app(options).await.expect("the reference backend starts");
        backend.layer(from_fn_with_state(self.clone(), revoke_the_others))
    }
}

async fn revoke_the_others(State(refusing): State<Refusing>, request: Request, next: Next) -> Response {
    if request.uri().path() != "/api/v1/tokens/revoke" {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a request's body arrives");
    let mut body: Value = serde_json::from_slice(&body).expect("it is JSON");
    refusing.asked.lock().expect("not poisoned").push(body["ids"].clone());
    let statuses = std::mem::take(&mut *refusing.statuses.lock().expect("not poisoned"));
    let ids = body["ids"].as_array_mut().expect("it is a list");
    ids.retain(|id| !statuses.contains_key(id.as_str().unwrap_or_default()));
    parts.headers.remove(header::CONTENT_LENGTH);
    let answer = next.run(Request::from_parts(parts, Body::from(body.to_string()))).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let answer = to_bytes(answer.into_body(), 1 << 20).await.expect("the answer arrives");
    let mut answer: Value = serde_json::from_slice(&answer).expect("it is JSON");
    let results = answer["results"].as_array_mut().expect("it is a list");
    results.extend(statuses.iter().map(|(id, status)| json!({ "id": id, "status": status })));
    ([(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_request_for_several_each_token_has_its_own_result() {
    let backend = Refusing::default();
    let site = Site::new().in_place_of_the_backend(backend.router().await);
    walk("revoke-mixed", site, async |site, page| {
        let other = Somebody::sign_in(site).await;
        let mut ids = BTreeMap::new();
        for name in &DEMO[..4] {
            ids.insert(*name, other.token(name).await["id"].clone());
        }
        let id = |name| ids[name].as_str().expect("an id").to_owned();
        // One may not be revoked, one fails, and one is gone already, which is as good as revoked.
        *backend.statuses.lock().expect("not poisoned") =
            [(id("terraform"), 404), (id("partner-eu"), 403), (id("grafana-readonly"), 500)].into();

        page.sign_in().await;
        for name in &DEMO[..4] {
            page.checkbox(&format!("Select {name}")).check().await;
        }
        page.button("Revoke").click().await;
        let question = page.alertdialog("Revoke access token");
        question.text_visible("Revoke 4 access tokens?").await;
        question.button("Revoke").click().await;
        question.text_visible("partner-eu: You are not allowed to do this.").await;
        question.text_visible("grafana-readonly: The server could not do it (status 500).").await;
        // It asks about these alone, and says what became of the others.
        question.text_visible("Revoke 2 access tokens?").await;
        for name in ["terraform", "ci-deploy"] {
            question.text_visible(&format!("{name} is revoked.")).await;
        }
        page.says("2 access tokens are revoked").await;
        assert!(other.finds("ci-deploy").await.is_none(), "it is revoked");
        page.axe().await;

        question.button("Revoke").click().await;
        question.gone().await;
        for name in &DEMO[1..4] {
            page.row(name).text_visible("Revoked").await;
            assert!(other.finds(name).await.is_none(), "{name} is revoked");
        }
        let asked = backend.asked.lock().expect("not poisoned").clone();
        assert_eq!(asked.len(), 2, "{asked:?}");
        assert_eq!(asked[1], json!([id("partner-eu"), id("grafana-readonly")]), "only what failed, again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_handed_over_in_the_form_that_is_needed() {
    walk("secret-forms", Site::new(), async |site, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        fill_token(page, "o'clock", Some("Device")).await.button("Generate").click().await;
        let dialog = page.dialog("Access token created");
        let secret = dialog.textbox("Access token").value().await;
        let url = site.address();
        for (form, text) in [
            ("Authorization header", format!("Authorization: Bearer {secret}")),
            ("curl", format!("curl -H 'Authorization: Bearer {secret}' '{url}'")),
            (".env", format!("ACCESS_TOKEN={secret}\n")),
        ] {
            dialog.radio(form).script("function() { this.click(); }").await;
            dialog.textbox(form).has_value(&text).await;
            page.axe().await;
        }
        dialog.radio("Client profile").script("function() { this.click(); }").await;
        let profile = json!({ "token": secret, "name": "o'clock", "language": "en", "url": url });
        let shown = dialog.textbox("Client profile").value().await;
        assert_eq!(serde_json::from_str::<Value>(&shown).expect("the profile is JSON"), profile);

        dialog.button("Copy this form").click().await;
        page.says("Copied").await;
        dialog.button("Download").click().await;
        page.says("Downloaded").await;
        // As a client reads it.
        let file = page.download("o-clock-profile.json").await;
        assert_eq!(serde_json::from_str::<Value>(&file).expect("the file is JSON"), profile);
        dialog.button("Done").click().await;
        dialog.gone().await;
        let left = page.script(&format!("document.documentElement.outerHTML.includes('{secret}')")).await;
        assert_eq!(left, false, "the secret is gone with its dialog");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_pasted_into_the_search_box_finds_its_token_and_goes_nowhere() {
    walk("pasted-secret", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        let secret = make_token(page, "leaked", Some("Device")).await;
        let box_ = page.searchbox("Search tokens");
        let paste = |text: &str| {
            format!(
                "function() {{ this.value = {}; this.dispatchEvent(new Event('input', {{ bubbles: true }})); }}",
                json!(text)
            )
        };
        box_.script(&paste(&format!("Authorization: Bearer {secret}"))).await;
        page.says("It belongs to leaked").await;
        box_.has_value("").await;
        page.axe().await;
        page.button("Revoke it").click().await;
        let question = page.alertdialog("Revoke access token");
        question.text_visible("Revoke leaked?").await;
        question.button("Revoke").click().await;
        page.row("leaked").text_visible("Revoked").await;

        box_.script(&paste("ghp_16C7e42F292c6912E7710c838347Ae178B4a")).await;
        page.says("None of the tokens in this list").await;
        let address = page.address().await;
        assert!(!address.contains("lk_") && !address.contains("ghp_"), "{address}");
        let sent = site.requests();
        assert!(sent.iter().all(|request| !request.contains(&secret[..12])), "{sent:?}");

        // A search again, and the note is gone.
        box_.fill("terraform").await;
        page.text_gone("looks like a token's secret").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clean_up_views_are_counted_and_can_be_shared() {
    walk("views", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        let view = |name: &'static str| page.role_containing(&["button"], name);
        for (name, count, rows) in [
            ("Expiring soon", "1", &["grafana-readonly"][..]),
            ("Never expires", "1", &["backup-job"]),
            ("Never used", "1", &["old-laptop"]),
            ("Unused for 90 days", "1", &["old-laptop"]),
            ("May call everything", "1", &["backup-job"]),
            ("Any address", "3", &["terraform", "grafana-readonly", "backup-job"]),
        ] {
            view(name).text_visible(count).await;
            view(name).click().await;
            page.says(&format!("{count} of 6 shown")).await;
            for row in rows {
                page.row(row).visible().await;
            }
        }
        page.axe().await;
        page.reload().await;
        page.says("3 of 6 shown").await;
        assert!(page.address().await.contains("view=any-address"));
        view("Any address").click().await;
        page.says("6 of 6 shown").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_switched_off_and_on_again() {
    walk("switch", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.button("Disable").disabled().await;
        for name in ["terraform", "partner-eu"] {
            page.checkbox(&format!("Select {name}")).check().await;
        }
        page.button("Disable").click().await;
        page.says("2 access tokens are disabled").await;
        page.row("terraform").text_visible("Disabled").await;
        page.row("partner-eu").text_visible("Disabled").await;
        page.button("Enable").click().await;
        page.row("terraform").text_visible("Active").await;
        page.row("partner-eu").text_visible("Active").await;
        page.button("Disable").visible().await;
    })
    .await;
}
