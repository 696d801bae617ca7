//! What signing in gave: values that later requests are filled from (`{session.user_id}`, `{session.csrf}`).

/// Kept in memory only. The values may be secrets: `Debug` shows names alone.
#[derive(Clone, Default, PartialEq)]
pub struct Session {
    /// Names and values, sorted by name.
    values: Vec<(String, String)>,
}

impl Session {
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.place(name).ok()?;
        self.values.get(at).map(|(_, value)| value.as_str())
    }

    pub fn set(&mut self, name: &str, value: String) {
        match self.place(name) {
            Ok(at) => self.values.get_mut(at).into_iter().for_each(|(_, old)| old.clone_from(&value)),
            Err(at) => self.values.insert(at, (name.to_owned(), value)),
        }
    }

    /// Names and values, by name.
    pub fn values(&self) -> &[(String, String)] {
        &self.values
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.values.binary_search_by(|(n, _)| n.as_str().cmp(name))
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Session;

    #[test]
    fn a_value_takes_the_place_of_the_one_before() {
        let mut session = Session::default();
        for (name, value) in [("csrf", "1"), ("account", "ada"), ("csrf", "2")] {
            session.set(name, value.to_owned());
        }
        assert_eq!(
            (session.get("csrf"), session.get("account"), session.get("b")),
            (Some("2"), Some("ada"), None)
        );
        let mut other = Session::default();
        other.set("account", "ada".to_owned());
        other.set("csrf", "2".to_owned());
        assert_eq!(session, other);
        assert_eq!(format!("{session:?}"), r#"{"account", "csrf"}"#);
    }
}
