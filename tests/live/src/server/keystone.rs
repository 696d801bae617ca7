//! The identity service of a cloud, on SQLite.

use std::path::Path;
use std::process::Command;

use rustix::process::{getegid, geteuid};

use super::install::into_place;
use super::process::run;
use super::{Account, Kind, Start, StartError, copy_all};

pub const KIND: Kind = Kind { name: "keystone", version: "30.0.0", start };

const PASSWORD: &str = "lovelace-1843";

fn start(start: &mut Start) -> Result<Account, StartError> {
    let packages = start.python()?;
    let python = packages.join("bin/python");
    let config = start.data("keystone.conf");
    // Its first account, a table for each part and keys: ten seconds, done once.
    let list = start.data("requirements.txt");
    let prepared = into_place(&format!("keystone-{}-data", KIND.version), &list, |folder| {
        let account = ["--bootstrap-username", "ada", "--bootstrap-password", PASSWORD];
        let address = ["--bootstrap-public-url", "http://127.0.0.1/v3", "--bootstrap-region-id", "live"];
        let manage = |words: &[&str]| {
            let mut manage = Command::new(packages.join("bin/python"));
            manage.arg(packages.join("bin/keystone-manage")).arg("--config-file").arg(&config);
            run(manage.args(words).current_dir(folder))
        };
        manage(&["db_sync"])?;
        let (user, group) = (geteuid().as_raw().to_string(), getegid().as_raw().to_string());
        for keys in ["fernet_setup", "credential_setup"] {
            manage(&[keys, "--keystone-user", &user, "--keystone-group", &group])?;
        }
        manage(&[&["bootstrap"][..], &account, &address].concat())
    })?;
    for part in ["keystone.db", "fernet", "credential"] {
        copy_all(&prepared.join(part), &start.folder)?;
    }
    serve(start, &python, &config)?;
    Ok(Account { user: "ada".to_owned(), password: PASSWORD.to_owned() })
}

fn serve(start: &mut Start, python: &Path, config: &Path) -> Result<(), StartError> {
    let mut server = Command::new(python);
    server.arg(start.data("serve.py")).arg(start.port.to_string());
    server.env("OS_KEYSTONE_CONFIG_FILES", config);
    start.spawn(&mut server)?;
    start.until_it_answers("/v3")
}
