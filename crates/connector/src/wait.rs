//! How long to wait, in the units that people say it in.

/// A time to wait in its two largest units, rounded up: nobody is told to come back too early.
///
/// ```
/// use latchkey_connector::Wait;
///
/// assert_eq!(Wait::of(100_000), Wait { days: 1, hours: 4, ..Wait::default() });
/// assert_eq!(Wait::of(90), Wait { minutes: 1, seconds: 30, ..Wait::default() });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wait {
    pub days: u64,
    /// Below 24, and so on.
    pub hours: u64,
    pub minutes: u64,
    pub seconds: u64,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

impl Wait {
    pub fn of(seconds: u64) -> Wait {
        let unit = match seconds {
            DAY.. => HOUR,
            HOUR.. => MINUTE,
            _ => 1,
        };
        let seconds = seconds.div_ceil(unit).saturating_mul(unit);
        Wait {
            days: seconds / DAY,
            hours: seconds % DAY / HOUR,
            minutes: seconds % HOUR / MINUTE,
            seconds: seconds % MINUTE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_largest_units_rounded_up() {
        let wait = |days, hours, minutes, seconds| Wait { days, hours, minutes, seconds };
        for (seconds, said) in [
            (0, wait(0, 0, 0, 0)),
            (59, wait(0, 0, 0, 59)),
            (60, wait(0, 0, 1, 0)),
            (3_599, wait(0, 0, 59, 59)),
            (3_601, wait(0, 1, 1, 0)),
            (86_399, wait(1, 0, 0, 0)),
            (86_400, wait(1, 0, 0, 0)),
            (86_401, wait(1, 1, 0, 0)),
            (604_800, wait(7, 0, 0, 0)),
        ] {
            assert_eq!(Wait::of(seconds), said, "{seconds}");
        }
        assert_eq!(Wait::of(u64::MAX).days, u64::MAX / DAY);
    }
}
