//! A request whose answer got lost: whether it made a token, and what to do about one that nobody has the secret of.

use super::form::Form;
use super::page::{Dialog, TokensPage};
use super::revoke::label;
use crate::console::CallError;
use crate::dom::{El, el, live, slot, spawn};
use crate::explain::explain;
use crate::state::State;
use crate::widgets::button::Button;
use crate::widgets::field::alert;
use crate::{browser, clock, text};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_connector::{Draft, Field, Intent};
use latchkey_model::{Lifecycle, Token, TokenId};

/// How far the backend's clock may be behind the visitor's.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// How long backends are trusted to know an idempotency key. The reference backend does for ten minutes; other
/// ones for a day.
const KEY_KEPT: TimeDelta = TimeDelta::minutes(8);

/// How long after its dialog was closed a lost request is followed up.
const FOLLOWED: TimeDelta = TimeDelta::minutes(15);

/// A backend that was left in the middle of a request may go on with it for so long.
const SETTLED: TimeDelta = TimeDelta::seconds(30);

/// Under which name the tab keeps a request that has no answer yet.
const KEPT: &str = "lost";

/// Stands between the parts of what is kept: no name has it.
const BETWEEN: &str = "\u{1f}";

/// A request to make a token that got no good answer.
#[derive(Clone)]
pub struct Lost {
    /// The name that the token was to have; its description where the backend has no names.
    name: String,
    account: String,
    /// The tokens like it that were there before it was sent; `None` where the list was not complete.
    known: Option<Vec<TokenId>>,
    at: DateTime<Utc>,
}

impl Lost {
    /// To be made before the request is sent.
    pub fn new(page: TokensPage, draft: &Draft) -> Self {
        let has_name = page.console.can().create_fields.has(Field::Name);
        let mut lost = Self {
            name: if has_name { draft.name.clone() } else { draft.description.clone() },
            account: page.console.account.get_untracked(),
            known: None,
            at: clock::now(),
        };
        let complete = page.store.as_of.with_untracked(Option::is_some);
        lost.known = complete.then(|| lost.like_it(page).into_iter().map(|token| token.id).collect());
        lost
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Lets a reload of the tab not forget the request. Nothing of it but its name, whose it is and when it was sent.
    pub fn keep(&self) {
        let at = self.at.timestamp_millis().to_string();
        let mut parts = vec![&*at, &self.account, &self.name];
        if let Some(known) = &self.known {
            // Empty, so that none known is not the same as not known.
            parts.push("");
            parts.extend(known.iter().map(|id| &*id.0));
        }
        browser::keep(KEPT, Some(&parts.join(BETWEEN)));
    }

    pub fn forget() {
        browser::keep(KEPT, None);
    }

    /// What was sent before a reload, and nobody knows what became of.
    fn kept(page: TokensPage) -> Option<Self> {
        let kept = browser::kept(KEPT)?;
        let mut parts = kept.split(BETWEEN);
        let at = DateTime::from_timestamp_millis(parts.next()?.parse().ok()?)?;
        let (account, name) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let known = parts.next().map(|_| parts.map(|id| TokenId(id.into())).collect());
        let is_ours = account == page.console.account.get_untracked() && clock::now() - at < FOLLOWED;
        is_ours.then_some(Self { name, account, known, at })
    }

    /// Whether sending it again with its key still gets its own answer.
    pub fn key_is_known(&self) -> bool {
        clock::now() - self.at < KEY_KEPT
    }

    fn like_it(&self, page: TokensPage) -> Vec<Token> {
        let has_name = page.console.can().create_fields.has(Field::Name);
        page.store.rows.with_untracked(|rows| {
            let tokens = rows.iter().map(|row| &row.token);
            let alike = tokens.filter(|token| match has_name {
                true => token.name == self.name,
                false => token.description == self.name,
            });
            alike.filter(|t| !matches!(t.lifecycle, Lifecycle::Revoked(_))).cloned().collect()
        })
    }

    /// Reads the list again, and finds what the request made.
    pub async fn look(&self, page: TokensPage) -> Result<Vec<Token>, CallError> {
        page.store.reload(page.console).await?;
        let mut found = self.like_it(page);
        found.retain(|token| match &self.known {
            Some(known) => !known.contains(&token.id),
            None => token.created.is_none_or(|created| created >= self.at - SKEW),
        });
        Ok(found)
    }

    /// Goes on looking after the dialog has gone, until the list can be read.
    pub fn follow(self, page: TokensPage) {
        if !page.console.can().list {
            return page.console.notices.bad(text::lost_unlisted());
        }
        spawn(async move {
            let mut told = false;
            while clock::now() - self.at < FOLLOWED && page.console.account.get_untracked() == self.account {
                match self.look(page).await {
                    Ok(found) => {
                        Self::forget();
                        return offer(page, found);
                    }
                    Err(_) if !told => page.console.notices.bad(text::lost_check()),
                    Err(_) => {}
                }
                told = true;
                let back = page.console.connection.back.get_untracked();
                while page.console.connection.back.get_untracked() == back
                    && clock::now() - self.at < FOLLOWED
                {
                    browser::sleep(1).await;
                }
            }
        });
    }
}

/// Asks whether to revoke what nobody has the secret of, unless the person is at something else.
fn offer(page: TokensPage, found: Vec<Token>) {
    if found.is_empty() {
        return;
    }
    for token in &found {
        page.console.notices.bad(text::lost_made(&label(token)));
    }
    if page.console.can().revoke && page.dialog.with_untracked(|open| matches!(open, Dialog::None)) {
        page.open_revoke(found);
    }
}

/// What the dialog that made the request knows of it.
#[derive(Clone, Copy)]
pub struct Search {
    pub lost: State<Option<Lost>>,
    /// Made by it, and nobody has their secrets.
    orphans: State<Vec<Token>>,
    /// What the search came to, where it found none.
    said: State<Option<String>>,
}

impl Default for Search {
    fn default() -> Self {
        Self::new()
    }
}

impl Search {
    pub fn new() -> Self {
        Self { lost: State::new(None), orphans: State::new(Vec::new()), said: State::new(None) }
    }

    /// Whether a token stands in the way that was made and got lost.
    pub fn has_orphans(self, page: TokensPage) -> bool {
        page.console.can().revoke && !self.orphans.with_untracked(Vec::is_empty)
    }

    /// Goes on with what a reload of the tab interrupted.
    pub fn resume(self, page: TokensPage) {
        let Some(lost) = Lost::kept(page) else { return Lost::forget() };
        let (name, at) = (lost.name.clone(), lost.at);
        page.store.lost_name.set(Some(name));
        self.lost.set(Some(lost));
        spawn(async move {
            let rest = SETTLED - (clock::now() - at);
            if self.run(page).await && rest > TimeDelta::zero() {
                self.said.set(Some(text::lost_check().to_owned()));
                browser::sleep(rest.num_seconds().unsigned_abs() + 1).await;
                self.run(page).await;
            }
        });
    }

    /// Says what became of the request; `true` if it made nothing, so that it can be sent anew.
    pub async fn run(self, page: TokensPage) -> bool {
        let Some(Some(lost)) = self.lost.try_get_untracked() else { return true };
        if !page.console.can().list {
            self.said.set(Some(text::lost_unlisted().to_owned()));
            return true;
        }
        let found = lost.look(page).await;
        let (none, words) = match &found {
            Ok(found) if found.is_empty() => (true, Some(text::lost_none().to_owned())),
            Ok(_) => (false, None),
            Err(_) => (false, Some(text::lost_check().to_owned())),
        };
        if none && clock::now() - lost.at > SETTLED {
            Lost::forget();
        }
        self.said.set(words);
        self.orphans.set(found.unwrap_or_default());
        none
    }

    /// For good: it got its answer.
    pub fn end(self) {
        Lost::forget();
        self.lost.set(None);
        self.said.set(None);
    }

    /// What was found, with the way to revoke it in place: what was typed stays for the next try.
    pub fn view(self, page: TokensPage, form: Form) -> El {
        // What could not be found out is, as soon as the backend is back.
        let back = page.console.connection.back.get_untracked();
        crate::dom::effect(move || {
            if page.console.connection.back.get() != back
                && self.said.with_untracked(|said| said.as_deref() == Some(text::lost_check()))
            {
                spawn(async move {
                    self.run(page).await;
                });
            }
        });
        let found = slot(move || {
            let orphans = self.orphans.get();
            let first = orphans.first()?.clone();
            let words = el("p").text(&text::lost_made(&label(&first)));
            let revoke = page.console.can().revoke.then(|| {
                let revoke = move || self.revoke(page, form, first.clone());
                Button::new(text::revoke_it()).danger().small().disabled(move || form.busy.get()).on(revoke)
            });
            Some(
                el("div").class("note bad").attr("role", "alert").child(el("div").child(words).maybe(revoke)),
            )
        });
        el("div").class("slot").child(found).child(alert(live(move || self.said.get())))
    }

    fn revoke(self, page: TokensPage, form: Form, token: Token) {
        form.busy.set(true);
        spawn(async move {
            let answer = page.console.call(Intent::Revoke { token: token.clone() }, "").await;
            form.busy.set(false);
            match answer {
                Ok(_) => {
                    Lost::forget();
                    page.revoked(std::slice::from_ref(&token));
                    self.orphans.update(|orphans| orphans.retain(|orphan| orphan.id != token.id));
                    self.said.set(Some(text::revoked_one(&label(&token))));
                    form.complaints.set(Vec::new());
                }
                Err(error) => self.said.set(Some(explain(&error))),
            }
        });
    }
}

/// A regeneration got no good answer: nobody knows which value is good.
pub fn regeneration(page: TokensPage, form: Form) {
    let again = page.console.can().idempotent_regenerate;
    let words = if again { text::lost_regenerate_retry() } else { text::lost_regenerate() };
    form.complaints.update(|list| list.push((Field::Form, words.to_owned())));
}
