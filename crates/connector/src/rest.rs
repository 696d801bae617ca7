//! What the first page does without: the check of the connector, codecs, values of forms, refusals, requests before
//! others, and answers to what only dialogs ask.
//!
//! An app that is loaded in two parts leaves this to the second. Until it gives the engine [`rest()`]
//! ([`Engine::complete`](crate::Engine::complete)), whatever would need it is
//! [`PrepareError::NeedsRest`](crate::PrepareError::NeedsRest) or
//! [`BackendError::NeedsRest`](crate::BackendError::NeedsRest), and can be done again afterwards: with the same answer,
//! where one was there already.

use crate::check;
use crate::codec;
use crate::decode;
use crate::document::{Connector, Request};
use crate::error::BackendError;
use crate::fail;
use crate::http::HttpResponse;
use crate::intent::Intent;
use crate::json::Words;
use crate::outcome::Outcome;
use crate::portion::Portion;
use crate::problem::{self, Problem};
use crate::scope::{self, Answer, Filled, Scope};
use crate::session::Session;

/// Functions behind a table, so that only who names [`rest()`] has them.
#[derive(Debug)]
pub struct Rest {
    pub(crate) check: fn(&Connector) -> Result<(), Problem>,
    pub(crate) words: &'static Words,
    pub(crate) codec: fn(&Scope<'_>, Filled, &str, &str) -> Option<Filled>,
    pub(crate) of_intent: fn(&Intent, &str, &str) -> Filled,
    pub(crate) refusal: fn(&Scope<'_>, &Answer<'_>) -> BackendError,
    pub(crate) step: fn(&Scope<'_>, &Request, &HttpResponse) -> Result<Session, BackendError>,
    pub(crate) outcome: fn(&Scope<'_>, &Request, &mut Portion) -> Result<Outcome, BackendError>,
}

/// What is wrong with documents, in words.
pub(crate) static WORDS: Words = Words {
    expected: problem::expected,
    missing: problem::missing,
    unknown: problem::unknown,
    one_of: problem::one_of,
    not_json: problem::not_json,
    inside: Problem::inside,
    text: check::text,
};

/// All of it.
pub fn rest() -> &'static Rest {
    static REST: Rest = Rest {
        check: check::check,
        words: &WORDS,
        codec: codec::apply,
        of_intent: scope::of_intent,
        refusal: fail::error,
        step: decode::decode_first,
        outcome: decode::outcome_of_rest,
    };
    &REST
}
