//! A token's state at an instant.

use crate::access::lifecycle::Lifecycle;
use crate::expiry::Expiry;
use crate::token::Token;
use chrono::{DateTime, TimeDelta, Utc};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    Active,
    /// Still accepted, and expires within the look-ahead.
    Expiring,
    Expired,
    Disabled,
    Revoked,
}

/// Revoked beats disabled beats expired; `look_ahead` is how long before its expiry a token counts as expiring.
/// A token is refused at its expiry instant, not after it.
pub fn status(token: &Token, now: DateTime<Utc>, look_ahead: TimeDelta) -> Status {
    match (token.lifecycle, token.access.expiry) {
        (Lifecycle::Revoked(_), _) => Status::Revoked,
        (Lifecycle::Disabled, _) => Status::Disabled,
        (Lifecycle::Enabled, Expiry::At(at)) if at <= now => Status::Expired,
        // The difference of two instants always fits; `now + look_ahead` might not.
        (Lifecycle::Enabled, Expiry::At(at)) if at.signed_duration_since(now) <= look_ahead => {
            Status::Expiring
        }
        (Lifecycle::Enabled, _) => Status::Active,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Access;
    use crate::token::TokenId;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn token(lifecycle: Lifecycle, expiry: Expiry) -> Token {
        Token {
            id: TokenId("1".into()),
            name: String::new(),
            description: String::new(),
            hint: String::new(),
            access: Access::new(expiry),
            lifecycle,
            created: None,
            last_used: None,
            version: None,
            unread: Vec::new(),
        }
    }

    #[test]
    fn each_state_and_each_boundary() {
        use Lifecycle::{Disabled, Enabled, Revoked};
        let now = at(1_000);
        let ahead = TimeDelta::seconds(100);
        for (lifecycle, expiry, expected) in [
            (Enabled, Expiry::Never, Status::Active),
            (Enabled, Expiry::Unstated, Status::Active),
            (Enabled, Expiry::At(at(1_101)), Status::Active),
            (Enabled, Expiry::At(at(1_100)), Status::Expiring),
            (Enabled, Expiry::At(at(1_001)), Status::Expiring),
            (Enabled, Expiry::At(at(1_000)), Status::Expired),
            (Enabled, Expiry::At(at(999)), Status::Expired),
            (Disabled, Expiry::Never, Status::Disabled),
            (Disabled, Expiry::At(at(1)), Status::Disabled),
            (Revoked(None), Expiry::At(at(1)), Status::Revoked),
            (Revoked(Some(at(5_000))), Expiry::Never, Status::Revoked),
        ] {
            assert_eq!(status(&token(lifecycle, expiry), now, ahead), expected, "{lifecycle:?} {expiry:?}");
        }
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        let token = token(Lifecycle::Enabled, Expiry::At(DateTime::<Utc>::MAX_UTC));
        assert_eq!(status(&token, DateTime::<Utc>::MIN_UTC, TimeDelta::MAX), Status::Expiring);
        assert_eq!(status(&token, at(0), TimeDelta::MIN), Status::Active);
    }
}
