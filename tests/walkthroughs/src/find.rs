//! What can be looked for on a page, or in a part of it: by role and accessible name.

use std::panic::Location;

use crate::{Locator, Page};

/// How a name is matched.
#[derive(Clone, Debug)]
pub(crate) enum Name {
    Any,
    Exactly(String),
    /// A row's name begins with that of its token and goes on with its other cells.
    Containing(String),
}

/// One thing to look for inside another.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    /// Any of these; any at all when empty.
    pub roles: &'static [&'static str],
    pub name: Name,
    /// Which, when several match and that is right; else one alone must match.
    pub nth: Option<usize>,
}

/// What both a page and a part of it can look for inside themselves.
pub trait Find {
    #[doc(hidden)]
    fn page_and_path(&self) -> (Page, Vec<QueryPath>);

    #[track_caller]
    fn role(&self, roles: &'static [&'static str], name: &str) -> Locator {
        locate(self.page_and_path(), roles, Name::Exactly(name.to_owned()))
    }
    #[track_caller]
    fn button(&self, name: &str) -> Locator {
        self.role(&["button"], name)
    }
    #[track_caller]
    fn link(&self, name: &str) -> Locator {
        self.role(&["link"], name)
    }
    /// A text field of any kind, passwords included.
    #[track_caller]
    fn textbox(&self, name: &str) -> Locator {
        self.role(&["textbox"], name)
    }
    #[track_caller]
    fn searchbox(&self, name: &str) -> Locator {
        self.role(&["searchbox"], name)
    }
    #[track_caller]
    fn combobox(&self, name: &str) -> Locator {
        self.role(&["combobox"], name)
    }
    #[track_caller]
    fn checkbox(&self, name: &str) -> Locator {
        self.role(&["checkbox"], name)
    }
    #[track_caller]
    fn radio(&self, name: &str) -> Locator {
        self.role(&["radio"], name)
    }
    /// A native date field, for which ARIA has no role.
    #[track_caller]
    fn date(&self, name: &str) -> Locator {
        self.role(&["Date", "DateTime", "textbox"], name)
    }
    #[track_caller]
    fn group(&self, name: &str) -> Locator {
        self.role(&["group"], name)
    }
    #[track_caller]
    fn heading(&self, name: &str) -> Locator {
        self.role(&["heading"], name)
    }
    #[track_caller]
    fn tab(&self, name: &str) -> Locator {
        self.role(&["tab"], name)
    }
    #[track_caller]
    fn grid(&self, name: &str) -> Locator {
        self.role(&["grid", "table"], name)
    }
    #[track_caller]
    fn dialog(&self, name: &str) -> Locator {
        self.role(&["dialog"], name)
    }
    #[track_caller]
    fn alertdialog(&self, name: &str) -> Locator {
        self.role(&["alertdialog"], name)
    }
    #[track_caller]
    fn columnheader(&self, name: &str) -> Locator {
        self.role(&["columnheader"], name)
    }
    /// By a part of the name.
    #[track_caller]
    fn role_containing(&self, roles: &'static [&'static str], part: &str) -> Locator {
        locate(self.page_and_path(), roles, Name::Containing(part.to_owned()))
    }
    /// The row of a list whose cells contain this text.
    #[track_caller]
    fn row(&self, containing: &str) -> Locator {
        self.role_containing(&["row"], containing)
    }
    /// Everything with one of these roles; to count.
    #[track_caller]
    fn all(&self, roles: &'static [&'static str]) -> Locator {
        locate(self.page_and_path(), roles, Name::Any)
    }
}

/// Keeps [`Query`] private while the trait passes it on.
#[doc(hidden)]
pub struct QueryPath(pub(crate) Query);

#[track_caller]
fn locate((page, path): (Page, Vec<QueryPath>), roles: &'static [&'static str], name: Name) -> Locator {
    let mut path: Vec<Query> = path.into_iter().map(|query| query.0).collect();
    path.push(Query { roles, name, nth: None });
    Locator { page, path, at: Location::caller() }
}

impl Find for Page {
    fn page_and_path(&self) -> (Page, Vec<QueryPath>) {
        (self.clone(), Vec::new())
    }
}
