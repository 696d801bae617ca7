//! Where the time comes from, so that a test can set it.

use chrono::{DateTime, SecondsFormat, Utc};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Answers "what time is it". Instants have millisecond precision, as stored.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::from_fn(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// A clock that a test moves.
    pub fn from_fn(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Cut to whole milliseconds: what is compared is then exactly what is stored.
    pub fn now(&self) -> DateTime<Utc> {
        from_millis((self.0)().timestamp_millis())
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// Milliseconds since 1970, as stored. What lies outside the calendar becomes the far past, so that a
/// damaged expiry refuses instead of accepting.
pub(crate) fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// RFC 3339 in UTC, with as many digits as the instant needs.
pub fn rfc3339(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
