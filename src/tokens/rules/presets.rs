//! The choice of an API set: it fills the allowed APIs, and touching them by hand makes it `Custom`.

use super::operations::Operations;
use crate::dom::{El, effect, live, slot};
use crate::state::{Derived, State};
use crate::text;
use crate::tokens::form::Form;
use crate::widgets::select::{Choice, select_field};
use latchkey_connector::Field;
use latchkey_model::{ApiRule, Preset, shown, sorted};
use leptos::reactive::graph::untrack;

/// No set: the rules are this person's own.
const CUSTOM: &str = "";

/// Nothing until the backend has named its sets.
pub fn preset_view(form: Form, operations: Operations) -> El {
    let as_saved =
        move || form.saved.with(|saved| had(form, operations, &saved.as_ref()?.access.allowed_apis));
    let held = move || form.preset.get().or_else(as_saved);
    let chosen = Derived::new(move || held().unwrap_or_default());
    // A copy is made with the set of the token that it was copied from, once the backend has named them.
    effect(move || {
        operations.presets.track();
        untrack(|| {
            let copied = form.saved.with(Option::is_none) && form.preset.get().is_none();
            let set = copied.then(|| had(form, operations, form.begun_apis())).flatten();
            if set.is_some() {
                form.preset.set(set);
            }
        });
    });
    // Rules that somebody made, when a set took their place: with `Custom` they are there again.
    let own = State::new(Vec::new());
    slot(move || {
        if operations.presets.with(|presets| presets.is_empty()) {
            return None;
        }
        let choices = move || {
            let mut choices: Vec<Choice> = vec![(CUSTOM.to_owned(), text::custom().to_owned())];
            operations.presets.with(|p| choices.extend(p.iter().map(|p| (p.id.clone(), shown(&p.name)))));
            choices
        };
        let choose = move |id: String| {
            let rules = operations.presets.with_untracked(|p| p.iter().find(|p| p.id == id).map(rules));
            let no_set = untrack(held).is_none();
            form.preset.set(rules.is_some().then_some(id));
            match rules {
                Some(rules) => {
                    if no_set {
                        own.set(form.allowed_apis.get_untracked());
                    }
                    form.allowed_apis.set(rules);
                }
                None if own.with_untracked(Vec::is_empty) => {}
                None => form.allowed_apis.set(own.get_untracked()),
            }
        };
        Some(select_field(
            text::api_set(),
            live(choices),
            live(move || chosen.get()),
            choose,
            live(|| Some(text::api_set_hint().to_owned())),
            form.error(Field::Preset),
        ))
    })
}

/// The set that these rules are, as long as nobody changed them: tokens do not say which set they were made with.
fn had(form: Form, operations: Operations, begun: &[ApiRule]) -> Option<String> {
    let now = form.allowed_apis.get();
    if now.is_empty() || now != begun {
        return None;
    }
    let now = set(now);
    operations.presets.with(|presets| {
        let same = |preset: &&Preset| set(rules(preset)) == now;
        presets.iter().find(same).map(|preset| preset.id.clone())
    })
}

/// The same rules whatever their order.
fn set(rules: Vec<ApiRule>) -> Vec<ApiRule> {
    let mut rules = sorted(rules);
    rules.dedup();
    rules
}

/// A set's operations as rules: by id, as backends keep them, so that a set sent along with its rules agrees.
fn rules(preset: &Preset) -> Vec<ApiRule> {
    let rule = |id: &String| id.parse().unwrap_or_else(|_| ApiRule::Id(id.clone()));
    preset.operations.iter().map(rule).collect()
}
