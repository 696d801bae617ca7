//! A content server with an API of its own making: here one collection of notes.

use std::os::unix::fs::symlink;
use std::process::Command;

use super::install::npm;
use super::{Account, Kind, Start, StartError, copy_all};

pub const KIND: Kind = Kind { name: "strapi", version: "5.54.0", start };

fn start(start: &mut Start) -> Result<Account, StartError> {
    let modules = npm(&KIND)?.join("node_modules");
    for part in ["config", "src", "package.json"] {
        copy_all(&start.data(part), &start.folder)?;
    }
    let link = start.folder.join("node_modules");
    symlink(&modules, &link).map_err(|error| StartError::file("make", &link, error))?;
    for part in ["public/uploads", "database/migrations"] {
        let folder = start.folder.join(part);
        std::fs::create_dir_all(&folder).map_err(|error| StartError::file("make", &folder, error))?;
    }
    // Not the Node that other servers get: a part of the packages was compiled for the one that npm runs on.
    let mut node = Command::new("node");
    node.arg(modules.join("@strapi/strapi/bin/strapi.js")).arg("start").env("PORT", start.port.to_string());
    node.env("NODE_ENV", "production").env("STRAPI_TELEMETRY_DISABLED", "true");
    node.env("STRAPI_DISABLE_UPDATE_NOTIFICATION", "true");
    start.spawn(&mut node)?;
    start.until_it_answers("/admin/init")?;

    let account = Account { user: "ada@example.com".to_owned(), password: "Lovelace-1843".to_owned() };
    let body = serde_json::json!({
        "email": account.user, "password": account.password, "firstname": "Ada", "lastname": "Lovelace",
    });
    let headers = [("content-type", "application/json")];
    start.call("POST", "/admin/register-admin", &headers, &body.to_string())?;
    Ok(account)
}
