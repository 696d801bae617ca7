//! The overview and the profile: what a person learns there, and what they can change.

use serde_json::json;
use walkthroughs::{Find, Page, Profile, Site, walk};

async fn go_to_overview(page: &Page) {
    page.link("Overview").click().await;
    page.heading("Overview").visible().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_installation_says_what_it_is_and_how_late_it_is_there() {
    walk("overview-installation", Site::new().demo(), async |_, page| {
        // A zone that is not the backend's: its clock is shown, not the visitor's.
        page.cdp("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Tokyo" })).await;
        page.sign_in().await;
        go_to_overview(page).await;
        for text in
            ["Acme Cloud", "Version", "Location", "Frankfurt", "Europe/Berlin", "Users", "CE", "Sites"]
        {
            page.text_visible(text).await;
        }
        // Hour and minute now, or those of a moment ago.
        let clock = "(() => { \
            const written = ago => new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', \
                timeZone: 'Europe/Berlin' }).format(Date.now() - ago); \
            const main = document.querySelector('main').innerText; \
            return [0, 60_000].some(ago => main.includes(written(ago))); })()";
        page.until_true("the time at the backend's place", clock).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_leads_to_the_tokens_in_it() {
    walk("overview-states", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        go_to_overview(page).await;
        page.role_containing(&["link"], "Disabled").click().await;
        page.heading("Access tokens").visible().await;
        page.combobox("Status").has_value("disabled").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn expiries_stand_in_their_month_and_lead_to_the_token() {
    walk("overview-expiries", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        go_to_overview(page).await;
        page.text_visible("Next to expire").await;
        page.script("document.querySelector('.months summary').focus()").await;
        page.press(walkthroughs::Key::Enter).await;
        page.until_true("the month to open", "document.querySelector('.months details').open").await;
        let in_its_month = "[...document.querySelectorAll('.months details')].every(month => \
            [...month.querySelectorAll('.due .num')].every(day => month.querySelector('.month').textContent === \
                new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric' }).format(new Date(day.textContent))))";
        page.until_true("each expiry to stand in its month", in_its_month).await;
        page.role_containing(&["link"], "grafana-readonly").nth(0).click().await;
        page.searchbox("Search tokens").has_value("grafana-readonly").await;
        page.row("grafana-readonly").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_claimed_about_tokens_that_are_not_here_yet() {
    walk("overview-loading", Site::new().demo(), async |site, page| {
        site.hold_lists_after(0);
        page.sign_in().await;
        go_to_overview(page).await;
        page.role_containing(&["link"], "\u{2013}").nth(4).visible().await;
        page.text_gone("No token expires").await;
        site.release_lists();
        page.text_visible("Next to expire").await;
        page.text_gone("\u{2013}").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_are_points_on_a_map_and_rows_of_a_table() {
    walk("overview-sites", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        let outline =
            "performance.getEntriesByType('resource').some(entry => entry.name.endsWith('/world.svg'))";
        assert_eq!(page.script(outline).await, json!(false), "the outline is fetched where it is not shown");
        go_to_overview(page).await;
        page.until_true("the outline of the world", outline).await;
        page.role_containing(&["image", "img"], "Map of the sites").visible().await;
        let table = page.grid("Sites");
        for text in ["Sydney", "Offline", "33.87° S, 151.21° E", "São Paulo", "Degraded"] {
            table.text_visible(text).await;
        }
        // The place on the outline, in parts of it: 84° N to 56° S, 180° W to 180° E.
        let place = "(() => { \
            const map = document.querySelector('.map').getBoundingClientRect(); \
            const point = document.querySelector('[data-name=Singapore]').getBoundingClientRect(); \
            const x = ((point.left + point.right) / 2 - map.left) / map.width; \
            const y = ((point.top + point.bottom) / 2 - map.top) / map.height; \
            return Math.abs(x - 283.82 / 360) < 0.005 && Math.abs(y - 82.65 / 140) < 0.01; })()";
        page.until_true("Singapore to be where it is", place).await;
        page.axe().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_backend_does_not_tell_has_no_place() {
    walk("overview-bare", Site::new().profile(Profile::AccessToken), async |_, page| {
        page.sign_in().await;
        go_to_overview(page).await;
        page.text_visible("No token expires in the next twelve months.").await;
        page.heading("Sites").gone().await;
        page.text_gone("Users").await;
        page.axe().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_profile_is_edited_and_complaints_stand_beside_their_fields() {
    walk("profile-edit", Site::new(), async |_, page| {
        page.sign_in().await;
        page.link("Profile").click().await;
        page.textbox("Full name").fill("Augusta Ada King").await;
        page.textbox("Email").fill("nowhere").await;
        page.button("Save changes").click().await;
        page.textbox("Email").has_error("does not look right").await;
        page.expect_console("422");
        page.textbox("Full name").has_value("Augusta Ada King").await;
        page.textbox("Email").fill("ada@example.org").await;
        page.button("Save changes").click().await;
        page.says("Your profile is saved").await;
        page.reload().await;
        page.textbox("Email").has_value("ada@example.org").await;
        page.text_visible("Augusta Ada King").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preferred_language_applies_at_once_and_at_the_next_sign_in() {
    walk("profile-language", Site::new(), async |_, page| {
        page.sign_in().await;
        page.link("Profile").click().await;
        page.combobox("Preferred language").choose("Deutsch").await;
        page.button("Save changes").click().await;
        page.until_true("German", "document.documentElement.lang === 'de'").await;
        // Another browser of the same person: nothing is kept there.
        page.script("localStorage.clear()").await;
        page.cdp("Network.clearBrowserCookies", json!({})).await;
        page.reload().await;
        page.until_true("English", "document.documentElement.lang === 'en'").await;
        page.textbox("User name").fill("ada").await;
        page.textbox("Password").fill("lovelace-1843").await;
        page.button("Sign in").click().await;
        page.until_true("German", "document.documentElement.lang === 'de'").await;
        // What is chosen in this browser counts more, also after the next sign-in.
        page.script(
            "(() => { const list = document.querySelector('#language'); list.value = 'en'; \
             list.dispatchEvent(new Event('change')) })()",
        )
        .await;
        page.button("Sign out").click().await;
        page.enter_account().await;
        page.until_true("English", "document.documentElement.lang === 'en'").await;
    })
    .await;
}
