//! Answers that are no success, typed by what the console can do about them.

use super::list::each;
use super::reader::Reader;
use crate::capabilities::Field;
use crate::codec::time;
use crate::document::{ErrorKind, Errors, When};
use crate::error::{BackendError, FieldError};
use crate::expression::Answer;
use crate::intent::Intent;
use crate::template::Variables;

/// What an error answer says.
#[derive(Default)]
struct Refusal {
    status: u16,
    code: String,
    message: String,
    fields: Vec<FieldError>,
    retry_after: Option<u64>,
}

/// The error that an answer is. The entry that is read is the answer's body.
pub(crate) fn error(variables: &Variables<'_>, answer: &Answer<'_>) -> BackendError {
    let errors = &variables.connector.errors;
    let status = answer.response.status;
    let code = text(variables, errors.code.as_ref().map_or("#/code", |c| c.0.as_str()));
    let message = message(variables, errors);
    let mut fields = fields(variables, errors);
    let rule = errors.when.iter().find(|when| fits(when, status, &code, &message));
    if let Some(field) = rule.and_then(|r| r.field) {
        fields.push(FieldError { field, message: message.clone() });
    }
    let kind = match rule.and_then(|r| r.kind) {
        // Who is just signing in is not asked to sign in: some backends answer both in the same words.
        Some(ErrorKind::NotSignedIn) if matches!(variables.intent, Intent::SignIn { .. }) => {
            ErrorKind::BadCredentials
        }
        Some(kind) => kind,
        // RFC 9470 section 3.
        None if answer
            .response
            .header("www-authenticate")
            .is_some_and(|h| h.contains("insufficient_user_authentication")) =>
        {
            ErrorKind::StepUp
        }
        None => kind_of_status(variables.intent, status),
    };
    let retry_after = answer.response.header("retry-after").and_then(|h| retry_after(variables, answer, h));
    typed(kind, Refusal { status, code, message, fields, retry_after })
}

/// As [`error`] for one of several results, of which only the status is known.
pub(crate) fn of_status(intent: &Intent, status: u16) -> BackendError {
    typed(kind_of_status(intent, status), Refusal { status, ..Refusal::default() })
}

fn typed(kind: ErrorKind, refusal: Refusal) -> BackendError {
    let Refusal { status, code, message, fields, retry_after } = refusal;
    match kind {
        ErrorKind::NotSignedIn => BackendError::NotSignedIn,
        ErrorKind::BadCredentials => BackendError::BadCredentials { message },
        ErrorKind::StepUp => BackendError::StepUpRequired,
        ErrorKind::Forbidden => BackendError::Forbidden { message },
        ErrorKind::NotFound => BackendError::NotFound,
        ErrorKind::Conflict => BackendError::Conflict { message, fields },
        ErrorKind::Stale => BackendError::Stale,
        ErrorKind::VersionRequired => BackendError::VersionRequired,
        ErrorKind::Invalid => BackendError::Invalid { message, fields },
        ErrorKind::TooMany => BackendError::TooMany { retry_after },
        ErrorKind::Unavailable => BackendError::Unavailable { message, retry_after },
        ErrorKind::Failed => BackendError::Failed { status, code, message },
    }
}

fn kind_of_status(intent: &Intent, status: u16) -> ErrorKind {
    match (status, intent) {
        // Backends refuse a sign-in with any of these (400 and 403 were seen beside 401).
        (400 | 401 | 403 | 422, Intent::SignIn { .. }) | (401 | 403, Intent::StepUp { .. }) => {
            ErrorKind::BadCredentials
        }
        (400 | 422, _) => ErrorKind::Invalid,
        (401, _) => ErrorKind::NotSignedIn,
        (403, _) => ErrorKind::Forbidden,
        (404, _) => ErrorKind::NotFound,
        (409, _) => ErrorKind::Conflict,
        (412, _) => ErrorKind::Stale,
        (428, _) => ErrorKind::VersionRequired,
        (429, _) => ErrorKind::TooMany,
        (503, _) => ErrorKind::Unavailable,
        _ => ErrorKind::Failed,
    }
}

fn fits(when: &When, status: u16, code: &str, message: &str) -> bool {
    let one =
        |texts: &[String], fits: &dyn Fn(&str) -> bool| texts.is_empty() || texts.iter().any(|t| fits(t));
    (when.status.is_empty() || when.status.contains(&status.into()))
        && one(&when.code, &|c| c == code)
        && one(&when.message, &|m| if m.is_empty() { message.is_empty() } else { message.contains(m) })
}

fn message(variables: &Variables<'_>, errors: &Errors) -> String {
    if errors.message.is_empty() {
        return Some(text(variables, "#/detail"))
            .filter(|m| !m.is_empty())
            .unwrap_or_else(|| text(variables, "#/title"));
    }
    errors.message.iter().map(|at| text(variables, &at.0)).find(|m| !m.is_empty()).unwrap_or_default()
}

/// A complaint about a field that the console does not have is one about the form.
fn fields(variables: &Variables<'_>, errors: &Errors) -> Vec<FieldError> {
    let (items, field, message) = match &errors.fields {
        Some(fields) => (fields.items.0.as_str(), fields.field.0.as_str(), fields.message.0.as_str()),
        None => ("#/errors/*", "#/pointer", "#/detail"),
    };
    let mut complaints = Vec::new();
    let mut take = |entry: &Variables<'_>| {
        let message = text(entry, message);
        if !message.is_empty() {
            complaints.push(FieldError { field: field_of(errors, &text(entry, field)), message });
        }
        Ok(())
    };
    // Where there are none there is nothing to read: no error of its own.
    let _ = each(variables, items, &mut take);
    complaints
}

/// `/allowed_ips/0`, `#/allowed_ips` and `allowed_ips` are the same field.
fn field_of(errors: &Errors, name: &str) -> Field {
    if let Some(field) = errors.names.get(name) {
        return *field;
    }
    let name = name.trim_start_matches(['#', '/', '$', '.']);
    let name = name.split(['/', '.', '[']).next().unwrap_or_default();
    if let Some(field) = errors.names.get(name) {
        return *field;
    }
    match name {
        "name" => Field::Name,
        "description" => Field::Description,
        "scopes" => Field::Scopes,
        "expires_at" => Field::Expiry,
        "preset" => Field::Preset,
        "allowed_apis" => Field::AllowedApis,
        "blocked_apis" => Field::BlockedApis,
        "allowed_ips" => Field::AllowedIps,
        "blocked_ips" => Field::BlockedIps,
        "password" => Field::Password,
        "full_name" => Field::FullName,
        "email" => Field::Email,
        "language" => Field::Language,
        _ => Field::Form,
    }
}

/// A text of the answer; empty if it is not there or no text.
fn text(variables: &Variables<'_>, at: &str) -> String {
    Reader::new(variables).find(at).plain_text().unwrap_or_default()
}

/// Nobody waits longer: an absurd length is a mistake, and would keep a button off for years.
const LONGEST_RETRY: u64 = 7 * 86_400;

/// Seconds, or a date (RFC 9110 section 10.2.3). A date is counted from the answer's own, where that can be read:
/// the two clocks need not agree.
fn retry_after(variables: &Variables<'_>, answer: &Answer<'_>, header: &str) -> Option<u64> {
    let header = header.trim();
    // So many digits that they are no number are a number beyond all.
    let is_count = !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit());
    let seconds = if is_count {
        header.parse().unwrap_or(LONGEST_RETRY)
    } else {
        let sent = answer.response.header("date").and_then(|date| time::read_http_date(date.trim()));
        let wait = time::read_http_date(header)? - sent.unwrap_or(variables.context.now);
        u64::try_from(wait.num_seconds().max(0)).ok()?
    };
    Some(seconds.min(LONGEST_RETRY))
}
