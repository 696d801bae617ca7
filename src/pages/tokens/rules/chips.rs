//! What a list of rules holds, each with a button that removes it.

use crate::browser::focus;
use crate::i18n::use_i18n;
use latchkey_ui::{Icon, fresh_id, icons};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

/// The rules as they are shown, and how many more there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownRules {
    pub names: Vec<String>,
    pub more: u64,
}

#[component]
pub fn RuleChips(
    is_blocked: bool,
    #[prop(into)] rules: Signal<ShownRules>,
    #[prop(into)] on_remove: Callback<String>,
    /// What was added, refused or removed, for screen readers: the focus stays where it is.
    status: RwSignal<String>,
    /// The last rule was removed, and its button had the focus.
    #[prop(into)]
    on_empty: Callback<()>,
) -> impl IntoView {
    let t = use_i18n();
    let class = if is_blocked { "rule no mono" } else { "rule mono" };
    let id = StoredValue::new(fresh_id());
    let button_id = move |index: usize| id.with_value(|id| format!("{id}-{index}"));
    let remove = move |index: usize, name: String| {
        on_remove.run(name.clone());
        status.set(t.rule_removed(&name));
        // The button that was pressed goes away with its rule.
        let left = rules.with_untracked(|rules| rules.names.len());
        let Some(last) = left.checked_sub(1) else { return on_empty.run(()) };
        let next = button_id(index.min(last));
        spawn_local(async move {
            tick().await;
            focus::focus(&next);
        });
    };
    let chips = move || {
        let ShownRules { names, more } = rules.get();
        let chips = names.into_iter().enumerate().map(|(index, name)| {
            let (label, removed) = (t.remove(&name), name.clone());
            view! {
                <span class=class translate="no">
                    {name}
                    <button
                        type="button"
                        class="icon"
                        id=button_id(index)
                        aria-label=label
                        on:click=move |_| remove(index, removed.clone())
                    >
                        <Icon icon=icons::X/>
                    </button>
                </span>
            }
        });
        let rest = (more > 0).then(|| view! { <span class="dim">{t.and_more(more)}</span> });
        (chips.collect_view(), rest)
    };
    view! {
        <div class="rules">{chips}</div>
        <span class="visually-hidden" role="status">{status}</span>
    }
}
