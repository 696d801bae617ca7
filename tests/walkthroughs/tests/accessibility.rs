//! Every task by keyboard alone, and the console under the settings that people make: larger, with colours of
//! their own, without motion. What screen readers are told is in it.

use serde_json::{Value, json};
use walkthroughs::{Find, Key, Locator, Page, Site, walk};

use crate::looks::TOO_WIDE;
use crate::steps::PASSWORD;

/// Far more stops than any page has: a person would have given up.
const STOPS: usize = 80;

const IS_FOCUSED: &str = "function() { return this.contains(document.activeElement); }";

const SHIFT: u8 = 8;

/// Goes there with Tab, as somebody without a mouse does.
#[track_caller]
fn tab_to(page: &Page, place: &Locator) -> impl Future<Output = ()> + use<> {
    tab(page, place, 0)
}

/// Goes back there with Shift and Tab.
#[track_caller]
fn tab_back_to(page: &Page, place: &Locator) -> impl Future<Output = ()> + use<> {
    tab(page, place, SHIFT)
}

#[track_caller]
fn tab(page: &Page, place: &Locator, held: u8) -> impl Future<Output = ()> + use<> {
    let at = std::panic::Location::caller();
    let (page, place) = (page.clone(), place.clone());
    async move {
        for _ in 0..STOPS {
            if place.script(IS_FOCUSED).await == true {
                return;
            }
            press(&page, "Tab", 9, held).await;
        }
        panic!("{place} is not reached by Tab ({at})");
    }
}

/// A key pressed by the browser itself, whatever has the focus.
async fn key(page: &Page, name: &str, number: u16) {
    press(page, name, number, 0).await;
}

/// The same with others held down (a sum of DevTools' modifiers).
async fn press(page: &Page, name: &str, number: u16, held: u8) {
    for kind in ["rawKeyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": number, "modifiers": held });
        page.cdp("Input.dispatchKeyEvent", event).await;
    }
}

/// Types into what has the focus, over what is selected there.
async fn type_text(page: &Page, text: &str) {
    page.cdp("Input.insertText", json!({ "text": text })).await;
}

async fn use_button(page: &Page, button: &Locator) {
    tab_to(page, button).await;
    page.press(Key::Enter).await;
}

async fn features(page: &Page, features: Value) {
    page.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_task_is_done_by_keyboard_alone() {
    walk("keyboard", Site::new().demo(), async |_, page| {
        page.open("").await;
        tab_to(page, &page.textbox("User name")).await;
        type_text(page, "ada").await;
        tab_to(page, &page.textbox("Password")).await;
        type_text(page, PASSWORD).await;
        page.press(Key::Enter).await;
        page.row("ci-deploy").visible().await;

        // Past the navigation in one step.
        page.script("document.activeElement.blur()").await;
        key(page, "Tab", 9).await;
        page.link("Skip to the page").focused().await;
        page.press(Key::Enter).await;
        page.heading("Access tokens").focused().await;

        // Generate, with scope, expiry and rules.
        use_button(page, &page.button("Generate token")).await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").focused().await;
        type_text(page, "by-keyboard").await;
        tab_to(page, &dialog.group("Scope").checkbox("Device")).await;
        page.press(Key::Space).await;
        tab_to(page, &dialog.combobox("Expiration")).await;
        type_keys_in_list(page, "7 days").await;
        dialog.combobox("Expiration").has_chosen("7 days").await;
        let address = dialog.group("Allowed IPs").all(&["textbox"]).nth(0);
        tab_to(page, &address).await;
        type_text(page, "192.0.2.0/24").await;
        page.press(Key::Enter).await;
        page.says("192.0.2.0/24 added").await;
        type_text(page, "198.51.100.7").await;
        page.press(Key::Enter).await;
        page.says("198.51.100.7 added").await;
        // Taken out again: the focus goes on to what stands there now.
        tab_back_to(page, &dialog.button("Remove 192.0.2.0/24")).await;
        page.press(Key::Enter).await;
        page.says("192.0.2.0/24 removed").await;
        dialog.button("Remove 198.51.100.7").focused().await;
        page.press(Key::Enter).await;
        address.focused().await;
        use_button(page, &dialog.button("Generate")).await;
        let secret = page.dialog("Access token created");
        use_button(page, &secret.button("Copy token")).await;
        page.says("Copied").await;
        use_button(page, &secret.button("Done")).await;
        page.button("Generate token").focused().await;
        page.row("by-keyboard").visible().await;

        // To its row; Enter opens it.
        tab_to(page, &page.grid("Access tokens")).await;
        to_row(page, "by-keyboard").await;
        page.press(Key::Enter).await;
        let dialog = page.dialog("Edit access token");
        tab_to(page, &dialog.textbox("Description")).await;
        type_text(page, "Typed, never clicked").await;
        use_button(page, &dialog.button("Save changes")).await;
        page.says("The changes to by-keyboard are saved").await;
        // The button that ends it has the focus.
        page.press(Key::Enter).await;
        dialog.gone().await;
        page.until_true("the focus back in its row", &in_row("by-keyboard")).await;

        // A new value.
        page.press(Key::Enter).await;
        use_button(page, &dialog.button("Regenerate token value")).await;
        dialog.button("Cancel").focused().await;
        use_button(page, &dialog.button("Regenerate")).await;
        use_button(page, &secret.button("Copy token")).await;
        use_button(page, &secret.button("Done")).await;
        secret.gone().await;

        // Find it, and revoke it.
        tab_back_to(page, &page.searchbox("Search tokens")).await;
        type_text(page, "by-key").await;
        page.says("1 of 7 shown").await;
        tab_to(page, &page.grid("Access tokens")).await;
        to_row(page, "by-keyboard").await;
        page.press(Key::Delete).await;
        let question = page.alertdialog("Revoke access token");
        question.button("Cancel").focused().await;
        page.press(Key::Escape).await;
        question.gone().await;
        page.until_true("the focus back in its row", &in_row("by-keyboard")).await;
        page.press(Key::Delete).await;
        use_button(page, &question.button("Revoke")).await;
        question.gone().await;
        page.row("by-keyboard").text_visible("Revoked").await;

        // The other pages, the profile, the theme, and out.
        tab_back_to(page, &page.link("Profile")).await;
        page.press(Key::Enter).await;
        page.heading("Profile").focused().await;
        tab_to(page, &page.textbox("Full name")).await;
        key(page, "End", 35).await;
        type_text(page, " Lovelace").await;
        use_button(page, &page.button("Save changes")).await;
        page.says("Your profile is saved").await;
        tab_back_to(page, &page.link("Overview")).await;
        page.press(Key::Enter).await;
        page.heading("Overview").focused().await;
        tab_back_to(page, &page.button("Theme")).await;
        page.press(Key::Enter).await;
        tab_back_to(page, &page.button("Sign out")).await;
        page.press(Key::Enter).await;
        page.button("Sign in").visible().await;
    })
    .await;
}

/// Chooses in a native list by typing the option's beginning.
async fn type_keys_in_list(page: &Page, option: &str) {
    for letter in option.chars() {
        let event = json!({ "type": "char", "text": letter.to_string() });
        page.cdp("Input.dispatchKeyEvent", event).await;
    }
}

fn in_row(name: &str) -> String {
    format!(
        "document.activeElement.closest('[role=row]')?.textContent.includes({}) === true",
        Value::from(name)
    )
}

/// Goes down the grid to a token's row.
async fn to_row(page: &Page, name: &str) {
    let here = in_row(name);
    for _ in 0..STOPS {
        if page.script(&here).await == true {
            return;
        }
        page.press(Key::Down).await;
    }
    panic!("no arrow leads to the row of {name}");
}

/// Elements whose text is cut off, though it may not be by design (`text-overflow` says that it is).
const CUT_OFF: &str = "[...document.querySelectorAll('button, a, label, h1, h2, dt, dd, legend, .field p, td, th')] \
    .filter(e => e.getClientRects().length && e.clientWidth > 4 \
        && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2) \
        && getComputedStyle(e).textOverflow !== 'ellipsis' && getComputedStyle(e).overflow !== 'visible') \
    .map(e => e.outerHTML.slice(0, 160))";

/// Line, paragraph, letter and word spacing of WCAG 1.4.12.
const SPACED: &str = "(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important; \
    letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }'); \
    document.adoptedStyleSheets = [sheet]; })()";

#[tokio::test(flavor = "multi_thread")]
async fn text_may_be_twice_as_large_and_spaced_out() {
    walk("zoom", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        // A window of 1280 by 1024 pixels at 200 and at 400 percent.
        for (scale, width, height) in [(2, 640, 512), (4, 320, 256)] {
            let zoomed =
                json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
            page.cdp("Emulation.setDeviceMetricsOverride", zoomed).await;
            page.until_true("the zoom", &format!("innerWidth === {width}")).await;
            assert_eq!(page.script(TOO_WIDE).await, json!([]), "the list at {scale}00 percent");
            page.button("Generate token").click().await;
            let dialog = page.dialog("Generate access token");
            dialog.textbox("Token name").visible().await;
            assert_eq!(page.script(TOO_WIDE).await, json!([]), "the dialog at {scale}00 percent");
            // The last field can be come to and is not under the buttons.
            tab_to(page, &dialog.button("Generate")).await;
            let seen = "(box => box.top >= 0 && box.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())";
            page.until_true("the button with the focus to be in view", seen).await;
            page.press(Key::Escape).await;
            dialog.gone().await;
        }
        page.viewport(1280, 1024).await;
        page.script(SPACED).await;
        assert_eq!(page.script(CUT_OFF).await, json!([]), "spaced text in the list");
        assert_eq!(page.script(TOO_WIDE).await, json!([]), "spaced text in the list");
        page.button("Generate token").click().await;
        page.dialog("Generate access token").visible().await;
        assert_eq!(page.script(CUT_OFF).await, json!([]), "spaced text in the dialog");
    })
    .await;
}

/// Controls that forced colours leave without any border, outline or background of their own, so that they could
/// not be told from text.
const UNSEEN_CONTROLS: &str = "[...document.querySelectorAll('button, input:not([type=checkbox]):not([type=radio]), select')] \
    .filter(e => e.getClientRects().length && !e.closest('[role=grid]')) \
    .filter(e => { const s = getComputedStyle(e); const canvas = getComputedStyle(document.body).backgroundColor; \
        const holder = e.parentElement && getComputedStyle(e.parentElement); \
        return s.appearance === 'none' && s.borderTopStyle === 'none' && s.backgroundColor === canvas \
            && !(holder && holder.borderTopStyle !== 'none'); }) \
    .map(e => e.outerHTML.slice(0, 160))";

#[tokio::test(flavor = "multi_thread")]
async fn colours_that_a_person_forces_leave_everything_to_be_seen() {
    walk("forced-colours", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        features(page, json!([{ "name": "forced-colors", "value": "active" }])).await;
        page.until_true("forced colours", "matchMedia('(forced-colors: active)').matches").await;
        assert_eq!(page.script(UNSEEN_CONTROLS).await, json!([]), "controls of the list");
        // The focus and a chosen row are shown by more than a background, which is not there now.
        tab_to(page, &page.grid("Access tokens")).await;
        let outlined = "(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)(getComputedStyle(document.activeElement))";
        page.until_true("the focus to have an outline", outlined).await;
        page.checkbox("Select ci-deploy").check().await;
        let chosen = "(s => s.outlineStyle !== 'none')(getComputedStyle(document.querySelector('.grid-row[aria-selected=true]')))";
        page.until_true("the chosen row to have an outline", chosen).await;
        page.screenshot("forced-colours-list").await;

        page.button("Generate token").click().await;
        page.dialog("Generate access token").visible().await;
        assert_eq!(page.script(UNSEEN_CONTROLS).await, json!([]), "controls of the dialog");
        page.screenshot("forced-colours-dialog").await;
        page.press(Key::Escape).await;

        page.link("Overview").click().await;
        page.heading("Overview").visible().await;
        // Land and sites are backgrounds: with colours of their own, or nothing would be there.
        page.until_true("sites on the map", "document.querySelectorAll('.map .point i').length === 10").await;
        let drawn = "(own => own(getComputedStyle(document.querySelector('.map'), '::before')) \
            && [...document.querySelectorAll('.map .point i')].every(i => own(getComputedStyle(i)))) \
            (style => style.forcedColorAdjust === 'none' && style.backgroundColor !== 'rgba(0, 0, 0, 0)')";
        page.until_true("land and sites to keep their colours", drawn).await;
        page.screenshot("forced-colours-overview").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_for_somebody_who_wants_no_motion() {
    walk("motion", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        page.button("Generate token").click().await;
        page.dialog("Generate access token").visible().await;
        let moving = "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e); \
            const seconds = text => Math.max(...text.split(',').map(t => parseFloat(t) * (t.trim().endsWith('ms') ? .001 : 1))); \
            return seconds(s.transitionDuration) > .01 || (s.animationName !== 'none' && seconds(s.animationDuration) > .01); }) \
            .map(e => e.outerHTML.slice(0, 120))";
        assert_ne!(page.script(moving).await, json!([]), "something moves otherwise");
        features(page, json!([{ "name": "prefers-reduced-motion", "value": "reduce" }])).await;
        page.until_true("the wish", "matchMedia('(prefers-reduced-motion: reduce)').matches").await;
        assert_eq!(page.script(moving).await, json!([]));
        page.press(Key::Escape).await;
        page.link("Overview").click().await;
        page.heading("Overview").visible().await;
        assert_eq!(page.script(moving).await, json!([]));
    })
    .await;
}
