//! Faults on purpose: `--fault "POST /api/v1/tokens=drop-answer"`, so that a client's behaviour under them can
//! be tested. Here is how they are written; `memory::faults` counts them and `http::inject` makes them happen.

use crate::foundation::problem::Code;
use std::str::FromStr;

/// What goes wrong, where, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Upper case, or `*`.
    method: String,
    /// Segments, with `*` for one and a final `**` for any number.
    path: String,
    kind: Kind,
    /// `None`: always.
    times: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The request takes effect, and the connection closes without an answer.
    DropAnswer,
    /// The request takes effect, and the connection closes in the middle of the answer's body.
    Half,
    /// The request takes effect, and the answer's body is no JSON although it says so.
    Garbage,
    /// A sign-in page of something in between, with status 200. Nothing takes effect.
    Html,
    /// Milliseconds before it is handled as usual.
    Slow(u64),
    /// No answer, and the connection stays open. Nothing takes effect.
    Never,
    /// An error answer. Nothing takes effect.
    Answer(Code, Option<u64>),
}

/// What is wrong with a `--fault`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    #[error("expected METHOD /path=KIND, found {0:?}")]
    Form(String),
    #[error(
        "no fault is called {0:?}; there are drop-answer, half, garbage, html, slow:MILLISECONDS, never, 401, 403, 409, 412, \
         422, 428, 429:SECONDS, 500 and 503, each with *N to happen N times only"
    )]
    Kind(String),
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let form = || FaultError::Form(text.to_owned());
        let (place, what) = text.rsplit_once('=').ok_or_else(form)?;
        let (method, path) = place.trim().split_once(' ').ok_or_else(form)?;
        let path = path.trim();
        if !path.starts_with('/') {
            return Err(form());
        }
        let unknown = || FaultError::Kind(what.to_owned());
        let (kind, times) = match what.split_once('*') {
            Some((kind, times)) => (kind, Some(times.trim().parse().map_err(|_| unknown())?)),
            None => (what, None),
        };
        let kind = read_kind(kind.trim()).ok_or_else(unknown)?;
        Ok(Self { method: method.to_ascii_uppercase(), path: path.to_owned(), kind, times })
    }
}

impl Fault {
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// `None`: always.
    pub(crate) fn times(&self) -> Option<u32> {
        self.times
    }

    pub(crate) fn is_for(&self, method: &str, path: &str) -> bool {
        (self.method == "*" || self.method == method) && fits(&self.path, path)
    }
}

fn read_kind(text: &str) -> Option<Kind> {
    let (name, number) = match text.split_once(':') {
        Some((name, number)) => (name, Some(number.parse().ok()?)),
        None => (text, None),
    };
    Some(match (name, number) {
        ("drop-answer", None) => Kind::DropAnswer,
        ("half", None) => Kind::Half,
        ("garbage", None) => Kind::Garbage,
        ("html", None) => Kind::Html,
        ("never", None) => Kind::Never,
        ("slow", Some(millis)) => Kind::Slow(millis),
        ("401", None) => Kind::Answer(Code::NotSignedIn, None),
        ("403", None) => Kind::Answer(Code::Csrf, None),
        ("409", None) => Kind::Answer(Code::InProgress, None),
        ("412", None) => Kind::Answer(Code::Stale, None),
        ("422", None) => Kind::Answer(Code::Invalid, None),
        ("428", None) => Kind::Answer(Code::VersionRequired, None),
        ("429", seconds) => Kind::Answer(Code::TooManyAttempts, seconds),
        ("500", None) => Kind::Answer(Code::Internal, None),
        ("503", seconds) => Kind::Answer(Code::Unavailable, seconds),
        _ => return None,
    })
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut given = path.split('/');
    for segment in pattern.split('/') {
        if segment == "**" {
            return true;
        }
        match given.next() {
            Some(found) if segment == "*" || segment == found => {}
            _ => return false,
        }
    }
    given.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_cannot_be_read_says_what_there_is() {
        assert!(matches!("GET=500".parse::<Fault>(), Err(FaultError::Form(_))));
        assert!(matches!("GET tokens=500".parse::<Fault>(), Err(FaultError::Form(_))));
        for kind in ["boom", "slow", "slow:x", "500*x", "half:3", "418"] {
            assert!(matches!(format!("GET /x={kind}").parse::<Fault>(), Err(FaultError::Kind(_))), "{kind}");
        }
    }
}
