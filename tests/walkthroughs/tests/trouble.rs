//! What can be wrong around the console: its files, and the backend.

use walkthroughs::{Backend, Find, Page, Running, Site, walk};

use crate::steps::fill_token;

/// The page that stands when the console cannot start names the file and the place in it.
async fn stopped(site: Site, name: &str, file: &str, path: &str) {
    walk(name, site, async |_, page| {
        page.open("").await;
        page.button("Reload").visible().await;
        page.text_visible(file).await;
        page.text_visible(path).await;
        page.axe().await;
        page.expect_console("404");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_config_is_named() {
    stopped(Site::new().without("config.json"), "no-config", "config.json", "404").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_config_that_is_not_json_is_named() {
    stopped(Site::new().file("config.json", "{ \"name\": "), "config-no-json", "config.json", "line 1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_field_of_the_config_is_named_by_its_path() {
    let config = r#"{ "name": 5, "backend": "/", "connector": "connectors/latchkey.json" }"#;
    stopped(Site::new().file("config.json", config), "config-field", "config.json", "/name").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_connector_is_named() {
    stopped(
        Site::new().without("connectors/latchkey.json"),
        "no-connector",
        "connectors/latchkey.json",
        "404",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_field_of_a_connector_is_named_by_its_path() {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../../connectors/latchkey.json");
    let text = std::fs::read_to_string(built).expect("the connector is there");
    let mut connector: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    connector["surprise"] = true.into();
    let site = Site::new().file("connectors/latchkey.json", connector.to_string());
    stopped(site, "connector-field", "connectors/latchkey.json", "/surprise").await;
}

async fn retried(site: &Running, page: &Page, backend: Backend) {
    page.button("Try again").visible().await;
    page.axe().await;
    // Still the same: it says so again.
    page.button("Try again").click().await;
    page.button("Try again").visible().await;
    site.set_backend(Backend::Up);
    // Where nothing answered, the console finds out by itself that something does.
    if backend != Backend::Down {
        page.button("Try again").click().await;
    }
    page.button("Try again").gone().await;
    page.text_gone("keeps trying").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_is_down_at_the_start_can_be_tried_again() {
    for (name, backend) in [("start-down", Backend::Down), ("start-html", Backend::Html)] {
        walk(name, Site::new(), async |site, page| {
            page.expect_console("502");
            page.expect_console("net::ERR_");
            site.set_backend(backend);
            page.open("").await;
            retried(site, page, backend).await;
            page.enter_account().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_loaded_can_be_tried_again() {
    for (name, backend) in [("list-down", Backend::Down), ("list-html", Backend::Html)] {
        walk(name, Site::new().demo(), async |site, page| {
            page.expect_console("502");
            page.expect_console("net::ERR_");
            page.sign_in().await;
            page.row("ci-deploy").visible().await;
            site.set_backend(backend);
            page.button("Refresh").click().await;
            retried(site, page, backend).await;
            page.row("ci-deploy").visible().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_gets_no_answer_keeps_the_form_and_makes_one_token() {
    walk("create-down", Site::new(), async |site, page| {
        page.expect_console("net::ERR_");
        page.sign_in().await;
        page.button("Generate token").click().await;
        let dialog = fill_token(page, "once-only", Some("Device")).await;
        // Its scopes are loaded; now the backend goes.
        site.set_backend(Backend::Down);
        dialog.button("Generate").click().await;
        dialog.text_visible("cannot be reached").await;
        dialog.text_visible("no second one will be made").await;
        dialog.textbox("Token name").has_value("once-only").await;
        assert!(dialog.group("Scope").checkbox("Device").node().await.is("checked"));
        page.axe().await;

        site.set_backend(Backend::Up);
        dialog.button("Generate").click().await;
        page.dialog("Access token created").button("Copy token").click().await;
        page.dialog("Access token created").button("Done").click().await;
        page.row("once-only").visible().await;
        page.until_true("one row and the head", "document.querySelectorAll('[role=row]').length === 2").await;
    })
    .await;
}
