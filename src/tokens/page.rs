//! The page of the tokens: its head, tool bar, list, and the one dialog that is open.

use super::edit::edit_dialog;
use super::generate::generate_dialog;
use super::list::list_view;
use super::query::{self, Row};
use super::revoke::revoke_dialog;
use super::secret::secret_dialog;
use super::store::{Loading, Store};
use crate::console::Console;
use crate::dom::spawn;
use crate::dom::{El, effect, el, live, slot};
use crate::route::{DialogRoute, Route, STATUSES, TokensRoute, value, word};
use crate::state::{Derived, State};
use crate::widgets::button::Button;
use crate::widgets::field::search;
use crate::widgets::select::select;
use crate::{clock, text};
use latchkey_connector::{Intent, Issued, Outcome};
use latchkey_model::{Lifecycle, Status, Token, TokenId};
use leptos::prelude::untrack;
use std::ops::Deref;
use std::sync::Arc;

/// What is open over the list: one thing at a time.
#[derive(Clone, Debug, Default)]
pub enum Dialog {
    #[default]
    None,
    Generate {
        copy_of: Option<Token>,
    },
    Edit(Token),
    Revoke(Vec<Token>),
    Secret(Issued),
}

/// What is behind a [`TokensPage`].
pub struct Parts {
    pub console: Console,
    pub store: Store,
    pub dialog: State<Dialog>,
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
        Self(Box::leak(Box::new(Parts { console, store: Store::new(), dialog: State::new(Dialog::None) })))
    }

    fn route(self) -> TokensRoute {
        self.console.route.with_untracked(|r| r.tokens().cloned()).unwrap_or_default()
    }

    /// Opens a dialog by its address, so that Back closes it and the address can be shared.
    pub fn open(self, dialog: DialogRoute) {
        let tokens = TokensRoute { dialog: Some(dialog), ..self.route() };
        let route = self.console.route.with_untracked(|r| r.with_tokens(tokens));
        self.console.go(route);
    }

    /// Closes whatever is open; a secret is dropped with it.
    pub fn close(self) {
        self.dialog.set(Dialog::None);
        self.leave_address();
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
                self.store.select(&token.id, false);
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
            Some(wanted) => spawn(async move {
                let dialog = self.resolve(wanted).await;
                if matches!(dialog, Dialog::None) {
                    self.leave_address();
                }
                self.dialog.set(dialog);
            }),
        }
    }

    async fn resolve(self, wanted: DialogRoute) -> Dialog {
        let can = self.console.can();
        match wanted {
            DialogRoute::Create { copy_of: None } if can.create => Dialog::Generate { copy_of: None },
            DialogRoute::Create { copy_of: Some(id) } if can.create => match self.token(&id).await {
                Some(token) => Dialog::Generate { copy_of: Some(token) },
                None => Dialog::Generate { copy_of: None },
            },
            DialogRoute::Edit(id) if can.edit || can.regenerate => {
                self.token(&id).await.map_or(Dialog::None, Dialog::Edit)
            }
            DialogRoute::Revoke(ids) if can.revoke => {
                let mut tokens = Vec::new();
                for id in &ids {
                    tokens.extend(self.token(id).await);
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
        let can = console.can();
        let list = Listing::new(self);
        let create = can.create.then(|| {
            let open = move || self.open(DialogRoute::Create { copy_of: None });
            Button::new(text::generate_token()).primary().icon("plus").on(open)
        });
        let title = el("div").child(heading).child(el("p").live(move || list.summary()));
        el("div")
            .class("slot")
            .child(el("div").class("head").child(title).maybe(create))
            .child(el("section").class("card").child(tool_bar(self)).child(list_view(self, list)))
            .child(slot(move || self.dialog_view()))
    }

    fn dialog_view(self) -> Option<El> {
        // The secret's dialog reads the secret itself: a copy here would be a second place that has it.
        self.dialog.with(|dialog| match dialog {
            Dialog::None => None,
            Dialog::Generate { copy_of } => Some(generate_dialog(self, copy_of.as_ref())),
            Dialog::Edit(token) => Some(edit_dialog(self, token)),
            Dialog::Revoke(tokens) => Some(revoke_dialog(self, tokens.clone())),
            Dialog::Secret(_) => Some(secret_dialog(self)),
        })
    }
}

/// What the list shows, derived from what is loaded and what the address says.
#[derive(Clone, Copy)]
pub struct Listing {
    page: TokensPage,
    /// Positions in the store's rows, in the order shown.
    pub shown: Derived<Arc<Vec<u32>>>,
}

impl Listing {
    fn new(page: TokensPage) -> Self {
        let (console, store) = (page.console, page.store);
        let route = Derived::new(move || {
            console
                .route
                .with(|r| r.tokens().map(|t| (t.search.clone(), t.status, t.sort)))
                .unwrap_or_default()
        });
        let order = Derived::new(move || {
            let sort = route.with(|(_, _, sort)| *sort);
            store.rows.with(|rows| Arc::new(query::order(rows, sort, clock::now())))
        });
        let shown = Derived::new(move || {
            console.tick.track();
            let (search, status, _) = route.get();
            store.rows.with(|rows| {
                order.with(|order| Arc::new(query::filter(rows, order, &search, status, clock::now())))
            })
        });
        Self { page, shown }
    }

    /// The row that is shown at `index`.
    pub fn row_at(self, index: usize) -> Option<Arc<Row>> {
        let position = self.shown.with_untracked(|shown| shown.get(index).copied())?;
        self.page.store.rows.with_untracked(|rows| rows.get(position as usize).cloned())
    }

    /// Tells one reading of a token from another: not the id, which some backends use again, but where the
    /// shared row is kept.
    pub fn version(self, position: u32) -> usize {
        self.page
            .store
            .rows
            .with_untracked(|rows| rows.get(position as usize).map_or(0, |r| Arc::as_ptr(r) as usize))
    }

    /// How many there are, and how many of them want attention.
    fn summary(self) -> String {
        if self.page.store.loading.get() == Loading::First {
            return text::loading().to_owned();
        }
        let now = clock::now();
        self.page.store.rows.with(|rows| {
            let soon = rows.iter().filter(|r| r.status(now) == Status::Expiring).count() as u64;
            let mut summary = text::tokens(rows.len() as u64);
            if soon > 0 {
                summary.push(' ');
                summary.push_str(&text::expire_soon(soon));
            }
            summary
        })
    }
}

fn tool_bar(page: TokensPage) -> El {
    let console = page.console;
    let can = console.can();
    let change = move |edit: &dyn Fn(&mut TokensRoute)| {
        let mut tokens = page.route();
        edit(&mut tokens);
        console.replace(console.route.with_untracked(|r| r.with_tokens(tokens)));
    };
    let typed = move || console.route.with(|r| r.tokens().map(|t| t.search.clone())).unwrap_or_default();
    let status = live(move || {
        let status = console.route.with(|r| r.tokens().and_then(|t| t.status));
        status.map_or("", |s| word(&STATUSES, &s)).to_owned()
    });
    let choices = live(|| {
        let mut choices = vec![(String::new(), text::any_status().to_owned())];
        choices.extend(
            STATUSES.iter().map(|(status, word)| ((*word).to_owned(), status_text(*status).to_owned())),
        );
        choices
    });
    let selected = page.store.selected;
    let not_one = move || selected.with(|s| s.len() != 1);
    let first = move || selected.with_untracked(|s| s.first().cloned());
    let edit = can.edit.then(|| {
        let open = move || first().into_iter().for_each(|id| page.open(DialogRoute::Edit(id)));
        Button::new(text::edit()).icon("pencil").disabled(not_one).on(open)
    });
    let copy = can.create.then(|| {
        let open = move || page.open(DialogRoute::Create { copy_of: first() });
        Button::new(text::copy()).icon("copy").disabled(not_one).on(open)
    });
    let revoke = can.revoke.then(|| {
        let open = move || page.open(DialogRoute::Revoke(selected.get_untracked().to_vec()));
        Button::new(text::revoke())
            .danger()
            .icon("trash")
            .disabled(move || selected.with(|s| s.is_empty()))
            .on(open)
    });
    el("div")
        .class("bar")
        .child(search(text::search_tokens(), typed, move |typed| {
            change(&|tokens| tokens.search.clone_from(&typed));
        }))
        .child(select(text::status(), choices, status, move |chosen| {
            change(&|tokens| tokens.status = value(&STATUSES, &chosen));
        }))
        .child(el("span").class("sep"))
        .maybe(edit)
        .maybe(copy)
        .maybe(revoke)
        .child(Button::new(text::refresh()).quiet().icon("refresh-cw").on(move || page.store.load(console)))
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
