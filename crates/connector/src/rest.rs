//! What the first page does without: the check of the connector, codecs, values of forms, refusals, requests before others, and
//! answers to what only dialogs ask.
//!
//! An app that is loaded in two parts leaves this to the second. Until it gives the engine [`rest()`]
//! ([`Engine::complete`](crate::Engine::complete)), whatever would need it is
//! [`PrepareError::NeedsRest`](crate::PrepareError::NeedsRest) or
//! [`BackendError::NeedsRest`](crate::BackendError::NeedsRest), and can be done again afterwards: nothing was sent or lost.

use crate::check;
use crate::codec;
use crate::decode;
use crate::document::{Connector, Request};
use crate::error::BackendError;
use crate::fail;
use crate::http::HttpResponse;
use crate::intent::Intent;
use crate::json::CheckText;
use crate::outcome::Outcome;
use crate::portion::Portion;
use crate::problem::Problem;
use crate::scope::{self, Answer, Filled, Scope};
use crate::session::Session;

/// Functions behind a table, so that only who names [`rest()`] has them.
#[derive(Debug)]
pub struct Rest {
    pub(crate) check: fn(&Connector) -> Result<(), Problem>,
    pub(crate) check_text: CheckText,
    pub(crate) codec: fn(&Scope<'_>, Filled, &str, &str) -> Option<Filled>,
    pub(crate) of_intent: fn(&Intent, &str, &str) -> Filled,
    pub(crate) refusal: fn(&Scope<'_>, &Answer<'_>) -> BackendError,
    pub(crate) step: fn(&Scope<'_>, &Request, &HttpResponse) -> Result<Session, BackendError>,
    pub(crate) outcome: fn(&Scope<'_>, &Request, &mut Portion) -> Result<Outcome, BackendError>,
}

/// All of it.
pub fn rest() -> &'static Rest {
    static REST: Rest = Rest {
        check: check::check,
        check_text: check::text,
        codec: codec::apply,
        of_intent: scope::of_intent,
        refusal: fail::error,
        step: decode::decode_first,
        outcome: decode::outcome_of_rest,
    };
    &REST
}
