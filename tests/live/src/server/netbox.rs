//! An inventory of networks, beside its own PostgreSQL and Redis.

use std::path::Path;
use std::process::Command;

use super::install::into_place;
use super::postgres::Postgres;
use super::process::run;
use super::{Account, Kind, Start, StartError, free_port};

pub const KIND: Kind = Kind { name: "netbox", version: "4.7.3", start };

const DATABASE: &str = "netbox";
const PASSWORD: &str = "Lovelace-1843";

fn start(start: &mut Start) -> Result<Account, StartError> {
    let python = start.python_of_at_least(12)?.join("bin/python");
    start.copy("configuration.py")?;
    let postgres = Postgres::start(start, DATABASE)?;
    let redis = free_port()?;
    let mut cache = Command::new("redis-server");
    cache.args(["--bind", "127.0.0.1", "--port", &redis.to_string(), "--save", "", "--appendonly", "no"]);
    start.spawn(&mut cache)?;

    let (folder, origin) = (start.folder.clone(), start.origin.clone());
    let configured = |command: &mut Command| {
        command
            .env("NETBOX_CONFIGURATION", "configuration")
            .env("PYTHONPATH", &folder)
            .env("ORIGIN", &origin);
        command.env("POSTGRES_PORT", postgres.port.to_string()).env("REDIS_PORT", redis.to_string());
    };
    let netbox = |words: &[&str]| {
        let mut netbox = Command::new(&python);
        configured(netbox.args(["-m", "netbox"]).args(words));
        netbox
    };
    let mut made_now = false;
    // Hundreds of migrations: minutes, so their result is kept.
    let list = start.data("requirements.txt");
    let prepared = into_place(&format!("netbox-{}-database", KIND.version), &list, |folder| {
        run(&mut netbox(&["migrate", "-v", "0", "--no-input"]))?;
        let account = ["--username", "ada", "--email", "ada@example.com"];
        let mut create = netbox(&[&["createsuperuser", "--no-input"][..], &account].concat());
        run(create.env("DJANGO_SUPERUSER_PASSWORD", PASSWORD))?;
        made_now = true;
        dump(&postgres, &folder.join(DUMP))
    })?;
    if !made_now {
        let mut restore = postgres.client("pg_restore");
        run(restore.args(["--no-owner", "-d", DATABASE]).arg(prepared.join(DUMP)))?;
    }

    let mut server = Command::new(&python);
    server.args([
        "-m",
        "gunicorn",
        "--workers=1",
        "--worker-class=gthread",
        "--threads=4",
        "--no-control-socket",
    ]);
    server.args(["--bind", &format!("127.0.0.1:{}", start.port), "netbox.wsgi"]);
    configured(&mut server);
    start.spawn(&mut server)?;
    start.until_it_answers("/login/")?;
    Ok(Account { user: "ada".to_owned(), password: PASSWORD.to_owned() })
}

const DUMP: &str = "netbox.dump";

fn dump(postgres: &Postgres, to: &Path) -> Result<(), StartError> {
    run(postgres.client("pg_dump").args(["--format=custom", "--file"]).arg(to).arg(DATABASE))
}
