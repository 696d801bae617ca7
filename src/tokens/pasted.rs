//! A secret pasted into the search box, by somebody who found it in a log and asks whose it is. It is compared
//! with what the list knows of each token's secret, here, and kept nowhere.

use super::page::TokensPage;
use super::revoke::label;
use crate::dom::{El, el};
use crate::route::DialogRoute;
use crate::state::State;
use crate::text;
use crate::widgets::button::Button;
use latchkey_model::{Lifecycle, Token, TokenId, looks_like_secret};

/// What was pasted: never the secret itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Pasted {
    Nothing,
    /// A secret of none of the tokens that are loaded.
    Unknown,
    Of(TokenId),
}

/// Fewer known characters tell nobody's token from another's.
const ENOUGH: usize = 4;

impl Pasted {
    pub fn read(page: TokensPage, typed: &str) -> Self {
        if !page.console.capabilities.with_untracked(|can| looks_like_secret(typed, &can.secret_prefix)) {
            return Pasted::Nothing;
        }
        let is_secret_char = |c: char| c.is_ascii_alphanumeric() || "-_.~+/".contains(c);
        page.store.rows.with_untracked(|rows| {
            let owner = rows
                .iter()
                .find(|row| typed.split(|c| !is_secret_char(c)).any(|word| fits(&row.token.hint, word)));
            owner.map_or(Pasted::Unknown, |row| Pasted::Of(row.token.id.clone()))
        })
    }
}

/// Whether a hint such as `lk_7Qd2…x81f`, or only its beginning or its end, is that of this secret.
fn fits(hint: &str, secret: &str) -> bool {
    let left_out = |c: char| matches!(c, '\u{2026}' | '.' | '*' | '\u{2022}');
    let head = hint.split(left_out).next().unwrap_or_default();
    let tail = hint.rsplit(left_out).next().unwrap_or_default();
    let known = if head.len() == hint.len() { head.len() } else { head.len() + tail.len() };
    // A hint without a gap is one end of the secret: which one, backends differ in.
    let ends = head.len() == hint.len() && secret.ends_with(hint);
    known >= ENOUGH
        && secret.len() > known
        && (ends || (secret.starts_with(head) && (head.len() == hint.len() || secret.ends_with(tail))))
}

/// What is said of it, below the search box.
pub fn pasted_note(page: TokensPage, pasted: State<Pasted>) -> El {
    el("div").attr("role", "alert").region(move || {
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
            Button::new(text::revoke_it()).danger().icon("trash").on(move || {
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

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_hint_is_compared_by_the_ends_that_it_has() {
        let secret = "lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f";
        for (hint, expected) in [
            ("lk_7Qd2\u{2026}x81f", true),
            ("lk_7Qd2...x81f", true),
            ("lk_7Qd2****x81f", true),
            ("lk_7Qd3\u{2026}x81f", false),
            ("lk_7Qd2\u{2026}x81e", false),
            ("lk_7Qd2", true),
            ("x81f", true),
            ("x81e", false),
            ("", false),
            ("\u{2026}", false),
            ("lk_", false),
            ("81f", false),
        ] {
            assert_eq!(fits(hint, secret), expected, "{hint}");
        }
        assert!(!fits(secret, secret), "a hint that is the whole secret is none");
    }
}
