//! What is kept in this browser and not at the backend. (Language and theme stand in the navigation.)

use crate::browser::clock;
use crate::i18n::use_i18n;
use latchkey_ui::{Choice, SelectField};
use leptos::prelude::*;

#[component]
pub fn PreferencesForm() -> impl IntoView {
    let t = use_i18n();
    let order = t.date_order_signal();
    let choices: Vec<Choice> =
        t.date_order_choices().into_iter().map(|(value, label)| Choice { value, label }).collect();
    let value = Signal::derive(move || {
        order.track();
        t.date_order_name().to_owned()
    });
    let today = Signal::derive(move || {
        order.track();
        Some(t.date(clock::now()))
    });
    view! {
        <section class="card pad">
            <div class="fields">
                <SelectField
                    label=t.date_format()
                    choices
                    value
                    on_change=move |name: String| t.choose_date_order(&name)
                    hint=today
                />
            </div>
        </section>
    }
}
