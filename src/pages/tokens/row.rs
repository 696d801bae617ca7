//! One row of the list.

use super::columns::{self, COLUMNS, is_on_card};
use super::dialogs::state::use_token_dialogs;
use crate::api::use_api;
use crate::i18n::{I18n, use_i18n};
use crate::state::{TokenRow, label, use_clock, use_tokens};
use chrono::{DateTime, Utc};
use latchkey_connector::{Capabilities, Column};
use latchkey_model::{Expiry, Status, marked, mixes_alphabets, shown};
use latchkey_ui::{GridFocus, Icon, IconShape, icons};
use leptos::prelude::*;
use std::sync::Arc;

/// `index`: its place in the list, `place`: where that is (a CSS transform). `is_card`: on a narrow page, where a row is
/// higher and has fewer cells.
///
/// The row is one function of what changes in it: whether it is selected, where the focus is, and the time. Scrolling makes
/// rows by the hundred, and a function for each attribute of each cell would be most of the work.
#[component]
pub fn ListRow(
    row: Arc<TokenRow>,
    index: usize,
    place: String,
    is_card: bool,
    focus: GridFocus,
) -> impl IntoView {
    let (api, t, clock, store, dialogs) =
        (use_api(), use_i18n(), use_clock(), use_tokens(), use_token_dialogs());
    let can = api.capabilities();
    let name = label(&row.token);
    // A card has no room for the others (`style/grid.css`).
    let columns = columns::of(&can).into_iter().filter(|column| !is_card || is_on_card(*column));
    let columns: Vec<Column> = columns.collect();
    let actions = Actions::of(&row, &can);
    // Keys stop at the checkbox, at each cell, and at each button.
    let first_action = 1 + columns.len();
    let focus = focus.row(index + 1, first_action + actions.count());
    let token = StoredValue::new(row.clone());
    let is_selected = Memo::new(move |_| token.with_value(|row| store.selection.has(&row.token.id)));
    let open = Callback::new(move |()| dialogs.open_edit(token.with_value(|row| row.token.id.clone())));
    let ask = Callback::new(move |()| dialogs.open_revoke(vec![token.with_value(|row| row.token.clone())]));
    move || {
        let (tabindex, is_selected, now) = (focus.tabindexes(), is_selected.get(), clock.now());
        let mut stop = 0;
        let cells = COLUMNS.map(|column| {
            columns.contains(&column).then(|| {
                stop += 1;
                view! {
                    <div class=columns::class(column) role="gridcell" tabindex=tabindex(stop) data-stop=stop>
                        {content(column, &row, t, now)}
                    </div>
                }
            })
        });
        let button = |stop: usize, icon: IconShape, label: String, on_click: Callback<()>| {
            view! {
                <button
                    type="button"
                    class="icon"
                    tabindex=tabindex(stop)
                    data-stop=stop
                    aria-label=label
                    on:click=move |_| on_click.run(())
                >
                    <Icon icon/>
                </button>
            }
        };
        let open = match &actions {
            Actions { edit: true, .. } => Some((icons::PENCIL, t.edit_token(&name))),
            // Where a token cannot be changed, one can still ask what it may do.
            Actions { try_out: true, .. } => Some((icons::SHIELD, t.trial_token(&name))),
            _ => None,
        }
        .map(|(icon, label)| button(first_action, icon, label, open));
        let last = first_action + usize::from(open.is_some());
        let revoke = actions.revoke.then(|| button(last, icons::TRASH, t.revoke_token(&name), ask));
        view! {
            <div
                class="grid-row"
                role="row"
                aria-rowindex=index + 2
                aria-selected=is_selected.to_string()
                style:transform=place.clone()
            >
                <div class="cell select" role="gridcell">
                    // It only shows: clicks and keys are the grid's (`keyboard`).
                    <input
                        type="checkbox"
                        tabindex=tabindex(0)
                        data-stop="0"
                        aria-label=t.select_token(&name)
                        prop:checked=is_selected
                    />
                </div>
                {cells}
                <div class="cell actions" role="gridcell">{open}{revoke}</div>
            </div>
        }
    }
}

/// Which buttons a row has.
struct Actions {
    edit: bool,
    try_out: bool,
    revoke: bool,
}

impl Actions {
    fn of(row: &TokenRow, can: &Capabilities) -> Self {
        let is_open = !row.is_revoked();
        Self {
            edit: is_open && can.changes(),
            try_out: is_open && !can.changes() && can.opens(),
            revoke: is_open && can.revoke,
        }
    }

    fn count(&self) -> usize {
        [self.edit, self.try_out, self.revoke].into_iter().filter(|has| *has).count()
    }
}

/// What a cell says in full: the exact instant where the day is in it, or how long ago that was; every scope where there may
/// be more than it has room for.
pub fn in_full(column: Column, row: &TokenRow, t: I18n) -> Option<String> {
    let token = &row.token;
    match column {
        Column::Created => token.created.map(|at| t.moment(at)),
        Column::Expires => match token.access.expiry {
            Expiry::At(at) => Some(format!("{} / UTC: {}", t.moment(at), t.utc(at))),
            Expiry::Never | Expiry::Unstated => None,
        },
        Column::LastUsed => token.last_used.map(|at| t.moment(at)),
        Column::Scope => {
            let scopes: Vec<String> = token.access.scopes.iter().map(|scope| shown(&scope.0)).collect();
            (scopes.len() > 2).then(|| scopes.join(", "))
        }
        Column::Name | Column::Status => None,
    }
}

pub fn status_text(t: I18n, status: Status) -> String {
    match status {
        Status::Active => t.status_active(),
        Status::Expiring => t.status_expiring(),
        Status::Expired => t.status_expired(),
        Status::Disabled => t.status_disabled(),
        Status::Revoked => t.status_revoked(),
    }
}

/// The classes that give a status its colour and its dot.
pub fn status_class(status: Status) -> &'static str {
    match status {
        Status::Active => "status good",
        Status::Expiring => "status warn",
        Status::Expired | Status::Disabled => "status dim",
        Status::Revoked => "status bad",
    }
}

fn content(column: Column, row: &TokenRow, t: I18n, now: DateTime<Utc>) -> AnyView {
    let token = &row.token;
    match column {
        Column::Name => {
            let (name, hint) = (label(token), shown(&token.hint));
            let hint = (!hint.is_empty() && hint != name)
                .then(|| view! { <span class="sub mono" translate="no">{hint}</span> });
            // One that was cut is there as a whole.
            let whole = (token.name.len() > name.len()).then(|| marked(&token.name));
            let written = view! { <bdi class="name" translate="no" title=whole>{name}</bdi> };
            if mixes_alphabets(&token.name) {
                view! { {written} <span class="tag warn">{t.mixed_scripts()}</span> {hint} }.into_any()
            } else {
                view! { {written} {hint} }.into_any()
            }
        }
        Column::Scope => token
            .access
            .scopes
            .iter()
            .map(|scope| view! { <span class="tag" translate="no">{shown(&scope.0)}</span> })
            .collect_view()
            .into_any(),
        Column::Status => {
            let status = row.status(now);
            view! { <span class=status_class(status)>{status_text(t, status)}</span> }.into_any()
        }
        Column::Created => token.created.map(|at| t.date(at)).into_any(),
        Column::Expires => match token.access.expiry {
            Expiry::At(at) => {
                // A revoked token has no time left.
                let left =
                    (!row.is_revoked()).then(|| view! { <span class="sub">{t.relative(at, now)}</span> });
                view! { <span class="num">{t.last_day(at)}{left}</span> }.into_any()
            }
            Expiry::Never => view! { <span>{t.never()}</span> }.into_any(),
            Expiry::Unstated => view! { <span class="dim">{t.not_stated()}</span> }.into_any(),
        },
        Column::LastUsed => match token.last_used {
            Some(at) => t.relative(at, now).into_any(),
            None => t.never_used().into_any(),
        },
    }
}
