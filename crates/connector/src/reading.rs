//! An answer that is read a part at a time.

use crate::decode::{self, Body, BodyText};
use crate::document::Request;
use crate::engine::{Context, Engine};
use crate::error::BackendError;
use crate::http::HttpResponse;
use crate::intent::Intent;
use crate::outcome::Outcome;
use crate::portion::Portion;
use std::cell::Cell;

/// An answer on its way to its outcome, by [`Engine::reading`].
///
/// A list of thousands takes longer to read than a page may be deaf to a person. Whoever has other things to do
/// meanwhile does them between two parts.
pub struct Reading<'a> {
    engine: &'a Engine,
    intent: &'a Intent,
    context: &'a Context<'a>,
    request: &'a Request,
    response: &'a HttpResponse,
    text: BodyText<'a>,
    /// Once all of the text was read.
    body: Option<Body>,
    /// How many entries of its list were read, and what they came to.
    read: usize,
    before: Option<Outcome>,
    bytes: usize,
    entries: usize,
}

/// Of each, what takes a browser on a desktop some 5 milliseconds, and at first, while it still compiles, 15.
const BYTES: usize = 64 * 1024;
const ENTRIES: usize = 512;

impl<'a> Reading<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        intent: &'a Intent,
        context: &'a Context<'a>,
        request: &'a Request,
        response: &'a HttpResponse,
    ) -> Self {
        let text = BodyText::of(response);
        Self {
            engine,
            intent,
            context,
            request,
            response,
            text,
            body: None,
            read: 0,
            before: None,
            bytes: BYTES,
            entries: ENTRIES,
        }
    }

    /// In parts of so many bytes of text, and of so many entries of a list.
    pub fn in_parts(self, bytes: usize, entries: usize) -> Self {
        Self { bytes, entries: entries.max(1), ..self }
    }

    /// Reads on. `None`: there is more, call again. After [`BackendError::NeedsRest`] it can be called again when the
    /// engine is complete.
    pub fn go_on(&mut self) -> Option<Result<Outcome, BackendError>> {
        let Some(body) = &self.body else {
            self.body = Some(self.text.read(self.bytes)?);
            // What is short is read at once, and of what is long this was enough.
            return if self.response.body.len() > self.bytes { None } else { self.go_on() };
        };
        let missed = Cell::new(false);
        let until = self.read.saturating_add(self.entries);
        let mut portion = Portion::of(self.read..until, self.before.take());
        let scope = self.engine.scope(self.intent, self.context, &missed);
        let decoded = decode::decode(&scope, self.request, self.response, body, &mut portion);
        match decoded {
            _ if missed.get() => {
                self.read = 0;
                Some(Err(BackendError::NeedsRest))
            }
            Ok(outcome) if portion.more => {
                self.read = until;
                self.before = Some(outcome);
                None
            }
            Err(BackendError::NotFound) if self.engine.is_done_when_gone(self.intent) => {
                Some(Ok(Outcome::Done))
            }
            decoded => Some(decoded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::rest;
    use crate::session::Session;
    use chrono::DateTime;

    const CONNECTOR: &str = r##"{
        "name": "Many",
        "requests": {
            "list": {
                "method": "GET", "path": "/tokens", "query": { "after": "{page.cursor?}" }, "items": "#/tokens",
                "paging": { "kind": "cursor", "next": "#/next", "total": "#/total" }
            },
            "operations": { "method": "GET", "path": "/operations", "items": "#/operations" }
        },
        "token": { "id": "#/id", "expires_at": { "at": "#/until", "empty": "never" } },
        "operation": { "id": "#/id", "path": "#/path" }
    }"##;

    fn context() -> Context<'static> {
        Context {
            session: Box::leak(Box::<Session>::default()),
            now: DateTime::UNIX_EPOCH,
            cookies: &[],
            idempotency_key: "",
            password: None,
        }
    }

    fn answer(body: String) -> HttpResponse {
        HttpResponse { status: 200, headers: Vec::new(), body }
    }

    fn operations() -> HttpResponse {
        let one = |n: usize| format!(r#"{{"id": "operation-{n}", "path": "/things/:id/{n}"}}"#);
        let all: Vec<String> = (0..100).map(one).collect();
        answer(format!(r#"{{"operations": [{}]}}"#, all.join(",")))
    }

    /// What it comes to, and in how many parts.
    fn read(mut reading: Reading<'_>) -> (Result<Outcome, BackendError>, usize) {
        let mut parts = 1;
        loop {
            match reading.go_on() {
                Some(outcome) => return (outcome, parts),
                None => parts += 1,
            }
        }
    }

    #[test]
    fn a_long_answer_says_the_same_in_parts() {
        let engine = Engine::load("many.json", CONNECTOR).unwrap();
        let (intent, context, answer) = (Intent::Operations, context(), operations());
        let whole = engine.decode(&intent, &context, &answer);
        assert!(matches!(&whole, Ok(Outcome::Operations(all)) if all.len() == 100), "{whole:?}");
        let reading = engine.reading(&intent, &context, &answer).unwrap();
        let (outcome, parts) = read(reading.in_parts(answer.body.len() / 4, 10));
        assert_eq!(outcome, whole);
        // Four or five for the text, ten for the entries, and one between the two.
        assert!((13..=16).contains(&parts), "{parts}");
        // What is short is read at once.
        assert_eq!(read(engine.reading(&intent, &context, &answer).unwrap()).1, 1);
    }

    #[test]
    fn a_page_read_in_parts_has_all_its_tokens_and_leads_to_the_next() {
        let engine = Engine::load("many.json", CONNECTOR).unwrap();
        let (intent, context) = (Intent::List { cursor: None }, context());
        let answer = answer(
            r#"{"tokens": [{"id": 1, "until": null}, {"id": 2, "until": "soon"}, {"id": 3, "until": null}],
                "next": "c", "total": 9}"#
                .to_owned(),
        );
        let whole = engine.decode(&intent, &context, &answer);
        let reading = engine.reading(&intent, &context, &answer).unwrap();
        let (outcome, parts) = read(reading.in_parts(1_000, 1));
        assert_eq!((&outcome, parts), (&whole, 3));
        let Ok(Outcome::Page(page)) = outcome else { panic!("{outcome:?}") };
        assert_eq!((page.tokens.len(), page.unreadable.len(), page.total), (2, 1, Some(9)));
        assert_eq!(page.unreadable[0].at, "/tokens/1/until");
        assert!(page.next.is_some());
    }

    #[test]
    fn goes_on_where_the_rest_of_the_engine_was_missed() {
        let engine = Engine::load_first("many.json", CONNECTOR).unwrap();
        let (intent, context, answer) = (Intent::Operations, context(), operations());
        let mut reading = engine.reading(&intent, &context, &answer).unwrap().in_parts(1_000_000, 10);
        assert_eq!(reading.go_on(), Some(Err(BackendError::NeedsRest)));
        engine.complete(rest()).unwrap();
        let (outcome, parts) = read(reading);
        assert_eq!(outcome, engine.decode(&intent, &context, &answer));
        assert_eq!(parts, 10);
    }

    #[test]
    fn with_nothing_between_entries_each_character_is_one() {
        let connector = CONNECTOR.replace(
            r##""expires_at":"##,
            r##""scopes": { "at": "#/may", "split": "", "map": { "r": "read", "w": "write" } }, "expires_at":"##,
        );
        let engine = Engine::load("letters.json", &connector).unwrap();
        let (intent, context) = (Intent::List { cursor: None }, context());
        let answer = answer(r#"{"tokens": [{"id": 1, "may": "rw", "until": null}]}"#.to_owned());
        let Ok(Outcome::Page(page)) = engine.decode(&intent, &context, &answer) else { panic!("no page") };
        assert_eq!(page.tokens[0].access.scopes, ["read".into(), "write".into()]);
    }

    #[test]
    fn operations_that_no_request_gives_are_those_of_the_connector() {
        let connector = CONNECTOR.replace(
            r##""operations": { "method": "GET", "path": "/operations", "items": "#/operations" }"##,
            r##""scopes": { "method": "GET", "path": "/scopes", "items": "#" }"##,
        );
        let connector = connector.replace(
            r##""operation": {"##,
            r##""scope": { "id": "#" },
                "fixed": { "operations": [
                    { "id": "env.Stop", "group": "env", "docs": "/docs#stop" }, { "method": "get", "path": "/things/:id" }
                ] },
                "operation": {"##,
        );
        let engine = Engine::load("fixed.json", &connector).unwrap();
        assert!(engine.capabilities().operations);
        let Some(Outcome::Operations(all)) = engine.answer(&Intent::Operations) else {
            panic!("no operations")
        };
        assert_eq!((&*all[0].id, &*all[0].group, &*all[0].docs), ("env.Stop", "env", "/docs#stop"));
        assert_eq!(
            (&*all[1].id, &*all[1].method, &*all[1].path),
            ("GET /things/{id}", "GET", "/things/{id}")
        );
    }
}
