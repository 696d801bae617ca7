//! Tabs: one panel of several, after the tabs pattern of the ARIA authoring practices.

use crate::field::Choice;
use crate::{focus, fresh_id};
use leptos::html;
use leptos::prelude::*;

/// The tabs and the panel, whose content `children` is: it follows `value` by itself. Arrow keys choose at once.
#[component]
pub fn Tabs(
    /// The name of the row of tabs.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] tabs: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    children: Children,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let id = StoredValue::new(fresh_id());
    let id_of = move |tab: &str| id.with_value(|id| format!("{id}-{tab}"));
    let key = move |event: leptos::ev::KeyboardEvent| {
        let Some(row) = list.get_untracked() else { return };
        let all = tabs.get_untracked();
        let here =
            value.with_untracked(|value| all.iter().position(|tab| tab.value == *value)).unwrap_or_default();
        let (next, previous) =
            ((here + 1) % all.len().max(1), here.checked_sub(1).unwrap_or(all.len().saturating_sub(1)));
        let rtl = focus::is_rtl(&row);
        let to = match event.key().as_str() {
            "ArrowRight" if rtl => previous,
            "ArrowLeft" if rtl => next,
            "ArrowRight" => next,
            "ArrowLeft" => previous,
            "Home" => 0,
            "End" => all.len().saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = all.get(to) {
            on_change.run(tab.value.clone());
            focus::focus(row.children().item(to as u32));
        }
    };
    let tab = move |tab: Choice| {
        let Choice { value: own, label } = tab;
        let (id, told, compared) = (id_of(&own), own.clone(), own);
        let chosen = Memo::new(move |_| value.with(|value| *value == compared));
        view! {
            <button
                type="button"
                role="tab"
                id=id
                aria-controls=id_of("panel")
                aria-selected=move || if chosen.get() { "true" } else { "false" }
                tabindex=move || if chosen.get() { 0 } else { -1 }
                on:click=move |_| on_change.run(told.clone())
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" node_ref=list aria-label=move || label.get() on:keydown=key>
            <For each=move || tabs.get() key=|tab| tab.clone() children=tab />
        </div>
        <div role="tabpanel" id=id_of("panel") aria-labelledby=move || value.with(|value| id_of(value))>
            {children()}
        </div>
    }
}
