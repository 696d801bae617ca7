//! What a list of names holds, each with a button that takes it out.

use crate::{IconButton, focus, icons};
use leptos::html;
use leptos::prelude::*;

/// The focus goes on to the next chip when one was taken out, and to whatever `on_empty` focuses after the last.
#[component]
pub fn Chips(
    #[prop(into)] names: Signal<Vec<String>>,
    /// Of what is refused, not allowed.
    #[prop(optional)]
    negative: bool,
    /// The name of the button that takes this one out.
    #[prop(into)]
    remove_label: Callback<String, String>,
    #[prop(into)] on_remove: Callback<String>,
    #[prop(optional, into)] on_empty: Option<Callback<()>>,
    /// How many more there are than are shown, in words.
    #[prop(optional, into)]
    more: Signal<Option<String>>,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let remove = move |name: String| {
        let at =
            names.with_untracked(|names| names.iter().position(|held| *held == name)).unwrap_or_default();
        on_remove.run(name);
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            // The button that had the focus has gone with its chip.
            let Some(left) = names.try_with_untracked(Vec::len) else { return };
            if left == 0 {
                on_empty.inspect(|on_empty| on_empty.run(()));
            } else if let Some(list) = list.get_untracked() {
                let chip = list.children().item(at.min(left - 1) as u32);
                focus::focus(chip.and_then(|chip| chip.last_element_child()));
            }
        });
    };
    let class = if negative { "rule no mono" } else { "rule mono" };
    view! {
        <div class="rules" node_ref=list>
            <For each=move || names.get() key=|name| name.clone() let:name>
                <span class=class translate="no">
                    {name.clone()}
                    <IconButton
                        icon=icons::X
                        label=remove_label.run(name.clone())
                        on_click=move |()| remove(name.clone())
                    />
                </span>
            </For>
            {move || more.get().map(|more| view! { <span class="dim">{more}</span> })}
        </div>
    }
}
