//! The console in Chromium in front of a real server, through a proxy on the same origin: what it offers there, and
//! the life of a token by mouse and keys.

use std::net::TcpListener;

use latchkey_connector::{Capabilities, Column, Field, PasswordConfirmation};
use live::server::{Account, Server};
use walkthroughs::{Find, Page, Site, walk};

use crate::life::Part;

/// What a browser sees of a server that the connector does not tell.
pub struct Console {
    pub part: Part,
    /// Where the console lies on the server's host.
    pub below: &'static str,
    /// What the browser logs about a refused password: the status.
    pub refusal: &'static str,
    /// What it logs besides, when the console asks whether somebody is signed in.
    pub nobody: Option<&'static str>,
}

impl Console {
    pub fn new(part: Part, refusal: &'static str) -> Self {
        Self { part, below: "/", refusal, nobody: None }
    }
}

/// Signs in, makes a token, uses it, revokes it, and looks at what is offered on the way.
pub async fn in_chromium(console: Console) {
    served(console, async |console, server, page| {
        let can = console.part.capabilities();
        wrong_password_then_right(console, &server.account, page).await;
        page.heading("Access tokens").visible().await;
        page.grid("Access tokens").visible().await;
        columns_are_those_that_the_backend_has(&can, page).await;
        page.axe().await;

        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.button("Generate").visible().await;
        form_has_what_the_backend_can_set(&can, page).await;
        page.axe().await;
        if can.create_fields.has(Field::Name) {
            dialog.textbox("Token name").fill("ci-browser").await;
        }
        for scope in console.part.scopes {
            dialog.group("Scope").checkbox(scope).check().await;
        }
        if can.create_fields.has(Field::Expiry) {
            dialog.combobox("Expiration").choose("30 days").await;
        }
        dialog.button("Generate").click().await;
        confirm(&can, &server.account, page).await;
        page.dialog("Access token created").textbox("Access token").visible().await;
        page.axe().await;
        let secret = page.take_secret().await;
        console.part.works(server, &secret);

        // Whatever the backend has, there is something to call a token by.
        let name = name_of_the_new_row(&can, &secret, page).await;
        if can.edit {
            page.button(&format!("Edit {name}")).visible().await;
        } else {
            page.button(&format!("Edit {name}")).gone().await;
            page.button("Edit").gone().await;
        }
        page.button(&format!("Revoke {name}")).click().await;
        let question = page.alertdialog("Revoke access token");
        question.text_visible(&name).await;
        page.axe().await;
        question.button("Revoke").click().await;
        question.gone().await;
        page.says("revoked").await;
        page.button(&format!("Revoke {name}")).gone().await;
        console.part.is_refused(server, &secret);

        page.button("Sign out").click().await;
        page.button("Sign in").visible().await;
    })
    .await;
}

/// The server and the console before it, on one origin.
pub async fn served(console: Console, test: impl AsyncFnOnce(&Console, &Server, &Page)) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let kind = console.part.kind;
    let server = tokio::task::spawn_blocking(move || kind.start(Some(&origin)));
    let server = server.await.unwrap().unwrap_or_else(|error| panic!("{error}"));
    let site = Site::in_front_of(kind.name, &server.address)
        .file("config.json", console.part.config())
        .below(console.below)
        .on(listener);
    walk(&format!("live-{}", kind.name), site, async |_, page| test(&console, &server, page).await).await;
    // Not on the runtime: it waits until all processes are gone.
    tokio::task::spawn_blocking(move || drop(server)).await.unwrap();
}

async fn wrong_password_then_right(console: &Console, account: &Account, page: &Page) {
    page.expect_console(console.refusal);
    if let Some(nobody) = console.nobody {
        page.expect_console(nobody);
    }
    page.open("").await;
    page.button("Sign in").visible().await;
    page.axe().await;
    page.enter(&account.user, "not-the-password-1843").await;
    page.role(&["alert"], "").visible().await;
    page.textbox("User name").has_value(&account.user).await;
    page.enter(&account.user, &account.password).await;
    page.button("Sign out").visible().await;
}

async fn columns_are_those_that_the_backend_has(can: &Capabilities, page: &Page) {
    for (column, name) in [
        (Column::Name, "Name"),
        (Column::Scope, "Scope"),
        (Column::Status, "Status"),
        (Column::Created, "Created"),
        (Column::Expires, "Expires"),
        (Column::LastUsed, "Last used"),
    ] {
        if can.columns.contains(&column) {
            page.columnheader(name).visible().await;
        } else {
            page.columnheader(name).gone().await;
        }
    }
}

async fn form_has_what_the_backend_can_set(can: &Capabilities, page: &Page) {
    let dialog = page.dialog("Generate access token");
    for (field, shown) in [
        (Field::Name, dialog.textbox("Token name")),
        (Field::Description, dialog.textbox("Description")),
        (Field::Expiry, dialog.combobox("Expiration")),
        (Field::Scopes, dialog.group("Scope")),
        (Field::AllowedApis, dialog.group("Allowed APIs")),
        (Field::BlockedApis, dialog.group("Blocked APIs")),
        (Field::AllowedIps, dialog.group("Allowed IPs")),
        (Field::BlockedIps, dialog.group("Blocked IPs")),
    ] {
        if can.create_fields.has(field) {
            shown.visible().await;
        } else {
            shown.gone().await;
        }
    }
}

async fn confirm(can: &Capabilities, account: &Account, page: &Page) {
    if can.password == PasswordConfirmation::EachChange {
        let dialog = page.dialog("Confirm with your password");
        dialog.textbox("Password").fill(&account.password).await;
        dialog.button("Confirm").click().await;
        dialog.gone().await;
    }
}

/// What the new token is called where its name would stand.
async fn name_of_the_new_row(can: &Capabilities, secret: &str, page: &Page) -> String {
    if can.create_fields.has(Field::Name) {
        page.row("ci-browser").visible().await;
        return "ci-browser".to_owned();
    }
    // A masked secret begins as the secret does.
    let start: String = secret.chars().take(5).collect();
    page.row(&start).visible().await;
    let button = page.role_containing(&["button"], &format!("Revoke {start}"));
    button.node().await.name.trim_start_matches("Revoke ").to_owned()
}
