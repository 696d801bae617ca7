//! One row of the list.

use super::list::{column_class, columns};
use super::page::{TokensPage, status_text};
use super::query::Row;
use super::revoke::label;
use crate::route::DialogRoute;
use crate::widgets::button::icon_button;
use crate::{clock, text};
use latchkey_connector::Column;
use latchkey_model::{Expiry, Status};
use leptos::prelude::*;
use std::sync::Arc;

/// A row and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct RowPlace {
    pub index: usize,
    pub height: f64,
    pub row: Arc<Row>,
}

impl RowPlace {
    /// Not by id alone: some backends use ids again, and a changed token is drawn anew. The address of
    /// the shared row stands for its content: a change makes a new one.
    pub fn key(&self) -> (usize, usize, bool) {
        (self.index, Arc::as_ptr(&self.row) as usize, self.height > 60.0)
    }
}

pub fn row_view(page: TokensPage, place: RowPlace) -> AnyView {
    let RowPlace { index, height, row } = place;
    let console = page.console;
    let can = console.can();
    let token = &row.token;
    let name = label(token);
    let id = token.id.clone();
    let selected = {
        let id = id.clone();
        Memo::new(move |_| page.store.selected.with(|s| s.contains(&id)))
    };
    let cells = columns(&can)
        .into_iter()
        .map(|(column, ..)| {
            let content = cell(page, column, &row);
            view! { <div class=column_class(column) role="gridcell">{content}</div> }
        })
        .collect_view();
    let (select_id, edit_id, revoke_id) = (id.clone(), id.clone(), id);
    let revocable = can.revoke && row.status(clock::now()) != Status::Revoked;
    let editable = (can.edit || can.regenerate) && row.status(clock::now()) != Status::Revoked;
    view! {
        <div
            class="grid-row"
            role="row"
            aria-rowindex=(index + 2).to_string()
            aria-selected=move || selected.get().to_string()
            style:transform=format!("translateY({}px)", index as f64 * height)
        >
            <div class="cell select" role="gridcell">
                <input
                    type="checkbox"
                    aria-label=text::select_token(&name)
                    prop:checked=move || selected.get()
                    on:change=move |event| page.store.select(&select_id, event_target_checked(&event))
                />
            </div>
            {cells}
            <div class="cell actions" role="gridcell">
                {editable.then(|| {
                    icon_button("pencil", text::edit_token(&name), Box::new(move || page.open(DialogRoute::Edit(edit_id.clone()))))
                })}
                {revocable.then(|| {
                    icon_button("trash", text::revoke_token(&name), Box::new(move || page.open(DialogRoute::Revoke(vec![revoke_id.clone()]))))
                })}
            </div>
        </div>
    }
    .into_any()
}

fn cell(page: TokensPage, column: Column, row: &Arc<Row>) -> AnyView {
    let token = &row.token;
    let tick = page.console.tick;
    match column {
        Column::Name => view! {
            <bdi class="name">{label(token)}</bdi>
            {(!token.hint.is_empty() && token.hint != label(token))
                .then(|| view! { <span class="sub mono">{token.hint.clone()}</span> })}
        }
        .into_any(),
        Column::Scope => token
            .access
            .scopes
            .iter()
            .map(|scope| view! { <span class="tag">{scope.0.to_string()}</span> })
            .collect_view()
            .into_any(),
        Column::Status => {
            let row = row.clone();
            view! {
                {move || {
                    tick.track();
                    let status = row.status(clock::now());
                    let class = match status {
                        Status::Active => "status good",
                        Status::Expiring => "status warn",
                        Status::Expired | Status::Disabled => "status dim",
                        Status::Revoked => "status bad",
                    };
                    view! { <span class=class>{status_text(status)}</span> }
                }}
            }
            .into_any()
        }
        Column::Created => match token.created {
            Some(at) => view! { <span class="num" title=clock::moment(at)>{clock::date(at)}</span> }.into_any(),
            None => ().into_any(),
        },
        Column::Expires => match token.access.expiry {
            Expiry::At(at) => view! {
                <span class="num" title=[clock::moment(at), clock::utc(at)].join(" / UTC: ")>
                    {clock::date(at)}
                    <span class="sub">
                        {move || {
                            tick.track();
                            clock::relative(at, clock::now())
                        }}
                    </span>
                </span>
            }
            .into_any(),
            Expiry::Never => view! { <span>{text::never()}</span> }.into_any(),
            Expiry::Unstated => view! { <span class="dim">{text::not_stated()}</span> }.into_any(),
        },
        Column::LastUsed => match token.last_used {
            Some(at) => view! {
                <span class="num dim" title=clock::moment(at)>
                    {move || {
                        tick.track();
                        clock::relative(at, clock::now())
                    }}
                </span>
            }
            .into_any(),
            None => view! { <span class="dim">{text::never_used()}</span> }.into_any(),
        },
    }
}
