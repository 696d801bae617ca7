//! Checkboxes.

use leptos::callback::Callable;
use leptos::html;
use leptos::prelude::*;

/// A checkbox whose name is its label. What `on_change` does not take into `checked` is not shown either.
#[component]
pub fn Checkbox(
    #[prop(into)] label: Signal<String>,
    /// Stands dimmed behind the label.
    #[prop(optional, into)]
    note: Signal<Option<String>>,
    #[prop(into)] checked: Signal<bool>,
    /// Neither on nor off.
    #[prop(optional, into)]
    indeterminate: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
) -> impl IntoView {
    let note = move || {
        note.get().filter(|note| !note.is_empty()).map(|note| view! { <span class="dim">{note}</span> })
    };
    view! {
        <label class="check">
            <Tick label checked indeterminate disabled on_change />
            <span>{move || label.get()}</span>
            {note}
        </label>
    }
}

/// A bare checkbox, named by `label`: in a row of a grid or list.
#[component]
pub fn Tick(
    #[prop(optional, into)] label: MaybeProp<String>,
    #[prop(into)] checked: Signal<bool>,
    /// Neither on nor off.
    #[prop(optional, into)]
    indeterminate: Signal<bool>,
    #[prop(optional, into)] disabled: Option<Signal<bool>>,
    /// Without it the tick only shows.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    view! {
        <input
            node_ref=node_ref
            type="checkbox"
            aria-label=move || label.get()
            disabled=disabled.map(|disabled| move || disabled.get())
            prop:checked=move || checked.get()
            prop:indeterminate=move || indeterminate.get()
            on:change:target=move |event| {
                let Some(on_change) = on_change else { return };
                let field = event.target();
                on_change.try_run(field.checked());
                if let (Some(on), Some(mixed)) = (checked.try_get_untracked(), indeterminate.try_get_untracked()) {
                    field.set_checked(on);
                    field.set_indeterminate(mixed);
                }
            }
        />
    }
}
