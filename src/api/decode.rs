//! What an answer says. One that takes long to decode leaves the page time for a person in between.

use super::call::OnTokens;
use super::cancel::Cancel;
use super::error::{ApiError, NetworkError};
use crate::browser::frame::{milliseconds, painted, yield_now};
use crate::browser::is_visible;
use latchkey_connector::{Context, Engine, HttpResponse, Intent, Outcome};

/// How many tokens fill a screen.
const SCREENFUL: usize = 50;

/// How many entries are decoded between two looks at the clock.
const STRIDE: usize = 32;

/// How long the page may be deaf to a person, in milliseconds.
const BUDGET: f64 = 10.0;

/// Decodes in one go while that is quick. `on_tokens` gets the tokens of a list: what was decoded before each pause, at
/// least a screenful at first, and the rest at the end.
pub(super) async fn decode(
    engine: &Engine,
    intent: &Intent,
    context: &Context<'_>,
    response: &HttpResponse,
    cancel: &Cancel,
    on_tokens: &mut Option<OnTokens<'_>>,
) -> Result<Outcome, ApiError> {
    let mut start = milliseconds();
    let mut decoding = engine.decoding(intent, context, response)?;
    let mut has_more = decoding.advance(SCREENFUL)?;
    let mut is_first = true;
    while has_more {
        // Where nobody looks, nobody waits for the page.
        if milliseconds() - start >= BUDGET && is_visible() {
            let shows = on_tokens.is_some();
            if let Some(on_tokens) = on_tokens {
                on_tokens(decoding.take_tokens());
            }
            // The first rows are seen at once: what goes on by `yield_now` alone may come before the frame.
            if is_first && shows {
                painted().await
            } else {
                yield_now().await
            }
            if cancel.is_cancelled() {
                return Err(NetworkError::Cancelled.into());
            }
            is_first = false;
            start = milliseconds();
        }
        has_more = decoding.advance(STRIDE)?;
    }
    if let Some(on_tokens) = on_tokens {
        on_tokens(decoding.take_tokens());
    }
    Ok(decoding.finish()?)
}
