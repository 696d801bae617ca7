//! What signing in gave: values that later requests are filled from (`{session.user_id}`, `{session.csrf}`).

use std::collections::BTreeMap;

/// Kept in memory only. The values may be secrets: `Debug` shows names alone.
#[derive(Clone, Default, PartialEq)]
pub struct Session {
    pub values: BTreeMap<String, String>,
}

impl Session {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}
