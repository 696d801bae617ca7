//! Recorded exchanges: an intent, the request that it must become, an answer, what must be read from it.
//!
//! `UPDATE_EXCHANGES=1 cargo test -p latchkey-connector --test exchanges` writes requests and outcomes anew,
//! for a person to read the difference.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use latchkey_connector::{BackendError, Context, Decoding, Engine, Outcome, Session};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "json"));
    files.sort();
    files
}

fn engine(recorded: &Value) -> Engine {
    match &recorded["connector"] {
        Value::String(name) => {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors").join(name);
            Engine::load(name, &std::fs::read_to_string(&file).unwrap()).unwrap()
        }
        document => Engine::load("inline", &document.to_string()).unwrap(),
    }
}

#[test]
fn recorded_exchanges_still_hold() {
    let update = std::env::var_os("UPDATE_EXCHANGES").is_some();
    let files = files("tests/exchanges");
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let mut recorded: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let before = recorded.clone();
        replay(&mut recorded);
        if recorded == before {
            continue;
        }
        if update {
            std::fs::write(&file, serde_json::to_string_pretty(&recorded).unwrap() + "\n").unwrap();
            continue;
        }
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for (was, is) in
            before["exchanges"].as_array().unwrap().iter().zip(recorded["exchanges"].as_array().unwrap())
        {
            if was != is {
                wrong.push(format!("{name}: {}\nrecorded {was:#}\nnow {is:#}", was["it"]));
            }
        }
        if before["capabilities"] != recorded["capabilities"] {
            wrong.push(format!(
                "{name}: capabilities\nrecorded {:#}\nnow {:#}",
                before["capabilities"], recorded["capabilities"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Replaces requests and outcomes by what the engine makes of the intents and answers now.
fn replay(recorded: &mut Value) {
    let engine = engine(recorded);
    recorded["capabilities"] = support::capabilities_json(&engine.capabilities());
    let now = recorded["now"].as_str().unwrap().parse().unwrap();
    let pairs = |value: &Value| -> Vec<(String, String)> {
        let object = value.as_object().cloned().unwrap_or_default();
        object.iter().map(|(n, v)| (n.clone(), v.as_str().unwrap().to_owned())).collect()
    };
    let mut session = Session::default();
    for (name, value) in pairs(&recorded["session"]) {
        session.set(&name, value);
    }
    let cookies = pairs(&recorded["cookies"]);
    let key = recorded["key"].as_str().unwrap_or_default().to_owned();
    let mut next = None;
    'exchanges: for exchange in recorded["exchanges"].as_array_mut().unwrap() {
        let intent = support::intent(&exchange["intent"], &next);
        let password = exchange.get("password").and_then(Value::as_str).map(str::to_owned);
        let steps = engine.steps(&intent);
        for step in 0..steps {
            let context = Context {
                session: &session,
                now,
                cookies: &cookies,
                idempotency_key: &key,
                password: password.as_deref(),
            };
            let answer = support::response(&exchange["steps"][step]["response"]);
            exchange["steps"][step]["request"] =
                support::request_json(&engine.prepare_step(&intent, step, &context));
            match engine.decode_step(&intent, step, &context, &answer) {
                Ok(bound) => session = bound,
                Err(error) => {
                    exchange["outcome"] = support::outcome_json(&Err(error));
                    continue 'exchanges;
                }
            }
        }
        let context = Context {
            session: &session,
            now,
            cookies: &cookies,
            idempotency_key: &key,
            password: password.as_deref(),
        };
        exchange["request"] = support::request_json(&engine.prepare(&intent, &context));
        let Some(answer) = exchange.get("response") else { continue };
        let answer = support::response(answer);
        let outcome = engine.decode(&intent, &context, &answer);
        let by_entry = engine.decoding(&intent, &context, &answer).and_then(by_entry);
        assert_eq!(by_entry, outcome, "entry by entry: {}", exchange["intent"]);
        exchange["outcome"] = support::outcome_json(&outcome);
        match outcome {
            Ok(Outcome::Session(bound)) => session = bound,
            Ok(Outcome::Page(page)) => next = page.next,
            _ => {}
        }
    }
}

/// One entry at a time, the tokens taken each time.
fn by_entry(mut decoding: Decoding<'_>) -> Result<Outcome, BackendError> {
    let mut taken = Vec::new();
    while decoding.advance(1)? {
        taken.extend(decoding.take_tokens());
    }
    let mut outcome = decoding.finish()?;
    if let Outcome::Page(page) = &mut outcome {
        page.tokens.splice(0..0, taken);
    }
    Ok(outcome)
}

#[test]
fn every_connector_loads() {
    for file in files("../../connectors") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with("schema.json") {
            Engine::load(&name, &std::fs::read_to_string(&file).unwrap()).unwrap();
        }
    }
}
