//! The scopes of a token.

use crate::i18n::use_i18n;
use latchkey_model::{Scope, ScopeId, shown};
use latchkey_ui::{FieldGroup, Tick};
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn ScopesField(
    scopes: RwSignal<Vec<ScopeId>>,
    /// Those that may be granted.
    offered: Signal<Vec<Scope>>,
    #[prop(into)] error: Signal<Option<String>>,
    /// Of the first checkbox.
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let t = use_i18n();
    let boxes = Memo::new(move |_| {
        let offered = offered.get();
        let is_offered = |id: &ScopeId| offered.iter().any(|scope| scope.id == *id);
        // A scope that the token holds and nobody may grant any more still shows, so that it can be taken away.
        let held = scopes.get_untracked().into_iter().filter(|id| !is_offered(id));
        let held: Vec<(ScopeId, String)> = held.map(|id| (id, String::new())).collect();
        offered.into_iter().map(|scope| (scope.id, scope.description)).chain(held).collect::<Vec<_>>()
    });
    let boxes = move || {
        let boxes = boxes.get().into_iter().enumerate().map(|(at, (id, description))| {
            let node_ref = if at == 0 { node_ref } else { NodeRef::new() };
            let (label, description) = (shown(&id.0), shown(&description));
            let held = id.clone();
            let checked = Signal::derive(move || scopes.with(|scopes| scopes.contains(&held)));
            let on_change = move |on| {
                scopes.update(|scopes| {
                    scopes.retain(|scope| *scope != id);
                    if on {
                        scopes.push(id.clone());
                    }
                });
            };
            view! {
                <label class="check">
                    <Tick label=label.clone() checked on_change node_ref/>
                    <span translate="no">{label}</span>
                    {(!description.is_empty()).then(|| view! { <span class="dim">{description}</span> })}
                </label>
            }
        });
        boxes.collect_view()
    };
    view! {
        <FieldGroup label=t.scope() error>
            <div class="checks">{boxes}</div>
        </FieldGroup>
    }
}
