//! Which expiry a form would really ask for.

use super::Engine;
use crate::codec::time::{self, Offset};
use crate::codec::{CodecContext, DAY, PlaceholderValue, SECOND, lifetime};
use crate::context::Context;
use crate::document::syntax::template::{Placeholder, placeholders};
use crate::document::templates::each_template;
use crate::document::{Connector, Day, Request, TimeFormat};
use crate::error::PrepareError;
use crate::intent::{Changes, Draft, Intent};
use crate::session::Session;
use crate::template;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use latchkey_model::{Access, Expiry, Lifecycle, Token, TokenId};

/// An expiry in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpirySending {
    Create(Expiry),
    /// `chosen`: `None` leaves it as it is.
    Edit {
        before: Expiry,
        chosen: Option<Expiry>,
    },
}

impl Engine {
    /// The expiry that a form would really ask for: as the connector's codec writes it, read as the backend means it. A
    /// backend that takes dates or days cannot be asked for any instant.
    ///
    /// `Ok(None)`: no expiry is sent; with an edit it stays as it is. An edit of other fields may have to send it along,
    /// and move it: compare with the token's own. An error: the codec cannot write it (a lifetime that is over), so that
    /// [`Engine::prepare`] will refuse the form.
    pub fn expiry_sent(
        &self,
        sending: ExpirySending,
        now: DateTime<Utc>,
    ) -> Result<Option<Expiry>, PrepareError> {
        let intent = intent(sending);
        let request = self.request(&intent)?;
        let templates = templates(request);
        let Some(placeholder) = placeholder(&templates) else { return Ok(None) };
        let session = Session::default();
        let context = Context { session: &session, now, cookies: &[], idempotency_key: "", password: None };
        let variables = self.variables(&intent, &context);
        let sent = match variables.get(placeholder.source) {
            PlaceholderValue::Absent => return Ok(None),
            PlaceholderValue::Json(_) => return Ok(Some(Expiry::Never)),
            PlaceholderValue::Time(instant) => instant,
        };
        template::value(&variables, &placeholder)?;
        let codecs = variables.codec_context(placeholder.source);
        let meant = meaning(&self.connector, &codecs, sent, &placeholder);
        meant
            .map(|at| Some(Expiry::At(at)))
            .ok_or_else(|| PrepareError::Unfit { placeholder: placeholder.source.to_owned() })
    }
}

fn intent(sending: ExpirySending) -> Intent {
    match sending {
        ExpirySending::Create(expiry) => Intent::Create {
            draft: Draft {
                name: String::new(),
                description: String::new(),
                access: Access::new(expiry),
                preset: None,
            },
        },
        ExpirySending::Edit { before, chosen } => Intent::Edit {
            before: Token {
                id: TokenId("0".into()),
                name: String::new(),
                description: String::new(),
                hint: String::new(),
                access: Access::new(before),
                lifecycle: Lifecycle::Enabled,
                created: None,
                last_used: None,
                version: None,
                unread: Vec::new(),
            },
            changes: Changes { expiry: chosen, ..Changes::default() },
        },
    }
}

fn templates(request: &Request) -> Vec<String> {
    let mut templates = Vec::new();
    each_template(request, &mut |_, template| templates.push(template.to_owned()));
    templates
}

/// The one that writes the expiry. Where several do, for example a date and the kind of date, the one that writes a time.
fn placeholder(templates: &[String]) -> Option<Placeholder<'_>> {
    let all = templates.iter().flat_map(|template| placeholders(template).unwrap_or_default());
    let mut all: Vec<Placeholder<'_>> = all.filter(|p| p.source.ends_with(".expires_at")).collect();
    all.sort_by_key(|placeholder| !placeholder.codecs.iter().any(|(codec, _)| TIMES.contains(codec)));
    all.into_iter().next()
}

const TIMES: [&str; 9] = [
    "rfc3339",
    "naive",
    "sql",
    "date",
    "last_day",
    "epoch_s",
    "epoch_ms",
    "seconds_from_now",
    "days_from_now",
];

/// The instant that the backend reads from what the codecs write.
fn meaning(
    connector: &Connector,
    codecs: &CodecContext<'_>,
    sent: DateTime<Utc>,
    placeholder: &Placeholder<'_>,
) -> Option<DateTime<Utc>> {
    let (codec, argument) = placeholder.codecs.first().copied().unwrap_or(("rfc3339", ""));
    let cut = placeholder.codecs.get(1).filter(|(codec, _)| *codec == "before").map(|(_, at)| *at);
    let from_now = |unit: i64| {
        let length = TimeDelta::try_milliseconds(lifetime(codecs, sent, unit)?.checked_mul(unit)?)?;
        codecs.now.checked_add_signed(length)
    };
    match (codec, cut) {
        ("rfc3339", Some("T")) => day(connector, time::write_date(sent, 0), Day::Start, 0),
        ("naive" | "sql", Some("T" | " ")) => {
            day(connector, time::write_date(sent, codecs.zone), Day::Start, codecs.zone)
        }
        ("date", _) => day(connector, time::write_date(sent, codecs.zone), Day::Start, codecs.zone),
        ("last_day", _) => {
            let last = sent.checked_sub_signed(TimeDelta::seconds(1))?;
            day(connector, time::write_date(last, codecs.zone), Day::End, codecs.zone)
        }
        ("seconds_from_now", _) => from_now(SECOND),
        ("days_from_now", _) => from_now(DAY),
        ("naive", None) => Some(sent.trunc_subsecs(argument.parse().unwrap_or(0))),
        ("rfc3339", None) => Some(sent),
        ("epoch_ms", _) => Some(sent.trunc_subsecs(3)),
        _ => Some(sent.trunc_subsecs(0)),
    }
}

/// What a date means: as the connector reads it back, where it reads dates.
fn day(connector: &Connector, date: String, otherwise: Day, zone: Offset) -> Option<DateTime<Utc>> {
    let read = connector.token.as_ref().and_then(|token| token.expires_at.as_ref());
    let read = read.filter(|read| read.0.time == Some(TimeFormat::Date));
    let day = read.and_then(|read| read.0.day).unwrap_or(otherwise);
    time::read(&date, TimeFormat::Date, Some(day), zone)
}
