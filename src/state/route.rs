//! The addresses of the console.
//!
//! They live behind `#`: such an address works below any path and on hosts that cannot rewrite URLs, and
//! search terms in it are never sent to the host. Filters and the open dialog are part of it, secrets never.

use super::view::{VIEWS, View};
use latchkey_model::{Status, TokenId};

#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    Overview,
    Tokens(TokensRoute),
    /// The profile page and which tab is open; its second tab shows the tokens.
    Profile(Option<TokensRoute>),
    SignIn,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokensRoute {
    pub search: String,
    pub status: Option<Status>,
    pub view: Option<View>,
    pub sort: Sort,
    pub dialog: Option<DialogRoute>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum DialogRoute {
    Create { copy_of: Option<TokenId> },
    Edit(TokenId),
    Revoke(Vec<TokenId>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    Name,
    Status,
    Created,
    Expires,
    LastUsed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub key: SortKey,
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::Created, descending: true }
    }
}

const KEYS: [(SortKey, &str); 5] = [
    (SortKey::Name, "name"),
    (SortKey::Status, "status"),
    (SortKey::Created, "created"),
    (SortKey::Expires, "expires"),
    (SortKey::LastUsed, "used"),
];

pub const STATUSES: [(Status, &str); 5] = [
    (Status::Active, "active"),
    (Status::Expiring, "expiring"),
    (Status::Expired, "expired"),
    (Status::Disabled, "disabled"),
    (Status::Revoked, "revoked"),
];

/// The word of `value` in one of the tables above.
pub fn word<T: PartialEq>(table: &[(T, &'static str)], value: &T) -> &'static str {
    table.iter().find(|(v, _)| v == value).map_or("", |(_, word)| word)
}

/// The value that `word` stands for.
pub fn value<T: Copy>(table: &[(T, &'static str)], word: &str) -> Option<T> {
    table.iter().find(|(_, w)| *w == word).map(|(v, _)| *v)
}

impl Route {
    /// Reads the part of an address behind `#`. What it does not know it leaves out: a shared address
    /// from another version still opens its page.
    pub fn parse(fragment: &str) -> Route {
        let fragment = fragment.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        match path.trim_end_matches('/') {
            "overview" => Route::Overview,
            "profile" => Route::Profile(None),
            "profile/tokens" => Route::Profile(Some(TokensRoute::parse(query))),
            "sign-in" => Route::SignIn,
            _ => Route::Tokens(TokensRoute::parse(query)),
        }
    }

    /// The address, from `#` on.
    pub fn href(&self) -> String {
        match self {
            Route::Overview => "#/overview".to_owned(),
            Route::Tokens(tokens) => tokens.href("#/tokens"),
            Route::Profile(None) => "#/profile".to_owned(),
            Route::Profile(Some(tokens)) => tokens.href("#/profile/tokens"),
            Route::SignIn => "#/sign-in".to_owned(),
        }
    }

    /// The list that this page shows, if it shows one.
    pub fn tokens(&self) -> Option<&TokensRoute> {
        match self {
            Route::Tokens(tokens) | Route::Profile(Some(tokens)) => Some(tokens),
            _ => None,
        }
    }

    /// The same page with another list state.
    pub fn with_tokens(&self, tokens: TokensRoute) -> Route {
        match self {
            Route::Profile(_) => Route::Profile(Some(tokens)),
            _ => Route::Tokens(tokens),
        }
    }
}

impl TokensRoute {
    fn parse(query: &str) -> Self {
        let mut route = Self::default();
        for pair in query.split('&') {
            let (name, raw) = pair.split_once('=').unwrap_or((pair, ""));
            let text = decode(raw);
            match name {
                "q" => route.search = text,
                "status" => route.status = value(&STATUSES, &text),
                "view" => route.view = value(&VIEWS, &text),
                "sort" => {
                    let (word, descending) =
                        text.strip_prefix('-').map_or((text.as_str(), false), |w| (w, true));
                    if let Some(key) = value(&KEYS, word) {
                        route.sort = Sort { key, descending };
                    }
                }
                "create" => {
                    let copy_of = (!text.is_empty()).then(|| TokenId(text.as_str().into()));
                    route.dialog = Some(DialogRoute::Create { copy_of });
                }
                "edit" if !text.is_empty() => {
                    route.dialog = Some(DialogRoute::Edit(TokenId(text.as_str().into())))
                }
                "revoke" => {
                    let ids = raw.split(',').filter(|id| !id.is_empty());
                    let ids: Vec<_> = ids.map(|id| TokenId(decode(id).as_str().into())).collect();
                    if !ids.is_empty() {
                        route.dialog = Some(DialogRoute::Revoke(ids));
                    }
                }
                _ => {}
            }
        }
        route
    }

    fn href(&self, path: &str) -> String {
        let mut out = String::from(path);
        let mut mark = '?';
        let mut add = |name: &str, value: &str| {
            out.push(std::mem::replace(&mut mark, '&'));
            out.push_str(name);
            out.push('=');
            out.push_str(value);
        };
        if !self.search.is_empty() {
            add("q", &encode(&self.search));
        }
        if let Some(status) = &self.status {
            add("status", word(&STATUSES, status));
        }
        if let Some(view) = &self.view {
            add("view", word(&VIEWS, view));
        }
        if self.sort != Sort::default() {
            let sign = if self.sort.descending { "-" } else { "" };
            add("sort", &format!("{sign}{}", word(&KEYS, &self.sort.key)));
        }
        match &self.dialog {
            None => {}
            Some(DialogRoute::Create { copy_of }) => {
                add("create", &copy_of.as_ref().map(|id| encode(&id.0)).unwrap_or_default());
            }
            Some(DialogRoute::Edit(id)) => add("edit", &encode(&id.0)),
            Some(DialogRoute::Revoke(ids)) => {
                let ids: Vec<String> = ids.iter().map(|id| encode(&id.0)).collect();
                add("revoke", &ids.join(","));
            }
        }
        out
    }
}

fn encode(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// A broken escape is kept as it stands.
fn decode(text: &str) -> String {
    js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), String::from)
}
