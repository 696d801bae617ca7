//! A library of the JavaScript world, with its plugin for API keys.

use super::{Account, Kind, Start, StartError};

pub const KIND: Kind = Kind { name: "better-auth", version: "1.7.5", start };

fn start(start: &mut Start) -> Result<Account, StartError> {
    let (packages, mut node) = start.node()?;
    node.arg(start.data("server.mjs")).env("PACKAGES", packages);
    node.env("PORT", start.port.to_string()).env("ORIGIN", &start.origin);
    start.spawn(&mut node)?;
    start.until_it_answers("/api/auth/ok")?;

    let account = Account { user: "ada@example.com".to_owned(), password: "lovelace-1843".to_owned() };
    let body =
        serde_json::json!({ "email": account.user, "password": account.password, "name": "Ada Lovelace" });
    let headers = [("content-type", "application/json"), ("origin", start.origin.as_str())];
    start.call("POST", "/api/auth/sign-up/email", &headers, &body.to_string())?;
    Ok(account)
}
