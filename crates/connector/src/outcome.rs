//! What the backend answered, in the model's terms.

use crate::error::{BackendError, ReadError};
use crate::intent::PageCursor;
use crate::session::Session;
use latchkey_model::{Operation, Preset, Scope, Token, TokenId};

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Session(Session),
    Instance(Instance),
    Page(Page),
    Token(Token),
    Issued(Issued),
    Scopes(Vec<Scope>),
    Operations(Vec<Operation>),
    Presets(Vec<Preset>),
    Profile(Profile),
    Revoked(Vec<Revocation>),
    /// The token that was to be revoked is not there, as the backend says (404). That may be another path or another
    /// token's id: it is revoked only if it is not in the list, or cannot be read, when that is asked again.
    Gone,
    Done,
}

/// [`ListProgress`](crate::ListProgress) puts pages together.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub tokens: Vec<Token>,
    /// Entries that could not be read; they are shown as such, never guessed at.
    pub unreadable: Vec<ReadError>,
    /// How many entries the page has, with those that the connector leaves out.
    pub entries: usize,
    /// One mark for each entry that is no token here: it could not be read, or the connector leaves it out. The same
    /// entry has the same mark on every page.
    pub others: Vec<u64>,
    pub next: Option<PageCursor>,
    /// How many entries there are on all pages, where the backend says so.
    pub total: Option<u64>,
}

/// A secret just issued. No `Debug`, no `Clone` beyond what the dialog needs: see invariant 3.
#[derive(Clone, PartialEq)]
pub struct Issued {
    /// `None` where the backend answers with the secret alone; list again then.
    pub token: Option<Token>,
    pub secret: String,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("token", &self.token).finish_non_exhaustive()
    }
}

/// What one revocation of several came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Revocation {
    pub id: TokenId,
    pub result: Result<(), BackendError>,
    /// The result is that it was not there (404): as [`Outcome::Gone`], to be verified.
    pub gone: bool,
}

/// The installation behind the connector.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Instance {
    pub name: String,
    pub version: String,
    pub location: String,
    /// The backend's clock, RFC 3339 as it sent it; empty if it does not say.
    pub time: String,
    /// The zone that people there read the time in, as IANA names it (`Europe/Berlin`); empty if it does not say.
    pub time_zone: String,
    /// The caller's address as the backend sees it; empty if it does not say.
    pub your_address: String,
    /// Label and count, in the backend's order (`Users`, `CE`, `Sites`).
    pub counts: Vec<(String, u64)>,
    pub sites: Vec<Site>,
    /// The capabilities as this installation narrows or words them; `None`: as the connector says.
    pub capabilities: Option<Box<crate::Capabilities>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    pub name: String,
    pub latitude: f64,
    pub longitude: f64,
    pub status: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    pub user_name: String,
    pub full_name: String,
    pub email: String,
    /// BCP 47 tag, may be empty.
    pub language: String,
}
