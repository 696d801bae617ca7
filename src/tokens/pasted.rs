//! A secret pasted into the search box, by somebody who found it in a log and asks whose it is. It is compared
//! with what the list knows of each token's secret, here, and kept nowhere.

use super::page::TokensPage;
use super::revoke::label;
use crate::dom::{El, el, icons, slot};
use crate::route::DialogRoute;
use crate::state::State;
use crate::text;
use crate::widgets::button::Button;
use latchkey_model::{Lifecycle, Token, TokenId, hint_fits};

/// What was pasted: never the secret itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Pasted {
    Nothing,
    /// A secret of none of the tokens that are loaded.
    Unknown,
    Of(TokenId),
}

impl Pasted {
    pub fn read(page: TokensPage, typed: &str) -> Self {
        if !page.console.is_secret(typed) {
            return Pasted::Nothing;
        }
        let is_secret_char = |c: char| c.is_ascii_alphanumeric() || "-_.~+/".contains(c);
        page.store.rows.with_untracked(|rows| {
            let owner = rows
                .iter()
                .find(|row| typed.split(|c| !is_secret_char(c)).any(|word| hint_fits(&row.token.hint, word)));
            owner.map_or(Pasted::Unknown, |row| Pasted::Of(row.token.id.clone()))
        })
    }
}

/// The place below the search box where it is told.
pub fn pasted_place(page: TokensPage, pasted: State<Pasted>) -> El {
    page.console.later.slot(move |doors| Some(doors.pasted(page, pasted))).attr("role", "alert")
}

/// What is said of it; of the part that is loaded later.
pub fn pasted_note(page: TokensPage, pasted: State<Pasted>) -> El {
    slot(move || {
        let owner = match pasted.get() {
            Pasted::Nothing => return None,
            Pasted::Unknown => None,
            Pasted::Of(id) => page.store.find(&id),
        };
        let knows_any = page.store.rows.with_untracked(|rows| rows.iter().any(|r| !r.token.hint.is_empty()));
        let whose = match &owner {
            Some(token) => Some(text::secret_is(&label(token))),
            None => knows_any.then(|| text::secret_is_none().to_owned()),
        };
        let words = el("div")
            .child(el("p").text(text::secret_in_search()))
            .maybe(whose.map(|whose| el("p").child(el("b").text(&whose))));
        let revoke = owner.filter(|token| can_revoke(page, token)).map(|token| {
            Button::new(text::revoke_it()).danger().icon(icons::TRASH).on(move || {
                pasted.set(Pasted::Nothing);
                page.open(DialogRoute::Revoke(vec![token.id.clone()]));
            })
        });
        Some(el("div").class("note bar-note").child(words).maybe(revoke))
    })
}

fn can_revoke(page: TokensPage, token: &Token) -> bool {
    page.console.can().revoke && !matches!(token.lifecycle, Lifecycle::Revoked(_))
}
