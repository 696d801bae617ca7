//! The pages of a list put together.

use crate::intent::PageCursor;
use crate::outcome::Page;
use latchkey_model::Token;
use std::collections::BTreeSet;

/// What was read of a list so far, page by page: takes out tokens that came before, and says whether the list goes on.
///
/// A list moves while it is read, so that a token can come on two pages. A backend that ignores where a page starts
/// gives the same page for ever.
///
/// ```
/// use latchkey_connector::{ListProgress, NextPage, Page};
///
/// let page = Page { tokens: vec![], unreadable: vec![], entries: 0, others: vec![], next: None, total: Some(0) };
/// let mut progress = ListProgress::default();
/// assert_eq!(progress.add(page).1, NextPage::Done);
/// ```
#[derive(Debug, Default)]
pub struct ListProgress {
    /// Of each entry what tells it from others.
    known: BTreeSet<String>,
    /// Of these, those that are tokens here or could not be read.
    shown: u64,
    /// As the last page that says it.
    total: Option<u64>,
    pages: usize,
    /// Pages without entries, one after the other.
    empty_pages: usize,
    /// Since the last page that was complete.
    has_new: bool,
}

/// How a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    Continue(PageCursor),
    /// It was read to its end.
    Done,
    /// What was read may not be all; say so.
    EndedEarly(EarlyEnd),
}

/// Why a list may not be what the backend has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyEnd {
    /// The last page had only entries that were read before.
    NothingNew,
    /// More pages than any list has.
    TooManyPages,
    /// The list came to its end, with another number of entries than the backend says there are.
    Miscount { read: u64, total: u64 },
}

const MAX_PAGES: usize = 10_000;

/// A backend that filters after it pages may have pages without entries before others with some.
const MAX_EMPTY_PAGES: usize = 10;

impl ListProgress {
    /// Those of the tokens that did not come before. For tokens that are shown before their page is complete.
    ///
    /// Some backends use an id again after revoking: two tokens of one id that were made at different times are two.
    pub fn fresh(&mut self, mut tokens: Vec<Token>) -> Vec<Token> {
        tokens.retain(|token| {
            let made = token.created.map(|at| at.timestamp_micros()).unwrap_or_default();
            self.known.insert(format!("{made} {}", token.id.0))
        });
        self.has_new |= !tokens.is_empty();
        self.shown += tokens.len() as u64;
        tokens
    }

    /// Takes a page when it is complete, and gives it back without what came before. Tokens of it that
    /// [`ListProgress::fresh`] had must not be in it again.
    pub fn add(&mut self, mut page: Page) -> (Page, NextPage) {
        page.tokens = self.fresh(page.tokens);
        for other in &page.others {
            self.has_new |= self.known.insert(format!("# {other:x}"));
        }
        self.pages += 1;
        self.empty_pages = if page.entries == 0 { self.empty_pages + 1 } else { 0 };
        self.total = page.total.or(self.total);
        let has_new = std::mem::take(&mut self.has_new);
        let brings_nothing =
            if page.entries == 0 { self.empty_pages > MAX_EMPTY_PAGES } else { !has_new && self.pages > 1 };
        if brings_nothing {
            page.unreadable.clear();
        }
        self.shown += page.unreadable.len() as u64;
        let next = match page.next.take() {
            None => self.end(),
            Some(_) if brings_nothing => NextPage::EndedEarly(EarlyEnd::NothingNew),
            Some(_) if self.pages >= MAX_PAGES => NextPage::EndedEarly(EarlyEnd::TooManyPages),
            Some(cursor) => NextPage::Continue(cursor),
        };
        (page, next)
    }

    /// How many entries there are in all, as the backend says.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// How many different entries came, with those that are no tokens here.
    pub fn read(&self) -> u64 {
        self.known.len() as u64
    }

    pub fn pages(&self) -> usize {
        self.pages
    }

    fn end(&self) -> NextPage {
        match self.total {
            // Some count what the connector leaves out, and some do not.
            Some(total) if total != self.read() && total != self.shown => {
                NextPage::EndedEarly(EarlyEnd::Miscount { read: self.read(), total })
            }
            _ => NextPage::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_model::{Access, Expiry, Lifecycle, TokenId};

    fn token(id: &str) -> Token {
        Token {
            id: TokenId(id.into()),
            name: id.to_owned(),
            description: String::new(),
            hint: String::new(),
            access: Access::new(Expiry::Never),
            lifecycle: Lifecycle::Enabled,
            created: None,
            last_used: None,
            version: None,
            unread: Vec::new(),
        }
    }

    fn page(ids: &[&str], next: Option<&str>, total: Option<u64>) -> Page {
        Page {
            tokens: ids.iter().map(|id| token(id)).collect(),
            unreadable: Vec::new(),
            entries: ids.len(),
            others: Vec::new(),
            next: next.map(cursor),
            total,
        }
    }

    fn cursor(at: &str) -> PageCursor {
        PageCursor { at: at.to_owned(), read: 0 }
    }

    fn ids(page: &Page) -> Vec<&str> {
        page.tokens.iter().map(|token| &*token.id.0).collect()
    }

    #[test]
    fn goes_on_to_the_end() {
        let mut progress = ListProgress::default();
        let (first, next) = progress.add(page(&["a", "b"], Some("2"), Some(3)));
        assert_eq!((ids(&first), next), (vec!["a", "b"], NextPage::Continue(cursor("2"))));
        let (last, next) = progress.add(page(&["c"], None, Some(3)));
        assert_eq!((ids(&last), next), (vec!["c"], NextPage::Done));
        assert_eq!((progress.read(), progress.pages(), progress.total()), (3, 2, Some(3)));
    }

    #[test]
    fn a_token_that_moved_to_the_next_page_comes_once() {
        let mut progress = ListProgress::default();
        progress.add(page(&["a", "b"], Some("2"), Some(3)));
        // Another was made meanwhile.
        let (second, next) = progress.add(page(&["b", "c"], None, Some(4)));
        assert_eq!(ids(&second), ["c"]);
        assert_eq!(next, NextPage::EndedEarly(EarlyEnd::Miscount { read: 3, total: 4 }));
    }

    #[test]
    fn a_page_that_brings_nothing_new_is_the_end() {
        let mut progress = ListProgress::default();
        progress.add(page(&["a", "b"], Some("2"), None));
        let (again, next) = progress.add(page(&["b", "a"], Some("3"), None));
        assert!(again.tokens.is_empty());
        assert_eq!(next, NextPage::EndedEarly(EarlyEnd::NothingNew));
    }

    #[test]
    fn entries_that_are_no_tokens_are_new_once() {
        let mut progress = ListProgress::default();
        let others = |others: &[u64]| Page {
            others: others.to_vec(),
            entries: others.len(),
            ..page(&[], Some("n"), None)
        };
        assert!(matches!(progress.add(others(&[1, 2])).1, NextPage::Continue(_)));
        assert!(matches!(progress.add(others(&[2, 3])).1, NextPage::Continue(_)));
        assert_eq!(progress.add(others(&[3, 1])).1, NextPage::EndedEarly(EarlyEnd::NothingNew));
    }

    #[test]
    fn some_pages_may_be_empty_but_not_all_that_follow() {
        let mut progress = ListProgress::default();
        for at in 0..MAX_EMPTY_PAGES {
            let next = progress.add(page(&[], Some(&at.to_string()), None)).1;
            assert!(matches!(next, NextPage::Continue(_)), "{at}");
        }
        let next = progress.add(page(&[], Some("x"), None)).1;
        assert_eq!(next, NextPage::EndedEarly(EarlyEnd::NothingNew));
        let mut progress = ListProgress::default();
        progress.add(page(&[], Some("1"), None));
        assert!(matches!(progress.add(page(&["a"], Some("2"), None)).1, NextPage::Continue(_)));
    }

    #[test]
    fn tokens_shown_before_their_page_is_complete_count() {
        let mut progress = ListProgress::default();
        assert_eq!(progress.fresh(vec![token("a"), token("b")]).len(), 2);
        let rest = Page { entries: 2, ..page(&[], Some("2"), None) };
        assert!(matches!(progress.add(rest).1, NextPage::Continue(_)));
        assert!(progress.fresh(vec![token("b"), token("a")]).is_empty());
        let rest = Page { entries: 2, ..page(&[], Some("3"), None) };
        assert_eq!(progress.add(rest).1, NextPage::EndedEarly(EarlyEnd::NothingNew));
    }

    #[test]
    fn an_id_that_is_used_again_is_another_token() {
        let mut progress = ListProgress::default();
        let made = |seconds| Token { created: chrono::DateTime::from_timestamp(seconds, 0), ..token("7") };
        assert_eq!(progress.fresh(vec![made(1), made(2), made(1)]).len(), 2);
    }

    #[test]
    fn a_list_has_an_end() {
        let mut progress = ListProgress::default();
        let mut next = NextPage::Done;
        for n in 0..MAX_PAGES {
            next = progress.add(page(&[&n.to_string()], Some("n"), None)).1;
        }
        assert_eq!(next, NextPage::EndedEarly(EarlyEnd::TooManyPages));
    }
}
