//! The life of one token: made, read back, changed, revoked. It is revoked also after a failure.

use crate::check::draft::{self, Offers};
use crate::check::walk::Walk;
use crate::check::words;
use crate::client::CallError;
use crate::fetch::now;
use chrono::TimeDelta;
use latchkey_connector::document::{Connector, TimeFormat};
use latchkey_connector::{BackendError, Changes, Draft, Field, Intent, Issued, Outcome};
use latchkey_model::{Access, Expiry, Lifecycle, Token};

impl Walk<'_> {
    pub fn write(&mut self, offers: &Offers) {
        if !self.client.capabilities.create {
            self.report.section("Create");
            return self.report.note("this connector makes no tokens: nothing to write");
        }
        let before =
            if self.client.capabilities.list { self.list(true).unwrap_or_default() } else { Vec::new() };
        let draft = draft::least(&self.can(), offers, now());
        let Some(made) = self.create(&draft, &before) else { return };
        let token = self.live(made);
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
                return self.orphan(draft, before);
            }
            Err(error) => {
                self.failed("create", &intent, &error);
                // It may exist all the same: the answer was lost, or could not be read.
                let made = Self::unanswered(&error)
                    || matches!(
                        error,
                        CallError::Backend(BackendError::Unreadable(_) | BackendError::Failed { .. })
                    );
                return if made { self.orphan(draft, before) } else { None };
            }
        };
        self.report.ok(&format!("a secret of {} characters", issued.secret.chars().count()));
        let Issued { token, secret } = issued;
        let token = match token {
            Some(token) => token,
            None => {
                let why = "create: the answer has no readable record of the token";
                if self.said_where() {
                    self.report.fail(why)
                } else {
                    self.report.note(why)
                }
                self.added(draft, before)?
            }
        };
        for (label, text) in words::token(&token) {
            self.report.pair(label, &text);
        }
        self.compare(draft, &token);
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
                        self.compare(draft, &listed);
                    }
                }
                Ok(None) => self.report.fail("create: the new token is not in the list"),
                Err(error) => self.failed("list", &Intent::List { cursor: None }, &error),
            }
        }
        Some(token)
    }

    /// Whether the connector says where the new token's record is.
    fn said_where(&self) -> bool {
        let create = self.client.engine.connector().requests.create.as_ref();
        create.is_some_and(|request| request.token.is_some())
    }

    /// What was made although the answer to it is lost: it must not stay.
    fn orphan(&mut self, draft: &Draft, before: &[Token]) -> Option<Token> {
        let token = self.added(draft, before)?;
        self.report.note("a token was made all the same");
        self.revoke(&token);
        None
    }

    /// The token that was not in the list before.
    fn added(&mut self, draft: &Draft, before: &[Token]) -> Option<Token> {
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

    /// A field that did not come back as it was sent.
    fn compare(&mut self, draft: &Draft, token: &Token) {
        let connector = self.client.engine.connector();
        let asked = Asked {
            name: Some(&draft.name),
            description: Some(&draft.description),
            access: &draft.access,
            is_set: &|field| self.client.capabilities.create_fields.has(field),
        };
        let differences = differences(connector, &asked, token);
        let implied = implied(&draft.access, &token.access);
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

    /// Everything between birth and death; gives the token as it is then.
    fn live(&mut self, token: Token) -> Token {
        let mut token = token;
        let can = self.can();
        if can.edit && !self.stopped() {
            token = self.edit(token);
        }
        if can.enable_disable && !self.stopped() {
            token = self.switch(token);
        }
        if can.regenerate && !self.stopped() {
            token = self.regenerate(token);
        }
        token
    }

    fn edit(&mut self, before: Token) -> Token {
        self.report.section("Edit");
        let changes = draft::edited(&self.can(), &before, now());
        if changes == Changes::default() {
            self.report.note("nothing that can be changed without widening access");
            return before;
        }
        self.report.mask.show(changes.name.as_deref().unwrap_or_default());
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
                    self.failed("get", &intent, &error);
                    return before;
                }
            },
            Err(error) => {
                self.failed("edit", &intent, &error);
                return before;
            }
        };
        for (label, text) in words::token(&after) {
            self.report.pair(label, &text);
        }
        self.compare_edit(&before, &changes, &after);
        if self.client.capabilities.versions {
            self.stale(&before, &after, changes);
        }
        after
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
        let asked = Asked {
            name: Some(changes.name.as_ref().unwrap_or(&before.name)),
            // One place for both: what was last written to it stands there.
            description: (before.description != before.name || before.name.is_empty())
                .then(|| changes.description.as_ref().unwrap_or(&before.description).as_str()),
            access: &access,
            // What was not changed must have stayed.
            is_set: &|_| true,
        };
        let differences = differences(connector, &asked, after);
        if differences.is_empty() {
            self.report.ok("what was changed came back as it was sent, and nothing else changed");
        }
        for difference in differences {
            self.report.fail(&format!("edit: {difference}"));
        }
    }

    /// The same change once more with the version from before it: a backend that takes versions refuses.
    fn stale(&mut self, before: &Token, after: &Token, changes: Changes) {
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
            Err(error) => self.failed("edit with an old version", &intent, &error),
        }
    }

    fn switch(&mut self, token: Token) -> Token {
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
                    self.failed(intent.name(), &intent, &error);
                    return token;
                }
            };
            match after {
                Some(after) => {
                    if after.lifecycle == wanted {
                        self.report.ok(&format!("it is {} now", words::state(wanted)));
                    } else {
                        self.report.fail(&format!(
                            "{}: it is still {}",
                            intent.name(),
                            words::state(after.lifecycle)
                        ));
                    }
                    token = after;
                }
                None => self.report.fail(&format!("{}: the token cannot be read afterwards", intent.name())),
            }
        }
        token
    }

    fn regenerate(&mut self, token: Token) -> Token {
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
                self.failed("regenerate", &intent, &error);
                token
            }
        }
    }

    /// Takes the token away, whatever happened before, and says so where that fails.
    fn revoke(&mut self, token: &Token) {
        self.report.section("Revoke");
        let can = self.can();
        let intent = if can.revoke {
            Intent::Revoke { token: token.clone() }
        } else if can.revoke_many {
            Intent::RevokeMany { tokens: vec![token.clone()] }
        } else {
            return self.left_behind(token, "this connector cannot revoke");
        };
        let refused = match self.call(&intent) {
            Ok(Outcome::Revoked(results)) => {
                results.into_iter().find_map(|r| r.result.err()).map(CallError::Backend)
            }
            Ok(_) => None,
            Err(error) => Some(error),
        };
        if let Some(error) = refused {
            self.failed("revoke", &intent, &error);
        }
        match self.is_gone(token) {
            Ok(true) => self.report.ok("it is gone"),
            Ok(false) => return self.left_behind(token, "it is still there"),
            Err(_) if !can.list && !can.create => {}
            Err(error) => self
                .report
                .note(&format!("it could not be checked that it is gone: {}", words::error(&error))),
        }
        if can.revoke {
            self.report.section("Revoke again, as after a lost answer");
            match self.call(&intent) {
                Ok(_) => self.report.ok("taken as done"),
                Err(error) => {
                    self.report.note(&format!("a second revocation is an error: {}", words::error(&error)));
                    self.hints(&intent, &error);
                }
            }
        }
    }

    fn left_behind(&mut self, token: &Token, why: &str) {
        let called = if token.name.is_empty() { format!("id {}", token.id.0) } else { token.name.clone() };
        self.report.fail(&format!("revoke: {why}. LEFT BEHIND: {called}; revoke it by hand"));
    }
}

/// What a token should be.
struct Asked<'a> {
    /// `None`: either will do.
    name: Option<&'a str>,
    description: Option<&'a str>,
    access: &'a Access,
    is_set: &'a dyn Fn(Field) -> bool,
}

/// Scopes that came back beside all that were sent.
fn implied(sent: &Access, back: &Access) -> Option<String> {
    let all = !sent.scopes.is_empty() && sent.scopes.iter().all(|scope| back.scopes.contains(scope));
    let more: Vec<&str> =
        back.scopes.iter().filter(|s| !sent.scopes.contains(s)).map(|s| s.0.as_ref()).collect();
    (all && !more.is_empty()).then(|| more.join(", "))
}

/// A sentence for each field that is not as it should be.
fn differences(connector: &Connector, asked: &Asked<'_>, token: &Token) -> Vec<String> {
    let Some(reads) = &connector.token else { return Vec::new() };
    let mut found = Vec::new();
    let mut text = |field: Field, is_read: bool, sent: Option<&str>, back: &str| {
        let Some(sent) = sent.filter(|sent| (asked.is_set)(field) && is_read && *sent != back) else {
            return;
        };
        found.push(format!("{} was sent as “{sent}” and came back as “{back}”", words::field(field)));
    };
    text(Field::Name, reads.name.is_some(), asked.name, &token.name);
    // Kept in one place with the name by some.
    let apart = asked.name != Some(token.description.as_str()) || token.description.is_empty();
    text(Field::Description, reads.description.is_some() && apart, asked.description, &token.description);
    let (sent, back) = (asked.access, &token.access);
    let mut list = |field: Field, is_read: bool, sent: Vec<String>, back: Vec<String>| {
        let sorted = |mut list: Vec<String>| {
            list.sort();
            list
        };
        // A backend may say which scopes one scope implies.
        let implied =
            field == Field::Scopes && !sent.is_empty() && sent.iter().all(|scope| back.contains(scope));
        if !(asked.is_set)(field) || !is_read || implied || sorted(sent.clone()) == sorted(back.clone()) {
            return;
        }
        let show = |list: Vec<String>| if list.is_empty() { "nothing".to_owned() } else { list.join(", ") };
        found.push(format!(
            "{} were sent as {} and came back as {}",
            words::field(field),
            show(sent),
            show(back)
        ));
    };
    let apis = |rules: &[latchkey_model::ApiRule]| rules.iter().map(ToString::to_string).collect::<Vec<_>>();
    let ips = |rules: &[latchkey_model::IpRule]| rules.iter().map(ToString::to_string).collect::<Vec<_>>();
    let scopes =
        |scopes: &[latchkey_model::ScopeId]| scopes.iter().map(|s| s.0.to_string()).collect::<Vec<_>>();
    list(Field::Scopes, reads.scopes.is_some(), scopes(&sent.scopes), scopes(&back.scopes));
    list(
        Field::AllowedApis,
        reads.allowed_apis.is_some(),
        apis(&sent.allowed_apis),
        apis(&back.allowed_apis),
    );
    list(
        Field::BlockedApis,
        reads.blocked_apis.is_some(),
        apis(&sent.blocked_apis),
        apis(&back.blocked_apis),
    );
    list(Field::AllowedIps, reads.allowed_ips.is_some(), ips(&sent.allowed_ips), ips(&back.allowed_ips));
    list(Field::BlockedIps, reads.blocked_ips.is_some(), ips(&sent.blocked_ips), ips(&back.blocked_ips));
    if let Some(read) = reads.expires_at.as_ref().filter(|_| (asked.is_set)(Field::Expiry)) {
        let by_day = read.0.time == Some(TimeFormat::Date);
        found.extend(expiry_difference(sent.expiry, back.expiry, by_day));
    }
    found
}

/// Backends count from their own clock, so seconds do not matter.
fn expiry_difference(sent: Expiry, back: Expiry, by_day: bool) -> Option<String> {
    let near = TimeDelta::minutes(2);
    let differ =
        || format!("expiry was sent as {} and came back as {}", words::expires(sent), words::expires(back));
    match (sent, back) {
        (Expiry::At(sent), Expiry::At(back)) => {
            let apart = (back - sent).abs();
            if apart <= near || (by_day && apart <= TimeDelta::days(1) + near) {
                return None;
            }
            // Zones are whole quarters of an hour.
            let to_quarter = TimeDelta::seconds(apart.num_seconds() % 900);
            let quarters =
                apart <= TimeDelta::hours(15) && (to_quarter <= near || to_quarter >= TimeDelta::minutes(13));
            let zone = if quarters { ": is the connector's `zone` right?" } else { "" };
            Some(differ() + zone)
        }
        (sent, back) if sent == back || sent == Expiry::Unstated => None,
        _ => Some(differ()),
    }
}
