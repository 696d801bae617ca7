//! The name of a token and its description.

use crate::i18n::use_i18n;
use latchkey_model::NameRules;
use latchkey_ui::{TextArea, TextField};
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn NameField(
    name: RwSignal<String>,
    rules: NameRules,
    #[prop(into)] error: Signal<Option<String>>,
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let t = use_i18n();
    view! {
        <TextField label=t.token_name() value=name required=rules.required autofocus=true error node_ref/>
    }
}

#[component]
pub fn DescriptionField(
    description: RwSignal<String>,
    #[prop(into)] error: Signal<Option<String>>,
    node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    let t = use_i18n();
    view! { <TextArea label=t.description() value=description error node_ref/> }
}
