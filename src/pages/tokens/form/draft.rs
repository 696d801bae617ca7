//! What a person typed and chose for a token.

use latchkey_connector::Capabilities;
use latchkey_model::{Access, AccessPolicy, ApiRule, Expiry, IpRule, RuleList, ScopeId, Token, difference};
use leptos::prelude::*;

/// What the form of a new token starts with.
#[derive(Clone, Debug, Default)]
pub enum DraftStart {
    #[default]
    Empty,
    CopyOf(Token),
    /// What was typed for a token that is gone.
    Typed(TypedDraft),
}

/// The chosen expiration. The date of `Custom` is typed beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiration {
    Days(u32),
    Custom,
    Never,
    /// The expiry stays as it is (only when editing).
    Keep,
}

impl Expiration {
    /// The value of its option in the select.
    pub fn value(self) -> String {
        match self {
            Expiration::Days(days) => days.to_string(),
            Expiration::Custom => "custom".to_owned(),
            Expiration::Never => "never".to_owned(),
            Expiration::Keep => "keep".to_owned(),
        }
    }

    pub fn from_value(value: &str) -> Self {
        match value {
            "custom" => Expiration::Custom,
            "never" => Expiration::Never,
            "keep" => Expiration::Keep,
            days => days.parse().map_or(Expiration::Custom, Expiration::Days),
        }
    }

    fn first_offer(can: &Capabilities) -> Self {
        // The offer nearest to a month: long enough to be useful, short enough to be safe.
        match can.expiry.offers().iter().min_by_key(|offer| offer.days.abs_diff(30)) {
            Some(offer) => Expiration::Days(offer.days),
            None if can.expiry.custom => Expiration::Custom,
            None => Expiration::Never,
        }
    }
}

/// One value for each of the four rule lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerList<T> {
    pub allowed_apis: T,
    pub blocked_apis: T,
    pub allowed_ips: T,
    pub blocked_ips: T,
}

impl<T> PerList<T> {
    pub fn of(&self, list: RuleList) -> &T {
        match list {
            RuleList::AllowedApis => &self.allowed_apis,
            RuleList::BlockedApis => &self.blocked_apis,
            RuleList::AllowedIps => &self.allowed_ips,
            RuleList::BlockedIps => &self.blocked_ips,
        }
    }

    fn map<U>(self, convert: impl Fn(T) -> U) -> PerList<U> {
        PerList {
            allowed_apis: convert(self.allowed_apis),
            blocked_apis: convert(self.blocked_apis),
            allowed_ips: convert(self.allowed_ips),
            blocked_ips: convert(self.blocked_ips),
        }
    }
}

/// A [`TokenDraft`] at one moment.
#[derive(Clone, Debug)]
pub struct TypedDraft {
    pub name: String,
    pub description: String,
    /// Its expiry is what [`Expiration::Keep`] means.
    pub access: Access,
    pub expiration: Expiration,
    pub date: String,
    /// The API set that filled the allowed APIs.
    pub preset: Option<String>,
    /// In the inputs below the rule lists, and no rule yet.
    pub waiting: PerList<String>,
}

impl TypedDraft {
    fn empty(can: &Capabilities) -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            access: Access::new(Expiry::Unstated),
            expiration: Expiration::first_offer(can),
            date: String::new(),
            preset: None,
            waiting: PerList::default(),
        }
    }

    fn of(token: &Token) -> Self {
        Self {
            name: token.name.clone(),
            description: token.description.clone(),
            access: token.access.clone(),
            expiration: Expiration::Keep,
            date: String::new(),
            preset: None,
            waiting: PerList::default(),
        }
    }

    /// Rules and scopes may stand in another order.
    fn reads_the_same(&self, other: &Self) -> bool {
        self.name == other.name
            && self.description == other.description
            && (self.expiration, &self.date) == (other.expiration, &other.date)
            && self.waiting == other.waiting
            && difference(&self.access, &other.access, AccessPolicy::default()).is_empty()
    }
}

/// What was typed and chosen so far: one signal for each field, which end with the owner of the form.
#[derive(Clone, Copy)]
pub struct TokenDraft {
    pub name: RwSignal<String>,
    pub description: RwSignal<String>,
    pub scopes: RwSignal<Vec<ScopeId>>,
    pub expiration: RwSignal<Expiration>,
    pub date: RwSignal<String>,
    pub preset: RwSignal<Option<String>>,
    pub allowed_apis: RwSignal<Vec<ApiRule>>,
    pub blocked_apis: RwSignal<Vec<ApiRule>>,
    pub allowed_ips: RwSignal<Vec<IpRule>>,
    pub blocked_ips: RwSignal<Vec<IpRule>>,
    pub waiting: PerList<RwSignal<String>>,
    /// The token as it was read last, when editing.
    pub saved: RwSignal<Option<Token>>,
    /// What [`Expiration::Keep`] means.
    pub current_expiry: RwSignal<Expiry>,
    initial: StoredValue<TypedDraft>,
}

impl TokenDraft {
    /// `copy_name`: the name of a copy.
    pub fn new(start: DraftStart, can: &Capabilities, copy_name: impl FnOnce(&Token) -> String) -> Self {
        let expiration = Expiration::first_offer(can);
        match start {
            DraftStart::Empty => Self::from_typed(TypedDraft::empty(can), TypedDraft::empty(can), None),
            DraftStart::CopyOf(token) => {
                let name = copy_name(&token);
                let typed = TypedDraft { name, expiration, ..TypedDraft::of(&token) };
                Self::from_typed(typed.clone(), typed, None)
            }
            // Nobody has saved it: leaving asks from the start.
            DraftStart::Typed(mut typed) => {
                if typed.expiration == Expiration::Keep {
                    typed.expiration = expiration;
                }
                Self::from_typed(typed, TypedDraft::empty(can), None)
            }
        }
    }

    pub fn edit(token: &Token) -> Self {
        Self::from_typed(TypedDraft::of(token), TypedDraft::of(token), Some(token.clone()))
    }

    fn from_typed(typed: TypedDraft, initial: TypedDraft, saved: Option<Token>) -> Self {
        let TypedDraft { name, description, access, expiration, date, preset, waiting } = typed;
        Self {
            name: RwSignal::new(name),
            description: RwSignal::new(description),
            scopes: RwSignal::new(access.scopes),
            expiration: RwSignal::new(expiration),
            date: RwSignal::new(date),
            preset: RwSignal::new(preset),
            allowed_apis: RwSignal::new(access.allowed_apis),
            blocked_apis: RwSignal::new(access.blocked_apis),
            allowed_ips: RwSignal::new(access.allowed_ips),
            blocked_ips: RwSignal::new(access.blocked_ips),
            waiting: waiting.map(RwSignal::new),
            saved: RwSignal::new(saved),
            current_expiry: RwSignal::new(access.expiry),
            initial: StoredValue::new(initial),
        }
    }

    /// Everything as it stands now, without following changes.
    pub fn typed(self) -> TypedDraft {
        TypedDraft {
            name: self.name.get_untracked(),
            description: self.description.get_untracked(),
            access: self.access_untracked(self.current_expiry.get_untracked()),
            expiration: self.expiration.get_untracked(),
            date: self.date.get_untracked(),
            preset: self.preset.get_untracked(),
            waiting: self.waiting.map(|text| text.get_untracked()),
        }
    }

    /// Whether leaving the form would lose anything.
    pub fn is_changed(self) -> bool {
        self.initial.with_value(|initial| !self.typed().reads_the_same(initial))
    }

    /// The allowed APIs that the form started with.
    pub fn initial_apis(self) -> Vec<ApiRule> {
        self.initial.with_value(|initial| initial.access.allowed_apis.clone())
    }

    pub fn access_untracked(self, expiry: Expiry) -> Access {
        untrack(|| self.access(expiry))
    }

    /// Scopes and rules with this expiry.
    pub fn access(self, expiry: Expiry) -> Access {
        Access {
            scopes: self.scopes.get(),
            allowed_apis: self.allowed_apis.get(),
            blocked_apis: self.blocked_apis.get(),
            allowed_ips: self.allowed_ips.get(),
            blocked_ips: self.blocked_ips.get(),
            expiry,
        }
    }

    /// Puts texts, scopes and rules of `token` into the fields. The expiration stays as it was chosen.
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
        self.current_expiry.set(expiry);
        self.expiration.set(Expiration::Keep);
        self.date.set(String::new());
    }
}
