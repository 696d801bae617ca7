//! Errors become text here, in the user's language, and nowhere else.

use crate::console::CallError;
use crate::transport::NetworkError;
use crate::{clock, text};
use latchkey_connector::{BackendError, Field, FieldError, PrepareError};
use latchkey_model::{ExpiryError, NameError, marked};

/// What happened and what to do, in one or two sentences. The backend's own words come last.
pub fn explain(error: &CallError) -> String {
    match error {
        CallError::Network(NetworkError::TimedOut) => text::error_timed_out().to_owned(),
        CallError::Network(NetworkError::Offline) => text::error_offline().to_owned(),
        CallError::Network(NetworkError::Redirected) => text::error_redirected().to_owned(),
        CallError::Network(_) => text::error_unreachable().to_owned(),
        CallError::Declined => text::error_declined().to_owned(),
        // The second part of the app does not come from where this one did.
        CallError::Prepare(PrepareError::NotSupported) => text::error_not_supported().to_owned(),
        CallError::Prepare(PrepareError::Missing { placeholder } | PrepareError::Unfit { placeholder }) => {
            text::error_prepare(placeholder)
        }
        CallError::Backend(error) => backend(error),
    }
}

fn backend(error: &BackendError) -> String {
    match error {
        BackendError::NotSignedIn => text::error_not_signed_in().to_owned(),
        BackendError::BadCredentials { message } => with_words(text::error_bad_credentials(), message),
        BackendError::StepUpRequired => text::confirm_password_detail().to_owned(),
        BackendError::Forbidden { message } => with_words(text::error_forbidden(), message),
        BackendError::NotFound => text::error_not_found().to_owned(),
        BackendError::Conflict { message, .. } => with_words(text::error_conflict(), message),
        BackendError::Stale | BackendError::VersionRequired => text::error_stale().to_owned(),
        BackendError::Invalid { message, .. } => with_words(text::error_invalid(), message),
        BackendError::TooMany { retry_after: Some(seconds) } => text::error_wait(*seconds),
        BackendError::TooMany { retry_after: None } => text::error_too_many().to_owned(),
        BackendError::Unavailable { message, retry_after } => {
            let ours = text::error_unavailable();
            let ours = match retry_after {
                Some(seconds) => [ours, &text::wait_seconds(*seconds)].join(" "),
                None => ours.to_owned(),
            };
            with_words(&ours, message)
        }
        BackendError::Failed { status, message, .. } => {
            with_words(&text::error_failed(&status.to_string()), message)
        }
        BackendError::Unreadable(read) => text::error_unreadable(&marked(&read.at), &marked(&read.problem)),
    }
}

/// Our words, and then the backend's if it said any.
pub fn with_words(ours: &str, theirs: &str) -> String {
    if theirs.is_empty() { ours.to_owned() } else { text::backend_says(ours, &marked(theirs)) }
}

/// The complaints about single fields that an answer carries.
pub fn field_errors(error: &CallError) -> Vec<FieldError> {
    match error {
        CallError::Backend(BackendError::Invalid { fields, .. } | BackendError::Conflict { fields, .. }) => {
            fields.iter().map(|e| FieldError { field: e.field, message: marked(&e.message) }).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the request may have been carried out although no good answer came. What fails with 5xx may have failed
/// behind the backend, after its work was done.
pub fn outcome_unknown(error: &CallError) -> bool {
    match error {
        CallError::Network(error) => *error != NetworkError::Cancelled,
        CallError::Backend(BackendError::Unreadable(_)) => true,
        CallError::Backend(BackendError::Failed { status, .. }) => *status >= 500,
        _ => false,
    }
}

pub fn name_error(error: &NameError) -> String {
    match error {
        NameError::Missing => text::name_missing().to_owned(),
        NameError::TooShort { min } => text::name_short(*min as u64),
        NameError::TooLong { max, length } => text::name_long(*max as u64, &clock::number(*length as u64)),
        NameError::Invisible { character } => {
            text::name_invisible(&format!("U+{:04X}", u32::from(*character)))
        }
        NameError::Taken => text::name_taken().to_owned(),
    }
}

pub fn expiry_error(error: &ExpiryError) -> String {
    match error {
        ExpiryError::Missing => text::date_missing().to_owned(),
        ExpiryError::Unreadable => crate::date_format::unreadable(),
        ExpiryError::InPast => text::date_past().to_owned(),
        ExpiryError::TooSoon { earliest } => text::date_early(&clock::date(*earliest)),
        ExpiryError::TooFar { latest } => text::date_late(&clock::date(*latest)),
        ExpiryError::NeverNotAllowed => text::expiry_required().to_owned(),
        ExpiryError::CustomNotAllowed => text::expiry_preset_only().to_owned(),
    }
}

/// Which part of a form a complaint belongs to, for the form that has only some of the fields.
pub fn place(field: Field, shown: &[Field]) -> Field {
    if shown.contains(&field) { field } else { Field::Form }
}
