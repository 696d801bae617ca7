//! The page of the tokens: its head, tool bar, list, and the one dialog that is open.

use super::edit::edit_dialog;
use super::form::Typed;
use super::generate::generate_dialog;
use super::list::list_view;
use super::listing::Listing;
use super::revoke::revoke_dialog;
use super::secret::secret_dialog;
use super::store::{Loading, Store};
use super::tool_bar::tool_bar;
use super::view::{VIEWS, View};
use crate::console::Console;
use crate::dom::{El, effect, el, icons, spawn};
use crate::later::{afterwards, whenever};
use crate::route::{DialogRoute, Route, TokensRoute};
use crate::state::{Derived, State};
use crate::widgets::button::Button;
use crate::{clock, text};
use latchkey_connector::{Intent, Issued, Outcome};
use latchkey_model::{Lifecycle, Status, Token, TokenId};
use leptos::reactive::graph::untrack;
use std::ops::Deref;

/// More tokens than this make an address that no longer fits everywhere; their question has none.
const IN_ADDRESS: usize = 50;

/// What the form of a new token begins with.
#[derive(Clone, Debug)]
pub enum Beginning {
    Nothing,
    /// The parameters of a token.
    Copy(Token),
    /// What was typed for a token that is gone.
    Typed(Typed),
}

/// What is open over the list: one thing at a time.
#[derive(Clone, Debug, Default)]
pub enum Dialog {
    #[default]
    None,
    Generate(Beginning),
    Edit(Token),
    Revoke(Vec<Token>),
    Secret(Issued),
}

/// What is behind a [`TokensPage`].
pub struct Parts {
    pub console: Console,
    pub store: Store,
    pub dialog: State<Dialog>,
    /// Tokens are being enabled or disabled.
    pub switching: State<bool>,
}

/// A handle that is copied freely; see [`Console`] for why it is one reference. There is one for the life
/// of the page.
#[derive(Clone, Copy)]
pub struct TokensPage(&'static Parts);

impl Deref for TokensPage {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl TokensPage {
    pub fn new(console: Console) -> Self {
        Self(Box::leak(Box::new(Parts {
            console,
            store: Store::new(),
            dialog: State::new(Dialog::None),
            switching: State::new(false),
        })))
    }

    pub fn route(self) -> TokensRoute {
        self.console.route.with_untracked(|r| r.tokens().cloned()).unwrap_or_default()
    }

    /// Opens a dialog by its address, so that Back closes it and the address can be shared.
    pub fn open(self, dialog: DialogRoute) {
        let tokens = TokensRoute { dialog: Some(dialog), ..self.route() };
        let route = self.console.route.with_untracked(|r| r.with_tokens(tokens));
        self.console.go(route);
    }

    /// Asks before all of them are revoked.
    pub fn open_revoke(self, tokens: Vec<Token>) {
        if tokens.len() > IN_ADDRESS {
            self.dialog.set(Dialog::Revoke(tokens));
        } else {
            self.open(DialogRoute::Revoke(tokens.into_iter().map(|token| token.id).collect()));
        }
    }

    /// Closes whatever is open; a secret is dropped with it.
    pub fn close(self) {
        self.dialog.set(Dialog::None);
        self.leave_address();
        if self.console.doubt.take() {
            self.store.load(self.console);
        }
    }

    /// Drops all that belongs to the user who was here.
    pub fn forget(self) {
        self.dialog.set(Dialog::None);
        if self.console.route.with_untracked(|r| r.tokens().is_some()) {
            self.leave_address();
        }
        self.store.clear();
    }

    fn leave_address(self) {
        let tokens = TokensRoute { dialog: None, ..self.route() };
        let route = self.console.route.with_untracked(|r| r.with_tokens(tokens));
        self.console.replace(route);
    }

    /// The secret takes the place of the dialog that asked for it. No address leads here.
    pub fn show_secret(self, issued: Issued) {
        match &issued.token {
            Some(token) => self.store.put(token.clone()),
            None => self.store.load(self.console),
        }
        self.dialog.set(Dialog::Secret(issued));
        self.leave_address();
    }

    /// The name of the token whose secret is shown.
    pub fn secret_name(self) -> String {
        self.dialog.with_untracked(|open| match open {
            Dialog::Secret(Issued { token: Some(token), .. }) => token.name.clone(),
            _ => String::new(),
        })
    }

    /// Whether tokens of this backend can be in this state, or one is: a backend that forgets what it revokes,
    /// or cannot switch tokens off, has none to count or to look for.
    pub fn has_state(self, state: Status) -> bool {
        let can = self.console.can();
        match state {
            Status::Disabled => can.enable_disable || self.lists(&|l| matches!(l, Lifecycle::Disabled)),
            Status::Revoked => can.lists_revoked || self.lists(&|l| matches!(l, Lifecycle::Revoked(_))),
            _ => true,
        }
    }

    fn lists(self, fits: &dyn Fn(&Lifecycle) -> bool) -> bool {
        self.store.rows.with(|rows| rows.iter().any(|row| fits(&row.token.lifecycle)))
    }

    /// Takes over what the backend said after a change.
    pub fn changed(self, outcome: Outcome) {
        match outcome {
            Outcome::Token(token) => self.store.put(token),
            _ => self.store.load(self.console),
        }
    }

    /// Shows tokens as revoked, or takes them out where the backend forgets them.
    pub fn revoked(self, tokens: &[Token]) {
        let keeps = self.console.can().lists_revoked;
        for token in tokens {
            if keeps {
                let lifecycle = Lifecycle::Revoked(Some(clock::now()));
                self.store.put(Token { lifecycle, ..token.clone() });
                self.store.selection.set(&token.id, false);
            } else {
                self.store.remove(&token.id);
            }
        }
    }

    /// Brings the dialog to what the address says.
    fn follow(self, wanted: Option<DialogRoute>) {
        match wanted {
            None => {
                if self.dialog.with_untracked(|d| !matches!(d, Dialog::None | Dialog::Secret(_))) {
                    self.dialog.set(Dialog::None);
                }
            }
            Some(wanted) => afterwards(move || {
                spawn(async move {
                    let dialog = self.resolve(wanted).await;
                    if matches!(dialog, Dialog::None) {
                        self.leave_address();
                    }
                    self.dialog.set(dialog);
                });
            }),
        }
    }

    async fn resolve(self, wanted: DialogRoute) -> Dialog {
        let can = self.console.can();
        match wanted {
            DialogRoute::Create { copy_of: None } if can.create => Dialog::Generate(Beginning::Nothing),
            DialogRoute::Create { copy_of: Some(id) } if can.create => {
                let token = self.token(&id).await;
                Dialog::Generate(token.map_or(Beginning::Nothing, Beginning::Copy))
            }
            // Where nothing can be changed the dialog only shows.
            DialogRoute::Edit(id) => self.token(&id).await.map_or(Dialog::None, Dialog::Edit),
            DialogRoute::Revoke(ids) if can.revoke => {
                let mut tokens = Vec::new();
                for id in &ids {
                    let token = self.token(id).await;
                    tokens.extend(token.filter(|t| !matches!(t.lifecycle, Lifecycle::Revoked(_))));
                }
                if tokens.is_empty() { Dialog::None } else { Dialog::Revoke(tokens) }
            }
            _ => Dialog::None,
        }
    }

    /// From what is loaded, else from the backend: an address may name a token that is not here yet.
    async fn token(self, id: &TokenId) -> Option<Token> {
        if let Some(token) = self.store.find(id) {
            return Some(token);
        }
        match self.console.call(Intent::Get { id: id.clone() }, "").await {
            Ok(Outcome::Token(token)) => Some(token),
            Ok(_) => None,
            Err(error) => {
                self.console.notices.bad(crate::explain::explain(&error));
                None
            }
        }
    }

    pub fn view(self, heading: El) -> El {
        let console = self.console;
        let asked = Derived::new(move || console.route.with(|r| r.tokens().and_then(|t| t.dialog.clone())));
        effect(move || {
            let wanted = asked.get();
            untrack(|| self.follow(wanted));
        });
        // An address that somebody made with a secret in it: off the bar with it, as soon as one can be told.
        effect(move || {
            if console.route.with(|r| r.tokens().is_some_and(|tokens| !tokens.search.is_empty())) {
                whenever(move || self.drop_secret());
            }
        });
        let can = console.can();
        let list = Listing::new(self);
        effect(move || {
            if self.store.loading.with(Loading::is_done) {
                untrack(|| self.load_scopes());
            }
        });
        let create = can.create.then(|| {
            let open = move || self.open(DialogRoute::Create { copy_of: None });
            Button::new(text::generate_token()).primary().icon(icons::PLUS).on(open)
        });
        let lists = can.list;
        let title = el("div").child(heading).maybe(lists.then(|| el("p").live(move || list.summary())));
        let card = el("section").class("card");
        let card = if lists {
            card.child(tool_bar(self, list)).child(list_view(self, list))
        } else {
            card.child(el("p").class("empty").text(text::no_list()))
        };
        el("div")
            .class("slot")
            .child(el("div").class("head").child(title).maybe(create))
            .maybe(lists.then(|| self.views(list)).flatten())
            .child(card)
            .child(console.later.slot(move |doors| doors.dialog(self)))
    }

    fn drop_secret(self) {
        if self.console.is_secret(&self.route().search) {
            self.console.search_for(String::new());
        }
    }

    /// Which scopes there are. Without them one view stays empty, so a failure is nobody's trouble.
    fn load_scopes(self) {
        if self.console.can().scopes && self.store.scopes.with_untracked(Vec::is_empty) {
            whenever(move || {
                spawn(async move {
                    if let Ok(Outcome::Scopes(scopes)) = self.console.call(Intent::Scopes, "").await {
                        self.store.scopes.set(scopes.into_iter().map(|scope| scope.id).collect());
                    }
                });
            });
        }
    }

    /// The clean-up views, each a switch with the number of its tokens.
    fn views(self, list: Listing) -> Option<El> {
        let can = self.console.can();
        if !VIEWS.iter().any(|(view, _)| view.makes_sense(&can)) {
            return None;
        }
        let open = move || self.console.route.with(|r| r.tokens().and_then(|t| t.view));
        let go = move |view: Option<View>| {
            let tokens = TokensRoute { view, ..self.route() };
            self.console.replace(self.console.route.with_untracked(|r| r.with_tokens(tokens)));
        };
        let all = VIEWS.into_iter().enumerate().filter(|(_, (view, _))| view.makes_sense(&can));
        let chips = all.map(|(at, (view, _))| {
            let count = move || list.views.with(|counts| counts.get(at).copied().unwrap_or_default());
            el("button")
                .attr("type", "button")
                .class("chip")
                .bind_bool("aria-pressed", move || open() == Some(view))
                .click(move || go((untrack(open) != Some(view)).then_some(view)))
                .text(view.label())
                .text(" ")
                .child(el("b").live(move || clock::number(u64::from(count()))))
        });
        Some(el("div").class("chips").attr("role", "group").attr("aria-label", text::views()).all(chips))
    }

    /// The dialog that is open; of the part that is loaded later.
    pub fn dialog_view(self) -> Option<El> {
        // The secret's dialog reads the secret itself: a copy here would be a second place that has it.
        self.dialog.with(|dialog| match dialog {
            Dialog::None => None,
            Dialog::Generate(beginning) => Some(generate_dialog(self, beginning)),
            Dialog::Edit(token) => Some(edit_dialog(self, token)),
            Dialog::Revoke(tokens) => Some(revoke_dialog(self, tokens.clone())),
            Dialog::Secret(_) => Some(secret_dialog(self)),
        })
    }
}

pub fn status_text(status: Status) -> &'static str {
    match status {
        Status::Active => text::status_active(),
        Status::Expiring => text::status_expiring(),
        Status::Expired => text::status_expired(),
        Status::Disabled => text::status_disabled(),
        Status::Revoked => text::status_revoked(),
    }
}

/// The address of the tokens page, for links.
pub fn address() -> Route {
    Route::Tokens(TokensRoute::default())
}
