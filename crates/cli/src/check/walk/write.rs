//! The life of one token: created, read back, changed, revoked. It is revoked also after a failure.

use latchkey_connector::{BackendError, Draft, Intent, Issued, Outcome};
use latchkey_model::Token;

use super::Walk;
use super::compare::{Expected, differences, implied_scopes};
use crate::check::draft::{self, Choices};
use crate::check::text;
use crate::http::{CallError, now};

impl Walk<'_> {
    pub(super) fn write(&mut self, choices: &Choices) {
        if !self.client.capabilities.create {
            self.report.section("Create");
            return self.report.note("this connector makes no tokens: nothing to write");
        }
        let before = if self.client.capabilities.list {
            // Without the list a new token cannot be told from an old one, which must not be revoked.
            let Some(before) = self.list(true) else {
                return self
                    .report
                    .note("nothing is written: a token could not be found again without the list");
            };
            before
        } else {
            Vec::new()
        };
        let draft = draft::minimal(&self.capabilities(), choices, now());
        let Some(created) = self.create(&draft, &before) else { return };
        let token = self.change(created);
        self.revoke(&token);
    }

    /// Makes the token, and finds its record.
    fn create(&mut self, draft: &Draft, before: &[Token]) -> Option<Token> {
        self.report.section("Create, with the least access and the shortest life on offer");
        self.report.mask.show(&draft.name);
        let intent = Intent::Create { draft: draft.clone() };
        let issued = match self.call(&intent) {
            Ok(Outcome::Issued(issued)) => issued,
            Ok(_) => {
                self.report.fail("create: no secret was read");
                return self.revoke_orphan(draft, before);
            }
            Err(error) => {
                self.fail("create", &intent, &error);
                // It may exist all the same: the response was lost, or could not be read.
                let may_exist = error.is_unanswered()
                    || matches!(
                        error,
                        CallError::Backend(BackendError::Unreadable(_) | BackendError::Failed { .. })
                    );
                return if may_exist { self.revoke_orphan(draft, before) } else { None };
            }
        };
        self.report.ok(&format!("a secret of {} characters", issued.secret.chars().count()));
        let Issued { token, secret } = issued;
        let token = match token {
            Some(token) => token,
            None => {
                let why = "create: the answer has no readable record of the token";
                if self.reads_created_token() {
                    self.report.fail(why)
                } else {
                    self.report.note(why)
                }
                self.find_created(draft, before)?
            }
        };
        for (label, text) in text::token(&token) {
            self.report.pair(label, &text);
        }
        self.compare_with_draft(draft, &token);
        if self.client.capabilities.list {
            self.report.section("Is it in the list, and is its secret not?");
            match self.find(&token) {
                Ok(Some(listed)) => {
                    self.report.ok("it is in the list");
                    if self.last_body().contains(&secret) {
                        self.report
                            .note("the list shows the secret again: everybody who sees the list can use it");
                    }
                    if listed.access != token.access {
                        self.report.note("the list shows another access than the answer to the creation");
                        self.compare_with_draft(draft, &listed);
                    }
                }
                Ok(None) => self.report.fail("create: the new token is not in the list"),
                Err(error) => self.fail("list", &Intent::List { cursor: None }, &error),
            }
        }
        Some(token)
    }

    /// Whether the connector says where the new token's record is.
    fn reads_created_token(&self) -> bool {
        let create = self.client.engine.connector().requests.create.as_ref();
        create.is_some_and(|request| request.token.is_some())
    }

    /// Revokes the token if it was made although the response to it was lost.
    fn revoke_orphan(&mut self, draft: &Draft, before: &[Token]) -> Option<Token> {
        let token = self.find_created(draft, before)?;
        self.report.note("a token was made all the same");
        self.revoke(&token);
        None
    }

    /// The token that was not in the list before.
    fn find_created(&mut self, draft: &Draft, before: &[Token]) -> Option<Token> {
        if !self.client.capabilities.list {
            self.report.note("and there is no list to find it in: if it was made, revoke it by hand");
            return None;
        }
        let new =
            |token: &Token| !before.iter().any(|old| old.id == token.id && old.created == token.created);
        let tokens: Vec<Token> = self.list(true)?.into_iter().filter(new).collect();
        let named = tokens.iter().find(|token| !draft.name.is_empty() && token.name == draft.name);
        let only = (tokens.len() == 1).then(|| tokens.first()).flatten();
        named.or(only).cloned()
    }

    /// Reports each field that did not come back as it was sent.
    fn compare_with_draft(&mut self, draft: &Draft, token: &Token) {
        let connector = self.client.engine.connector();
        let expected = Expected {
            name: Some(&draft.name),
            description: Some(&draft.description),
            access: &draft.access,
            is_set: &|field| self.client.capabilities.create_fields.has(field),
        };
        let differences = differences(connector, &expected, token);
        let implied = implied_scopes(&draft.access, &token.access);
        if differences.is_empty() && implied.is_none() {
            return self.report.ok("everything came back as it was sent");
        }
        if let Some(more) = implied {
            self.report
                .note(&format!("more scopes came back than were sent: {more}. Are they implied by it?"));
        }
        for difference in differences {
            self.report.fail(&format!("create: {difference}"));
        }
    }

    /// Everything between creation and revocation. Returns the token as it is then.
    fn change(&mut self, token: Token) -> Token {
        let mut token = token;
        let can = self.capabilities();
        if can.edit && !self.is_stopped() {
            token = self.edit(token);
        }
        if can.enable_disable && !self.is_stopped() {
            token = self.disable_and_enable(token);
        }
        if can.regenerate && !self.is_stopped() {
            token = self.regenerate(token);
        }
        token
    }

    /// Revokes the token, whatever happened before, and says so if that fails.
    fn revoke(&mut self, token: &Token) {
        self.report.section("Revoke");
        let can = self.capabilities();
        let intent = if can.revoke {
            Intent::Revoke { token: token.clone() }
        } else if can.revoke_many {
            Intent::RevokeMany { tokens: vec![token.clone()] }
        } else {
            return self.report_left_behind(token, "this connector cannot revoke");
        };
        let refused = match self.call(&intent) {
            Ok(Outcome::Revoked(results)) => {
                results.into_iter().find_map(|r| r.result.err()).map(CallError::Backend)
            }
            Ok(_) => None,
            Err(error) => Some(error),
        };
        if let Some(error) = refused {
            self.fail("revoke", &intent, &error);
        }
        match self.is_gone(token) {
            Ok(true) => self.report.ok("it is gone"),
            Ok(false) => return self.report_left_behind(token, "it is still there"),
            Err(_) if !can.list && !can.create => {}
            Err(error) => self.report.note(&format!("it could not be checked that it is gone: {error}")),
        }
        if can.revoke {
            self.report.section("Revoke again, as after a lost answer");
            match self.call(&intent) {
                Ok(_) => self.report.ok("taken as done"),
                Err(error) => {
                    self.report.note(&format!("a second revocation is an error: {error}"));
                    self.hint(&intent, &error);
                }
            }
        }
    }

    fn report_left_behind(&mut self, token: &Token, why: &str) {
        let name = if token.name.is_empty() { format!("id {}", token.id.0) } else { token.name.clone() };
        self.report.fail(&format!("revoke: {why}. LEFT BEHIND: {name}; revoke it by hand"));
    }
}
