//! Rules while they are made: API sets, remarks, what the token will be able to do, and whether a call
//! would pass, against what the backend then does.

use serde_json::{Value, json};
use walkthroughs::{Find, Key, Locator, Page, Profile, Scheme, Site, walk};

use crate::steps::{fill_token, generate_by_set, take_secret};

/// Adds a pattern below a list of API rules.
async fn add_api(dialog: &Locator, list: &str, pattern: &str) {
    let field = dialog.textbox(&format!("{list}: Pattern, for example GET /devices/**"));
    field.fill(pattern).await;
    field.press(Key::Enter).await;
    dialog.button(&format!("Remove {pattern}")).visible().await;
}

async fn add_ip(dialog: &Locator, list: &str, rule: &str) {
    let field = dialog.group(list).all(&["textbox"]).nth(0);
    field.fill(rule).await;
    field.press(Key::Enter).await;
    dialog.button(&format!("Remove {rule}")).visible().await;
}

/// The token of this name, as the backend tells it to the signed-in browser.
async fn record(page: &Page, name: &str) -> Value {
    let all = page.script("fetch('/api/v1/tokens').then(answer => answer.json())").await;
    let items = all["items"].as_array().cloned().unwrap_or_default();
    items.into_iter().find(|token| token["name"] == name).expect("the token is listed")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_set_fills_the_allowed_apis_and_touching_them_makes_it_custom() {
    walk("api-set", Site::new(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "from-a-set", Some("Collection")).await;
        let set = dialog.combobox("API set");
        let allowed = dialog.group("Allowed APIs");
        // A set takes the place of what was made by hand, and `Custom` gives it back.
        add_api(&dialog, "Allowed APIs", "GET /collections/**").await;
        set.choose("Marketplace").await;
        allowed.button("Remove GET /collections/**").gone().await;
        set.choose("Custom").await;
        allowed.button("Remove GET /collections/**").visible().await;
        set.choose("Maven Plugin").await;
        for id in ["listCollections", "createCollection", "getCollection", "updateCollection"] {
            allowed.button(&format!("Remove {id}")).visible().await;
        }
        dialog.text_visible("can call 4 of 20 APIs").await;
        dialog.button("Generate").click().await;
        take_secret(page).await;
        let token = record(page, "from-a-set").await;
        assert_eq!(token["api_set"], "maven-plugin");
        assert_eq!(token["allowed_apis"].as_array().map(Vec::len), Some(4));

        // The set shows again, and its operations are checked as if they had been picked one by one.
        page.button("Edit from-a-set").click().await;
        let dialog = page.dialog("Edit access token");
        let set = dialog.combobox("API set");
        set.has_value("maven-plugin").await;
        let allowed = dialog.group("Allowed APIs");
        allowed.role_containing(&["button"], "Choose from the list").click().await;
        allowed.checkbox("Only checked").check().await;
        allowed.text_visible("4 APIs").await;
        allowed.checkbox("PUT /collections/{id}").uncheck().await;
        set.has_value("").await;
        dialog.text_visible("can call 3 of 20 APIs").await;
        dialog.text_visible("Nothing widens").await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        let token = record(page, "from-a-set").await;
        assert_eq!(token["api_set"], Value::Null);
        assert_eq!(token["allowed_apis"], json!(["listCollections", "createCollection", "getCollection"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_and_what_an_edit_widens_are_said_before_saving() {
    walk("remarks", Site::new(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "remarked", Some("Device")).await;
        dialog.text_visible("can call 5 of 20 APIs from any address until").await;

        add_api(&dialog, "Allowed APIs", "GET /devices/**").await;
        dialog.text_visible("can call 2 of 20 APIs").await;
        add_api(&dialog, "Allowed APIs", "GET /devices/{id}").await;
        page.says("GET /devices/{id} changes nothing: GET /devices/** covers it.").await;
        add_api(&dialog, "Allowed APIs", "GET /nothing").await;
        page.says("GET /nothing matches no API").await;
        add_api(&dialog, "Blocked APIs", "GET /devices/7").await;
        dialog.text_visible("2 of 20 APIs (1 of them in part)").await;
        add_ip(&dialog, "Blocked IPs", "127.0.0.0/8").await;
        page.says("127.0.0.0/8 blocks your own address, 127.0.0.1.").await;
        dialog.text_visible("from any address except 127.0.0.0/8").await;
        dialog.combobox("Expiration").choose("No expiration").await;
        page.says("never expires stays a risk").await;
        dialog.text_visible("until it is revoked").await;
        for scheme in [Scheme::Dark, Scheme::Light] {
            page.scheme(scheme).await;
            page.axe().await;
        }
        dialog.button("Generate").click().await;
        take_secret(page).await;

        page.button("Edit remarked").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.text_visible("from any address except 127.0.0.0/8").await;
        dialog.text_gone("What the edit changes").await;
        add_ip(&dialog, "Allowed IPs", "192.0.2.0/24").await;
        dialog.text_visible("Nothing widens what the token can do.").await;
        dialog.button("Remove 127.0.0.0/8").click().await;
        dialog.text_visible("Blocked IPs: 127.0.0.0/8 is removed. widens access").await;
        dialog.text_gone("Nothing widens").await;
        dialog.group("Scope").checkbox("Policy").check().await;
        dialog.text_visible("Scope: Policy is added. widens access").await;
        page.says("Your own address, 127.0.0.1, is not among the allowed ones.").await;
        page.axe().await;
    })
    .await;
}

const CALLS: [&str; 9] = [
    "GET /devices",
    "GET /devices/7",
    "GET /devices/8",
    "POST /devices",
    "DELETE /devices/8",
    "GET /policies",
    "GET /sites",
    "GET /devices/..%2Fpolicies",
    "HEAD /devices",
];

/// The word of the verdict once it is about `call`.
async fn verdict(dialog: &Locator, call: &str) -> String {
    let panel = dialog.group("Would this call pass?");
    // Through nothing, so that the last verdict cannot be taken for this one.
    panel.combobox("Operation").fill("").await;
    panel.text_gone("Passes").await;
    panel.text_gone("Refused").await;
    panel.combobox("Operation").fill(call).await;
    let said = panel.role_containing(&["status"], "").nth(0);
    said.text_visible(".").await;
    said.text().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_console_says_of_a_call_is_what_the_backend_does() {
    walk("trial", Site::new(), async |site, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "tried", Some("Device")).await;
        dialog.group("Scope").checkbox("Policy").check().await;
        add_api(&dialog, "Allowed APIs", "GET /**").await;
        add_api(&dialog, "Allowed APIs", "DELETE /devices/*").await;
        add_api(&dialog, "Blocked APIs", "* /devices/7").await;

        let open = dialog.button("Would this call pass?");
        open.click().await;
        let panel = dialog.group("Would this call pass?");
        panel.textbox("Address").has_value("127.0.0.1").await;
        let drafted = {
            let mut drafted = Vec::new();
            for call in CALLS {
                drafted.push(verdict(&dialog, call).await);
            }
            drafted
        };
        assert!(drafted[1].contains("The API is blocked by * /devices/7."), "{}", drafted[1]);
        assert!(drafted[6].contains("needs a scope that the token does not have: Site"), "{}", drafted[6]);

        // Each field's own error; and no verdict on what cannot be read.
        panel.combobox("Operation").fill("devices").await;
        panel.combobox("Operation").has_error("GET /devices/7").await;
        panel.combobox("Operation").fill("listDevices").await;
        panel.text_visible("Passes").await;
        panel.textbox("Address").fill("127.0.0.300").await;
        panel.textbox("Address").has_error("192.0.2.7").await;
        panel.text_gone("Passes").await;
        panel.textbox("Address").fill("2001:db8::1").await;
        panel.text_visible("Passes").await;
        panel.textbox("Time").fill("tomorrow").await;
        panel.textbox("Time").has_error("date and time").await;
        panel.textbox("Time").fill("2999-01-01 09:30").await;
        panel.text_visible("It expires before that").await;
        // A rule added now is judged now.
        panel.textbox("Time").fill("").await;
        add_ip(&dialog, "Allowed IPs", "127.0.0.1").await;
        panel.text_visible("No allowed address rule matches it.").await;
        for scheme in [Scheme::Dark, Scheme::Light] {
            page.scheme(scheme).await;
            page.axe().await;
        }

        dialog.button("Generate").click().await;
        let secret = take_secret(page).await;
        page.button("Edit tried").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.button("Would this call pass?").click().await;
        for (call, before) in CALLS.iter().zip(&drafted) {
            let said = verdict(&dialog, call).await;
            let (method, path) = call.split_once(' ').expect("a method and a path");
            let done = site.http().with_secret(method, &format!("/v1{path}"), &secret).await;
            let passed = !matches!(done.status, 401 | 403);
            assert_eq!(said.contains("Passes"), passed, "{call}: {said}, but {} {}", done.status, done.body);
            assert_eq!(said.contains("Refused"), !passed, "{call}: {said}");
            assert_eq!(before.contains("Passes"), passed, "{call} on the draft: {before}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_value_is_refused_after_the_grace_that_was_chosen() {
    walk("grace", Site::new(), async |site, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        fill_token(page, "rotated", Some("Device")).await.button("Generate").click().await;
        let first = take_secret(page).await;
        let status = async |secret: &str| site.http().with_secret("GET", "/v1/devices", secret).await.status;

        page.button("Edit rotated").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.button("Regenerate token value").click().await;
        let grace = dialog.combobox("The old value is refused");
        assert_eq!(grace.options().await, ["at once", "after 1 hour", "after 1 day"]);
        grace.choose("after 1 hour").await;
        dialog.button("Regenerate").click().await;
        let second = take_secret(page).await;
        assert_eq!((status(&first).await, status(&second).await), (200, 200), "within the grace");

        page.button("Edit rotated").click().await;
        dialog.button("Regenerate token value").click().await;
        grace.has_value("0").await;
        dialog.button("Regenerate").click().await;
        let third = take_secret(page).await;
        assert_eq!((status(&second).await, status(&third).await), (401, 200), "at once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_operations_are_searched_grouped_and_checked() {
    walk("many-operations", Site::new().backend(|options| options.operations = 2000), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "many", Some("Device")).await;
        let allowed = dialog.group("Allowed APIs");
        allowed.role_containing(&["button"], "Choose from the list").click().await;
        allowed.text_visible("2,000 APIs").await;
        page.until_true("a window of the list", "document.querySelectorAll('.op').length < 120").await;

        // Another search puts another group on the same line.
        allowed.searchbox("Search APIs").fill("padding/78/").await;
        allowed.role_containing(&["checkbox"], "Padding 78 0 of 25").visible().await;
        allowed.searchbox("Search APIs").fill("padding/79/").await;
        allowed.role_containing(&["checkbox"], "Padding 79 0 of 25").visible().await;
        allowed.role_containing(&["checkbox"], "Padding 79").check().await;
        allowed.text_visible("25 of 2,000").await;
        allowed.checkbox("GET /padding/79/1980").uncheck().await;
        allowed.text_visible("24 of 2,000").await;
        let mixed = "function() { return this.indeterminate; }";
        let group = allowed.role_containing(&["checkbox"], "Padding 79");
        assert_eq!(group.script(mixed).await, json!(true));
        allowed.searchbox("Search APIs").fill("").await;
        allowed.checkbox("Only checked").check().await;
        allowed.text_visible("24 APIs").await;

        // A pattern checks what it means, and says so where it can be taken away.
        add_api(&dialog, "Allowed APIs", "* /devices/**").await;
        allowed.checkbox("Only checked").uncheck().await;
        allowed.searchbox("Search APIs").fill("GET /devices").await;
        allowed.checkbox("GET /devices").disabled().await;
        allowed.text_visible("by a pattern").await;
        allowed.link("Documentation of GET /devices").visible().await;
        dialog.text_visible("can call 29 of 2,000 APIs").await;
    })
    .await;
}

const LINES: &str = "document.querySelectorAll('.op').length";

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_apis_is_one_stop_for_tab_and_arrows_go_through_it() {
    walk("picker-keys", Site::new().backend(|options| options.operations = 2000), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "by-keys", Some("Device")).await;
        let allowed = dialog.group("Allowed APIs");
        allowed.role_containing(&["button"], "Choose from the list").click().await;
        allowed.text_visible("2,000 APIs").await;
        allowed.searchbox("Search APIs").press(Key::Tab).await;
        allowed.checkbox("Only checked").focused().await;
        page.press(Key::Tab).await;
        let first = allowed.role_containing(&["checkbox"], "0 of").nth(0);
        first.focused().await;
        page.press(Key::Down).await;
        page.press(Key::Down).await;
        allowed.role_containing(&["checkbox"], "/").nth(1).focused().await;
        // To the end of all 2,000, which was not in the page, and it is checked there.
        page.press(Key::End).await;
        allowed.checkbox("DELETE /sites/{id}").focused().await;
        page.until_true("a window of the list", &format!("{LINES} < 120")).await;
        page.press(Key::Space).await;
        allowed.text_visible("1 of 2,000").await;
        page.press(Key::PageUp).await;
        page.press(Key::Up).await;
        allowed.checkbox("GET /policies/{id}").focused().await;
        // The line that has the focus keeps it while one scrolls far away, and arrows come back to it.
        page.script("document.querySelector('.picker-list').scrollTo(0, 0)").await;
        first.visible().await;
        page.press(Key::Down).await;
        allowed.checkbox("PUT /policies/{id}").focused().await;
        // Tab goes to the line's link to its documentation, and then on to what follows the list.
        page.press(Key::Tab).await;
        allowed.link("Documentation of PUT /policies/{id}").focused().await;
        page.press(Key::Tab).await;
        page.until_true("the focus beyond the list", "!document.activeElement.closest('.picker')").await;
        // What another search finds begins at its first line again.
        allowed.searchbox("Search APIs").fill("padding/78/").await;
        allowed.text_visible("25 APIs").await;
        allowed.checkbox("Only checked").press(Key::Tab).await;
        allowed.role_containing(&["checkbox"], "Padding 78 0 of 25").focused().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_has_the_api_set_of_what_it_was_copied_from() {
    walk("copied-set", Site::new().profile(Profile::Virtuozzo), async |_, page| {
        page.sign_in().await;
        let dialog = generate_by_set(page, "builder", "Maven Plugin").await;
        take_secret(page).await;
        page.checkbox("Select builder").check().await;
        page.button("Copy").click().await;
        let set = dialog.combobox("API set");
        set.has_chosen("Maven Plugin").await;
        dialog.textbox("Description").fill("builder too").await;
        dialog.group("Allowed APIs").button("Remove listCollections").click().await;
        set.has_chosen("Custom").await;
    })
    .await;
}
