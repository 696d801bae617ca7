//! What can be chosen from in the form and comes from the backend: scopes, operations, API sets.

use crate::api::{ApiClient, ApiError, use_api};
use crate::i18n::use_i18n;
use crate::state::{Hold, use_operations};
use latchkey_connector::{Field, Fields, Intent, Outcome};
use latchkey_model::Scope;
use latchkey_ui::Button;
use leptos::prelude::*;

/// The scopes that may be granted.
#[derive(Clone, Copy)]
pub struct ScopeChoices {
    load: Action<(), Result<Vec<Scope>, ApiError>>,
    is_wanted: bool,
}

impl ScopeChoices {
    pub fn new(api: ApiClient, fields: &Fields) -> Self {
        let load = Action::new_local(move |(): &()| async move {
            match api.call(Intent::Scopes, "").await {
                Ok(Outcome::Scopes(scopes)) => Ok(scopes),
                Ok(_) => Ok(Vec::new()),
                Err(error) => Err(error),
            }
        });
        Self { load, is_wanted: fields.has(Field::Scopes) && api.capabilities().scopes }
    }

    /// Asks the backend, unless they are known.
    pub fn load(self) {
        let is_known = self.load.value().with_untracked(|loaded| matches!(loaded, Some(Ok(_))));
        if self.is_wanted && !is_known {
            self.load.dispatch(());
        }
    }

    pub fn offered(self) -> Signal<Vec<Scope>> {
        let value = self.load.value();
        Signal::derive(move || match value.get() {
            Some(Ok(scopes)) => scopes,
            _ => Vec::new(),
        })
    }

    /// Tracked.
    fn error(self) -> Option<ApiError> {
        if self.load.pending().get() {
            return None;
        }
        self.load.value().with(|loaded| loaded.as_ref()?.as_ref().err().cloned())
    }
}

/// What could not be loaded, and the way to try again. It tries by itself when the connection is back.
#[component]
pub fn ChoicesFailed(scopes: ScopeChoices) -> impl IntoView {
    let (api, t, operations) = (use_api(), use_i18n(), use_operations());
    let error = Memo::new(move |_| scopes.error().or_else(|| operations.error.get()));
    let load = move || {
        operations.load();
        scopes.load();
    };
    let back = api.connection.back.get_untracked();
    Effect::new(move |_| {
        if api.connection.back.get() != back && error.with_untracked(Option::is_some) {
            load();
        }
    });
    let note = move || {
        error.get().map(|error| {
            let hold = Hold::new();
            hold.after(&error);
            view! {
                <div class="note bad">
                    <div>
                        <b>{t.choices_failed()}</b>
                        <p>{t.explain(&error)}</p>
                        <Button
                            label=t.try_again()
                            small=true
                            wait_seconds=hold.signal()
                            on_click=move |()| load()
                        />
                    </div>
                </div>
            }
        })
    };
    view! { <div role="alert">{note}</div> }
}
