//! The form of a token: what the person typed, before it is anything more.
//!
//! The model's types are made from it by [`Form::draft`] and [`Form::changes`] (in `values`); their errors become
//! texts beside the fields (`fields`). Nothing here is lost by an error.

use crate::console::{CallError, Console};
use crate::dom::{live, spawn};
use crate::explain::{explain, field_errors, place};
use crate::state::State;
use crate::widgets::field::{Note, go_to_complaint};
use crate::widgets::hold::Hold;
use latchkey_connector::{Capabilities, Field, Fields, Intent, Outcome};
use latchkey_model::{
    Access, AccessPolicy, ApiRule, Expiry, IpRule, RuleList, Scope, ScopeId, Token, difference,
};
use leptos::reactive::graph::untrack;
use std::ops::Deref;
use std::sync::Arc;

/// What is picked as expiration; the date itself is typed beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiration {
    Days(u32),
    Custom,
    Never,
    /// As it is (editing only).
    Keep,
}

impl Expiration {
    pub fn value(self) -> String {
        match self {
            Expiration::Days(days) => days.to_string(),
            Expiration::Custom => "custom".to_owned(),
            Expiration::Never => "never".to_owned(),
            Expiration::Keep => "keep".to_owned(),
        }
    }

    pub fn read(value: &str) -> Self {
        match value {
            "custom" => Expiration::Custom,
            "never" => Expiration::Never,
            "keep" => Expiration::Keep,
            days => days.parse().map_or(Expiration::Custom, Expiration::Days),
        }
    }
}

/// One complaint and the field it stands beside.
pub type Complaint = (Field, String);

/// All that a person typed and chose.
#[derive(Clone, Debug)]
pub struct Typed {
    pub name: String,
    pub description: String,
    /// The expiry is what [`Expiration::Keep`] means.
    pub access: Access,
    pub expiration: Expiration,
    pub date: String,
    pub preset: Option<String>,
    /// In the boxes below the four rule lists.
    waiting: [String; 4],
}

impl Typed {
    fn nothing(can: &Capabilities) -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            access: Access::new(Expiry::Unstated),
            expiration: first_expiration(can),
            date: String::new(),
            preset: None,
            waiting: Default::default(),
        }
    }

    /// As the token is.
    fn of(token: &Token) -> Self {
        Self {
            name: token.name.clone(),
            description: token.description.clone(),
            access: token.access.clone(),
            expiration: Expiration::Keep,
            date: String::new(),
            preset: None,
            waiting: Default::default(),
        }
    }

    /// Whether nothing was typed or chosen that the other has not. Rules and scopes may stand in another order.
    fn says(&self, other: &Self) -> bool {
        self.name == other.name
            && self.description == other.description
            && (self.expiration, &self.date) == (other.expiration, &other.date)
            && self.waiting == other.waiting
            && difference(&self.access, &other.access, AccessPolicy::default()).is_empty()
    }
}

/// What is behind a [`Form`].
pub struct Parts {
    pub name: State<String>,
    pub description: State<String>,
    pub scopes: State<Vec<ScopeId>>,
    pub expiration: State<Expiration>,
    pub date: State<String>,
    pub preset: State<Option<String>>,
    pub allowed_apis: State<Vec<ApiRule>>,
    pub blocked_apis: State<Vec<ApiRule>>,
    pub allowed_ips: State<Vec<IpRule>>,
    pub blocked_ips: State<Vec<IpRule>>,
    /// What stands in the boxes below the four rule lists and is no rule yet.
    typed: [State<String>; 4],
    pub complaints: State<Vec<Complaint>>,
    pub busy: State<bool>,
    /// While the backend wants to be left alone.
    pub hold: Hold,
    /// The token as it was read, when editing.
    pub saved: State<Option<Token>>,
    /// Scopes that may be granted, once they are known.
    pub offered_scopes: State<Arc<Vec<Scope>>>,
    pub scopes_error: State<Option<CallError>>,
    /// What [`Expiration::Keep`] means: the token's expiry, when editing.
    pub current: State<Expiry>,
    /// What the form began with.
    begun: Typed,
}

/// A handle that is copied freely: every field of the form holds it.
///
/// The handle is a reference that is never freed, some 200 bytes for each dialog that is opened; the signals
/// behind it go with the dialog. A struct of 18 signals copied into each closure came to far more wasm.
#[derive(Clone, Copy)]
pub struct Form(&'static Parts);

impl Deref for Form {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl Form {
    /// An empty form, with what the policy offers first as expiration.
    pub fn new(can: &Capabilities) -> Self {
        Self::make(Typed::nothing(can), Typed::nothing(can), None)
    }

    /// The form of a token that exists.
    pub fn of(token: &Token) -> Self {
        Self::make(Typed::of(token), Typed::of(token), Some(token.clone()))
    }

    /// A new token with the parameters of one that exists, under another name; its expiration is chosen anew.
    pub fn copy(token: &Token, name: String, can: &Capabilities) -> Self {
        let typed = Typed { name, expiration: first_expiration(can), ..Typed::of(token) };
        Self::make(typed.clone(), typed, None)
    }

    /// A new token as it was typed in another form. Nobody has saved that: leaving asks from the start.
    pub fn again(mut typed: Typed, can: &Capabilities) -> Self {
        if typed.expiration == Expiration::Keep {
            typed.expiration = first_expiration(can);
        }
        Self::make(typed, Typed::nothing(can), None)
    }

    fn make(typed: Typed, begun: Typed, saved: Option<Token>) -> Self {
        let Typed { name, description, access, expiration, date, preset, waiting } = typed;
        Self(Box::leak(Box::new(Parts {
            name: State::new(name),
            description: State::new(description),
            scopes: State::new(access.scopes),
            expiration: State::new(expiration),
            date: State::new(date),
            preset: State::new(preset),
            allowed_apis: State::new(access.allowed_apis),
            blocked_apis: State::new(access.blocked_apis),
            allowed_ips: State::new(access.allowed_ips),
            blocked_ips: State::new(access.blocked_ips),
            typed: waiting.map(State::new),
            complaints: State::new(Vec::new()),
            busy: State::new(false),
            hold: Hold::new(),
            saved: State::new(saved),
            offered_scopes: State::new(Arc::default()),
            scopes_error: State::new(None),
            current: State::new(access.expiry),
            begun,
        })))
    }

    /// All that is typed and chosen now.
    pub fn typed_now(self) -> Typed {
        Typed {
            name: self.name.get_untracked(),
            description: self.description.get_untracked(),
            access: self.lists(self.current.get_untracked()),
            expiration: self.expiration.get_untracked(),
            date: self.date.get_untracked(),
            preset: self.preset.get_untracked(),
            waiting: self.typed.map(State::get_untracked),
        }
    }

    /// Whether leaving the form would lose anything.
    pub fn is_changed(self) -> bool {
        !self.typed_now().says(&self.begun)
    }

    /// The allowed APIs that the form began with.
    pub fn begun_apis(self) -> &'static [ApiRule] {
        &self.0.begun.access.allowed_apis
    }

    /// Scopes and rules as they stand, with this expiry.
    pub fn lists(self, expiry: Expiry) -> Access {
        untrack(|| Access {
            scopes: self.scopes.get(),
            allowed_apis: self.allowed_apis.get(),
            blocked_apis: self.blocked_apis.get(),
            allowed_ips: self.allowed_ips.get(),
            blocked_ips: self.blocked_ips.get(),
            expiry,
        })
    }

    /// Puts texts and rules of `token` into the fields; the expiration stays as it was chosen.
    pub fn put(self, token: &Token) {
        let access = &token.access;
        self.name.set(token.name.clone());
        self.description.set(token.description.clone());
        self.scopes.set(access.scopes.clone());
        if self.allowed_apis.with_untracked(|rules| *rules != access.allowed_apis) {
            self.preset.set(None);
            self.allowed_apis.set(access.allowed_apis.clone());
        }
        self.blocked_apis.set(access.blocked_apis.clone());
        self.allowed_ips.set(access.allowed_ips.clone());
        self.blocked_ips.set(access.blocked_ips.clone());
    }

    /// Leaves the expiry as it is in `expiry`, whatever was chosen.
    pub fn keep_expiry(self, expiry: Expiry) {
        self.current.set(expiry);
        self.expiration.set(Expiration::Keep);
        self.date.set(String::new());
    }

    /// Asks the backend for what can be chosen from, and is not known yet.
    pub fn load_choices(self, console: Console, fields: &Fields) {
        console.operations.load(console);
        let known = self.offered_scopes.with_untracked(|scopes| !scopes.is_empty());
        if fields.has(Field::Scopes) && console.can().scopes && !known {
            self.scopes_error.set(None);
            spawn(async move {
                match console.call(Intent::Scopes, "").await {
                    Ok(Outcome::Scopes(scopes)) => {
                        self.offered_scopes.set(Arc::new(scopes));
                    }
                    Ok(_) => {}
                    Err(error) => self.scopes_error.set(Some(error)),
                }
            });
        }
    }

    /// What stands in the box below a rule list and is no rule yet.
    pub fn typed(self, list: RuleList) -> State<String> {
        let [allowed_apis, blocked_apis, allowed_ips, blocked_ips] = self.typed;
        match list {
            RuleList::AllowedApis => allowed_apis,
            RuleList::BlockedApis => blocked_apis,
            RuleList::AllowedIps => allowed_ips,
            RuleList::BlockedIps => blocked_ips,
        }
    }

    /// The complaint beside `field`.
    pub fn error(self, field: Field) -> Note {
        live(move || {
            self.complaints.with(|list| {
                let texts: Vec<&str> =
                    list.iter().filter(|(f, _)| *f == field).map(|(_, text)| text.as_str()).collect();
                (!texts.is_empty()).then(|| texts.join(" "))
            })
        })
    }

    /// Puts a failed answer where it belongs: beside its field, else above the buttons.
    pub fn refuse(self, error: &CallError, shown: &Fields) {
        self.hold.after(error);
        let mut complaints: Vec<Complaint> =
            field_errors(error).into_iter().map(|e| (place(e.field, &shown.0), e.message)).collect();
        if complaints.is_empty() {
            complaints.push((Field::Form, explain(error)));
        }
        self.complain(complaints);
    }

    /// Says what is wrong, and goes to the first of it.
    pub fn complain(self, complaints: Vec<Complaint>) {
        let said = complaints.iter().map(|(_, words)| words.clone()).collect();
        self.complaints.set(complaints);
        go_to_complaint(said);
    }
}

fn first_expiration(can: &Capabilities) -> Expiration {
    // The offer nearest to a month: long enough to be useful, short enough to be safe.
    match can.expiry.offers().iter().min_by_key(|offer| offer.days.abs_diff(30)) {
        Some(offer) => Expiration::Days(offer.days),
        None if can.expiry.custom => Expiration::Custom,
        None => Expiration::Never,
    }
}
