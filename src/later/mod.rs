//! What the console loads after its first page: the overview, the profile, every dialog, and nearly all that is done
//! when somebody clicks or types.
//!
//! The release build parts the wasm in two (`docs/size.md`). What [`Doors`] leads to, and nothing else needs, is in
//! the second part, and so are the closures of a [`Handler`]. Both can only be gone through with a [`Doors`] at hand,
//! and there is one only once that part is here: so nothing can be called that is not loaded yet. Seeing the list is in
//! the first part, and signing in, where no request comes before it. The page that stands after a panic is the boot
//! script's.

mod handler;

pub use handler::{Handler, afterwards, whenever};

use crate::challenge::Question;
use crate::connection::Connection;
use crate::console::{CallError, Console};
use crate::dom::{El, after, el, slot, spawn};
use crate::explain::explain;
use crate::leaving::{Leaving, Then};
use crate::pages::broken::{Broken, Wrong};
use crate::pages::unreachable::unreachable_view;
use crate::pages::{overview, profile, shell};
use crate::state::State;
use crate::tokens::page::TokensPage;
use crate::tokens::pasted::{Pasted, pasted_note};
use crate::transport::{Asset, second_part, second_part_is_here};
use crate::widgets::button::Button;
use crate::widgets::hold::Hold;
use crate::{browser, languages, text};
use futures::channel::oneshot;
use leptos::leptos_dom::helpers::set_timeout;
use leptos::reactive::graph::untrack;
use leptos::reactive::owner::on_cleanup;
use std::cell::{Cell, RefCell};
use std::time::Duration;

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

    #[inline(never)]
    pub fn pasted(self, tokens: TokensPage, pasted: State<Pasted>) -> El {
        pasted_note(tokens, pasted)
    }

    #[inline(never)]
    pub fn unsaved(self, leaving: Leaving, words: &str, then: Then) -> El {
        leaving.question(words, then)
    }

    /// `done` is dropped when the backend was asked.
    #[inline(never)]
    pub fn probe(self, connection: Connection, console: Console, done: oneshot::Sender<()>) {
        spawn(async move {
            connection.probe(console).await;
            drop(done);
        });
    }

    /// `done` hears of it if the texts are in use.
    #[inline(never)]
    pub fn language(self, console: Console, tag: &'static str, done: oneshot::Sender<()>) {
        spawn(async move {
            if languages::load_texts(console, tag).await {
                let _ = done.send(());
            }
        });
    }

    #[inline(never)]
    pub fn broken(self, wrong: Wrong) -> El {
        Broken::of(wrong).view()
    }

    #[inline(never)]
    pub fn unreachable(self, page: TokensPage, error: CallError) -> El {
        unreachable_view(page, error)
    }

    /// What an error is in words; a button that `hold` holds waits as long as it asks for.
    #[inline(never)]
    pub fn told(self, error: &CallError, hold: Hold) -> String {
        hold.after(error);
        explain(error)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Wanted,
    Coming,
    Here(Doors),
    Failed,
}

thread_local! {
    static HERE: Cell<Option<Doors>> = const { Cell::new(None) };
    /// What is to be done when it is here, in order.
    static WAITING: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
    /// Who waits to hear whether it is here.
    static ASKING: RefCell<Vec<oneshot::Sender<()>>> = const { RefCell::new(Vec::new()) };
    static LATER: Cell<Option<Later>> = const { Cell::new(None) };
}

type Task = Box<dyn FnOnce(Doors)>;

/// The second part, if it is here.
pub fn here() -> Option<Doors> {
    if HERE.get().is_none() && second_part_is_here() {
        HERE.set(Some(Doors(())));
    }
    HERE.get()
}

/// Does `task` at once, or keeps it until the second part is here.
fn keep(task: Task) {
    match here() {
        // Nothing overtakes what waits.
        Some(doors) if WAITING.with_borrow(Vec::is_empty) => task(doors),
        _ => WAITING.with_borrow_mut(|waiting| waiting.push(task)),
    }
}

/// Does what waits, in its order, each in a task of its own: together they would keep the page from answering.
fn work_off(doors: Doors) {
    let next = WAITING.with_borrow_mut(|waiting| (!waiting.is_empty()).then(|| waiting.remove(0)));
    if let Some(task) = next {
        task(doors);
        set_timeout(move || work_off(doors), Duration::ZERO);
    }
}

/// Does `task` with the second part at hand: at once, or when it is here. `asked`: somebody waits for that.
fn when_here(asked: bool, task: Task) {
    keep(task);
    if HERE.get().is_none()
        && let Some(later) = LATER.get()
    {
        if asked {
            later.missed.set(true);
        }
        later.fetch();
    }
}

/// Waits for it where there is no console that could; `None` if it does not come.
pub async fn without_console() -> Option<Doors> {
    second_part().await.map(|_| Doors(()))
}

/// How far the second part is. There is one for the life of the page.
#[derive(Clone, Copy)]
pub struct Later {
    stage: State<Stage>,
    /// Something was done that waits for it.
    missed: State<bool>,
}

impl Default for Later {
    fn default() -> Self {
        Self::new()
    }
}

impl Later {
    pub fn new() -> Self {
        let later = Self { stage: State::new(Stage::Wanted), missed: State::new(false) };
        LATER.set(Some(later));
        if second_part_is_here() {
            later.arrived();
        }
        later
    }

    fn arrived(self) {
        let doors = Doors(());
        HERE.set(Some(doors));
        self.missed.set(false);
        work_off(doors);
        self.stage.set(Stage::Here(doors));
        ASKING.take();
    }

    /// Waits for it; `None` if it does not come this time.
    pub async fn wait(self) -> Option<Doors> {
        if HERE.get().is_none() {
            let (sender, receiver) = oneshot::channel();
            ASKING.with_borrow_mut(|asking| asking.push(sender));
            self.fetch();
            // It is dropped when there is an answer.
            let _ = receiver.await;
        }
        HERE.get()
    }

    /// Asks for it, unless it is here or on its way.
    pub fn fetch(self) {
        if matches!(self.stage.get_untracked(), Stage::Coming | Stage::Here(_)) {
            return;
        }
        self.stage.set(Stage::Coming);
        spawn(async move {
            // Where the language is another by now, both files of that are here (`languages`).
            let fits = |texts: Asset| texts.language != text::language() || text::install_later(&texts.text);
            if second_part().await.is_some_and(fits) {
                // Beside joining it, which was work enough for one task.
                set_timeout(move || self.arrived(), Duration::ZERO);
            } else {
                self.stage.set(Stage::Failed);
                ASKING.take();
            }
        });
    }

    /// Tells who did something that waits for the second part how that stands.
    pub fn view(self) -> El {
        el("div").class("slot").attr("role", "status").region(move || {
            if !self.missed.get() {
                return None;
            }
            match self.stage.get() {
                Stage::Coming => {
                    let told = el("span").class("visually-hidden").text(text::loading());
                    Some(el("div").class("waiting").child(told))
                }
                Stage::Failed => Some(self.failed()),
                Stage::Wanted | Stage::Here(_) => None,
            }
        })
    }

    fn failed(self) -> El {
        let again = Button::new(text::try_again()).small().on_now(move || self.fetch());
        el("div")
            .class("note bad")
            .attr("role", "alert")
            .child(el("div").child(el("b").text(text::part_failed())).child(again))
    }

    /// A page of the second part; until it is here, its heading and how it stands.
    pub fn page(self, title: &'static str, draw: impl Fn(Doors) -> El + 'static) -> El {
        untrack(|| self.fetch());
        slot(move || {
            Some(match self.stage.get() {
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
            self.failed()
        } else {
            el("p").class("sub").attr("role", "status").text(text::loading())
        };
        el("div")
            .child(el("div").class("head").child(el("div").child(shell::heading(title))))
            .child(el("section").class("card pad").child(progress))
    }

    /// The place of what only the second part can show.
    pub fn slot(self, draw: impl Fn(Doors) -> Option<El> + 'static) -> El {
        slot(move || match self.stage.get() {
            Stage::Here(doors) => draw(doors),
            _ => None,
        })
    }
}
