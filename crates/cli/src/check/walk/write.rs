//! The life of one token: created, read back, changed, revoked. It is revoked also after a failure.

use latchkey_connector::{BackendError, Draft, Intent, Issued, Outcome};
use latchkey_model::{Lifecycle, Token};

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
        let unreadable = self.unreadable;
        let draft = draft::minimal(&self.capabilities(), choices, now());
        if let Some(created) = self.create(&draft, &before) {
            let token = self.change(created);
            self.revoke(&token);
        }
        self.sweep(&before, unreadable);
    }

    /// Whatever happened: looks for what the check made and is still there. Revokes it, or says that it is left.
    fn sweep(&mut self, before: &[Token], unreadable: usize) {
        if !self.made.is_sent {
            return;
        }
        let name = self.made.names.first().filter(|name| !name.is_empty()).cloned();
        let name = name.unwrap_or_else(|| "a token without a name".to_owned());
        if !self.client.capabilities.list {
            if !self.made.is_revoked {
                self.report.fail(&format!(
                    "there is no list to look in. LEFT BEHIND, if it was made: {name}; revoke it by hand"
                ));
            }
            return;
        }
        // Once more: what failed may have been the network.
        let Some(tokens) = self.list(true).or_else(|| self.list(true)) else {
            if !self.made.is_revoked {
                self.report.fail(&format!(
                    "the list cannot be read. LEFT BEHIND, if it was made: {name}; look for it, and revoke it by hand"
                ));
            }
            return;
        };
        let is_new = |token: &&Token| {
            !before.iter().any(|old| old.id == token.id && old.created == token.created)
                && !matches!(token.lifecycle, Lifecycle::Revoked(_))
                && !self.made.left.contains(&token.id)
        };
        let new: Vec<&Token> = tokens.iter().filter(is_new).collect();
        let (mut own, mut others): (Vec<&Token>, Vec<&Token>) =
            new.into_iter().partition(|token| self.has_own_name(token));
        let is_accounted = self.made.is_revoked || !own.is_empty() || !self.made.left.is_empty();
        // Somebody else may have made one meanwhile: only one without a name is taken for the check's own.
        if !is_accounted && matches!(&others[..], [only] if only.name.is_empty()) {
            own.append(&mut others);
        }
        for token in own {
            self.report.section("Revoke what is left");
            self.report.note(&format!("the check made the token {}, and it is still there", token.id.0));
            self.revoke_once(token);
        }
        if is_accounted {
            return;
        }
        if !others.is_empty() {
            let all: Vec<String> = others.iter().map(|token| label(token)).collect();
            self.report.fail(&format!(
                "no token has the name that was sent, and these are new. LEFT BEHIND, if it is one of them: {}; revoke it \
                 by hand",
                all.join(", ")
            ));
        } else if self.unreadable > unreadable {
            self.report.fail(&format!(
                "an entry without an id is new in the list. LEFT BEHIND: {name}; revoke it by hand"
            ));
        }
    }

    /// Whether a token has a name that was sent for the check's own. Some backends put something before it.
    fn has_own_name(&self, token: &Token) -> bool {
        self.made.names.iter().any(|name| !name.is_empty() && token.name.contains(name.as_str()))
    }

    /// Makes the token, and finds its record.
    fn create(&mut self, draft: &Draft, before: &[Token]) -> Option<Token> {
        self.report.section("Create, with the least access and the shortest life on offer");
        self.report.mask.show(&draft.name);
        self.made.names.push(draft.name.clone());
        let intent = Intent::Create { draft: draft.clone() };
        self.made.is_sent = true;
        let issued = match self.call(&intent) {
            Ok(Outcome::Issued(issued)) => issued,
            Ok(_) => {
                self.report.fail("create: no secret was read");
                return self.revoke_orphan(draft, before);
            }
            Err(error) => {
                self.fail("create", &intent, &error);
                self.made.is_sent = !matches!(error, CallError::Prepare(_));
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
        let is_old =
            |token: &Token| before.iter().any(|old| old.id == token.id && old.created == token.created);
        let token = match token {
            Some(token) if is_old(&token) => {
                let why = "create: the answer's record is of a token that was there before";
                self.report.fail(why);
                self.find_created(draft, before)?
            }
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
                Ok(Some(listed)) if self.has_own_name(&token) && !self.has_own_name(&listed) => {
                    let why = format!("create: in the list the id {} is of another token", listed.id.0);
                    self.report.fail(&why);
                    return self.find_created(draft, before);
                }
                Ok(Some(listed)) => {
                    self.report.ok("it is in the list");
                    if self.last_body().contains(&secret) {
                        self.report
                            .note("the list shows the secret again: everybody who sees the list can use it");
                        if !self.client.capabilities.claims.secret_shown_again {
                            let claim = "\"capabilities\": {\"claims\": {\"secret_shown_again\": true}}";
                            self.report
                                .hint(&format!("the console says that it is shown only once: {claim}?"));
                        }
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
        let named = tokens.iter().find(|token| self.has_own_name(token));
        // One of another name is somebody else's.
        let only = (tokens.len() == 1).then(|| tokens.first()).flatten();
        let only = only.filter(|token| token.name.is_empty() || draft.name.is_empty());
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
        let Some(intent) = self.revoke_once(token).filter(|_| self.client.capabilities.revoke) else {
            return;
        };
        self.report.section("Revoke again, as after a lost answer");
        match self.call(&intent) {
            Ok(_) => self.report.ok("taken as done"),
            Err(error) => {
                self.report.note(&format!("a second revocation is an error: {error}"));
                self.hint(&intent, &error);
            }
        }
    }

    /// Revokes the token, and looks whether it is gone. `None`: it is still there.
    fn revoke_once(&mut self, token: &Token) -> Option<Intent> {
        let can = self.capabilities();
        let intent = if can.revoke {
            Intent::Revoke { token: token.clone() }
        } else if can.revoke_many {
            Intent::RevokeMany { tokens: vec![token.clone()] }
        } else {
            self.report_left_behind(token, "this connector cannot revoke");
            return None;
        };
        let refused = match self.call(&intent) {
            Ok(Outcome::Revoked(results)) => {
                results.into_iter().find_map(|r| r.result.err()).map(CallError::Backend)
            }
            Ok(Outcome::Gone) => Some(CallError::Backend(BackendError::NotFound)),
            Ok(_) => None,
            Err(error) => Some(error),
        };
        if let Some(error) = &refused {
            self.fail("revoke", &intent, error);
        }
        match self.is_gone(token) {
            Ok(true) => {
                // What was never in the list is not there because it was revoked.
                self.made.is_revoked |= refused.is_none();
                self.report.ok("it is gone");
            }
            Ok(false) => {
                self.report_left_behind(token, "it is still there");
                return None;
            }
            Err(_) if refused.is_some() => {
                self.report_left_behind(token, "nothing says that it is gone");
                return None;
            }
            Err(_) if !can.list && !can.create => self.made.is_revoked = true,
            Err(error) => {
                self.made.is_revoked = true;
                self.report.note(&format!("it could not be checked that it is gone: {error}"));
            }
        }
        Some(intent)
    }

    fn report_left_behind(&mut self, token: &Token, why: &str) {
        self.made.left.push(token.id.clone());
        self.report.fail(&format!("revoke: {why}. LEFT BEHIND: {}; revoke it by hand", label(token)));
    }
}

/// A token as a person finds it again.
fn label(token: &Token) -> String {
    if token.name.is_empty() {
        format!("id {}", token.id.0)
    } else {
        format!("{} (id {})", token.name, token.id.0)
    }
}
