//! One row of the list.

use super::list::{column_class, columns, pixels};
use super::page::{TokensPage, status_text};
use super::query::Row;
use super::revoke::label;
use crate::dom::{El, copy_of, effect, el, icons};
use crate::route::DialogRoute;
use crate::widgets::button::icon_button;
use crate::{clock, text};
use chrono::{DateTime, Utc};
use latchkey_connector::Column;
use latchkey_model::{Expiry, Status, marked, mixes_alphabets, shown};
use std::sync::Arc;

/// `top`: where it stands, in pixels below the first row. `card`: on a narrow page, where it has fewer cells.
pub fn row_view(page: TokensPage, row: Arc<Row>, index: usize, top: f64, card: bool) -> El {
    let can = page.console.can();
    let name = label(&row.token);
    let id = row.token.id.clone();
    let selected = {
        let id = id.clone();
        move || page.store.selection.has(&id)
    };
    let gone = row.status(clock::now()) == Status::Revoked;
    let (edit_id, ask_id, revoke_id) = (id.clone(), id.clone(), id);
    let edit = (can.changes() && !gone).then(|| {
        let open = move || page.open(DialogRoute::Edit(edit_id.clone()));
        icon_button(icons::PENCIL, &text::edit_token(&name), open).attr("tabindex", "-1")
    });
    // Where a token cannot be changed, one can still ask what it may do.
    let ask = (!can.changes() && can.opens() && !gone).then(|| {
        let open = move || page.open(DialogRoute::Edit(ask_id.clone()));
        icon_button(icons::SHIELD, &text::trial_token(&name), open).attr("tabindex", "-1")
    });
    let revoke = (can.revoke && !gone).then(|| {
        let open = move || page.open(DialogRoute::Revoke(vec![revoke_id.clone()]));
        icon_button(icons::TRASH, &text::revoke_token(&name), open).attr("tabindex", "-1")
    });
    let tick = copy_of("tick", &|| el("input").attr("type", "checkbox").attr("tabindex", "-1"))
        .attr("aria-label", &text::select_token(&name));
    // It only shows: clicks and keys are the grid's (see `grid`).
    let (field, ticked) = (tick.input(), selected.clone());
    effect(move || field.set_checked(ticked()));
    let cell = |class: &str| copy_of(class, &|| el("div").class(class).attr("role", "gridcell"));
    let cells = columns(&can)
        .into_iter()
        // A card has no room for the others (`style/grid.css`).
        .filter(|(column, ..)| !card || matches!(column, Column::Name | Column::Status | Column::Expires))
        .map(|(column, ..)| {
            let class = column_class(column);
            let stop =
                copy_of(class, &|| el("div").class(class).attr("role", "gridcell").attr("tabindex", "-1"));
            content(page, column, &row, stop)
        });
    copy_of("row", &|| el("div").class("grid-row").attr("role", "row"))
        .attr("aria-rowindex", &(index + 2).to_string())
        .style("transform", &["translateY(", &pixels(top), ")"].concat())
        .bind_bool("aria-selected", selected)
        .child(cell("cell select").child(tick))
        .all(cells)
        .child(cell("cell actions").maybe(edit).maybe(ask).maybe(revoke))
}

/// What a cell says in full: the exact instant where the day stands in it, or how long ago that was; every scope where
/// there may be more than it has room for.
pub fn in_full(column: Column, row: &Row) -> Option<String> {
    let token = &row.token;
    match column {
        Column::Created => token.created.map(clock::moment),
        Column::Expires => match token.access.expiry {
            Expiry::At(at) => Some([clock::moment(at), clock::utc(at)].join(" / UTC: ")),
            Expiry::Never | Expiry::Unstated => None,
        },
        Column::LastUsed => token.last_used.map(clock::moment),
        Column::Scope => {
            let scopes: Vec<String> = token.access.scopes.iter().map(|scope| shown(&scope.0)).collect();
            (scopes.len() > 2).then(|| scopes.join(", "))
        }
        Column::Name | Column::Status => None,
    }
}

/// The classes that give a status its colour and its dot.
pub fn tone(status: Status) -> &'static str {
    match status {
        Status::Active => "status good",
        Status::Expiring => "status warn",
        Status::Expired | Status::Disabled => "status dim",
        Status::Revoked => "status bad",
    }
}

fn content(page: TokensPage, column: Column, row: &Arc<Row>, cell: El) -> El {
    let token = &row.token;
    let tick = page.console.tick;
    let relative = move |at: DateTime<Utc>| {
        move || {
            tick.track();
            clock::relative(at, clock::now())
        }
    };
    let dim = |words: &str| el("span").class("dim").text(words);
    match column {
        Column::Name => {
            let (name, hint) = (label(token), shown(&token.hint));
            let hint = (!hint.is_empty() && hint != name).then(|| el("span").class("sub mono").text(&hint));
            let written = el("bdi").class("name").text(&name);
            // One that was cut is there as a whole.
            let written = if token.name.len() > name.len() {
                written.attr("title", &marked(&token.name))
            } else {
                written
            };
            let mixed = mixes_alphabets(&token.name);
            let mixed = mixed.then(|| el("span").class("tag warn").text(text::mixed_scripts()));
            cell.child(written).maybe(mixed).maybe(hint)
        }
        Column::Scope => {
            cell.all(token.access.scopes.iter().map(|s| el("span").class("tag").text(&shown(&s.0))))
        }
        Column::Status => {
            let row = row.clone();
            cell.region(move || {
                tick.track();
                let status = row.status(clock::now());
                Some(el("span").class(tone(status)).text(status_text(status)))
            })
        }
        Column::Created => match token.created {
            Some(at) => cell.child(el("span").class("num").text(&clock::date(at))),
            None => cell,
        },
        Column::Expires => match token.access.expiry {
            Expiry::At(at) => cell.child(
                el("span")
                    .class("num")
                    .text(&clock::last_day(at))
                    .child(el("span").class("sub").live(relative(at))),
            ),
            Expiry::Never => cell.child(el("span").text(text::never())),
            Expiry::Unstated => cell.child(dim(text::not_stated())),
        },
        Column::LastUsed => match token.last_used {
            Some(at) => cell.child(el("span").class("num dim").live(relative(at))),
            None => cell.child(dim(text::never_used())),
        },
    }
}
