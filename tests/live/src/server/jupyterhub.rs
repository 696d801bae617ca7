//! Notebooks for many: the hub and its token API, without any notebook.

use std::process::Command;

use super::{Account, Kind, Start, StartError};

pub const KIND: Kind = Kind { name: "jupyterhub", version: "6.1.1", start };

fn start(start: &mut Start) -> Result<Account, StartError> {
    let account = Account { user: "ada".to_owned(), password: "lovelace-1843".to_owned() };
    let mut hub = Command::new(start.python()?.join("bin/python"));
    hub.args(["-m", "jupyterhub", "--config"]).arg(start.data("jupyterhub_config.py"));
    hub.env("PORT", start.port.to_string()).env("ORIGIN", &start.origin).env("PASSWORD", &account.password);
    hub.env("USER_NAME", &account.user);
    start.spawn(&mut hub)?;
    start.until_it_answers("/hub/health")?;
    Ok(account)
}
