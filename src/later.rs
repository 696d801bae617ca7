//! What the console loads after its first page: the overview, the profile and every dialog.
//!
//! The release build parts the wasm in two (`docs/size.md`). What [`Doors`] leads to, and nothing else needs, is in
//! the second part. A door can only be gone through with a [`Doors`] at hand, and there is one only once that part
//! is here: so nothing can be called that is not loaded yet. The list, signing in and all that is told of errors are
//! in the first part, and the page that stands after a panic is the boot script's. In a build that is not parted everything is here at once.

use crate::challenge::Question;
use crate::console::Console;
use crate::dom::{El, after, el, slot, spawn};
use crate::pages::{overview, profile, shell};
use crate::state::State;
use crate::tokens::page::TokensPage;
use crate::transport::{Asset, second_part};
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::{browser, text};
use leptos::reactive::graph::untrack;
use leptos::reactive::owner::on_cleanup;
use std::cell::Cell;
use std::rc::Rc;

/// Proof that the second part is here.
///
/// Its methods are where the build cuts, which knows them by their path: a new one needs nothing else. They are
/// never inlined, because the cut needs a call.
#[derive(Clone, Copy, PartialEq)]
pub struct Doors(());

impl Doors {
    #[inline(never)]
    pub fn overview(self, tokens: TokensPage) -> El {
        overview::overview_page(tokens)
    }

    #[inline(never)]
    pub fn profile(self, tokens: TokensPage) -> El {
        profile::profile_page(tokens)
    }

    #[inline(never)]
    pub fn question(self, console: Console, question: Question) -> El {
        console.challenges.dialog(console, question)
    }

    #[inline(never)]
    pub fn dialog(self, tokens: TokensPage) -> Option<El> {
        tokens.dialog_view()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Wanted,
    Coming,
    Here(Doors),
    Failed,
}

/// How far the second part is. There is one for the life of the page.
#[derive(Clone, Copy)]
pub struct Later(State<Stage>);

impl Default for Later {
    fn default() -> Self {
        Self::new()
    }
}

impl Later {
    pub fn new() -> Self {
        Self(State::new(Stage::Wanted))
    }

    /// Asks for it, unless it is here or on its way.
    pub fn fetch(self) {
        if matches!(self.0.get_untracked(), Stage::Coming | Stage::Here(_)) {
            return;
        }
        self.0.set(Stage::Coming);
        spawn(async move {
            // Where the language is another by now, both files of that are here (`languages`).
            let fits = |texts: Asset| texts.language != text::language() || text::install_later(&texts.text);
            let is_here = second_part().await.is_some_and(fits);
            self.0.set(if is_here { Stage::Here(Doors(())) } else { Stage::Failed });
        });
    }

    /// A page of the second part; until it is here, its heading and how it stands.
    pub fn page(self, title: &'static str, draw: impl Fn(Doors) -> El + 'static) -> El {
        untrack(|| self.fetch());
        slot(move || {
            Some(match self.0.get() {
                Stage::Here(doors) => draw(doors),
                stage => self.waiting_page(title, stage),
            })
        })
    }

    fn waiting_page(self, title: &str, stage: Stage) -> El {
        // Who was told by the focus that this page stands is told so again of the one that takes its place.
        on_cleanup(|| {
            if browser::focused().is_some_and(|element| element.id() == shell::HEADING) {
                after(|| browser::focus(shell::HEADING));
            }
        });
        let progress = if stage == Stage::Failed {
            let again = Button::new(text::try_again()).small().on(move || self.fetch());
            el("div")
                .class("note bad")
                .attr("role", "alert")
                .child(el("div").child(el("b").text(text::part_failed())).child(again))
        } else {
            el("p").class("sub").attr("role", "status").text(text::loading())
        };
        el("div")
            .child(el("div").class("head").child(el("div").child(shell::heading(title))))
            .child(el("section").class("card pad").child(progress))
    }

    /// The place of a dialog of the second part; until that is here, of one that says so.
    pub fn dialog(
        self,
        is_open: impl Fn() -> bool + 'static,
        close: impl Fn() + 'static,
        draw: impl Fn(Doors) -> Option<El> + 'static,
    ) -> El {
        let close: Rc<dyn Fn()> = Rc::new(close);
        let was_open = Cell::new(false);
        slot(move || {
            let opens = is_open();
            // Asked for when the dialog opens, and not each time that this is drawn: after a failure a person decides.
            if opens && !was_open.get() {
                untrack(|| self.fetch());
            }
            was_open.set(opens);
            match self.0.get() {
                _ if !opens => None,
                Stage::Here(doors) => draw(doors),
                stage => Some(self.waiting_dialog(close.clone(), stage)),
            }
        })
    }

    fn waiting_dialog(self, close: Rc<dyn Fn()>, stage: Stage) -> El {
        let failed = stage == Stage::Failed;
        let title = if failed { text::part_failed() } else { text::loading() };
        let cancel = close.clone();
        let again = Button::new(text::try_again()).primary().on(move || self.fetch());
        Dialog {
            title: title.to_owned(),
            alert: failed,
            body: el("div"),
            footer: footer()
                .child(grow())
                .child(Button::new(text::cancel()).on(move || cancel()))
                .maybe(failed.then_some(again)),
            on_close: close,
            on_submit: Box::new(|| {}),
        }
        .view()
    }
}
