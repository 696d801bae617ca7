//! Errors become text here, in the user's language, and nowhere else.

use super::I18n;
use crate::api::{ApiError, NetworkError};
use latchkey_connector::{BackendError, FieldError, PrepareError};
use latchkey_model::{ExpiryError, NameError, marked};

impl I18n {
    /// What happened and what to do, in one or two sentences. The backend's own words come last.
    pub fn explain(self, error: &ApiError) -> String {
        match error {
            ApiError::Network(NetworkError::TimedOut) => self.error_timed_out(),
            ApiError::Network(NetworkError::Offline) => self.error_offline(),
            ApiError::Network(NetworkError::Redirected) => self.error_redirected(),
            ApiError::Network(NetworkError::Unreachable | NetworkError::Cancelled) => {
                self.error_unreachable()
            }
            ApiError::Declined => self.error_declined(),
            ApiError::Prepare(PrepareError::NotSupported) => self.error_not_supported(),
            ApiError::Prepare(
                PrepareError::Missing { placeholder } | PrepareError::Unfit { placeholder },
            ) => self.error_prepare(placeholder),
            ApiError::Backend(error) => self.explain_backend(error),
        }
    }

    /// As [`I18n::explain`], for one of several answers in one.
    pub fn explain_backend(self, error: &BackendError) -> String {
        match error {
            BackendError::NotSignedIn => self.error_not_signed_in(),
            BackendError::BadCredentials { message } => {
                self.with_words(&self.error_bad_credentials(), message)
            }
            BackendError::StepUpRequired => self.confirm_password_detail(),
            BackendError::Forbidden { message } => self.with_words(&self.error_forbidden(), message),
            BackendError::NotFound => self.error_not_found(),
            BackendError::Conflict { message, .. } => self.with_words(&self.error_conflict(), message),
            BackendError::Stale | BackendError::VersionRequired => self.error_stale(),
            BackendError::Invalid { message, .. } => self.with_words(&self.error_invalid(), message),
            BackendError::TooMany { retry_after: Some(seconds) } => self.error_wait(*seconds),
            BackendError::TooMany { retry_after: None } => self.error_too_many(),
            BackendError::Unavailable { message, retry_after } => {
                let ours = self.error_unavailable();
                let ours = match retry_after {
                    Some(seconds) => format!("{ours} {}", self.wait_seconds(*seconds)),
                    None => ours,
                };
                self.with_words(&ours, message)
            }
            BackendError::Failed { status, message, .. } => {
                self.with_words(&self.error_failed(&status.to_string()), message)
            }
            BackendError::Unreadable(read) => {
                self.error_unreadable(&marked(&read.at), &marked(&read.problem))
            }
        }
    }

    /// Our words, and then the backend's if it said any.
    pub fn with_words(self, ours: &str, theirs: &str) -> String {
        if theirs.is_empty() { ours.to_owned() } else { self.backend_says(ours, &marked(theirs)) }
    }

    /// The complaints about single fields that an answer carries, fit to be shown.
    pub fn field_errors(self, error: &ApiError) -> Vec<FieldError> {
        match error {
            ApiError::Backend(
                BackendError::Invalid { fields, .. } | BackendError::Conflict { fields, .. },
            ) => fields.iter().map(|e| FieldError { field: e.field, message: marked(&e.message) }).collect(),
            _ => Vec::new(),
        }
    }

    pub fn name_error(self, error: &NameError) -> String {
        match error {
            NameError::Missing => self.name_missing(),
            NameError::TooShort { min } => self.name_short(*min as u64),
            NameError::TooLong { max, length } => self.name_long(*max as u64, &self.number(*length as u64)),
            NameError::Invisible { character } => {
                self.name_invisible(&format!("U+{:04X}", u32::from(*character)))
            }
            NameError::Taken => self.name_taken(),
        }
    }

    pub fn expiry_error(self, error: &ExpiryError) -> String {
        match error {
            ExpiryError::Missing => self.date_missing(),
            ExpiryError::Unreadable => self.not_a_date(),
            ExpiryError::InPast => self.date_past(),
            ExpiryError::TooSoon { earliest } => self.date_early(&self.date(*earliest)),
            ExpiryError::TooFar { latest } => self.date_late(&self.date(*latest)),
            ExpiryError::NeverNotAllowed => self.expiry_required(),
            ExpiryError::CustomNotAllowed => self.expiry_preset_only(),
        }
    }
}
