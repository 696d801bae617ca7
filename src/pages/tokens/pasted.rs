//! A secret pasted into the search box, by somebody who found it in a log and asks whose it is. It is compared with what the
//! list knows of each token's secret, here, and kept nowhere.

use super::dialogs::state::use_token_dialogs;
use crate::api::{ApiClient, use_api};
use crate::i18n::use_i18n;
use crate::state::{TokenStore, label, use_tokens};
use latchkey_model::{Lifecycle, TokenId, hint_fits};
use latchkey_ui::{Button, ButtonKind, icons};
use leptos::prelude::*;

/// What was pasted: never the secret itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Pasted {
    #[default]
    Nothing,
    /// A secret of none of the tokens that are loaded.
    Unknown,
    Of(TokenId),
}

impl Pasted {
    pub fn read(typed: &str, api: ApiClient, store: TokenStore) -> Self {
        if !api.is_secret(typed) {
            return Pasted::Nothing;
        }
        let is_secret_char = |c: char| c.is_ascii_alphanumeric() || "-_.~+/".contains(c);
        let words = || typed.split(|c| !is_secret_char(c));
        store.rows.with_untracked(|rows| {
            let owner = rows.iter().find(|row| words().any(|word| hint_fits(&row.token.hint, word)));
            owner.map_or(Pasted::Unknown, |row| Pasted::Of(row.token.id.clone()))
        })
    }
}

/// Says below the search box what was pasted.
#[component]
pub fn PastedNote(pasted: RwSignal<Pasted>) -> impl IntoView {
    let (api, t, store, dialogs) = (use_api(), use_i18n(), use_tokens(), use_token_dialogs());
    let note = move || {
        let owner = match pasted.get() {
            Pasted::Nothing => return None,
            Pasted::Unknown => None,
            Pasted::Of(id) => store.find(&id),
        };
        let knows_any = || store.rows.with_untracked(|rows| rows.iter().any(|r| !r.token.hint.is_empty()));
        let whose = match &owner {
            Some(token) => Some(t.secret_is(&label(token))),
            None => knows_any().then(|| t.secret_is_none()),
        };
        let can_revoke = api.capabilities().revoke;
        let owner = owner.filter(|token| can_revoke && !matches!(token.lifecycle, Lifecycle::Revoked(_)));
        let revoke = owner.map(|token| {
            let ask = move |()| {
                pasted.set(Pasted::Nothing);
                dialogs.open_revoke(vec![token.clone()]);
            };
            view! { <Button label=t.revoke_it() kind=ButtonKind::Danger icon=icons::TRASH on_click=ask/> }
        });
        Some(view! {
            <div class="note bar-note">
                <div>
                    <p>{t.secret_in_search()}</p>
                    {whose.map(|whose| view! { <p><b>{whose}</b></p> })}
                </div>
                {revoke}
            </div>
        })
    };
    view! { <div role="alert">{note}</div> }
}
