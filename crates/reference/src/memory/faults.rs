//! The faults on purpose that are still to happen.

use crate::options::fault::{Fault, Kind};
use std::sync::atomic::{AtomicU32, Ordering};

/// The faults of a running backend; each counts down its times.
pub struct Faults(Vec<(Fault, AtomicU32)>);

impl Faults {
    pub fn new(faults: Vec<Fault>) -> Self {
        Self(
            faults
                .into_iter()
                .map(|fault| (fault.times().unwrap_or(u32::MAX), fault))
                .map(|(n, f)| (f, n.into()))
                .collect(),
        )
    }

    /// The first that is for this request and not used up.
    pub fn next(&self, method: &str, path: &str) -> Option<Kind> {
        let mut here = self.0.iter().filter(|(fault, _)| fault.is_for(method, path));
        here.find(|(fault, left)| fault.times().is_none() || count_down(left)).map(|(fault, _)| fault.kind())
    }
}

fn count_down(left: &AtomicU32) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::problem::Code;

    #[test]
    fn a_fault_is_for_its_route_and_stops_after_its_times() {
        let faults = Faults::new(vec![
            "POST /api/v1/tokens=drop-answer*2".parse().unwrap(),
            "* /api/v1/tokens/*/regenerate=429:30".parse().unwrap(),
            "GET /v1/**=slow:5".parse().unwrap(),
        ]);
        assert_eq!(faults.next("POST", "/api/v1/tokens"), Some(Kind::DropAnswer));
        assert_eq!(faults.next("GET", "/api/v1/tokens"), None);
        assert_eq!(faults.next("POST", "/api/v1/tokens"), Some(Kind::DropAnswer));
        assert_eq!(faults.next("POST", "/api/v1/tokens"), None);
        let answer = Kind::Answer(Code::TooManyAttempts, Some(30));
        assert_eq!(faults.next("POST", "/api/v1/tokens/x/regenerate"), Some(answer));
        assert_eq!(faults.next("POST", "/api/v1/tokens/x/y/regenerate"), None);
        assert_eq!(faults.next("GET", "/v1/devices/7"), Some(Kind::Slow(5)));
    }
}
