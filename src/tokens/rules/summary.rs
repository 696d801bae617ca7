//! Before saving: one sentence says what the token will be able to do, from where and until when; in an edit,
//! what it changes, and which of the changes widen the token's access.

use super::words;
use crate::console::Console;
use crate::dom::{El, el};
use crate::state::Derived;
use crate::tokens::form::{Expiration, Form};
use crate::{clock, text};
use latchkey_connector::Capabilities;
use latchkey_model::{
    Access, AccessPolicy, Change, EmptyList, Expiry, Extent, IpRule, difference, extents, shown,
};
use std::sync::Arc;

/// Addresses and changes that are named; of more, how many more.
const MANY: usize = 4;

pub fn summary_view(form: Form, console: Console, can: Arc<Capabilities>, access: Derived<Access>) -> El {
    let policy = can.access;
    let apis = Derived::new(move || access.with(|access| apis(access, console, &can)));
    let sentence = move || {
        access.with(|access| {
            let until = match access.expiry {
                Expiry::At(at) => text::say_until(&clock::last_day(at)),
                Expiry::Never => text::say_forever().to_owned(),
                Expiry::Unstated if form.expiration.get() == Expiration::Custom => {
                    text::say_no_date().to_owned()
                }
                Expiry::Unstated => text::say_unstated().to_owned(),
            };
            text::say(&addresses(access, policy), &apis.get(), &until)
        })
    };
    let changes = Derived::new(move || {
        let saved = form.saved.get();
        saved.map(|saved| access.with(|access| difference(&saved.access, access, policy))).unwrap_or_default()
    });
    let list = el("div").class("slot").region(move || {
        let changes = changes.get();
        (!changes.is_empty()).then(|| changes_view(&changes))
    });
    el("div").class("say").child(el("p").live(sentence)).child(list)
}

fn apis(access: &Access, console: Console, can: &Capabilities) -> String {
    let extents = console.operations.all.with(|all| extents(access, all, can.access));
    let total = extents.len() as u64;
    if total == 0 {
        // The backend does not list its operations.
        let names: Vec<String> = access.scopes.iter().map(|scope| shown(scope.as_str())).collect();
        return if !names.is_empty() {
            text::say_scopes(&clock::list(&names))
        } else if can.scopes {
            text::say_no_api().to_owned()
        } else if access.allowed_apis.is_empty() && access.blocked_apis.is_empty() {
            let all = can.access.empty_apis == EmptyList::Everything;
            if all { text::say_every_api() } else { text::say_no_api() }.to_owned()
        } else {
            text::say_rules().to_owned()
        };
    }
    let count = |wanted: Extent| extents.iter().filter(|extent| **extent == wanted).count() as u64;
    let partly = count(Extent::Part);
    let some = partly + count(Extent::Whole);
    let apis = match some {
        0 => text::say_no_api().to_owned(),
        all if all == total => text::say_every_api_of(total),
        some => text::say_some_apis(some, &clock::number(total)),
    };
    if partly > 0 { text::say_partly(partly, &apis) } else { apis }
}

fn addresses(access: &Access, policy: AccessPolicy) -> String {
    let allowed = match policy.empty_ips {
        _ if !access.allowed_ips.is_empty() => names(&access.allowed_ips),
        EmptyList::Everything => text::say_any_address().to_owned(),
        EmptyList::Nothing => text::say_no_address().to_owned(),
    };
    if access.blocked_ips.is_empty() {
        allowed
    } else {
        text::say_except(&allowed, &names(&access.blocked_ips))
    }
}

fn names(rules: &[IpRule]) -> String {
    let mut names: Vec<String> = rules.iter().take(MANY).map(ToString::to_string).collect();
    let more = rules.len().saturating_sub(MANY) as u64;
    if more > 0 {
        names.push(text::more_addresses(more));
    }
    clock::list(&names)
}

/// What widens comes first and says so in words.
fn changes_view(changes: &[Change]) -> El {
    let (wider, other): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.widens);
    let none = wider.is_empty().then(|| el("p").text(text::changes_none_widen()));
    let line = |change: &&Change| {
        let mark = change.widens.then(|| el("b").class("tag warn").text(text::widens()));
        el("li").text(&words::change(change)).text(" ").maybe(mark)
    };
    let lines: Vec<El> = wider.iter().chain(&other).take(2 * MANY).map(line).collect();
    let more = changes.len().saturating_sub(lines.len()) as u64;
    let rest = (more > 0).then(|| el("li").class("dim").text(&text::more_changes(more)));
    el("div")
        .class("slot")
        .child(el("b").text(text::changes()))
        .child(el("ul").attr("aria-label", text::changes()).all(lines).maybe(rest))
        .maybe(none)
}
