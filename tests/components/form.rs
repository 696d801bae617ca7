//! The form of a token: what was typed, what is wrong with it, and what comes of it.

use crate::support::page::page;
use crate::support::tokens::{capabilities, client, token};
use crate::support::{Mounted, choose, click, english, find, frame, has_focus, mount, type_in, until, value};
use chrono::{Days, TimeDelta};
use latchkey::api::NetworkError;
use latchkey::app::provide_state;
use latchkey::browser::clock::{self, LocalZone};
use latchkey::i18n::{I18n, use_i18n};
use latchkey::pages::tokens::form::words::explain;
use latchkey::pages::tokens::form::{
    DraftStart, Expiration, FieldProblem, FormState, Problem, TokenDraft, TokenForm, local_time,
};
use latchkey_connector::{Capabilities, Changes, Draft, Field};
use latchkey_model::{Expiry, NameError, RuleList, ScopeId, Token, TokenId, Zone};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen_test::wasm_bindgen_test;

const SECRET: &str = "lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f";

/// A draft and what it is held against.
struct Form {
    draft: TokenDraft,
    can: Capabilities,
    t: I18n,
    is_taken: Box<dyn Fn(&str) -> bool>,
    _owner: Owner,
}

impl std::ops::Deref for Form {
    type Target = TokenDraft;

    fn deref(&self) -> &TokenDraft {
        &self.draft
    }
}

impl Form {
    fn new(make: impl FnOnce(&Capabilities) -> TokenDraft) -> Self {
        let (owner, can) = (Owner::new(), capabilities());
        let (t, draft) = owner.with(|| (english(), make(&can)));
        Self { draft, can, t, is_taken: Box::new(|_| false), _owner: owner }
    }

    fn empty() -> Self {
        Self::new(|can| TokenDraft::new(DraftStart::Empty, can, |token| token.name.clone()))
    }

    /// One that could be sent as it stands.
    fn filled() -> Self {
        let form = Self::empty();
        form.name.set("nightly".to_owned());
        form.scopes.set(vec![ScopeId("read".into())]);
        form
    }

    fn edit(token: &Token) -> Self {
        Self::new(|_| TokenDraft::edit(token))
    }

    fn draft(&self) -> Result<Draft, Vec<FieldProblem>> {
        self.draft.to_draft(&self.can, local_time(self.t), &self.is_taken)
    }

    fn changes(&self, before: &Token) -> Result<Changes, Vec<FieldProblem>> {
        self.draft.to_changes(&self.can, local_time(self.t), &self.is_taken, before)
    }

    fn said(&self, problems: &[FieldProblem], field: Field) -> String {
        let here = problems.iter().filter(|problem| problem.field == field);
        here.map(|problem| explain(self.t, &problem.problem)).collect::<Vec<_>>().join(" ")
    }

    /// What is said beside the field after an attempt to create a token.
    fn refused(&self, field: Field) -> String {
        self.said(&self.draft().unwrap_err(), field)
    }

    fn waiting(&self, list: RuleList) -> RwSignal<String> {
        *self.draft.waiting.of(list)
    }
}

/// The form in the page, with nothing asked of the backend.
fn shown(can: Capabilities) -> (Mounted, TokenDraft, FormState) {
    let handles = std::rc::Rc::new(std::cell::Cell::new(None));
    let made = handles.clone();
    let mounted = mount(move || {
        let api = client();
        provide_state(api, use_i18n());
        let draft = TokenDraft::new(DraftStart::Empty, &can, |token| token.name.clone());
        let state = FormState::new(api, use_i18n(), &can.create_fields);
        made.set(Some((draft, state)));
        let fields = can.create_fields.clone();
        view! { <TokenForm draft state can=Arc::new(can) fields/> }
    });
    let (draft, state) = handles.take().unwrap();
    (mounted, draft, state)
}

#[wasm_bindgen_test]
fn a_draft_is_what_was_typed() {
    let form = Form::filled();
    form.name.set("  nightly \n".to_owned());
    form.description.set(" images ".to_owned());
    form.waiting(RuleList::BlockedApis).set("* /devices/*/keys".to_owned());
    let draft = form.draft().unwrap();
    assert_eq!((draft.name.as_str(), draft.description.as_str()), ("nightly", "images"));
    assert_eq!(draft.access.scopes, [ScopeId("read".into())]);
    assert_eq!(draft.access.blocked_apis, ["* /devices/*/keys".parse().unwrap()]);
    // The offer nearest to a month, by the visitor's clock.
    let Expiry::At(at) = draft.access.expiry else { panic!("it has no end: {:?}", draft.access.expiry) };
    let month = at - clock::now();
    assert!(month <= TimeDelta::days(30) && month > TimeDelta::days(29), "{month}");
}

#[wasm_bindgen_test]
fn every_complaint_comes_at_once_and_nothing_typed_is_lost() {
    let form = Form::empty();
    form.name.set(" \t".to_owned());
    form.description.set("keep me".to_owned());
    form.expiration.set(Expiration::Custom);
    form.date.set("soon".to_owned());
    form.waiting(RuleList::AllowedApis).set("GET devices".to_owned());
    form.waiting(RuleList::BlockedApis).set("GET /a/b*c".to_owned());
    form.waiting(RuleList::AllowedIps).set("10.0.0.0/8".to_owned());
    form.waiting(RuleList::BlockedIps).set("10.0.0.1/8".to_owned());
    let problems = form.draft().unwrap_err();
    assert_eq!(form.said(&problems, Field::Name), "Enter a name.");
    assert_eq!(form.said(&problems, Field::Scopes), "Choose at least one scope.");
    assert!(form.said(&problems, Field::Expiry).starts_with("This is not a date."));
    assert!(form.said(&problems, Field::AllowedApis).contains("starts with a slash"));
    assert!(form.said(&problems, Field::BlockedApis).contains("“b*c”"));
    assert!(form.said(&problems, Field::BlockedIps).contains("The block is 10.0.0.0/8."));
    assert_eq!(problems.len(), 6);

    assert_eq!(form.name.get_untracked(), " \t");
    assert_eq!(form.description.get_untracked(), "keep me");
    assert_eq!(form.date.get_untracked(), "soon");
    assert_eq!(form.waiting(RuleList::AllowedApis).get_untracked(), "GET devices");
    assert_eq!(form.waiting(RuleList::BlockedApis).get_untracked(), "GET /a/b*c");
    assert_eq!(form.waiting(RuleList::BlockedIps).get_untracked(), "10.0.0.1/8");
    // What could be read became a rule.
    assert_eq!(form.waiting(RuleList::AllowedIps).get_untracked(), "");
    assert_eq!(form.allowed_ips.get_untracked(), ["10.0.0.0/8".parse().unwrap()]);
}

#[wasm_bindgen_test]
fn names_that_cannot_be_are_refused_with_the_reason() {
    let mut form = Form::filled();
    form.can.name.max_length = 12;
    form.can.name.min_length = 3;
    for (typed, reason) in [
        ("", "Enter a name."),
        ("ci", "At least 3 characters."),
        ("thirteen long", "At most 12 characters; this has 13."),
        ("ci\u{7}-deploy", "The name has a character that cannot be seen (U+0007). Remove it."),
        ("ci\u{202e}yolped", "The name has a character that cannot be seen (U+202E). Remove it."),
    ] {
        form.name.set(typed.to_owned());
        assert_eq!(form.refused(Field::Name), reason);
    }
}

#[wasm_bindgen_test]
fn a_name_can_be_taken_by_another_token_but_not_by_its_own() {
    let (mine, other) = (token("1", "nightly"), token("2", "weekly"));
    let page = page(vec![mine.clone(), other]);
    let except = |id: Option<&TokenId>| {
        let (store, id) = (page.store, id.cloned());
        move |name: &str| store.has_name(name, id.as_ref())
    };
    let mut form = Form::filled();
    assert!(form.can.name.unique);
    form.is_taken = Box::new(except(None));
    let problems = form.draft().unwrap_err();
    assert_eq!(
        form.said(&problems, Field::Name),
        "Another of your tokens has this name. Choose a different one."
    );
    assert_eq!(problems, [FieldProblem::new(Field::Name, Problem::Name(NameError::Taken))]);

    let mut edit = Form::edit(&mine);
    edit.is_taken = Box::new(except(Some(&mine.id)));
    assert_eq!(edit.changes(&mine), Ok(Changes::default()), "its own name is not taken");
    edit.name.set("weekly".to_owned());
    let problems = edit.changes(&mine).unwrap_err();
    assert!(edit.said(&problems, Field::Name).contains("has this name"));

    form.can.name.unique = false;
    assert!(form.draft().is_ok(), "where names may repeat");
}

#[wasm_bindgen_test]
fn a_secret_pasted_into_a_name_or_description_is_not_sent() {
    let form = Form::filled();
    form.description.set(format!("the old one was {SECRET}"));
    let complaint = form.refused(Field::Description);
    assert!(complaint.contains("looks like a token's secret") && !complaint.contains(SECRET), "{complaint}");
    form.description.set(String::new());
    form.name.set(SECRET.to_owned());
    assert!(form.refused(Field::Name).contains("looks like a token's secret"));
    let before = token("1", "nightly");
    let edit = Form::edit(&before);
    edit.name.set(SECRET.to_owned());
    let problems = edit.changes(&before).unwrap_err();
    assert!(edit.said(&problems, Field::Name).contains("looks like a token's secret"));
}

#[wasm_bindgen_test]
fn a_date_of_ones_own_must_be_one_ahead_and_within_the_limit() {
    let mut form = Form::filled();
    form.can.expiry.max = Some(TimeDelta::days(365));
    form.expiration.set(Expiration::Custom);
    for (typed, reason) in [
        ("", "Enter a date, or choose another expiration."),
        ("2027-02-30", "This is not a date."),
        ("next week", "This is not a date."),
        ("2001-01-01", "The date is in the past. Choose a later one."),
    ] {
        form.date.set(typed.to_owned());
        let said = form.refused(Field::Expiry);
        assert!(said.starts_with(reason), "{typed}: {said}");
    }
    form.date.set("9999-12-31".to_owned());
    let late = form.refused(Field::Expiry);
    let latest = form.t.date(clock::now() + TimeDelta::days(365));
    assert_eq!(late, format!("The date is too late. The latest is {latest}."));

    let day = LocalZone.day(clock::now()) + Days::new(40);
    form.date.set(day.to_string());
    let draft = form.draft().unwrap();
    assert_eq!(
        draft.access.expiry,
        Expiry::At(LocalZone.end_of_day(day).unwrap()),
        "the end of that day here"
    );
}

#[wasm_bindgen_test]
fn what_the_backend_does_not_allow_is_not_sent() {
    let mut form = Form::filled();
    form.can.expiry.never = false;
    form.expiration.set(Expiration::Never);
    assert_eq!(form.refused(Field::Expiry), "A token must expire here. Choose a date.");
    form.can.expiry.never = true;
    assert_eq!(form.draft().unwrap().access.expiry, Expiry::Never);
}

#[wasm_bindgen_test]
fn an_address_typed_and_not_added_counts_once() {
    let form = Form::filled();
    form.blocked_ips.set(vec!["192.0.2.7".parse().unwrap()]);
    form.waiting(RuleList::BlockedIps).set("192.0.2.7, 2001:db8::/32".to_owned());
    let draft = form.draft().unwrap();
    assert_eq!(draft.access.blocked_ips, ["192.0.2.7".parse().unwrap(), "2001:db8::/32".parse().unwrap()]);
    form.waiting(RuleList::BlockedIps).set("300.0.0.1".to_owned());
    assert_eq!(form.refused(Field::BlockedIps), "300.0.0.1 is no IP address, block or range.");
}

fn before() -> Token {
    let mut before = token("1", "nightly");
    before.description = "images".to_owned();
    before.access.allowed_ips = vec!["10.0.0.0/8".parse().unwrap()];
    before
}

#[wasm_bindgen_test]
fn an_edit_sends_only_what_differs() {
    let before = before();
    let form = Form::edit(&before);
    assert_eq!(form.changes(&before), Ok(Changes::default()));
    form.name.set(" nightly ".to_owned());
    form.scopes.update(Vec::clear);
    form.scopes.set(before.access.scopes.clone());
    assert_eq!(form.changes(&before), Ok(Changes::default()), "changed and changed back");

    form.description.set("images and docs".to_owned());
    form.allowed_ips.set(Vec::new());
    let changes = Changes {
        description: Some("images and docs".to_owned()),
        allowed_ips: Some(Vec::new()),
        ..Changes::default()
    };
    assert_eq!(form.changes(&before), Ok(changes));

    form.expiration.set(Expiration::Never);
    assert_eq!(form.changes(&before).unwrap().expiry, Some(Expiry::Never));
    form.expiration.set(Expiration::Keep);
    assert_eq!(form.changes(&before).unwrap().expiry, None);
}

#[wasm_bindgen_test]
fn an_edit_complains_of_everything_at_once_too() {
    let before = before();
    let form = Form::edit(&before);
    form.name.set(String::new());
    form.scopes.set(Vec::new());
    form.expiration.set(Expiration::Custom);
    form.waiting(RuleList::AllowedIps).set("10.0.0.300".to_owned());
    let problems = form.changes(&before).unwrap_err();
    let fields: Vec<Field> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(fields, [Field::AllowedIps, Field::Name, Field::Scopes, Field::Expiry]);
    assert_eq!(form.allowed_ips.get_untracked(), before.access.allowed_ips);
}

#[wasm_bindgen_test]
fn what_cannot_be_edited_is_not_part_of_an_edit() {
    let before = before();
    let mut form = Form::edit(&before);
    form.can.edit_fields.0.retain(|field| *field == Field::Description);
    form.name.set(String::new());
    form.scopes.set(Vec::new());
    form.description.set("docs".to_owned());
    let changes = Changes { description: Some("docs".to_owned()), ..Changes::default() };
    assert_eq!(form.changes(&before), Ok(changes));
}

#[wasm_bindgen_test]
async fn problems_stand_beside_their_fields() {
    let (mounted, _, state) = shown(capabilities());
    until("the rules stand", || find::maybe(&mounted.place, "group", "Allowed IPs").is_some()).await;
    state.refuse(vec![
        FieldProblem::new(Field::Form, Problem::Request(NetworkError::Unreachable.into())),
        FieldProblem::new(Field::AllowedIps, Problem::Backend("10.0.0.300 is no address.".to_owned())),
        FieldProblem::new(Field::Scopes, Problem::NoScope),
        FieldProblem::new(Field::Name, Problem::Name(NameError::Missing)),
    ]);
    let name = find::get(&mounted.place, "textbox", "Token name");
    until("the name is wrong", || name.get_attribute("aria-invalid").as_deref() == Some("true")).await;
    assert_eq!(find::description(&name), "Enter a name.");
    let described = |group: &str| find::description(&find::get(&mounted.place, "group", group));
    assert_eq!(described("Scope"), "Choose at least one scope.");
    assert_eq!(described("Allowed IPs"), "10.0.0.300 is no address.");
    assert_eq!(described("Blocked IPs"), "");
    assert!(find::alerts(&mounted.place).starts_with("The server cannot be reached."));
    until("the first of them has the focus", || has_focus(&name)).await;
}

#[wasm_bindgen_test]
async fn the_choice_of_an_expiration_says_when_that_is() {
    let mut can = capabilities();
    can.expiry.max = Some(TimeDelta::days(75));
    can.expiry.never = false;
    let (mounted, ..) = shown(can);
    frame().await;
    let choice = find::get(&mounted.place, "combobox", "Expiration");
    let offers: Vec<String> = find::all(&choice, "option").iter().map(find::text).collect();
    assert_eq!(offers, ["7 days", "30 days", "60 days", "75 days (the longest allowed)", "Custom"]);
    assert_eq!(value(&choice), "30");
    let hint = find::description(&choice);
    assert!(
        hint.starts_with("Until ") && hint.contains(&clock::zone_name()) && hint.contains("UTC"),
        "{hint}"
    );

    choose(&choice, "Custom");
    until("a date is asked for", || find::maybe(&mounted.place, "textbox", "Expiration date").is_some())
        .await;
    let date = find::get(&mounted.place, "textbox", "Expiration date");
    assert!(find::description(&date).contains("yyyy-mm-dd"));
    let day = LocalZone.day(clock::now()) + Days::new(3);
    type_in(&date, &day.to_string());
    until("it says when that is", || find::description(&date).starts_with("Until ")).await;
    // The last second of that day, not the first of the next.
    let last = LocalZone.end_of_day(day).unwrap() - TimeDelta::seconds(1);
    assert!(find::description(&date).contains(&mounted.t.moment(last)), "{}", find::description(&date));
    choose(&choice, "7 days");
    until("the date is gone", || find::maybe(&mounted.place, "textbox", "Expiration date").is_none()).await;
}

#[wasm_bindgen_test]
async fn of_a_pasted_list_what_can_be_read_becomes_rules_and_the_rest_stays_typed() {
    let (mounted, draft, _) = shown(capabilities());
    until("the rules stand", || find::maybe(&mounted.place, "group", "Allowed IPs").is_some()).await;
    let list = find::get(&mounted.place, "group", "Allowed IPs");
    let field = find::get(&list, "textbox", "");
    let rules = || draft.allowed_ips.get_untracked().iter().map(ToString::to_string).collect::<Vec<_>>();
    type_in(&field, "192.0.2.1; 10.1.2.3/8 nowhere 2001:db8::-2001:db8::3 172.16.9.9/12");
    click(&find::get(&list, "button", "Add"));
    until("what can be read stands", || find::maybe(&list, "button", "Remove 192.0.2.1").is_some()).await;
    assert_eq!(rules(), ["192.0.2.1", "2001:db8::/126"]);
    assert_eq!(value(&field), "10.1.2.3/8, nowhere, 172.16.9.9/12");
    for said in ["10.1.2.3/8 is an address inside", "nowhere", "172.16.9.9/12 is an address inside"] {
        assert!(find::description(&list).contains(said), "{said}: {}", find::description(&list));
    }
    click(&find::get(&list, "button", "Use 172.16.0.0/12"));
    until("the others stay", || value(&field) == "10.1.2.3/8, nowhere").await;
    click(&find::get(&list, "button", "Use 10.0.0.0/8"));
    until("one stays", || value(&field) == "nowhere").await;
    assert_eq!(rules(), ["192.0.2.1", "2001:db8::/126", "172.16.0.0/12", "10.0.0.0/8"]);
    // Whoever empties the box has nothing wrong in it.
    type_in(&field, "");
    until("nothing is said", || find::description(&list).is_empty()).await;
}

#[wasm_bindgen_test]
async fn an_address_inside_a_block_is_offered_as_the_block() {
    let (mounted, draft, _) = shown(capabilities());
    until("the rules stand", || find::maybe(&mounted.place, "group", "Blocked IPs").is_some()).await;
    let list = find::get(&mounted.place, "group", "Blocked IPs");
    let field = find::get(&list, "textbox", "");
    type_in(&field, "10.1.2.3/8");
    click(&find::get(&list, "button", "Add"));
    until("a block is offered", || find::maybe(&list, "button", "Use 10.0.0.0/8").is_some()).await;
    assert!(find::description(&list).contains("10.1.2.3/8 is an address inside a block"));
    assert_eq!(value(&field), "10.1.2.3/8");
    click(&find::get(&list, "button", "Use 10.0.0.0/8"));
    until("the rule stands", || find::maybe(&list, "button", "Remove 10.0.0.0/8").is_some()).await;
    assert_eq!(draft.blocked_ips.get_untracked(), ["10.0.0.0/8".parse().unwrap()]);
    until("the field is empty", || value(&field).is_empty()).await;
    assert_eq!(find::description(&list), "");
    click(&find::get(&list, "button", "Remove 10.0.0.0/8"));
    until("the rule is gone", || find::maybe(&list, "button", "Remove 10.0.0.0/8").is_none()).await;
    assert!(draft.blocked_ips.get_untracked().is_empty());
}
