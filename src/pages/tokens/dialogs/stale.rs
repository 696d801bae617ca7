//! Somebody else's change of the token that is being edited: what fits together is merged, what clashes is chosen.
//! Nothing is saved by it.

use crate::i18n::{I18n, use_i18n};
use crate::pages::tokens::form::{Expiration, TokenDraft, local_time};
use crate::pages::tokens::rules::words;
use latchkey_connector::Capabilities;
use latchkey_model::{Clash, Side, Token, difference, merge, reads_the_same, shown};
use latchkey_ui::{Choice, RadioGroup};
use leptos::prelude::*;
use std::fmt::Display;

/// Rules that are named. Of more, how many more.
const NAMED: usize = 4;

const SIDES: [Side; 3] = [Side::Mine, Side::Theirs, Side::Before];

/// A change that a save met.
#[derive(Clone)]
struct TheirChange {
    /// What they changed, in words.
    lines: Vec<String>,
    clashes: Vec<Clash>,
    /// My expiration, as it was chosen and typed.
    expiration: (Expiration, String),
    /// The form has something that is not saved in theirs.
    has_rest: bool,
}

#[derive(Clone, Copy)]
pub struct StaleMerge {
    draft: TokenDraft,
    t: I18n,
    met: RwSignal<Option<TheirChange>>,
    /// The side that was chosen, clash by clash.
    chosen: RwSignal<Vec<Option<Side>>>,
}

impl StaleMerge {
    pub fn new(draft: TokenDraft, t: I18n) -> Self {
        Self { draft, t, met: RwSignal::new(None), chosen: RwSignal::new(Vec::new()) }
    }

    /// Merges the draft with `theirs`, which took the place of `before`.
    pub fn meet(self, can: &Capabilities, before: &Token, theirs: &Token) {
        let Self { draft, t, .. } = self;
        let typed = draft.typed();
        let mine = typed.applied_to(before, can, local_time(t));
        let merged = merge(before, &mine, theirs, can.access);
        let mut lines = Vec::new();
        for (field, before, after) in [
            (t.token_name(), &before.name, &theirs.name),
            (t.description(), &before.description, &theirs.description),
        ] {
            if before != after {
                lines.push(t.change_value(&text(t, after), &text(t, before), &field));
            }
        }
        let changes = difference(&before.access, &theirs.access, can.access);
        lines.extend(changes.iter().map(|change| words::change(t, change)));
        draft.put(&merged.token);
        draft.saved.set(Some(theirs.clone()));
        draft.current_expiry.set(theirs.access.expiry);
        if merged.token.access.expiry == theirs.access.expiry {
            draft.keep_expiry(theirs.access.expiry);
        }
        let has_rest = !merged.clashes.is_empty() || !reads_the_same(&merged.token, theirs);
        self.chosen.set(vec![None; merged.clashes.len()]);
        self.met.set(Some(TheirChange {
            lines,
            clashes: merged.clashes,
            expiration: (typed.expiration, typed.date),
            has_rest,
        }));
    }

    /// Whether all that was to be saved is saved already: by them, or by a save whose answer got lost.
    pub fn is_saved(self) -> bool {
        self.met.with_untracked(|met| met.as_ref().is_some_and(|met| !met.has_rest))
    }

    /// Whether a choice is missing without which nothing can be saved.
    pub fn is_undecided(self) -> bool {
        self.chosen.with_untracked(|chosen| chosen.contains(&None))
    }

    fn choose(self, at: usize, side: Side) {
        let draft = self.draft;
        let Some(met) = self.met.get_untracked() else { return };
        match met.clashes.get(at) {
            Some(Clash::Expiry(_)) if side == Side::Mine => {
                let (expiration, date) = met.expiration;
                draft.expiration.set(expiration);
                draft.date.set(date);
            }
            Some(Clash::Expiry(sides)) => draft.keep_expiry(*sides.of(side)),
            Some(clash) => {
                let Some(mut token) = draft.saved.get_untracked() else { return };
                let typed = draft.typed();
                (token.name, token.description, token.access) = (typed.name, typed.description, typed.access);
                clash.settle(side, &mut token);
                draft.put(&token);
            }
            None => {}
        }
        self.chosen.update(|chosen| {
            if let Some(chosen) = chosen.get_mut(at) {
                *chosen = Some(side);
            }
        });
    }
}

/// What they changed, and a choice for each clash. Nothing until a save met something.
#[component]
pub fn StaleNote(merge: StaleMerge) -> impl IntoView {
    let t = use_i18n();
    move || {
        merge.met.get().map(|met| {
            let TheirChange { lines, clashes, .. } = met;
            let lines = (!lines.is_empty()).then(|| {
                let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
                view! {
                    <b>{t.stale_theirs()}</b>
                    <ul aria-label=t.stale_theirs()>{lines}</ul>
                }
            });
            let clashes = clashes.into_iter().enumerate();
            view! {
                <div class="note" role="alert">
                    <div>
                        <p>{t.stale_merged()}</p>
                        {lines}
                    </div>
                </div>
                {clashes.map(|(at, clash)| view! { <ClashChoice merge at clash/> }).collect_view()}
            }
        })
    }
}

#[component]
fn ClashChoice(merge: StaleMerge, at: usize, clash: Clash) -> impl IntoView {
    let t = use_i18n();
    let (field, values) = match &clash {
        Clash::Name(sides) => (t.token_name(), SIDES.map(|side| text(t, sides.of(side)))),
        Clash::Description(sides) => (t.description(), SIDES.map(|side| text(t, sides.of(side)))),
        Clash::Expiry(sides) => (t.expiration(), SIDES.map(|side| words::expiry(t, *sides.of(side)))),
        Clash::Apis(list, sides) => (words::list_label(t, *list), SIDES.map(|side| names(t, sides.of(side)))),
        Clash::Ips(list, sides) => (words::list_label(t, *list), SIDES.map(|side| names(t, sides.of(side)))),
    };
    let choices: Vec<Choice> = SIDES
        .into_iter()
        .zip(values)
        .map(|(side, value)| Choice::new(side_value(side), side_label(t, side, &value)))
        .collect();
    let chosen = move || merge.chosen.with(|chosen| chosen.get(at).copied().flatten());
    view! {
        <RadioGroup
            label=t.clash(&field)
            choices=Signal::stored(choices)
            value=Signal::derive(move || chosen().map(|side| side_value(side).to_owned()))
            on_change=move |value: String| {
                if let Some(side) = SIDES.into_iter().find(|side| side_value(*side) == value) {
                    merge.choose(at, side);
                }
            }
            error=Signal::derive(move || chosen().is_none().then(|| t.clash_choose()))
        />
    }
}

fn side_value(side: Side) -> &'static str {
    match side {
        Side::Mine => "mine",
        Side::Theirs => "theirs",
        Side::Before => "before",
    }
}

fn side_label(t: I18n, side: Side, value: &str) -> String {
    match side {
        Side::Mine => t.side_mine(value),
        Side::Theirs => t.side_theirs(value),
        Side::Before => t.side_before(value),
    }
}

fn text(t: I18n, value: &str) -> String {
    if value.is_empty() { t.nothing() } else { shown(value) }
}

fn names<R: Display>(t: I18n, rules: &[R]) -> String {
    if rules.is_empty() {
        return t.nothing();
    }
    let mut names: Vec<String> = rules.iter().take(NAMED).map(ToString::to_string).collect();
    let more = rules.len().saturating_sub(NAMED) as u64;
    if more > 0 {
        names.push(t.and_more(more));
    }
    t.list(&names)
}
