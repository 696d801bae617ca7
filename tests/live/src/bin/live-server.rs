//! Runs one real server until its standard input ends: `live-server NAME [ORIGIN]`.
//!
//! It prints one line of JSON when the server answers: `address`, `user`, `password`, `connector`. `ORIGIN` is
//! where browsers will find the server, if that is not its own address.

use std::io::Read;
use std::process::ExitCode;

use live::server::{ALL, Kind};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let Some(kind) = Kind::named(&name) else {
        let known: Vec<&str> = ALL.iter().map(|kind| kind.name).collect();
        eprintln!("there is no server `{name}`; there are: {}", known.join(", "));
        return ExitCode::FAILURE;
    };
    let server = match kind.start(words.next().as_deref()) {
        Ok(server) => server,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let line = serde_json::json!({
        "address": server.address,
        "user": server.account.user,
        "password": server.account.password,
        "connector": kind.connector(),
    });
    println!("{line}");
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    ExitCode::SUCCESS
}
