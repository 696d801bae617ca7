//! Slows down guessing passwords, per user and address.

use crate::foundation::problem::Problem;
use crate::foundation::sync::lock;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// Typing it wrong a few times is human.
const FREE: u32 = 5;
const LONGEST_SECONDS: i64 = 300;
const FORGET_AFTER: TimeDelta = TimeDelta::minutes(15);
/// Bounds the memory that made-up user names can take.
const MOST: usize = 10_000;

type Key = (String, IpAddr);

#[derive(Default)]
pub struct Throttle(Mutex<HashMap<Key, Attempts>>);

struct Attempts {
    count: u32,
    last: DateTime<Utc>,
}

impl Throttle {
    /// Counts an attempt before the password is looked at, so that many at once gain nothing; 429 while one
    /// must wait.
    pub fn attempt(&self, user_name: &str, address: IpAddr, now: DateTime<Utc>) -> Result<(), Problem> {
        let mut all = lock(&self.0);
        all.retain(|_, attempts| now - attempts.last < FORGET_AFTER);
        let key = key(user_name, address);
        if all.len() >= MOST && !all.contains_key(&key) {
            return Err(Problem::too_many_attempts(60));
        }
        let attempts = all.entry(key).or_insert(Attempts { count: 0, last: now });
        let wait = wait_until(attempts) - now;
        if wait > TimeDelta::zero() {
            // Rounded up: coming back after exactly this long must work.
            let seconds = (wait.num_milliseconds() + 999) / 1000;
            return Err(Problem::too_many_attempts(u64::try_from(seconds).unwrap_or(1)));
        }
        attempts.count += 1;
        attempts.last = now;
        Ok(())
    }

    /// The password was right: earlier mistakes are forgotten.
    pub fn succeeded(&self, user_name: &str, address: IpAddr) {
        lock(&self.0).remove(&key(user_name, address));
    }
}

fn wait_until(attempts: &Attempts) -> DateTime<Utc> {
    let Some(beyond) = attempts.count.checked_sub(FREE) else { return attempts.last };
    let seconds = 1_i64.checked_shl(beyond).map_or(LONGEST_SECONDS, |s| s.clamp(1, LONGEST_SECONDS));
    attempts.last + TimeDelta::seconds(seconds)
}

/// One customer usually has a whole IPv6 /64, so the rest of the address does not count.
fn key(user_name: &str, address: IpAddr) -> Key {
    let network = match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
    };
    (user_name.to_lowercase(), network)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_sixth_guess_waits_and_the_wait_doubles_up_to_five_minutes() {
        let throttle = Throttle::default();
        let address = "192.0.2.1".parse().unwrap();
        for _ in 0..5 {
            throttle.attempt("ada", address, at(0)).unwrap();
        }
        assert!(throttle.attempt("Ada", address, at(0)).is_err());
        assert!(throttle.attempt("grace", address, at(0)).is_ok());
        assert!(throttle.attempt("ada", "192.0.2.2".parse().unwrap(), at(0)).is_ok());

        let mut now = 0;
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            assert!(throttle.attempt("ada", address, at(now + wait - 1)).is_err(), "{wait}");
            now += wait;
            throttle.attempt("ada", address, at(now)).unwrap();
        }
        throttle.succeeded("ada", address);
        assert!(throttle.attempt("ada", address, at(now)).is_ok());
    }

    #[test]
    fn neighbours_in_an_ipv6_network_count_together() {
        let throttle = Throttle::default();
        for host in 1..=5 {
            throttle.attempt("ada", format!("2001:db8::{host}").parse().unwrap(), at(0)).unwrap();
        }
        assert!(throttle.attempt("ada", "2001:db8::6".parse().unwrap(), at(0)).is_err());
        assert!(throttle.attempt("ada", "2001:db8:0:1::6".parse().unwrap(), at(0)).is_ok());
    }
}
