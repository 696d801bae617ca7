//! What stands when the backend did not answer at the start.

use super::broken::stopped;
use super::shell::console_view;
use crate::console::CallError;
use crate::dom::{El, effect, el, slot, spawn};
use crate::explain::explain;
use crate::state::State;
use crate::text;
use crate::tokens::page::TokensPage;
use crate::widgets::button::Button;
use crate::widgets::hold::Hold;

/// The backend did not answer when the console started. It is tried again when it does. Of the part that is loaded later.
pub fn unreachable_view(page: TokensPage, error: CallError) -> El {
    let console = page.console;
    let state = State::new(Some(error));
    let busy = State::new(false);
    let retry = move || {
        // The answer to this very try says that the backend is back.
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn(async move {
            let answer = console.start().await;
            busy.set(false);
            state.set(answer.err());
        });
    };
    let back = console.connection.back.get_untracked();
    effect(move || {
        if console.connection.back.get() != back && state.with_untracked(Option::is_some) {
            retry();
        }
    });
    slot(move || {
        Some(match state.get() {
            None => console_view(page),
            Some(error) => {
                let hold = Hold::new();
                hold.after(&error);
                let again = Button::new(text::try_again()).primary().waits(hold).on_now(retry);
                stopped(text::start_failed(), el("div").child(el("p").text(&explain(&error))).child(again))
            }
        })
    })
}
