//! The form of a token: what the person typed, before it is anything more.
//!
//! The model's types are made from it by [`Form::draft`] and [`Form::changes`]; their errors become texts
//! beside the fields. Nothing here is lost by an error.

use super::rules::remarks::{remarks, remarks_view};
use super::rules::summary::summary_view;
use super::rules::trial::trial_view;
use super::rules::{api_picker, ip_list, rules_view};
use super::store::Store;
use crate::clock::{self, LocalZone};
use crate::console::{CallError, Console};
use crate::dom::spawn;
use crate::dom::{El, effect, el, live, slot};
use crate::explain::{expiry_error, explain, field_errors, name_error, place};
use crate::state::{Derived, State};
use crate::widgets::button::Button;
use crate::widgets::field::{Note, TextField, alert, checkbox, group};
use crate::widgets::hold::Hold;
use crate::widgets::select::{Choice, select_field};
use crate::{date_format, text};
use latchkey_connector::{Capabilities, Changes, Draft, Field, Fields, Intent, Outcome};
use latchkey_model::{
    Access, ApiRule, Expiry, ExpiryChoice, ExpiryError, IpRule, RuleList, Scope, ScopeId, Token, TokenName,
    looks_like_secret, parse_date,
};
use leptos::reactive::graph::untrack;
use std::ops::Deref;
use std::rc::Rc;
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
    fn value(self) -> String {
        match self {
            Expiration::Days(days) => days.to_string(),
            Expiration::Custom => "custom".to_owned(),
            Expiration::Never => "never".to_owned(),
            Expiration::Keep => "keep".to_owned(),
        }
    }

    fn read(value: &str) -> Self {
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
    offered_scopes: State<Arc<Vec<Scope>>>,
    scopes_error: State<Option<CallError>>,
    /// What the token's expiry is now, when editing.
    current: Expiry,
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
        Self::make(None, Self::first_expiration(can))
    }

    /// The form of a token that exists.
    pub fn of(token: &Token) -> Self {
        Self::make(Some(token), Expiration::Keep)
    }

    /// A new token with the parameters of one that exists; its expiration is chosen anew.
    pub fn copy(token: &Token, can: &Capabilities) -> Self {
        Self::make(Some(token), Self::first_expiration(can))
    }

    fn first_expiration(can: &Capabilities) -> Expiration {
        // The offer nearest to a month: long enough to be useful, short enough to be safe.
        match can.expiry.offers().iter().min_by_key(|offer| offer.days.abs_diff(30)) {
            Some(offer) => Expiration::Days(offer.days),
            None if can.expiry.custom => Expiration::Custom,
            None => Expiration::Never,
        }
    }

    fn make(token: Option<&Token>, expiration: Expiration) -> Self {
        let access = token.map_or_else(|| Access::new(Expiry::Unstated), |t| t.access.clone());
        let text = |of: fn(&Token) -> &String| State::new(token.map(of).cloned().unwrap_or_default());
        Self(Box::leak(Box::new(Parts {
            name: text(|t| &t.name),
            description: text(|t| &t.description),
            scopes: State::new(access.scopes),
            expiration: State::new(expiration),
            date: State::new(String::new()),
            preset: State::new(None),
            allowed_apis: State::new(access.allowed_apis),
            blocked_apis: State::new(access.blocked_apis),
            allowed_ips: State::new(access.allowed_ips),
            blocked_ips: State::new(access.blocked_ips),
            typed: std::array::from_fn(|_| State::new(String::new())),
            complaints: State::new(Vec::new()),
            busy: State::new(false),
            hold: Hold::new(),
            saved: State::new(token.filter(|_| expiration == Expiration::Keep).cloned()),
            offered_scopes: State::new(Arc::default()),
            scopes_error: State::new(None),
            current: access.expiry,
        })))
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

    /// What could not be asked for, and the way to ask again. It asks by itself when the connection is back.
    fn choices_failed(self, console: Console, fields: Fields) -> El {
        let error = move || self.scopes_error.get().or_else(|| console.operations.error.get());
        let again = Rc::new(move || self.load_choices(console, &fields));
        let (by_itself, back) = (again.clone(), console.connection.back.get_untracked());
        effect(move || {
            if console.connection.back.get() != back && untrack(error).is_some() {
                by_itself();
            }
        });
        el("div").attr("role", "alert").region(move || {
            let (error, again) = (error()?, again.clone());
            let hold = Hold::new();
            hold.after(&error);
            Some(
                el("div").class("note bad").child(
                    el("div")
                        .child(el("b").text(text::choices_failed()))
                        .child(el("p").text(&explain(&error)))
                        .child(Button::new(text::try_again()).small().waits(hold).on(move || again())),
                ),
            )
        })
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

    /// Makes rules of what was typed below the lists and not added: a block rule that somebody typed and
    /// that silently did not count would widen access.
    fn take_typed(self) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        for (field, list, rules) in [
            (Field::AllowedApis, RuleList::AllowedApis, self.allowed_apis),
            (Field::BlockedApis, RuleList::BlockedApis, self.blocked_apis),
        ] {
            if let Err(message) = api_picker::take(self.typed(list), rules) {
                complaints.push((field, message));
            }
        }
        for (field, list, rules) in [
            (Field::AllowedIps, RuleList::AllowedIps, self.allowed_ips),
            (Field::BlockedIps, RuleList::BlockedIps, self.blocked_ips),
        ] {
            if let Err(refused) = ip_list::take(self.typed(list), rules) {
                complaints.push((field, refused.message));
            }
        }
        complaints
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

    fn choice(self) -> Result<ExpiryChoice, ExpiryError> {
        Ok(match self.expiration.get() {
            Expiration::Days(days) => ExpiryChoice::Days(days),
            Expiration::Never => ExpiryChoice::Never,
            Expiration::Keep => ExpiryChoice::Keep,
            Expiration::Custom => {
                ExpiryChoice::Date(self.date.with(|typed| parse_date(typed, date_format::typed()))?)
            }
        })
    }

    /// The instant that the chosen expiration comes to.
    fn expiry(self, can: &Capabilities) -> Result<Expiry, ExpiryError> {
        can.expiry.resolve(self.choice()?, clock::now(), &LocalZone, self.current)
    }

    /// What the token could do if it were saved as the form stands. An expiration that cannot be read yet counts
    /// as not stated; saving refuses it.
    pub fn access(self, can: &Capabilities, fields: &Fields) -> Access {
        Access {
            scopes: self.scopes.get(),
            allowed_apis: self.allowed_apis.get(),
            blocked_apis: self.blocked_apis.get(),
            allowed_ips: self.allowed_ips.get(),
            blocked_ips: self.blocked_ips.get(),
            expiry: if fields.has(Field::Expiry) {
                self.expiry(can).unwrap_or(Expiry::Unstated)
            } else {
                self.current
            },
        }
    }

    fn token_name(
        self,
        can: &Capabilities,
        store: Store,
        except: Option<&Token>,
    ) -> Result<String, Complaint> {
        let taken = |name: &str| store.has_name(name, except.map(|t| &t.id));
        self.name.with_untracked(|typed| match TokenName::parse(typed, &can.name, taken) {
            Ok(name) => Ok(name.as_str().to_owned()),
            Err(error) => Err((Field::Name, name_error(&error))),
        })
    }

    /// Notices a secret that was pasted where its text would be stored or sent.
    fn leaks(self, can: &Capabilities) -> Vec<Complaint> {
        [(Field::Name, self.name), (Field::Description, self.description)]
            .into_iter()
            .filter(|(_, value)| value.with_untracked(|v| looks_like_secret(v, &can.secret_prefix)))
            .map(|(field, _)| (field, text::looks_like_secret().to_owned()))
            .collect()
    }

    /// The token to be made, or every complaint at once.
    pub fn draft(self, can: &Capabilities, store: Store) -> Result<Draft, Vec<Complaint>> {
        let mut complaints = self.leaks(can);
        complaints.extend(self.take_typed());
        let mut name = String::new();
        if can.create_fields.has(Field::Name) {
            match self.token_name(can, store, None) {
                Ok(parsed) => name = parsed,
                Err(complaint) => complaints.push(complaint),
            }
        }
        if can.create_fields.has(Field::Scopes) && can.scopes && self.scopes.with_untracked(Vec::is_empty) {
            complaints.push((Field::Scopes, text::scope_missing().to_owned()));
        }
        let mut expiry = Expiry::Unstated;
        if can.create_fields.has(Field::Expiry) {
            match untrack(|| self.expiry(can)) {
                Ok(chosen) => expiry = chosen,
                Err(error) => complaints.push((Field::Expiry, expiry_error(&error))),
            }
        }
        if !complaints.is_empty() {
            return Err(complaints);
        }
        Ok(Draft {
            name,
            description: self.description.get_untracked().trim().to_owned(),
            access: Access {
                scopes: self.scopes.get_untracked(),
                allowed_apis: self.allowed_apis.get_untracked(),
                blocked_apis: self.blocked_apis.get_untracked(),
                allowed_ips: self.allowed_ips.get_untracked(),
                blocked_ips: self.blocked_ips.get_untracked(),
                expiry,
            },
            preset: self.preset.get_untracked(),
        })
    }

    /// What differs from `before`, or every complaint at once. Only what the backend lets one change.
    pub fn changes(
        self,
        can: &Capabilities,
        store: Store,
        before: &Token,
    ) -> Result<Changes, Vec<Complaint>> {
        let fields = &can.edit_fields;
        let mut complaints = self.leaks(can);
        complaints.extend(self.take_typed());
        let mut changes = Changes::default();
        if fields.has(Field::Name) {
            match self.token_name(can, store, Some(before)) {
                Ok(name) => changes.name = (name != before.name).then_some(name),
                Err(complaint) => complaints.push(complaint),
            }
        }
        if fields.has(Field::Description) {
            changes.description =
                changed(self.description.get_untracked().trim().to_owned(), &before.description);
        }
        if fields.has(Field::Scopes) {
            let scopes = self.scopes.get_untracked();
            if scopes.is_empty() && can.scopes && !before.access.scopes.is_empty() {
                complaints.push((Field::Scopes, text::scope_missing().to_owned()));
            }
            changes.scopes = changed(scopes, &before.access.scopes);
        }
        if fields.has(Field::AllowedApis) {
            changes.allowed_apis = changed(self.allowed_apis.get_untracked(), &before.access.allowed_apis);
            // A set goes along with the rules that it put there, never by itself.
            changes.preset = self.preset.get_untracked().filter(|_| changes.allowed_apis.is_some());
        }
        if fields.has(Field::BlockedApis) {
            changes.blocked_apis = changed(self.blocked_apis.get_untracked(), &before.access.blocked_apis);
        }
        if fields.has(Field::AllowedIps) {
            changes.allowed_ips = changed(self.allowed_ips.get_untracked(), &before.access.allowed_ips);
        }
        if fields.has(Field::BlockedIps) {
            changes.blocked_ips = changed(self.blocked_ips.get_untracked(), &before.access.blocked_ips);
        }
        if fields.has(Field::Expiry) && self.expiration.get_untracked() != Expiration::Keep {
            match untrack(|| self.expiry(can)) {
                Ok(expiry) => changes.expiry = changed(expiry, &before.access.expiry),
                Err(error) => complaints.push((Field::Expiry, expiry_error(&error))),
            }
        }
        if complaints.is_empty() { Ok(changes) } else { Err(complaints) }
    }

    /// Puts a failed answer where it belongs: beside its field, else above the buttons.
    pub fn refuse(self, error: &CallError, shown: &Fields) {
        self.hold.after(error);
        let mut complaints: Vec<Complaint> =
            field_errors(error).into_iter().map(|e| (place(e.field, &shown.0), e.message)).collect();
        if complaints.is_empty() {
            complaints.push((Field::Form, explain(error)));
        }
        self.complaints.set(complaints);
    }

    /// The fields that the backend lets one set.
    pub fn view(self, console: Console, can: &Arc<Capabilities>, fields: &Fields) -> El {
        let access = {
            let (can, fields) = (can.clone(), fields.clone());
            Derived::new(move || self.access(&can, &fields))
        };
        let remarks = remarks(console, can.clone(), access);
        let on_expiry = fields.has(Field::Expiry).then(|| remarks_view(remarks, Field::Expiry));
        let name = fields.has(Field::Name).then(|| {
            TextField::new(text::token_name(), self.name)
                .required(can.name.required)
                .autofocus()
                .error(self.error(Field::Name))
                .view()
        });
        // Where the backend tells nothing of what tokens may do, the console has nothing to say of it either.
        let told =
            can.scopes || can.operations || fields.has(Field::AllowedApis) || fields.has(Field::AllowedIps);
        let description = fields.has(Field::Description).then(|| {
            let description = TextField::new(text::description(), self.description).kind("textarea");
            description.error(self.error(Field::Description)).view()
        });
        el("div")
            .class("slot")
            .maybe(name)
            .maybe(description)
            .child(self.choices_failed(console, fields.clone()))
            .maybe(fields.has(Field::Scopes).then(|| self.scope_view()))
            .maybe(fields.has(Field::Expiry).then(|| self.expiry_view(can.clone())))
            .maybe(on_expiry)
            .maybe(rules_view(self, can, fields, console.operations, remarks))
            .maybe(told.then(|| summary_view(self, console, can.clone(), access)))
            .maybe(told.then(|| trial_view(self, console, can.clone(), access, fields.is_empty())))
            .child(alert(self.error(Field::Form)))
    }

    fn scope_view(self) -> El {
        let checks = el("div").class("checks").region(move || {
            let offered = self.offered_scopes.get();
            // A scope that the token holds and nobody may grant any more still shows, so that it can be taken away.
            let held = self.scopes.get_untracked();
            let gone = held.iter().filter(|id| offered.iter().all(|s| s.id != **id));
            let all = offered.iter().map(|s| (&s.id, s.description.as_str())).chain(gone.map(|id| (id, "")));
            let boxes = all.map(|(id, note)| {
                let (id, wanted) = (id.clone(), id.clone());
                let checked = move || self.scopes.with(|s| s.contains(&wanted));
                checkbox(&id.0.clone(), note, checked, move |on| {
                    self.scopes.update(|scopes| {
                        scopes.retain(|s| *s != id);
                        if on {
                            scopes.push(id.clone());
                        }
                    });
                })
            });
            Some(el("div").class("slot").all(boxes))
        });
        group(text::scope(), checks, self.error(Field::Scopes))
    }

    /// What can be picked as expiration, and how each reads.
    fn expirations(self, can: &Capabilities) -> Vec<Choice> {
        let mut choices = Vec::new();
        if self.expiration.get_untracked() == Expiration::Keep {
            let now = match self.current {
                Expiry::At(at) => text::keep_until(&clock::last_day(at)),
                Expiry::Never => text::keep_never().to_owned(),
                Expiry::Unstated => text::keep().to_owned(),
            };
            choices.push((Expiration::Keep.value(), now));
        }
        for offer in can.expiry.offers() {
            let label = if offer.days == 365 {
                text::one_year().to_owned()
            } else {
                text::days(u64::from(offer.days))
            };
            let label = if offer.clamped { text::longest_allowed(&label) } else { label };
            choices.push((Expiration::Days(offer.days).value(), label));
        }
        if can.expiry.custom {
            choices.push((Expiration::Custom.value(), text::custom().to_owned()));
        }
        if can.expiry.never {
            choices.push((Expiration::Never.value(), text::no_expiration().to_owned()));
        }
        choices
    }

    fn expiry_view(self, can: Arc<Capabilities>) -> El {
        let choices = self.expirations(&can);
        let custom = move || self.expiration.get() == Expiration::Custom;
        let outcome = live(move || match self.expiry(&can) {
            Ok(Expiry::At(at)) => {
                // The last second of it: "end of 19 February", not "20 February, 0:00".
                let last = at - chrono::TimeDelta::seconds(1);
                Some(text::until(&clock::moment(last), &clock::utc(last), &clock::zone_name()))
            }
            _ => None,
        });
        let error = self.error(Field::Expiry);
        let (hint, date_hint, outside) = (outcome.clone(), outcome, error.clone());
        let choice = select_field(
            text::expiration(),
            live(move || choices.clone()),
            live(move || self.expiration.get().value()),
            move |value| self.expiration.set(Expiration::read(&value)),
            live(move || if custom() { None } else { hint() }),
            live(move || if custom() { None } else { outside() }),
        );
        let date = slot(move || {
            let hint = date_hint.clone();
            custom().then(|| {
                TextField::new(text::expiration_date(), self.date)
                    .required(true)
                    .hint(live(move || hint().or_else(|| Some(date_format::hint()))))
                    .error(error.clone())
                    .view()
            })
        });
        el("div").class("two").child(choice).child(date)
    }
}

fn changed<T: PartialEq>(now: T, before: &T) -> Option<T> {
    (now != *before).then_some(now)
}
