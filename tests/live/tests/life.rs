//! The whole life of a token on a real server, driven by what the connector says that the server can do.

use chrono::{DateTime, TimeDelta, Utc};
use latchkey_cli::http::{CallError, Client};
use latchkey_connector::{
    AppConfig, BackendError, Capabilities, Changes, Column, Draft, Engine, Field, FieldError, Intent,
    Outcome, PageCursor, Profile,
};
use latchkey_model::{Access, Expiry, Lifecycle, ScopeId, Token};
use live::server::{Kind, Reply, Server};
use serde_json::{Value, json};

/// What a server has that the connector does not tell.
pub struct Part {
    pub kind: &'static Kind,
    /// Uses a secret as its holder does: accepted is a success, refused is 4xx.
    pub uses: fn(&Server, &str) -> Reply,
    /// Scopes to ask for, of those that one may hand on.
    pub scopes: &'static [&'static str],
    /// Scopes that every token gets, asked for or not.
    pub scopes_always: &'static [&'static str],
    /// A scope that the server has and the account does not.
    pub scope_not_held: Option<&'static str>,
    /// What the host of such an installation says of it in `config.json`.
    pub installation: Value,
}

impl Part {
    pub fn new(name: &str, uses: fn(&Server, &str) -> Reply) -> Self {
        let kind = Kind::named(name).unwrap_or_else(|| panic!("there is no server {name}"));
        Self { kind, uses, scopes: &[], scopes_always: &[], scope_not_held: None, installation: json!({}) }
    }

    /// A server of its own, and the account signed in.
    pub fn start(self) -> Life {
        let mut life = self.start_signed_out();
        let account = life.server.account.clone();
        life.client.sign_in(&account.user, &account.password).unwrap();
        if life.client.capabilities.describe {
            life.client.describe().unwrap();
        }
        life
    }

    fn start_signed_out(self) -> Life {
        let server = self.kind.start(None).unwrap_or_else(|error| panic!("{error}"));
        let mut client = Client::new(self.engine(|_| {}), &server.address).unwrap();
        client.capabilities = self.capabilities();
        Life { part: self, server, client, made: 0 }
    }

    /// The server's connector, changed.
    pub fn engine(&self, change: impl FnOnce(&mut Value)) -> Engine {
        let file = std::fs::read_to_string(self.kind.connector()).unwrap();
        let mut connector: Value = serde_json::from_str(&file).unwrap();
        change(&mut connector);
        Engine::load(self.kind.name, &connector.to_string()).unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// `config.json` of this installation.
    pub fn config(&self) -> String {
        let connector = format!("connectors/{}.json", self.kind.name);
        let mut config = json!({ "backend": "/", "connector": connector });
        if self.installation != json!({}) {
            config["capabilities"] = self.installation.clone();
        }
        config.to_string()
    }

    pub fn capabilities(&self) -> Capabilities {
        let config =
            AppConfig::load("config.json", &self.config()).unwrap_or_else(|error| panic!("{error:?}"));
        let engine = self.engine(|_| {});
        engine.narrowed(engine.capabilities(), &config.capabilities)
    }

    pub fn works(&self, server: &Server, secret: &str) {
        let reply = (self.uses)(server, secret);
        assert!(reply.is_success(), "a good secret is refused: {reply:?}");
    }

    pub fn is_refused(&self, server: &Server, secret: &str) {
        let reply = (self.uses)(server, secret);
        assert!((400..500).contains(&reply.status), "a bad secret is not refused: {reply:?}");
    }
}

pub struct Life {
    part: Part,
    pub server: Server,
    pub client: Client,
    made: u32,
}

pub fn whole_life(part: Part) {
    let mut life = part.start_signed_out();
    life.only_the_right_password_signs_in();
    life.what_was_asked_for_is_what_was_made();
    life.a_secret_works_until_it_is_revoked();
    if life.client.capabilities.edit {
        life.an_edit_changes_what_it_says_and_nothing_else();
    }
    if life.client.capabilities.enable_disable {
        life.a_disabled_token_is_refused_until_it_is_enabled();
    }
    if life.client.capabilities.regenerate {
        life.a_new_secret_takes_the_place_of_the_old();
    }
    if life.client.capabilities.revoke_many {
        life.several_are_revoked_at_once();
    }
    if life.client.capabilities.create_fields.has(Field::AllowedIps) {
        life.another_address_is_refused();
    }
    life.what_is_refused_says_at_which_field();
    life.pages_make_the_whole_list();
    life.signing_out_ends_the_session();
}

impl Life {
    fn only_the_right_password_signs_in(&mut self) {
        let account = self.server.account.clone();
        self.is_not_signed_in();
        let refused = self.client.sign_in(&account.user, "not-the-password-1843").unwrap_err();
        self.is_bad_credentials(&refused);
        self.is_not_signed_in();
        self.client.sign_in(&account.user, &account.password).unwrap();
        assert!(self.client.session.get("user_name").is_some_and(|name| !name.is_empty()));
        if self.client.engine.connector().requests.current_session.is_some() {
            let bound = self.client.call(&Intent::CurrentSession).unwrap();
            assert!(matches!(bound, Outcome::Session(_)), "{bound:?}");
        }
        if self.client.capabilities.describe {
            self.client.describe().unwrap();
        }
        if self.client.capabilities.profile {
            let profile = self.client.call(&Intent::Profile).unwrap();
            assert!(matches!(profile, Outcome::Profile(Profile { .. })), "{profile:?}");
        }
    }

    fn what_was_asked_for_is_what_was_made(&mut self) {
        let before = self.list();
        let draft = self.draft();
        let (token, secret) = self.create(|_| {});
        let listed = self.find(&token);
        for read in [&token, &listed] {
            self.is_as_drafted(read, &draft);
            let shown = format!("{read:?}");
            assert!(!shown.contains(&secret), "the record holds the secret: {shown}");
        }
        assert_eq!(self.list().len(), before.len() + 1);
        if self.client.engine.connector().requests.get.is_some() {
            let got = self.client.call(&Intent::Get { id: token.id.clone() }).unwrap();
            let Outcome::Token(got) = got else { panic!("{got:?}") };
            self.is_as_drafted(&got, &draft);
        }
        if self.client.capabilities.scopes {
            let scopes = self.client.call(&Intent::Scopes).unwrap();
            let Outcome::Scopes(scopes) = scopes else { panic!("{scopes:?}") };
            for wanted in self.part.scopes {
                assert!(scopes.iter().any(|s| *s.id.0 == **wanted), "{wanted} is not offered: {scopes:?}");
            }
        }
    }

    fn a_secret_works_until_it_is_revoked(&mut self) {
        let (token, secret) = self.create(|_| {});
        self.works(&secret);
        if self.client.capabilities.columns.contains(&Column::LastUsed) {
            assert!(self.find(&token).last_used.is_some(), "nothing says that it was used");
        }
        let (kept, other) = self.create(|_| {});
        self.revoke(&token);
        self.is_refused(&secret);
        self.works(&other);
        assert!(self.try_find(&token).is_none_or(|t| matches!(t.lifecycle, Lifecycle::Revoked(_))));
        self.find(&kept);
        // What another window did already is done, as the list shows.
        let again = self.client.call(&Intent::Revoke { token });
        assert!(matches!(again, Ok(Outcome::Done | Outcome::Gone)), "{again:?}");
    }

    fn an_edit_changes_what_it_says_and_nothing_else(&mut self) {
        let (made, secret) = self.create(|_| {});
        let fields = self.client.capabilities.edit_fields.clone();
        let name = self.name("renamed");
        for (field, changes) in [
            (Field::Name, Changes { name: Some(name), ..Changes::default() }),
            (
                Field::Description,
                Changes { description: Some("Another one".to_owned()), ..Changes::default() },
            ),
            (Field::Expiry, Changes { expiry: Some(in_days(60)), ..Changes::default() }),
            (Field::Scopes, Changes { scopes: Some(self.scopes(1)), ..Changes::default() }),
            (Field::AllowedIps, Changes { allowed_ips: Some(Vec::new()), ..Changes::default() }),
        ] {
            if !fields.has(field) {
                continue;
            }
            let before = self.find(&made);
            let outcome =
                self.client.call(&Intent::Edit { before: before.clone(), changes: changes.clone() });
            outcome.unwrap_or_else(|error| panic!("{field:?}: {error:?}"));
            let after = self.find(&made);
            let wanted = Token {
                name: changes.name.unwrap_or(before.name),
                description: changes.description.unwrap_or(before.description),
                access: Access {
                    scopes: changes.scopes.unwrap_or(before.access.scopes),
                    allowed_ips: changes.allowed_ips.unwrap_or(before.access.allowed_ips),
                    expiry: changes.expiry.unwrap_or(before.access.expiry),
                    ..before.access
                },
                // What a backend sets itself.
                hint: after.hint.clone(),
                last_used: after.last_used,
                version: after.version.clone(),
                ..before
            };
            is_same(&after, &wanted);
        }
        self.works(&secret);
    }

    fn a_disabled_token_is_refused_until_it_is_enabled(&mut self) {
        let (token, secret) = self.create(|_| {});
        let before = self.find(&token);
        self.client.call(&Intent::Disable { before }).unwrap();
        assert_eq!(self.find(&token).lifecycle, Lifecycle::Disabled);
        self.is_refused(&secret);
        let before = self.find(&token);
        self.client.call(&Intent::Enable { before }).unwrap();
        assert_eq!(self.find(&token).lifecycle, Lifecycle::Enabled);
        self.works(&secret);
    }

    fn a_new_secret_takes_the_place_of_the_old(&mut self) {
        let (token, old) = self.create(|_| {});
        let before = self.find(&token);
        let issued = self.client.call(&Intent::Regenerate { before, grace_seconds: None }).unwrap();
        let Outcome::Issued(issued) = issued else { panic!("{issued:?}") };
        assert_ne!(issued.secret, old);
        self.is_refused(&old);
        self.works(&issued.secret);
    }

    fn several_are_revoked_at_once(&mut self) {
        let made = [self.create(|_| {}), self.create(|_| {})];
        let (kept, other) = self.create(|_| {});
        let tokens: Vec<Token> = made.iter().map(|(token, _)| self.find(token)).collect();
        match self.client.call(&Intent::RevokeMany { tokens }).unwrap() {
            Outcome::Revoked(results) => assert!(results.iter().all(|one| one.result.is_ok()), "{results:?}"),
            outcome => assert_eq!(outcome, Outcome::Done),
        }
        for (_, secret) in &made {
            self.is_refused(secret);
        }
        self.works(&other);
        self.revoke(&kept);
    }

    fn another_address_is_refused(&mut self) {
        // A block of RFC 5737, from which no request comes.
        let (_, secret) =
            self.create(|draft| draft.access.allowed_ips = vec!["192.0.2.0/24".parse().unwrap()]);
        self.is_refused(&secret);
    }

    /// A limit is known beforehand, so the console would not even send these. Another client could have changed
    /// what the limit hangs on meanwhile.
    fn what_is_refused_says_at_which_field(&mut self) {
        let capabilities = self.client.capabilities.clone();
        let (can_set, longest) = (&capabilities.create_fields, capabilities.name.max_length);
        if can_set.has(Field::Name) && (1..1000).contains(&longest) {
            let error = self.try_create(|draft| draft.name = "n".repeat(longest + 1)).unwrap_err();
            is_about(&error, Field::Name);
        }
        if let (true, Some(max)) = (can_set.has(Field::Expiry), capabilities.expiry.max) {
            let late = Expiry::At(now() + max + TimeDelta::days(1));
            is_about(&self.try_create(|draft| draft.access.expiry = late).unwrap_err(), Field::Expiry);
        }
        if let Some(scope) = self.part.scope_not_held {
            let error = self.try_create(|draft| draft.access.scopes = vec![scope.into()]).unwrap_err();
            is_about(&error, Field::Scopes);
        }
        if capabilities.name.unique {
            let (token, _) = self.create(|_| {});
            is_about(&self.try_create(|draft| draft.name = token.name.clone()).unwrap_err(), Field::Name);
        }
    }

    /// With pages of two where the backend has pages.
    fn pages_make_the_whole_list(&mut self) {
        if self.client.engine.connector().requests.list.as_ref().is_none_or(|list| list.paging.is_none()) {
            return;
        }
        while self.list().len() < 5 {
            self.create(|_| {});
        }
        let whole: Vec<Token> = self.list();
        let engine = self.part.engine(|connector| connector["requests"]["list"]["paging"]["size"] = json!(2));
        let mut small = Client::new(engine, &self.server.address).unwrap();
        small.sign_in(&self.server.account.user, &self.server.account.password).unwrap();
        let mut cursor: Option<PageCursor> = None;
        let mut ids = Vec::new();
        loop {
            let Outcome::Page(page) = small.call(&Intent::List { cursor }).unwrap() else {
                panic!("no page")
            };
            assert!((1..=2).contains(&page.tokens.len()), "{} on a page of two", page.tokens.len());
            assert_eq!(page.total, Some(whole.len() as u64));
            ids.extend(page.tokens.into_iter().map(|token| token.id));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(ids, whole.iter().map(|token| token.id.clone()).collect::<Vec<_>>());
    }

    fn signing_out_ends_the_session(&mut self) {
        if self.client.engine.connector().requests.sign_out.is_some() {
            let before = self.client.session.clone();
            self.client.call(&Intent::SignOut).unwrap();
            // Ended by the backend too, not only forgotten here.
            assert_eq!(self.client.session, before);
            self.is_not_signed_in();
        }
    }

    // What the steps are made of.

    fn draft(&self) -> Draft {
        let can_set = &self.client.capabilities.create_fields;
        let unstated = if can_set.has(Field::Expiry) { in_days(30) } else { Expiry::Unstated };
        let mut access = Access::new(unstated);
        access.scopes = self.scopes(self.part.scopes.len());
        if can_set.has(Field::AllowedIps) {
            access.allowed_ips = vec!["127.0.0.0/8".parse().unwrap()];
        }
        let text = |field, text: &str| if can_set.has(field) { text.to_owned() } else { String::new() };
        Draft {
            name: text(Field::Name, &self.name("ci")),
            description: text(Field::Description, "For the live tests"),
            access,
            preset: None,
        }
    }

    fn name(&self, start: &str) -> String {
        format!("{start} {}", self.made)
    }

    fn scopes(&self, count: usize) -> Vec<ScopeId> {
        self.part.scopes.iter().take(count).map(|scope| ScopeId((*scope).into())).collect()
    }

    pub fn try_create(&mut self, change: impl FnOnce(&mut Draft)) -> Result<(Token, String), CallError> {
        let mut draft = self.draft();
        change(&mut draft);
        let before = self.list();
        self.made += 1;
        let outcome = self.client.call(&Intent::Create { draft })?;
        let Outcome::Issued(issued) = outcome else { panic!("{outcome:?}") };
        assert!(!issued.secret.is_empty());
        // A backend that gives the secret alone: the token is the one that was not there.
        let token = issued.token.unwrap_or_else(|| {
            let new = |token: &Token| !before.iter().any(|old| old.id == token.id);
            self.list().into_iter().find(new).expect("the new token is in the list")
        });
        Ok((token, issued.secret))
    }

    /// A token as drafted, changed: its record and its secret.
    pub fn create(&mut self, change: impl FnOnce(&mut Draft)) -> (Token, String) {
        self.try_create(change).unwrap_or_else(|error| panic!("no token is made: {error:?}"))
    }

    /// No token is made, and the complaint is about this field.
    pub fn refuses(&mut self, field: Field, change: impl FnOnce(&mut Draft)) {
        is_about(&self.try_create(change).unwrap_err(), field);
    }

    fn revoke(&mut self, token: &Token) {
        let outcome = self.client.call(&Intent::Revoke { token: token.clone() });
        assert_eq!(outcome.unwrap(), Outcome::Done);
    }

    fn list(&mut self) -> Vec<Token> {
        let listed = self.client.list().unwrap();
        assert!(listed.unreadable.is_empty(), "{:?}", listed.unreadable);
        listed.tokens
    }

    fn try_find(&mut self, token: &Token) -> Option<Token> {
        // An id may have been used again.
        self.list().into_iter().find(|other| other.id == token.id && other.created == token.created)
    }

    fn find(&mut self, token: &Token) -> Token {
        self.try_find(token).unwrap_or_else(|| panic!("{token:?} is not in the list"))
    }

    fn works(&self, secret: &str) {
        self.part.works(&self.server, secret);
    }

    fn is_refused(&self, secret: &str) {
        self.part.is_refused(&self.server, secret);
    }

    fn is_not_signed_in(&mut self) {
        // What signing in bound is gone with a reload; the cookies are not.
        let user_name = self.client.session.get("user_name").map(str::to_owned);
        match self.client.list() {
            Err(CallError::Backend(BackendError::NotSignedIn)) => {}
            // Nothing to fill the path with.
            Err(CallError::Prepare(_)) if user_name.is_none() => {}
            other => panic!("somebody is signed in: {other:?}"),
        }
    }

    pub fn is_bad_credentials(&self, error: &CallError) {
        assert!(matches!(error, CallError::Backend(BackendError::BadCredentials { .. })), "{error:?}");
    }

    fn is_as_drafted(&self, token: &Token, draft: &Draft) {
        let can_set = &self.client.capabilities.create_fields;
        assert_eq!(token.lifecycle, Lifecycle::Enabled);
        // What the console cannot set, the backend chooses.
        let wanted = Token {
            name: if can_set.has(Field::Name) { draft.name.clone() } else { token.name.clone() },
            description: draft.description.clone(),
            access: Access {
                scopes: if can_set.has(Field::Scopes) {
                    let always = self.part.scopes_always.iter().map(|scope| ScopeId((*scope).into()));
                    draft.access.scopes.iter().cloned().chain(always).collect()
                } else {
                    token.access.scopes.clone()
                },
                expiry: if can_set.has(Field::Expiry) { draft.access.expiry } else { token.access.expiry },
                ..draft.access.clone()
            },
            ..token.clone()
        };
        is_same(token, &wanted);
    }
}

/// Equal but for the seconds that a request takes on its way, where lifetimes count from now, and for the order of
/// scopes.
fn is_same(token: &Token, wanted: &Token) {
    let close = |a: DateTime<Utc>, b: DateTime<Utc>| (a - b).abs() <= TimeDelta::seconds(60);
    let (mut token, mut wanted) = (token.clone(), wanted.clone());
    token.access.scopes.sort();
    wanted.access.scopes.sort();
    if let (Expiry::At(is), Expiry::At(should)) = (token.access.expiry, wanted.access.expiry)
        && close(is, should)
    {
        token.access.expiry = wanted.access.expiry;
    }
    assert_eq!(token, wanted);
}

fn is_about(error: &CallError, field: Field) {
    let fields: &[FieldError] = match error {
        CallError::Backend(BackendError::Invalid { fields, .. } | BackendError::Conflict { fields, .. }) => {
            fields
        }
        other => panic!("expected a complaint about {field:?}, found {other:?}"),
    };
    assert!(fields.iter().any(|one| one.field == field && !one.message.is_empty()), "{field:?}: {error:?}");
}

fn now() -> DateTime<Utc> {
    latchkey_cli::http::now()
}

fn in_days(days: i64) -> Expiry {
    let at = now() + TimeDelta::days(days);
    // Whole seconds: what every backend keeps.
    Expiry::At(DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at))
}
