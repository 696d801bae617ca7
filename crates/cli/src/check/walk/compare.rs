//! Compares a token with what was sent for it.

use chrono::TimeDelta;
use latchkey_connector::Field;
use latchkey_connector::document::{Connector, TimeFormat};
use latchkey_model::{Access, Expiry, Token};

use crate::check::text;
use crate::labels;

/// The token as it was sent.
pub struct Expected<'a> {
    /// `None`: any will do.
    pub name: Option<&'a str>,
    pub description: Option<&'a str>,
    pub access: &'a Access,
    /// Whether the field was sent, or must have stayed.
    pub is_set: &'a dyn Fn(Field) -> bool,
}

/// Scopes that came back in addition to those that were sent.
pub fn implied_scopes(sent: &Access, back: &Access) -> Option<String> {
    let has_all = !sent.scopes.is_empty() && sent.scopes.iter().all(|scope| back.scopes.contains(scope));
    let more: Vec<&str> =
        back.scopes.iter().filter(|s| !sent.scopes.contains(s)).map(|s| s.0.as_ref()).collect();
    (has_all && !more.is_empty()).then(|| more.join(", "))
}

/// A sentence for each field that did not come back as it was sent.
pub fn differences(connector: &Connector, expected: &Expected<'_>, token: &Token) -> Vec<String> {
    let Some(reads) = &connector.token else { return Vec::new() };
    let mut found = Vec::new();
    // Some backends keep name and description in one field.
    let is_apart = expected.name != Some(token.description.as_str()) || token.description.is_empty();
    for (field, is_read, sent, back) in [
        (Field::Name, reads.name.is_some(), expected.name, &token.name),
        (
            Field::Description,
            reads.description.is_some() && is_apart,
            expected.description,
            &token.description,
        ),
    ] {
        if let Some(sent) = sent.filter(|sent| sent != back)
            && is_read
            && (expected.is_set)(field)
        {
            found.push(format!("{} was sent as “{sent}” and came back as “{back}”", labels::field(field)));
        }
    }
    let (sent, back) = (expected.access, &token.access);
    // A backend may say which scopes one scope implies.
    let has_scopes = reads.scopes.is_some() && implied_scopes(sent, back).is_none();
    for (field, is_read, sent, back) in [
        (Field::Scopes, has_scopes, sorted(&sent.scopes), sorted(&back.scopes)),
        (
            Field::AllowedApis,
            reads.allowed_apis.is_some(),
            sorted(&sent.allowed_apis),
            sorted(&back.allowed_apis),
        ),
        (
            Field::BlockedApis,
            reads.blocked_apis.is_some(),
            sorted(&sent.blocked_apis),
            sorted(&back.blocked_apis),
        ),
        (
            Field::AllowedIps,
            reads.allowed_ips.is_some(),
            sorted(&sent.allowed_ips),
            sorted(&back.allowed_ips),
        ),
        (
            Field::BlockedIps,
            reads.blocked_ips.is_some(),
            sorted(&sent.blocked_ips),
            sorted(&back.blocked_ips),
        ),
    ] {
        if is_read && (expected.is_set)(field) && sent != back {
            found.push(format!(
                "{} were sent as {} and came back as {}",
                labels::field(field),
                join(&sent),
                join(&back)
            ));
        }
    }
    if let Some(read) = reads.expires_at.as_ref().filter(|_| (expected.is_set)(Field::Expiry)) {
        let by_day = read.0.time == Some(TimeFormat::Date);
        found.extend(expiry_difference(sent.expiry, back.expiry, by_day));
    }
    found
}

fn sorted<T: ToString>(list: &[T]) -> Vec<String> {
    let mut texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    texts.sort();
    texts
}

fn join(texts: &[String]) -> String {
    if texts.is_empty() { "nothing".to_owned() } else { texts.join(", ") }
}

/// Backends count from their own clock, so seconds do not matter.
fn expiry_difference(sent: Expiry, back: Expiry, by_day: bool) -> Option<String> {
    let near = TimeDelta::minutes(2);
    let difference =
        || format!("expiry was sent as {} and came back as {}", text::expires(sent), text::expires(back));
    match (sent, back) {
        (Expiry::At(sent), Expiry::At(back)) => {
            let apart = (back - sent).abs();
            if apart <= near || (by_day && apart <= TimeDelta::days(1) + near) {
                return None;
            }
            // Zones differ by whole quarters of an hour.
            let rest = TimeDelta::seconds(apart.num_seconds() % 900);
            let is_zone = apart <= TimeDelta::hours(15) && (rest <= near || rest >= TimeDelta::minutes(13));
            let zone = if is_zone { ": is the connector's `zone` right?" } else { "" };
            Some(difference() + zone)
        }
        (sent, back) if sent == back || sent == Expiry::Unstated => None,
        _ => Some(difference()),
    }
}
