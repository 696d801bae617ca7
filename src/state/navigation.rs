//! The address, and the ways to change it.

use super::on_window;
use super::route::{DialogRoute, Route, TokensRoute};
use super::unsaved::UnsavedWork;
use crate::api::ApiClient;
use crate::browser::address;
use leptos::ev;
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Navigation {
    pub route: RwSignal<Route>,
    unsaved: UnsavedWork,
    api: ApiClient,
}

pub fn use_navigation() -> Navigation {
    expect_context()
}

impl Navigation {
    /// Begins at the address that the page was opened with.
    pub fn new(api: ApiClient, unsaved: UnsavedWork) -> Self {
        let navigation = Self { route: RwSignal::new(Route::parse(&address::fragment())), unsaved, api };
        navigation.drop_secret();
        navigation
    }

    /// Follows Back, Forward and links until the owner goes: all of them change the part of the address behind `#`.
    pub fn watch_address(self) {
        on_window(ev::popstate, move |_| self.follow_address(true));
        on_window(ev::hashchange, move |_| self.follow_address(false));
        // What a secret looks like is known for certain once the backend has described itself.
        Effect::new(move |_| {
            self.route.track();
            self.api.backend.capabilities.track();
            untrack(|| self.drop_secret());
        });
    }

    /// Goes to an address and remembers the one before for the browser's Back.
    pub fn go(self, route: Route) {
        if self.route.with_untracked(|here| *here != route) {
            self.unsaved.leave(move || {
                address::push(&route.href());
                self.route.set(route.clone());
            });
        }
    }

    /// Changes the address in place: no step to go back.
    pub fn replace(self, route: Route) {
        address::replace(&route.href());
        self.route.set(route);
    }

    /// As [`Navigation::replace`], for what is seen at once, such as each key in the search box: the browser is told
    /// after the next frame.
    pub fn replace_soon(self, route: Route) {
        address::replace_soon(&route.href());
        self.route.set(route);
    }

    /// Follows the address after Back, Forward or a link. `stepped`: the history moved, even if the address is the same
    /// as before.
    pub fn follow_address(self, stepped: bool) {
        let here = self.route.get_untracked();
        let wanted = Route::parse(&address::fragment());
        let left = stepped || wanted != here;
        if !(left && self.unsaved.stays(&here.href())) && wanted != here {
            self.route.set(wanted);
            self.drop_secret();
        }
    }

    /// The state of the list, without tracking it; the default where no list is shown.
    pub fn tokens_route(self) -> TokensRoute {
        self.route.with_untracked(|route| route.tokens().cloned()).unwrap_or_default()
    }

    /// Changes the state of the list in place; nothing where no list is shown.
    pub fn replace_tokens(self, tokens: TokensRoute) {
        let route = self.route.get_untracked();
        if route.tokens().is_some() {
            self.replace(route.with_tokens(tokens));
        }
    }

    /// Changes in place what the list is searched for; nothing where no list is shown.
    pub fn search_for(self, search: String) {
        self.replace_tokens(TokensRoute { search, ..self.tokens_route() });
    }

    /// Opens a dialog by its address, so that Back closes it and the address can be shared.
    pub fn open_dialog(self, dialog: DialogRoute) {
        let tokens = TokensRoute { dialog: Some(dialog), ..self.tokens_route() };
        self.go(self.route.with_untracked(|route| route.with_tokens(tokens)));
    }

    /// Takes the dialog out of the address; nothing where no list is shown.
    pub fn close_dialog(self) {
        self.replace_tokens(TokensRoute { dialog: None, ..self.tokens_route() });
    }

    /// An address that somebody made with a secret in it: off the bar with it.
    fn drop_secret(self) {
        if self.api.is_secret(&self.tokens_route().search) {
            self.search_for(String::new());
        }
    }
}
