//! `Idempotency-Key`: a retry of a create or regenerate gets the first answer, secret included.
//!
//! In memory only, for ten minutes: a secret must not reach the disk, and a lost answer is noticed soon.

use crate::foundation::problem::{Code, Problem};
use crate::foundation::sync::lock;
use crate::records::issued::Issued;
use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

const KEPT: TimeDelta = TimeDelta::minutes(10);
/// Bounds the memory a client can take with made-up keys; beyond it the oldest answers go.
const MOST: usize = 10_000;
const LONGEST_KEY: usize = 255;

type Key = (i64, String);

#[derive(Default)]
pub struct Idempotency(Mutex<HashMap<Key, Entry>>);

struct Entry {
    fingerprint: [u8; 32],
    at: DateTime<Utc>,
    /// `None` while the first request is still running.
    answer: Option<Issued>,
}

/// What a request with a key is to do.
pub enum Begin {
    /// Do the work, then call [`Ticket::complete`].
    First(Ticket),
    Again(Box<Issued>),
}

/// The right to answer for a key. Dropped without an answer, the key is free again.
pub struct Ticket {
    store: Arc<Idempotency>,
    /// `None`: the request came without a key.
    key: Option<Key>,
}

impl Idempotency {
    /// `fingerprint` stands for the whole request: method, path and body.
    pub fn begin(
        self: &Arc<Self>,
        user: i64,
        key: Option<String>,
        fingerprint: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Begin, Problem> {
        let Some(key) = key else {
            return Ok(Begin::First(Ticket { store: Arc::clone(self), key: None }));
        };
        let key = (user, key);
        let mut entries = lock(&self.0);
        entries.retain(|_, entry| entry.answer.is_none() || now - entry.at < KEPT);
        if let Some(entry) = entries.get(&key) {
            if entry.fingerprint != fingerprint {
                return Err(Problem::new(Code::IdempotencyKeyReused, "Use a new key for another request."));
            }
            let running =
                || Problem::new(Code::InProgress, "The first request with this key has not ended yet.");
            return entry.answer.clone().map(|answer| Begin::Again(Box::new(answer))).ok_or_else(running);
        }
        make_room(&mut entries);
        entries.insert(key.clone(), Entry { fingerprint, at: now, answer: None });
        Ok(Begin::First(Ticket { store: Arc::clone(self), key: Some(key) }))
    }
}

impl Ticket {
    pub fn complete(mut self, answer: &Issued) {
        let Some(key) = self.key.take() else { return };
        if let Some(entry) = lock(&self.store.0).get_mut(&key) {
            entry.answer = Some(answer.clone());
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            lock(&self.store.0).remove(&key);
        }
    }
}

/// Reads the header: a structured-field string in quotes (draft-ietf-httpapi-idempotency-key-header-07), or bare.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else { return Ok(None) };
    let bad = |detail: String| Problem::new(Code::BadHeader, detail);
    if values.next().is_some() {
        return Err(bad("Send one Idempotency-Key.".into()));
    }
    let text = value.to_str().map_err(|_| bad("Idempotency-Key must be ASCII.".into()))?.trim();
    let text = match text.strip_prefix('"') {
        Some(rest) => {
            rest.strip_suffix('"').ok_or_else(|| bad("Idempotency-Key lacks its closing quote.".into()))?
        }
        None => text,
    };
    if text.is_empty() || text.len() > LONGEST_KEY {
        return Err(bad(format!("Idempotency-Key must have 1 to {LONGEST_KEY} characters.")));
    }
    Ok(Some(text.to_owned()))
}

fn make_room(entries: &mut HashMap<Key, Entry>) {
    if entries.len() < MOST {
        return;
    }
    let oldest =
        entries.iter().filter(|(_, e)| e.answer.is_some()).min_by_key(|(_, e)| e.at).map(|(k, _)| k.clone());
    if let Some(key) = oldest {
        entries.remove(&key);
    }
}
