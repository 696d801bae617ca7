//! What one fills in.

use crate::Part;
use latchkey_ui::{
    Checkbox, Choice, FieldGroup, FormAlert, RadioGroup, SearchBox, Segmented, Select, SelectField, TextArea,
    TextField,
};
use leptos::prelude::*;

const HINT: &str = "At most 255 characters, and no other token may have it.";
const ERROR: &str = "Another token has this name.";
const LONG: &str =
    "a-very-long-name-that-somebody-typed-to-see-what-happens-to-it-when-there-is-no-more-room-for-it";

#[component]
pub fn Fields() -> impl IntoView {
    let text = |typed: &str| RwSignal::new(typed.to_owned());
    let days = RwSignal::new("30".to_owned());
    let choices =
        || vec![Choice::new("7", "7 days"), Choice::new("30", "30 days"), Choice::new("never", LONG)];
    view! {
        <Part title="Fields">
            <form class="fields" on:submit=|event| event.prevent_default()>
                <TextField label="Empty" value=text("") placeholder="Placeholder" />
                <TextField label="With a hint" value=text("ci-deploy") hint=HINT required=true />
                <TextField label="With an error" value=text("ci-deploy") hint=HINT error=ERROR />
                <TextField label="Off" value=text("ci-deploy") disabled=true />
                <TextField label="Password" kind="password" value=text("lovelace-1843") autocomplete="current-password" />
                <TextField label="Long" value=text(LONG) hint=LONG />
                <TextArea label="Lines" value=text("One\nTwo") hint="What it is for." />
                <TextArea label="Lines with an error" value=text("") error=ERROR />
                <SelectField label="A choice" choices=choices() value=days on_change=move |chosen| days.set(chosen) hint="Until the end of that day." />
                <SelectField label="A choice with an error" choices=choices() value=days on_change=move |chosen| days.set(chosen) error=ERROR />
                <FormAlert message=Some("The server cannot be reached.".to_owned()) />
            </form>
        </Part>
    }
}

#[component]
pub fn Choices() -> impl IntoView {
    let on = RwSignal::new([false, true, false]);
    let search = RwSignal::new(String::new());
    let status = RwSignal::new("any".to_owned());
    let form = RwSignal::new("value".to_owned());
    let side = RwSignal::new(None::<String>);
    let check = move |at: usize, label: &'static str, note: &'static str| {
        view! {
            <Checkbox
                label
                note=Some(note.to_owned())
                checked=move || on.get().get(at).copied().unwrap_or_default()
                on_change=move |to| on.update(|on| if let Some(on) = on.get_mut(at) { *on = to; })
            />
        }
    };
    let set_all = move |to: bool| on.set([to; 3]);
    let count = move || on.get().iter().filter(|on| **on).count();
    let sides =
        vec![Choice::new("mine", "Mine: ci-deploy"), Choice::new("theirs", format!("Theirs: {}", LONG))];
    view! {
        <Part title="Choices">
            <div class="bar">
                <SearchBox label="Search" value=search on_input=move |typed| search.set(typed) />
                <Select
                    label="Status"
                    choices=vec![Choice::new("any", "Any status"), Choice::new("active", "Active")]
                    value=status
                    on_change=move |chosen| status.set(chosen)
                />
            </div>
            <Checkbox label="All of them" checked=move || count() == 3 indeterminate=move || (1..3).contains(&count()) on_change=set_all />
            <FieldGroup label="Scope" error=move || (count() == 0).then(|| "Choose at least one scope.".to_owned())>
                <div class="checks">
                    {check(0, "Collection", "")} {check(1, "Device", "")} {check(2, "Policy", "may change what others see")}
                </div>
            </FieldGroup>
            <Checkbox label="Off" checked=true disabled=true on_change=|_| {} />
            <Segmented
                label="Form"
                choices=vec![Choice::new("value", "Value"), Choice::new("header", "Header"), Choice::new("curl", "curl")]
                value=form
                on_change=move |chosen| form.set(chosen)
            >
                <p class="hint">{move || format!("Shown as {}.", form.get())}</p>
            </Segmented>
            <RadioGroup
                label="Name"
                choices=sides
                value=side
                on_change=move |chosen| side.set(Some(chosen))
                error=move || side.get().is_none().then(|| "Choose one.".to_owned())
            />
        </Part>
    }
}
