//! Vendor document 000: allowed and blocked APIs and addresses, expiry, an overview with a map, and a
//! profile for a client. Each comment is a step of the document, in its order.

use serde_json::{Value, json};
use walkthroughs::{Answer, Find, Locator, Page, Profile, Running, Site, walk};

use crate::somebody::Somebody;
use crate::steps::take_secret;

fn site() -> Site {
    Site::new().profile(Profile::Clouds)
}

/// "First, we will go to its portal", then "Manage API".
async fn go_to_manage_api(page: &Page) {
    page.sign_in().await;
    page.link("Access tokens").click().await;
    page.heading("Access tokens").visible().await;
}

/// "Click on 'Add New API Token'".
async fn add_new(page: &Page, name: &str) -> Locator {
    page.button("Generate token").click().await;
    let dialog = page.dialog("Generate access token");
    dialog.textbox("Token name").fill(name).await;
    dialog
}

/// "Select the new API you want to allow here", or to block.
async fn choose_api(dialog: &Locator, group: &str, operation: &str) {
    let group = dialog.group(group);
    group.role_containing(&["button"], "Choose from the list").click().await;
    group.searchbox("Search APIs").fill(operation).await;
    group.checkbox(operation).check().await;
}

/// "Add the IP address you want".
async fn add_address(dialog: &Locator, group: &str, address: &str) {
    dialog.group(group).role_containing(&["textbox"], "Address, block or range").fill(address).await;
    dialog.group(group).button("Add").click().await;
    dialog.group(group).text_visible(address).await;
}

/// "Click on the 'save' button"; the token's value comes with it.
async fn save(page: &Page, dialog: &Locator) -> String {
    dialog.button("Generate").click().await;
    take_secret(page).await
}

/// Calls the protected API from this machine, 127.0.0.1.
async fn call(site: &Running, method: &str, path: &str, secret: &str) -> Answer {
    site.http().with_secret(method, path, secret).await
}

#[tokio::test(flavor = "multi_thread")]
async fn create_a_new_api_token() {
    walk("000-create", site(), async |site, page| {
        // 1. and 2.
        go_to_manage_api(page).await;
        for column in ["Name", "Status", "Created", "Expires"] {
            page.columnheader(column).visible().await;
        }
        // 3. Allowed API, Blocked API, Allowed IP, Blocked IP. Nothing that this backend does not have.
        let dialog = add_new(page, "compliance").await;
        for group in ["Allowed APIs", "Blocked APIs", "Allowed IPs", "Blocked IPs"] {
            dialog.group(group).visible().await;
        }
        dialog.text_visible("the blocked one wins").await;
        dialog.group("Scope").gone().await;
        dialog.combobox("API set").gone().await;
        dialog.textbox("Description").gone().await;
        page.axe().await;
        // 4.
        let secret = save(page, &dialog).await;
        page.row("compliance").text_visible("Active").await;
        let answer = call(site, "GET", "/v1/devices", &secret).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tour_of_the_main_window() {
    walk("000-tour", site(), async |_, page| {
        page.sign_in().await;
        // 1. The dashboard.
        page.link("Overview").click().await;
        page.heading("Overview").visible().await;
        // 2. Name, version of the platform, time, date and location.
        for fact in ["Platform", "Version", "Time", "Date", "Location"] {
            page.text_visible(fact).await;
        }
        page.text_visible("Acme Cloud").await;
        page.text_visible("Frankfurt").await;
        // 3. How many users, how many CE, how many sites.
        let main = page.role(&["main"], "");
        for (label, count) in [("Users", "2"), ("CE", "24"), ("Sites", "10")] {
            main.text_visible(&format!("{count}\n{label}")).await;
        }
        // 4. The map, which also reads as a table, and the features on the left side.
        page.role_containing(&["image", "img"], "Map of the sites").visible().await;
        let table = page.role(&["table"], "Sites");
        table.text_visible("Singapore").await;
        table.text_visible("Offline").await;
        page.axe().await;
        // 5. "you can edit the API by going to Manage API".
        for place in ["Overview", "Access tokens", "Profile"] {
            page.role(&["navigation"], "Main").link(place).visible().await;
        }
        page.link("Access tokens").click().await;
        page.button("Generate token").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn allow_an_api() {
    walk("000-allow-api", site(), async |site, page| {
        // 1.
        go_to_manage_api(page).await;
        // 2.
        let dialog = add_new(page, "reads-devices").await;
        choose_api(&dialog, "Allowed APIs", "GET /devices").await;
        // 3.
        let secret = save(page, &dialog).await;
        // The example: what is on the list passes, anything else does not.
        assert_eq!(call(site, "GET", "/v1/devices", &secret).await.status, 200);
        let refused = call(site, "GET", "/v1/sites", &secret).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
        assert!(refused.body.contains("blocked"), "{}", refused.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn block_an_api() {
    walk("000-block-api", site(), async |site, page| {
        // 1.
        go_to_manage_api(page).await;
        // 2.
        let dialog = add_new(page, "deletes-nothing").await;
        choose_api(&dialog, "Blocked APIs", "DELETE /devices/{id}").await;
        // Beside single ones: all at once by a pattern.
        let blocked = dialog.group("Blocked APIs");
        blocked.role_containing(&["textbox"], "Pattern").fill("DELETE /sites/**").await;
        blocked.button("Add").click().await;
        blocked.text_visible("DELETE /sites/**").await;
        // 3.
        let secret = save(page, &dialog).await;
        // The example.
        assert_eq!(call(site, "GET", "/v1/devices", &secret).await.status, 200);
        for path in ["/v1/devices/1", "/v1/sites/dublin"] {
            let refused = call(site, "DELETE", path, &secret).await;
            assert_eq!(refused.status, 403, "{path}: {}", refused.body);
        }
        let deleted = call(site, "DELETE", "/v1/collections/kiosks", &secret).await;
        assert_eq!(deleted.status, 204, "{}", deleted.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn allow_an_address() {
    walk("000-allow-ip", site(), async |site, page| {
        // 1.
        go_to_manage_api(page).await;
        let dialog = add_new(page, "from-here").await;
        // 2.
        add_address(&dialog, "Allowed IPs", "127.0.0.1").await;
        // 3.
        let here = save(page, &dialog).await;
        let dialog = add_new(page, "from-the-office").await;
        add_address(&dialog, "Allowed IPs", "203.0.113.0/24").await;
        let office = save(page, &dialog).await;
        // The example.
        assert_eq!(call(site, "GET", "/v1/devices", &here).await.status, 200);
        let refused = call(site, "GET", "/v1/devices", &office).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn block_an_address() {
    walk("000-block-ip", site(), async |site, page| {
        // 1.
        go_to_manage_api(page).await;
        let dialog = add_new(page, "not-from-here").await;
        // 2. An address inside a block is no block: the right one is offered.
        let blocked = dialog.group("Blocked IPs");
        blocked.role_containing(&["textbox"], "Address, block or range").fill("127.0.0.9/8").await;
        blocked.button("Add").click().await;
        blocked.described("127.0.0.0/8").await;
        blocked.button("Use 127.0.0.0/8").click().await;
        blocked.text_visible("127.0.0.0/8").await;
        // 3.
        let secret = save(page, &dialog).await;
        // The example.
        let refused = call(site, "GET", "/v1/devices", &secret).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
        // An address that is blocked and allowed is blocked.
        page.button("Edit not-from-here").click().await;
        let dialog = page.dialog("Edit access token");
        add_address(&dialog, "Allowed IPs", "127.0.0.1").await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        let refused = call(site, "GET", "/v1/devices", &secret).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn change_the_expiry_of_a_token() {
    walk("000-expiry", site(), async |site, page| {
        // 1.
        go_to_manage_api(page).await;
        let dialog = add_new(page, "short-lived").await;
        dialog.combobox("Expiration").choose("7 days").await;
        let secret = save(page, &dialog).await;
        page.row("short-lived").text_visible("Expir").await;
        // 2.
        page.button("Edit short-lived").click().await;
        let dialog = page.dialog("Edit access token");
        // 3. and 4.
        dialog.combobox("Expiration").choose("Custom").await;
        dialog.date("Expiration date").fill("2031-03-09").await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        page.row("short-lived").text_visible("2031").await;
        page.row("short-lived").text_visible("Active").await;
        assert_eq!(call(site, "GET", "/v1/devices", &secret).await.status, 200);
        // A date that is gone is refused, not taken for "no expiry".
        page.button("Edit short-lived").click().await;
        dialog.combobox("Expiration").choose("Custom").await;
        dialog.date("Expiration date").fill("2020-01-01").await;
        dialog.button("Save changes").click().await;
        dialog.date("Expiration date").has_error("past").await;
        crate::steps::discard(page, &dialog).await;
        page.row("short-lived").text_visible("2031").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_whose_date_is_gone_is_expired() {
    walk("000-expired", site(), async |site, page| {
        let other = Somebody::sign_in(site).await;
        let (secret, over) = other.makes_short_lived(page, json!({ "name": "lapsed" })).await;
        assert_eq!(call(site, "GET", "/v1/devices", &secret).await.status, 200);
        go_to_manage_api(page).await;
        page.row("lapsed").visible().await;
        page.until_true("its end", &over).await;
        // "If the date of the given token is gone, then the API token becomes invalid".
        let refused = call(site, "GET", "/v1/devices", &secret).await;
        assert_eq!(refused.status, 401, "{}", refused.body);
        assert!(refused.body.contains("expired"), "{}", refused.body);
        // "such a token is called an expired token".
        page.button("Refresh").click().await;
        page.row("lapsed").text_visible("Expired").await;
        // With another date it is good again.
        page.button("Edit lapsed").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.combobox("Expiration").choose("7 days").await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        page.row("lapsed").text_gone("Expired").await;
        assert_eq!(call(site, "GET", "/v1/devices", &secret).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn update_a_token() {
    walk("000-update", site(), async |site, page| {
        // 1.
        go_to_manage_api(page).await;
        let dialog = add_new(page, "before").await;
        choose_api(&dialog, "Allowed APIs", "GET /devices").await;
        let secret = save(page, &dialog).await;
        assert_eq!(call(site, "GET", "/v1/sites", &secret).await.status, 403);
        // 2. The pen on the right side.
        page.button("Edit before").click().await;
        let dialog = page.dialog("Edit access token");
        dialog.textbox("Token name").has_value("before").await;
        dialog.button("Regenerate token value").gone().await;
        // 3.
        dialog.textbox("Token name").fill("after").await;
        choose_api(&dialog, "Allowed APIs", "GET /sites").await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        page.row("after").visible().await;
        page.row("before").gone().await;
        assert_eq!(call(site, "GET", "/v1/sites", &secret).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_a_token() {
    walk("000-delete", site(), async |site, page| {
        // 1.
        go_to_manage_api(page).await;
        let dialog = add_new(page, "to-be-deleted").await;
        let secret = save(page, &dialog).await;
        // 2.
        page.button("Revoke to-be-deleted").click().await;
        // 3. "When you click on it you will see something like this": a question, which can be taken back.
        let question = page.alertdialog("Revoke access token");
        question.text_visible("to-be-deleted").await;
        question.button("Cancel").click().await;
        page.row("to-be-deleted").visible().await;
        assert_eq!(call(site, "GET", "/v1/devices", &secret).await.status, 200);
        // 4. "After that click on 'yes'", "your given token will be deleted".
        page.button("Revoke to-be-deleted").click().await;
        question.button("Revoke").click().await;
        question.gone().await;
        page.row("to-be-deleted").gone().await;
        assert_eq!(call(site, "GET", "/v1/devices", &secret).await.status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hand_a_token_to_the_compliance_client() {
    walk("000-client", site(), async |site, page| {
        go_to_manage_api(page).await;
        let dialog = add_new(page, "compliance \"Nord\"").await;
        dialog.button("Generate").click().await;
        let created = page.dialog("Access token created");
        let secret = created.textbox("Access token").value().await;
        // 4. "There you need an API token, name, language, and URL".
        created.radio("Client profile").click().await;
        let shown = created.textbox("Client profile").value().await;
        let profile: Value = serde_json::from_str(&shown).expect("the profile is JSON");
        let asked = json!({
            "token": secret, "name": "compliance \"Nord\"", "language": "en", "url": site.address(),
        });
        assert_eq!(profile, asked);
        page.axe().await;
        // 5. "click on 'save'".
        created.button("Download").click().await;
        // 6. "you will see a message on the screen": the file holds what was shown, under a name that every system takes.
        page.says("Downloaded").await;
        let file = page.download("compliance -Nord-profile.json").await;
        assert_eq!(file, shown);
        // Saved is as good as copied: leaving asks nothing.
        created.button("Done").click().await;
        created.gone().await;
    })
    .await;
}
