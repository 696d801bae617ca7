use live::server::{Reply, Server, send};
use serde_json::json;
use walkthroughs::Find;

use crate::browser::{Console, in_chromium, served};
use crate::life::{Part, whole_life};

fn user(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/hub/api/user", server.address);
    send("GET", &url, &[("authorization", &format!("token {secret}"))], "").unwrap()
}

fn part() -> Part {
    Part {
        // One that stands for itself alone: the hub answers with all that a scope includes.
        scopes: &["read:users:activity!user=ada"],
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

/// The cookies of the hub's own page, and the XSRF value that even reading needs from a browser.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_in_at_the_hub_is_signed_in_here() {
    let console = Console { below: "/hub/console/", ..Console::new(part(), "403") };
    served(console, async |console, server, page| {
        // The hub's page is not the console's: whatever it logs.
        page.expect_console("/hub/login");
        page.expect_console("/hub/token");
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
