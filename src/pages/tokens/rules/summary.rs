//! Before saving: one sentence says what the token will be able to do, from where and until when. In an edit, what it
//! changes, and which of the changes widen the token's access.

use super::words;
use crate::i18n::{I18n, use_i18n};
use crate::state::operations::use_operations;
use latchkey_connector::Capabilities;
use latchkey_model::{
    Access, AccessPolicy, Change, EmptyList, Expiry, Extent, Operations, difference, extents, shown,
};
use leptos::prelude::*;
use std::sync::Arc;

/// Changes that are listed. Of more, how many more.
const LISTED: usize = 8;

#[component]
pub fn AccessSummary(
    access: Memo<Access>,
    /// The access as it is saved, when editing.
    #[prop(into)]
    saved: Signal<Option<Access>>,
    /// A date of one's own was chosen as expiration and cannot be read yet.
    #[prop(into)]
    needs_date: Signal<bool>,
    can: Arc<Capabilities>,
) -> impl IntoView {
    let (t, operations) = (use_i18n(), use_operations().all);
    let policy = can.access;
    let apis = Memo::new(move |_| {
        operations.with(|operations| access.with(|access| apis(t, access, operations, &can)))
    });
    let sentence = move || {
        access.with(|access| {
            let until = match access.expiry {
                Expiry::At(at) => t.say_until(&t.last_day(at)),
                Expiry::Never => t.say_forever(),
                Expiry::Unstated if needs_date.get() => t.say_no_date(),
                Expiry::Unstated => t.say_unstated(),
            };
            t.say(&addresses(t, access, policy), &apis.get(), &until)
        })
    };
    let changes = Memo::new(move |_| {
        saved.with(|saved| {
            let saved = saved.as_ref()?;
            Some(access.with(|access| difference(saved, access, policy)))
        })
    });
    let changes = move || {
        changes.with(|changes| {
            let changes = changes.as_deref().filter(|changes| !changes.is_empty())?;
            Some(change_list(t, changes))
        })
    };
    view! {
        <div class="say">
            <p>{sentence}</p>
            {changes}
        </div>
    }
}

/// What widens comes first, and says so in words.
fn change_list(t: I18n, changes: &[Change]) -> impl IntoView + use<> {
    let (wider, other): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.widens);
    let none_widens = wider.is_empty().then(|| view! { <p>{t.changes_none_widen()}</p> });
    let line = |change: &&Change| {
        let mark = change.widens.then(|| view! { <b class="tag warn">{t.widens()}</b> });
        view! { <li>{words::change(t, change)} " " {mark}</li> }
    };
    let lines = wider.iter().chain(&other).take(LISTED).map(line).collect_view();
    let more = changes.len().saturating_sub(LISTED) as u64;
    view! {
        <b>{t.changes()}</b>
        <ul aria-label=t.changes()>
            {lines}
            {(more > 0).then(|| view! { <li class="dim">{t.more_changes(more)}</li> })}
        </ul>
        {none_widens}
    }
}

fn apis(t: I18n, access: &Access, operations: &Operations, can: &Capabilities) -> String {
    let extents = extents(access, operations, can.access);
    let total = extents.len() as u64;
    if total == 0 {
        return apis_without_list(t, access, can);
    }
    let count = |wanted: Extent| extents.iter().filter(|extent| **extent == wanted).count() as u64;
    let partly = count(Extent::Part);
    let some = partly + count(Extent::Whole);
    let apis = match some {
        0 => t.say_no_api(),
        all if all == total => t.say_every_api_of(total),
        some => t.say_some_apis(some, &t.number(total)),
    };
    if partly > 0 { t.say_partly(partly, &apis) } else { apis }
}

/// The backend does not list its operations.
fn apis_without_list(t: I18n, access: &Access, can: &Capabilities) -> String {
    let names: Vec<String> = access.scopes.iter().map(|scope| shown(scope.as_str())).collect();
    if !names.is_empty() {
        t.say_scopes(&t.list(&names))
    } else if can.scopes {
        t.say_no_api()
    } else if !access.allowed_apis.is_empty() || !access.blocked_apis.is_empty() {
        t.say_rules()
    } else if can.access.empty_apis == EmptyList::Everything {
        t.say_every_api()
    } else {
        t.say_no_api()
    }
}

fn addresses(t: I18n, access: &Access, policy: AccessPolicy) -> String {
    let allowed = match policy.empty_ips {
        _ if !access.allowed_ips.is_empty() => words::addresses(t, &access.allowed_ips),
        EmptyList::Everything => t.say_any_address(),
        EmptyList::Nothing => t.say_no_address(),
    };
    if access.blocked_ips.is_empty() {
        allowed
    } else {
        t.say_except(&allowed, &words::addresses(t, &access.blocked_ips))
    }
}
