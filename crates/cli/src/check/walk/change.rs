//! Edits, disables, enables and regenerates a token.

use latchkey_connector::{BackendError, Changes, Intent, Outcome};
use latchkey_model::{Lifecycle, Token};

use super::Walk;
use super::compare::{Expected, differences};
use crate::check::{draft, text};
use crate::http::{CallError, now};

impl Walk<'_> {
    pub(super) fn edit(&mut self, before: Token) -> Token {
        self.report.section("Edit");
        let changes = draft::changes(&self.capabilities(), &before, now());
        if changes == Changes::default() {
            self.report.note("nothing that can be changed without widening access");
            return before;
        }
        self.report.mask.show(changes.name.as_deref().unwrap_or_default());
        self.made.names.extend(changes.name.clone());
        let intent = Intent::Edit { before: before.clone(), changes: changes.clone() };
        let after = match self.call(&intent) {
            Ok(Outcome::Token(after)) => after,
            Ok(_) => match self.read_again(&before) {
                Ok(Some(after)) => after,
                Ok(None) => {
                    self.report.fail("edit: the token cannot be found afterwards");
                    return before;
                }
                Err(error) => {
                    self.fail("get", &intent, &error);
                    return before;
                }
            },
            Err(error) => {
                self.fail("edit", &intent, &error);
                return before;
            }
        };
        for (label, text) in text::token(&after) {
            self.report.pair(label, &text);
        }
        self.compare_edit(&before, &changes, &after);
        if self.client.capabilities.versions {
            self.check_stale_edit(&before, &after, changes);
        }
        after
    }

    pub(super) fn disable_and_enable(&mut self, token: Token) -> Token {
        let mut token = token;
        for (title, wanted) in [("Disable", Lifecycle::Disabled), ("Enable", Lifecycle::Enabled)] {
            self.report.section(title);
            let before = token.clone();
            let intent = if wanted == Lifecycle::Disabled {
                Intent::Disable { before }
            } else {
                Intent::Enable { before }
            };
            let after = match self.call(&intent) {
                Ok(Outcome::Token(after)) => Some(after),
                Ok(_) => self.read_again(&token).ok().flatten(),
                Err(error) => {
                    self.fail(intent.name(), &intent, &error);
                    return token;
                }
            };
            match after {
                Some(after) => {
                    if after.lifecycle == wanted {
                        self.report.ok(&format!("it is {} now", text::state(wanted)));
                    } else {
                        self.report.fail(&format!(
                            "{}: it is still {}",
                            intent.name(),
                            text::state(after.lifecycle)
                        ));
                    }
                    token = after;
                }
                None => self.report.fail(&format!("{}: the token cannot be read afterwards", intent.name())),
            }
        }
        token
    }

    pub(super) fn regenerate(&mut self, token: Token) -> Token {
        self.report.section("Regenerate");
        let grace_seconds = self.client.capabilities.regenerate_grace.iter().min().copied();
        let intent = Intent::Regenerate { before: token.clone(), grace_seconds };
        match self.call(&intent) {
            Ok(Outcome::Issued(issued)) => {
                self.report.ok(&format!("a new secret of {} characters", issued.secret.chars().count()));
                match issued.token {
                    Some(after) => {
                        if after.access != token.access {
                            self.report.fail("regenerate: the access changed too");
                        }
                        after
                    }
                    None => self.read_again(&token).ok().flatten().unwrap_or(token),
                }
            }
            Ok(_) => {
                self.report.fail("regenerate: no secret was read");
                token
            }
            Err(error) => {
                self.fail("regenerate", &intent, &error);
                token
            }
        }
    }

    fn compare_edit(&mut self, before: &Token, changes: &Changes, after: &Token) {
        let connector = self.client.engine.connector();
        let mut access = before.access.clone();
        access.expiry = changes.expiry.unwrap_or(access.expiry);
        for (new, old) in [
            (&changes.allowed_apis, &mut access.allowed_apis),
            (&changes.blocked_apis, &mut access.blocked_apis),
        ] {
            old.clone_from(new.as_ref().unwrap_or(&old.clone()));
        }
        for (new, old) in
            [(&changes.allowed_ips, &mut access.allowed_ips), (&changes.blocked_ips, &mut access.blocked_ips)]
        {
            old.clone_from(new.as_ref().unwrap_or(&old.clone()));
        }
        access.scopes = changes.scopes.clone().unwrap_or(access.scopes);
        let expected = Expected {
            name: Some(changes.name.as_ref().unwrap_or(&before.name)),
            // Some backends keep both in one field, which has what was written to it last.
            description: (before.description != before.name || before.name.is_empty())
                .then(|| changes.description.as_ref().unwrap_or(&before.description).as_str()),
            access: &access,
            // What was not changed must have stayed.
            is_set: &|_| true,
        };
        let differences = differences(connector, &expected, after);
        if differences.is_empty() {
            self.report.ok("what was changed came back as it was sent, and nothing else changed");
        }
        for difference in differences {
            self.report.fail(&format!("edit: {difference}"));
        }
    }

    /// Sends the same change again with the version from before it: a backend that takes versions refuses.
    fn check_stale_edit(&mut self, before: &Token, after: &Token, changes: Changes) {
        self.report.section("A stale edit");
        if before.version.is_none() || before.version == after.version {
            return self.report.note(
                "the version did not change with the edit, so somebody else's change would not be noticed by it",
            );
        }
        let intent = Intent::Edit { before: before.clone(), changes };
        match self.call(&intent) {
            Err(CallError::Backend(BackendError::Stale)) => self.report.ok("it is refused as stale"),
            Ok(_) => self.report.fail("edit: with an old version it is accepted all the same"),
            Err(error) => self.fail("edit with an old version", &intent, &error),
        }
    }
}
