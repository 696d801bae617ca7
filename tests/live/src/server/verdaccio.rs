//! The npm registry's own token API.

use super::{Account, Kind, Start, StartError};

pub const KIND: Kind = Kind { name: "verdaccio", version: "6.10.4", start };

fn start(start: &mut Start) -> Result<Account, StartError> {
    let (packages, mut node) = start.node()?;
    let config = start.copy("config.yaml")?;
    node.arg(packages.join("node_modules/verdaccio/bin/verdaccio"));
    node.arg("--config").arg(config).args(["--listen", &format!("127.0.0.1:{}", start.port)]);
    start.spawn(&mut node)?;
    start.until_it_answers("/-/ping")?;

    let account = Account { user: "ada".to_owned(), password: "lovelace-1843".to_owned() };
    let body = serde_json::json!({ "name": account.user, "password": account.password }).to_string();
    let json = [("content-type", "application/json")];
    start.call("PUT", &format!("/-/user/org.couchdb.user:{}", account.user), &json, &body)?;
    Ok(account)
}
