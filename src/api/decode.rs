//! What an answer says. One that takes long to decode leaves the page time for a person in between.

use super::call::OnTokens;
use super::cancel::Cancel;
use super::error::ApiError;
use latchkey_connector::{Context, Engine, HttpResponse, Intent, Outcome};

pub(super) async fn decode(
    engine: &Engine,
    intent: &Intent,
    context: &Context<'_>,
    response: &HttpResponse,
    _cancel: &Cancel,
    on_tokens: &mut Option<OnTokens<'_>>,
) -> Result<Outcome, ApiError> {
    let mut outcome = engine.decode(intent, context, response)?;
    if let (Outcome::Page(page), Some(on_tokens)) = (&mut outcome, on_tokens) {
        on_tokens(std::mem::take(&mut page.tokens));
    }
    Ok(outcome)
}
