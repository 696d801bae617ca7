use live::server::{Reply, Server, send};
use serde_json::json;
use walkthroughs::{Find, Page};

use crate::browser::{Console, in_chromium, served};
use crate::life::{Part, whole_life};

fn user(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/hub/api/user", server.address);
    send("GET", &url, &[("authorization", &format!("token {secret}"))], "").unwrap()
}

/// One that stands for itself alone: the hub answers with all that a scope includes.
const SCOPE: &str = "read:users:activity!user=ada";

fn part() -> Part {
    Part {
        scopes: &[SCOPE],
        // Enough to say whose it is.
        scopes_always: &["read:users:groups!user=ada", "read:users:name!user=ada"],
        scope_not_held: Some("admin:users"),
        installation: json!({ "expiry": { "max_seconds": 90 * 24 * 3600, "never": false } }),
        ..Part::new("jupyterhub", user)
    }
}

#[test]
fn life() {
    whole_life(part());
}

/// Where `config.json` names the hub's longest lifetime, nothing longer is offered; where it does not, the hub refuses,
/// and its words stand at the field.
#[tokio::test(flavor = "multi_thread")]
async fn the_longest_lifetime_is_offered_or_refused_at_its_field() {
    let console = Console { below: "/hub/console/", ..Console::new(part(), "403") };
    served(console, async |_, server, page| {
        sign_in(server, page).await;
        page.button("Generate token").click().await;
        let expiration = page.dialog("Generate access token").combobox("Expiration");
        let offered = expiration.options().await;
        assert!(offered.iter().any(|option| option.contains("90 days")), "{offered:?}");
        assert!(
            !offered.iter().any(|option| option.contains("1 year") || option.contains("No exp")),
            "{offered:?}"
        );
    })
    .await;

    let unlimited = Part { installation: json!({}), ..part() };
    served(Console { below: "/hub/console/", ..Console::new(unlimited, "403") }, async |_, server, page| {
        sign_in(server, page).await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").fill("too long").await;
        dialog.group("Scope").checkbox(SCOPE).check().await;
        dialog.combobox("Expiration").choose("1 year").await;
        page.expect_console("400");
        dialog.button("Generate").click().await;
        dialog.combobox("Expiration").described("must not exceed 7776000").await;
        page.until_true(
            "the choice to be marked",
            "!!document.querySelector('dialog select[aria-invalid=true]')",
        )
        .await;
        dialog.textbox("Token name").has_value("too long").await;
    })
    .await;
}

async fn sign_in(server: &Server, page: &Page) {
    page.expect_console("403");
    page.open("").await;
    page.enter(&server.account.user, &server.account.password).await;
    page.button("Sign out").visible().await;
}

/// The cookies of the hub's own page, and the XSRF value that even reading needs from a browser.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_in_at_the_hub_is_signed_in_here() {
    let console = Console { below: "/hub/console/", ..Console::new(part(), "403") };
    served(console, async |console, server, page| {
        // The hub's page is not the console's: whatever it logs.
        page.expect_console("/hub/login");
        page.expect_console("/hub/token");
        // The hub's own session has no token to revoke, and is over at the end.
        page.expect_console("tokens/none");
        page.expect_console("403");
        page.open("../login?next=%2Fhub%2Ftoken").await;
        page.textbox("Username:").fill(&server.account.user).await;
        page.textbox("Password:").fill(&server.account.password).await;
        page.button("Sign in").click().await;
        page.until_true("the hub to let one in", "location.pathname === '/hub/token'").await;

        page.open("").await;
        page.button("Sign out").visible().await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").fill("by cookie").await;
        dialog.group("Scope").checkbox(SCOPE).check().await;
        dialog.combobox("Expiration").choose("7 days").await;
        dialog.button("Generate").click().await;
        let secret = page.take_secret().await;
        console.part.works(server, &secret);
        page.reload().await;
        page.row("by cookie").visible().await;

        page.button("Sign out").click().await;
        page.button("Sign in").visible().await;
        page.reload().await;
        page.button("Sign in").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium() {
    in_chromium(Console { below: "/hub/console/", ..Console::new(part(), "403") }).await;
}
