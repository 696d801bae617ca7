//! Starting: what the boot script asks for in advance is what the app then uses, and what `config.json` adds.

use serde_json::{Value, json};
use walkthroughs::{Find, Site, walk};

/// Asked twice would mean that `prefetch` in config.json and what the connector asks for have parted.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_in_advance_is_asked_for_once() {
    walk("boot", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        page.row("terraform").visible().await;
        let before = site.requests().len();
        page.reload().await;
        page.row("terraform").visible().await;
        page.text_visible("6 of 6 shown").await;
        let asked = site.requests().split_off(before);
        for path in ["/api/v1/session", "/api/v1/instance", "/api/v1/tokens?"] {
            let times = asked.iter().filter(|request| request.contains(path)).count();
            assert_eq!(times, 1, "{path} among {asked:#?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operators_documentation_is_a_link_that_opens_beside_the_console() {
    let config = json!({
        "backend": "/", "connector": "connectors/latchkey.json", "docs": "https://docs.example.com/tokens?from='console'",
    });
    let site = Site::new().file("config.json", config.to_string());
    walk("boot-docs", site, async |_, page| {
        page.sign_in().await;
        page.link("Documentation").visible().await;
        let link = "(() => { const link = document.querySelector('nav a[target]'); \
            return [link.href, link.target, link.rel]; })()";
        let expected =
            json!(["https://docs.example.com/tokens?from=%27console%27", "_blank", "noopener noreferrer"]);
        assert_eq!(page.script(link).await, expected);
        page.axe().await;
        page.viewport(360, 800).await;
        page.link("Documentation").visible().await;
        page.axe().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_documentation_there_is_no_link_to_it() {
    walk("boot-no-docs", Site::new(), async |_, page| {
        page.sign_in().await;
        page.link("Documentation").gone().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_script_may_set_markup_or_allow_itself_to() {
    walk("boot-markup", Site::new(), async |_, page| {
        page.sign_in().await;
        for (attempt, reason) in [
            ("document.body.innerHTML = '<b>x</b>'", "TrustedHTML"),
            ("trustedTypes.createPolicy('default', {})", "disallowed"),
            ("trustedTypes.createPolicy('latchkey', {})", "disallowed"),
        ] {
            let script = format!(
                "(() => {{ try {{ {attempt}; return 'done' }} catch (error) {{ return error.message }} }})()"
            );
            let said = page.script(&script).await;
            assert!(said.as_str().is_some_and(|said| said.contains(reason)), "{attempt}: {said}");
        }
        page.expect_console("TrustedHTML");
        page.expect_console("trusted-types");
    })
    .await;
}

/// What is wrong in the connector is found while the console, which asks for what only its second part can read, still starts.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_things_that_are_wrong_at_the_start_one_is_told() {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../../connectors/latchkey.json");
    let built = std::fs::read_to_string(built).expect("the connector is there");
    let mut connector: Value = serde_json::from_str(&built).expect("it is JSON");
    connector["requests"]["current_session"]["first"] =
        json!([{ "method": "GET", "path": "/api/v1/instance" }]);
    connector["requests"]["edit"]["path"] = json!("/api/v1/tokens/{nobody}");
    let site = Site::new().file("connectors/latchkey.json", connector.to_string());
    walk("boot-twice", site, async |_, page| {
        page.open("").await;
        page.text_visible("The configuration cannot be used").await;
        page.text_visible("/requests/edit/path").await;
        page.axe().await;
        assert_eq!(page.script("document.querySelectorAll('main').length").await, 1);
    })
    .await;
}
