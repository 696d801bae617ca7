//! Who is signed in, here and at the backend.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Account {
    /// The user's name as the backend gives it; `None`: signed out.
    pub user: RwSignal<Option<String>>,
    /// Whose tokens these are: the name that they signed in with. Another one is another user.
    pub name: RwSignal<String>,
    /// Whose session it is, as the backend said last.
    holder: RwSignal<Option<String>>,
}

impl Default for Account {
    fn default() -> Self {
        Self::new()
    }
}

impl Account {
    pub fn new() -> Self {
        Self { user: RwSignal::new(None), name: RwSignal::new(String::new()), holder: RwSignal::new(None) }
    }

    /// Whether somebody is signed in on this page; not followed.
    pub fn is_signed_in(self) -> bool {
        self.user.try_with_untracked(Option::is_some).unwrap_or_default()
    }

    /// The name of the other user who has the session now, if that is so; followed.
    pub fn taken_by(self) -> Option<String> {
        let (name, holder) = (self.name.try_get()?, self.holder.try_get()?);
        let other = holder.filter(|holder| !name.is_empty() && *holder != name);
        other.filter(|_| self.is_signed_in())
    }

    /// As [`Account::taken_by`], not followed.
    pub fn is_taken(self) -> bool {
        untrack(|| self.taken_by()).is_some()
    }

    pub(super) fn set_holder(self, holder: Option<String>) {
        self.holder.try_set(holder);
    }
}
