//! The console with `connectors/virtuozzo.json` in front of a stand-in for the vendor's platform: document
//! 002 over the vendor's own API, with status 200 for everything, forms, and times without a zone.

use walkthroughs::standin::Virtuozzo;
use walkthroughs::{Find, Key, Page, Running, Site, walk};

use crate::steps::{confirm_after_a_wrong_password, confirm_password, generate_by_set, take_value};

fn site(platform: &Virtuozzo) -> Site {
    Site::stand_in("virtuozzo", platform.router())
}

/// `result` of a call that stops an environment, as document 002 makes it from the address bar.
async fn stop(site: &Running, environment: &str, token: &str) -> serde_json::Value {
    let path = format!("/1.0/environment/control/rest/stopenv?envName={environment}&session={token}");
    let answer = site.http().send("GET", &path, &[], "").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["result"].clone()
}

/// What was sent to manage tokens is POST, without anything behind the path: no session and no password
/// stands in an address.
fn nothing_in_addresses(site: &Running) {
    let asked = site.requests();
    let managing: Vec<&String> =
        asked.iter().filter(|request| request.contains("/authentication/")).collect();
    assert!(!managing.is_empty());
    let is_clean = |request: &&&String| request.starts_with("POST ") && !request.contains('?');
    assert!(managing.iter().all(|request| is_clean(&request)), "{managing:?}");
}

async fn sign_in(page: &Page) {
    page.sign_in().await;
    page.grid("Access tokens").visible().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_at_sign_in_is_said_so_although_the_status_is_200() {
    let platform = Virtuozzo::default();
    walk("standin-sign-in", site(&platform), async |_, page| {
        page.open("").await;
        page.textbox("User name").fill("ada").await;
        page.textbox("Password").fill("wrong").await;
        page.button("Sign in").click().await;
        page.text_visible("incorrect email or password").await;
        page.textbox("User name").has_value("ada").await;
        page.enter_account().await;
        page.text_visible("0 tokens").await;
        page.button("Sign out").click().await;
        page.button("Sign in").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_listed_with_what_the_platform_says_of_them() {
    let platform = Virtuozzo::default();
    platform.add("deploys", Some("2031-03-09 12:30:00"));
    platform.add("forever", None);
    walk("standin-list", site(&platform), async |site, page| {
        sign_in(page).await;
        page.row("deploys").text_visible("2031").await;
        page.row("forever").text_visible("never").await;
        // The platform says neither of them.
        for column in ["Created", "Scope"] {
            page.columnheader(column).gone().await;
        }
        // The platform neither switches tokens off nor keeps what it revoked.
        assert_eq!(
            page.combobox("Status").options().await,
            ["Any status", "Active", "Expires soon", "Expired"]
        );
        page.axe().await;

        platform.add("made-elsewhere", None);
        page.button("Refresh").click().await;
        page.row("made-elsewhere").visible().await;
        nothing_in_addresses(site);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_generated_by_an_api_set_and_by_methods() {
    let platform = Virtuozzo::default();
    walk("standin-generate", site(&platform), async |site, page| {
        sign_in(page).await;
        // By a set alone.
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Description").fill("maven").await;
        dialog.combobox("Expiration").choose("No expiration").await;
        dialog.combobox("API set").choose("Maven Plugin").await;
        dialog.button("Generate").click().await;
        confirm_after_a_wrong_password(page).await;
        let maven = take_value(page).await;
        let kept = platform.token("maven").expect("it was made");
        assert_eq!(kept.expires_at, None);
        assert_eq!(kept.methods, ["environment.control.GetEnvs", "environment.deployment.DeployApp"]);
        assert_ne!(stop(site, "shop", &maven).await, 0);

        // By methods, with search and Only checked.
        page.button("Generate token").click().await;
        dialog.textbox("Description").fill("stopper & co").await;
        dialog.combobox("Expiration").choose("Custom").await;
        dialog.date("Expiration date").fill("2031-03-09").await;
        let apis = dialog.group("Allowed APIs");
        apis.role_containing(&["button"], "Choose from the list").click().await;
        // In groups; a pattern is nothing that the platform is known to take.
        apis.role_containing(&["checkbox"], "marketplace 0 of 4").visible().await;
        apis.button("Add").gone().await;
        apis.searchbox("Search APIs").fill("StopEnv").await;
        apis.checkbox("marketplace.jps.Install").gone().await;
        apis.checkbox("environment.control.StopEnv").check().await;
        apis.searchbox("Search APIs").fill("").await;
        apis.checkbox("Only checked").check().await;
        apis.checkbox("environment.control.StartEnv").gone().await;
        apis.checkbox("environment.control.StopEnv").visible().await;
        dialog.combobox("API set").has_chosen("Custom").await;
        dialog.button("Generate").click().await;
        confirm_password(page).await;
        let secret = take_value(page).await;
        let kept = platform.token("stopper & co").expect("it was made");
        assert_eq!(kept.methods, ["environment.control.StopEnv"]);
        // The last moment of that day, in the zone of the browser, which here is UTC.
        assert_eq!(kept.expires_at.as_deref(), Some("2031-03-10 00:00:00"));
        page.row("stopper & co").visible().await;

        // "For the successful operation, you should get a "result": 0".
        assert_eq!(stop(site, "shop", &secret).await, 0);
        assert_eq!(platform.stopped(), ["shop"]);
        nothing_in_addresses(site);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_edited_regenerated_copied_and_removed_with_the_password_each_time() {
    let platform = Virtuozzo::default();
    platform.add("ide", Some("2031-03-09 12:30:00"));
    for name in ["old-1", "old-2", "old-3", "old-4"] {
        platform.add(name, Some("2024-01-31 00:00:00"));
    }
    walk("standin-change", site(&platform), async |site, page| {
        sign_in(page).await;
        // Edit.
        page.button("Edit ide").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.textbox("Description").fill("ide of Ada").await;
        dialog.button("Save changes").click().await;
        confirm_after_a_wrong_password(page).await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        page.row("ide of Ada").visible().await;
        let kept = platform.token("ide of Ada").expect("it was renamed");
        assert_eq!(kept.expires_at.as_deref(), Some("2031-03-09 12:30:00"), "it was not touched");

        // Its methods: one more.
        page.button("Edit ide of Ada").click().await;
        let apis = dialog.group("Allowed APIs");
        apis.role_containing(&["button"], "Choose from the list").click().await;
        apis.searchbox("Search APIs").fill("StopEnv").await;
        apis.checkbox("environment.control.StopEnv").check().await;
        dialog.button("Save changes").click().await;
        confirm_password(page).await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        let kept = platform.token("ide of Ada").expect("it is there");
        assert_eq!(kept.methods.len(), 3, "{:?}", kept.methods);

        // Regenerate, twice: the first value ends.
        let mut values = Vec::new();
        for _ in 0..2 {
            page.button("Edit ide of Ada").click().await;
            dialog.button("Regenerate token value").click().await;
            dialog.button("Regenerate").click().await;
            confirm_after_a_wrong_password(page).await;
            values.push(take_value(page).await);
        }
        assert_ne!(stop(site, "shop", &values[0]).await, 0);
        assert_eq!(stop(site, "shop", &values[1]).await, 0);

        // Copy.
        page.checkbox("Select ide of Ada").check().await;
        page.button("Copy").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Description").has_value("ide of Ada").await;
        dialog.textbox("Description").fill("ide of Grace").await;
        dialog.combobox("Expiration").choose("No expiration").await;
        dialog.button("Generate").click().await;
        confirm_password(page).await;
        take_value(page).await;
        let kept = platform.token("ide of Grace").expect("it was made");
        assert_eq!(kept.methods.len(), 3, "{:?}", kept.methods);

        // Remove several, in one request.
        page.checkbox("Select ide of Ada").uncheck().await;
        page.columnheader("Name").button("Name").click().await;
        page.checkbox("Select old-1").click().await;
        page.checkbox("Select old-3").click_holding(Key::Shift).await;
        page.button("Revoke").click().await;
        page.alertdialog("Revoke access token").button("Revoke").click().await;
        confirm_after_a_wrong_password(page).await;
        page.alertdialog("Revoke access token").gone().await;
        page.row("old-1").gone().await;
        page.row("old-4").visible().await;
        let left: Vec<String> = platform.tokens().into_iter().map(|token| token.description).collect();
        assert_eq!(left, ["ide of Ada", "old-4", "ide of Grace"]);
        assert_eq!(
            platform.changes(),
            ["edittoken", "edittoken", "regeneratetoken", "regeneratetoken", "createtoken", "deletetokens"]
        );
        nothing_in_addresses(site);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_is_opened_again_in_place() {
    let platform = Virtuozzo::default();
    walk("standin-session", site(&platform), async |_, page| {
        sign_in(page).await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Description").fill("survives").await;
        dialog.combobox("API set").choose("Marketplace").await;
        platform.end_sessions();
        dialog.button("Generate").click().await;
        confirm_password(page).await;
        // Status 200, `result` 701: whoever was signed in is not any more.
        let again = page.dialog("Sign in again");
        again.textbox("Password").fill(crate::steps::PASSWORD).await;
        again.button("Sign in").click().await;
        take_value(page).await;
        page.row("survives").visible().await;
        assert_eq!(platform.changes(), ["createtoken"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_is_offered_as_the_platform_takes_it() {
    let platform = Virtuozzo::default();
    walk("standin-secret", site(&platform), async |site, page| {
        sign_in(page).await;
        generate_by_set(page, "used", "Maven Plugin").await;
        let created = page.dialog("Access token created");
        let secret = created.textbox("Access token").value().await;
        // "specifying your token within the session parameter": no header takes it.
        created.radio("Authorization header").gone().await;
        created.radio("curl").script("function() { this.click(); }").await;
        let url = site.address();
        created.textbox("curl").has_value(&format!("curl --data-urlencode 'session={secret}' '{url}'")).await;
        page.take_secret().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_elsewhere_in_a_form_is_not_what_saving_complains_of() {
    let platform = Virtuozzo::default();
    platform.add("deploys", None);
    walk("standin-complaint", site(&platform), async |_, page| {
        sign_in(page).await;
        page.button("Edit deploys").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.button("Would this call pass?").click().await;
        // The platform does not say from where one asks, and an address is missing to try a call from.
        dialog.text_visible("Write one IP address").await;
        dialog.button("Save changes").click().await;
        dialog.text_visible("Nothing has been changed yet").await;
        page.until_true(
            "the note in sight and the focus where it was",
            "(() => { const note = document.querySelector('dialog p.note.bad').getBoundingClientRect(); \
                const foot = document.querySelector('dialog footer').getBoundingClientRect(); \
                return note.top >= 0 && note.bottom <= foot.top && document.activeElement.type === 'submit'; })()",
        )
        .await;
    })
    .await;
}
