//! The calendar file that reminds of renewing a token: where it is offered, and what is in it.

use crate::steps::{fill_token, make_token};
use serde_json::json;
use walkthroughs::{Find, Page, Site, walk};

/// The lines of a calendar file as they were before they were folded (RFC 5545, 3.1).
fn lines(file: &str) -> Vec<String> {
    let file = file.replace("\r\n ", "");
    file.trim_end().split("\r\n").map(str::to_owned).collect()
}

/// The value of the first line that begins with `name`.
fn value<'a>(lines: &'a [String], name: &str) -> &'a str {
    let found = lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    found.unwrap_or_else(|| panic!("no {name} in {lines:#?}"))
}

async fn in_berlin(page: &Page) {
    page.cdp("Emulation.setTimezoneOverride", json!({ "timezoneId": "Europe/Berlin" })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_new_token_goes_into_a_calendar_and_nothing_of_its_secret() {
    walk("calendar-created", Site::new(), async |_, page| {
        in_berlin(page).await;
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "ci, \"Nord\"", Some("Device")).await;
        dialog.combobox("Expiration").choose("Custom").await;
        // The day on which the clocks go forward there.
        dialog.date("Expiration date").fill("2031-03-30").await;
        dialog.button("Generate").click().await;
        let created = page.dialog("Access token created");
        let secret = created.textbox("Access token").value().await;
        created.text_visible("Until Sunday, March 30, 2031 at 11:59 PM (Europe/Berlin)").await;
        page.axe().await;
        created.button("Calendar file").click().await;
        page.says("Downloaded").await;
        let file = page.download("ci- -Nord.ics").await;
        assert!(!file.contains(secret.get(3..9).expect("a secret is longer")), "{file}");
        let lines = lines(&file);
        assert_eq!(value(&lines, "DTSTART"), "20310330T210000Z");
        assert_eq!(value(&lines, "DTEND"), "20310330T220000Z");
        assert_eq!(value(&lines, "SUMMARY"), "Renew the access token ci\\, \"Nord\" (Latchkey)");
        assert!(value(&lines, "DESCRIPTION").starts_with("Until Sunday\\, March 30\\, 2031"), "{file}");
        assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VALARM").count(), 2);
        // That file is not the secret: leaving still asks.
        created.button("Done").click().await;
        let question = page.alertdialog("Not saved yet");
        question.button("Keep open").click().await;
        question.gone().await;
        page.take_secret().await;
        // The address in it leads to the token.
        let address = value(&lines, "URL").to_owned();
        let (_, below) = address.split_once('#').expect("a page behind #");
        page.open(&format!("#{below}")).await;
        page.dialog("Edit access token").textbox("Token name").has_value("ci, \"Nord\"").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_token_takes_its_entry_along() {
    walk("calendar-renewed", Site::new(), async |_, page| {
        in_berlin(page).await;
        page.sign_in().await;
        make_token(page, "weekly", Some("Device")).await;
        page.button("Edit weekly").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.button("Calendar file").click().await;
        let before = lines(&page.download("weekly.ics").await);
        dialog.combobox("Expiration").choose("Custom").await;
        dialog.date("Expiration date").fill("2031-12-24").await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        page.axe().await;
        dialog.button("Calendar file").click().await;
        let after = lines(&page.download("weekly.ics").await);
        assert_eq!(value(&after, "DTEND"), "20311224T230000Z");
        assert_ne!(value(&before, "DTEND"), value(&after, "DTEND"));
        assert_eq!(value(&before, "UID"), value(&after, "UID"), "a calendar moves the entry");
        dialog.button("Close").nth(0).click().await;
        // What never expires needs no reminder.
        page.button("Edit weekly").click().await;
        dialog.combobox("Expiration").choose("No expiration").await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        dialog.button("Calendar file").gone().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_expires_in_the_coming_months_is_one_file() {
    walk("calendar-all", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.link("Overview").click().await;
        page.text_visible("Next to expire").await;
        page.button("Calendar file").click().await;
        page.says("Downloaded").await;
        let lines = lines(&page.download("Access tokens.ics").await);
        let counts = "[...document.querySelectorAll('.months summary b')] \
            .reduce((sum, count) => sum + parseInt(count.textContent), 0)";
        let shown = page.script(counts).await;
        let entries: Vec<_> = lines.iter().filter(|line| *line == "BEGIN:VEVENT").collect();
        assert_eq!(shown, json!(entries.len()));
        assert!(lines.contains(&"SUMMARY:Renew the access token grafana-readonly (Latchkey)".to_owned()));
        // The browser is in UTC: that is said once.
        assert!(
            lines.iter().any(|line| line.starts_with("DESCRIPTION:") && line.matches("UTC").count() == 1),
            "{lines:?}"
        );
        let mut uids: Vec<_> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
        uids.sort();
        uids.dedup();
        assert_eq!(uids.len(), entries.len(), "each token has an entry of its own");
    })
    .await;
}
