//! The choice of an API set. It fills the allowed APIs; changing them by hand makes it `Custom`.

use crate::i18n::use_i18n;
use crate::state::operations::use_operations;
use latchkey_model::{ApiRule, Preset, shown};
use latchkey_ui::{Choice, SelectField};
use leptos::html;
use leptos::prelude::*;

/// The value of no set: the rules are the person's own.
const CUSTOM: &str = "";

/// Nothing until the backend has named its sets.
#[component]
pub fn PresetField(
    preset: RwSignal<Option<String>>,
    rules: RwSignal<Vec<ApiRule>>,
    /// The rules of the token as it was read last; `None` where a new one is made.
    #[prop(into)]
    saved_rules: Signal<Option<Vec<ApiRule>>>,
    /// The rules that the form of a new token started with.
    initial_rules: Vec<ApiRule>,
    node_ref: NodeRef<html::Select>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let t = use_i18n();
    let presets = use_operations().presets;
    let of_rules = move |initial: &[ApiRule]| {
        rules.with(|rules| presets.with(|presets| preset_of(rules, initial, presets)))
    };
    let chosen = Memo::new(move |_| {
        preset.get().or_else(|| saved_rules.with(|saved| saved.as_deref().and_then(of_rules)))
    });
    // A copy is created with the set of the token that it was copied from, as soon as the backend has named its sets.
    Effect::new(move |_| {
        if presets.with(|presets| presets.is_empty()) {
            return;
        }
        untrack(|| {
            let is_copy = saved_rules.with(Option::is_none) && preset.with(Option::is_none);
            if let Some(set) = is_copy.then(|| of_rules(&initial_rules)).flatten() {
                preset.set(Some(set));
            }
        });
    });
    // What a person had when a set took the place of it. `Custom` brings it back.
    let own_rules = StoredValue::new(Vec::new());
    let choose = move |id: String| {
        let set =
            presets.with_untracked(|presets| presets.iter().find(|preset| preset.id == id).map(preset_rules));
        let was_custom = chosen.with_untracked(Option::is_none);
        preset.set(set.is_some().then_some(id));
        match set {
            Some(set) => {
                if was_custom {
                    own_rules.set_value(rules.get_untracked());
                }
                rules.set(set);
            }
            None if own_rules.with_value(Vec::is_empty) => {}
            None => rules.set(own_rules.get_value()),
        }
    };
    let choices = Signal::derive(move || {
        let custom = std::iter::once(Choice::new(CUSTOM, t.custom()));
        presets.with(|presets| {
            let sets = presets.iter().map(|preset| Choice::new(&preset.id, shown(&preset.name)));
            custom.chain(sets).collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || presets.with(|presets| !presets.is_empty())>
            <SelectField
                node_ref
                label=t.api_set()
                choices
                value=Signal::derive(move || chosen.get().unwrap_or_default())
                on_change=choose
                hint=Signal::derive(move || Some(t.api_set_hint()))
                error
            />
        </Show>
    }
}

/// The set that these rules are, as long as nobody changed them: tokens do not say which set they were created with.
fn preset_of(rules: &[ApiRule], initial: &[ApiRule], presets: &[Preset]) -> Option<String> {
    if rules.is_empty() || rules != initial {
        return None;
    }
    let rules = as_set(rules.to_vec());
    presets.iter().find(|preset| as_set(preset_rules(preset)) == rules).map(|preset| preset.id.clone())
}

/// The same for the same rules, whatever their order.
fn as_set(mut rules: Vec<ApiRule>) -> Vec<ApiRule> {
    rules.sort();
    rules.dedup();
    rules
}

/// A set's operations as rules: by id, as backends keep them, so that a set and the rules sent with it agree.
fn preset_rules(preset: &Preset) -> Vec<ApiRule> {
    let rule = |id: &String| id.parse().unwrap_or_else(|_| ApiRule::Id(id.clone()));
    preset.operations.iter().map(rule).collect()
}
