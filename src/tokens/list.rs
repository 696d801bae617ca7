//! The list: a grid that has only the rows on screen in the DOM.

use super::grid::Grid;
use super::listing::Listing;
use super::page::TokensPage;
use super::row::row_view;
use super::store::Loading;
use crate::console::CallError;
use crate::dom::icons::Icon;
use crate::dom::{El, Key, Live, after, after_frame, effect, el, icons, keyed_in_turn, live, slot, svg_icon};
use crate::route::{DialogRoute, Sort, SortKey};
use crate::widgets::button::Button;
use crate::widgets::hold::Hold;
use crate::widgets::windowed::windowed;
use crate::{clock, text};
use latchkey_connector::{Capabilities, Column};
use std::sync::Arc;

/// Height of a row in CSS pixels, as in `style/grid.css`; below 720 px of width a row is a card.
const ROW: f64 = 56.0;
const CARD: f64 = 104.0;
const NARROW: f64 = 720.0;

fn row_height(width: f64) -> f64 {
    if width < NARROW { CARD } else { ROW }
}

/// The columns the backend has something to show in.
pub fn columns(can: &Capabilities) -> Vec<(Column, &'static str, Option<SortKey>)> {
    let all = [
        (Column::Name, text::name(), Some(SortKey::Name)),
        (Column::Scope, text::scope(), None),
        (Column::Status, text::status(), Some(SortKey::Status)),
        (Column::Created, text::created(), Some(SortKey::Created)),
        (Column::Expires, text::expires(), Some(SortKey::Expires)),
        (Column::LastUsed, text::last_used(), Some(SortKey::LastUsed)),
    ];
    all.into_iter().filter(|(column, ..)| can.columns.contains(column)).collect()
}

pub fn column_class(column: Column) -> &'static str {
    match column {
        Column::Name => "cell name",
        Column::Scope => "cell scope",
        Column::Status => "cell status-cell",
        Column::Created => "cell created",
        Column::Expires => "cell expires",
        Column::LastUsed => "cell used",
    }
}

pub fn list_view(page: TokensPage, list: Listing) -> El {
    let store = page.store;
    let console = page.console;
    let space = el("div").class("grid-space").attr("role", "rowgroup");
    let window = windowed(&space, None, row_height);
    let all = el("div").class("grid").attr("role", "grid").attr("tabindex", "-1");
    let grid = Grid::new(page, list, all.clone(), space.clone());
    let (part, place, tall) = (window.clone(), window.clone(), window.clone());
    let keys = move || {
        let (had_focus, settled) = (grid.has_focus(), grid.clone());
        // Which cells can be seen is a question of layout: only who holds the focus cannot wait for the next frame.
        if had_focus || grid.is_waited_for() {
            after(move || settled.settle(had_focus));
        } else {
            after_frame(move || settled.settle(false));
        }
        // A changed token is drawn anew: its place and which version of it stands there are the key. The rows are
        // followed for that: a changed token in the same place leaves `shown` as it was.
        store.rows.track();
        list.shown.with(|shown| {
            let window = part.get();
            let (first, last) = window.of(shown.len());
            let part = shown.get(first..last).unwrap_or_default();
            let salt = usize::from(window.height > ROW) << 31;
            part.iter()
                .enumerate()
                .map(|(offset, row)| ((first + offset) | salt, list.version(*row)))
                .collect()
        })
    };
    let make = move |key: Key| {
        let (index, height) = (index_of(key), place.get_untracked().height);
        match list.row_at(index) {
            Some(row) => row_view(page, row, index, index as f64 * height, height > ROW),
            None => el("div"),
        }
    };
    let space = keyed_in_turn(space, keys, make, move |key| window.shows(index_of(key)));
    let height_of = space.clone();
    effect(move || {
        let rows = list.shown.with(|s| s.len());
        let _ = height_of.clone().style("height", &pixels(rows as f64 * tall.get().height));
    });
    let grid = all
        .attr("aria-label", text::access_tokens())
        .attr("aria-multiselectable", "true")
        .bind("aria-rowcount", move || Some((list.shown.with(|s| s.len()) + 1).to_string()))
        .bind_bool("aria-busy", move || matches!(store.loading.get(), Loading::First | Loading::More { .. }))
        .child(
            el("div")
                .attr("role", "rowgroup")
                .region(move || Some(head(page, list, &console.capabilities.get()))),
        )
        .child(space);
    let stale = slot(move || above(page));
    el("div")
        .class("slot")
        .child(stale)
        .child(grid)
        .child(slot(move || below(page, list)))
        .child(foot(page, list))
}

/// The place in the list, out of a row's key: the key of a card is another than that of a row at the same place.
fn index_of((place, _): Key) -> usize {
    place & !(1 << 31)
}

/// Whole pixels: writing fractions would bring the float printer into the wasm.
pub fn pixels(length: f64) -> String {
    [&(length as u64).to_string(), "px"].concat()
}

fn head(page: TokensPage, list: Listing, can: &Arc<Capabilities>) -> El {
    let console = page.console;
    let sort = move || console.route.with(|r| r.tokens().map(|t| t.sort)).unwrap_or_default();
    let cells = columns(can).into_iter().map(|(column, label, key)| {
        let cell = el("div").class(column_class(column)).attr("role", "columnheader");
        match key {
            None => cell.attr("tabindex", "-1").text(label),
            Some(key) => cell
                .bind("aria-sort", move || {
                    let sort = sort();
                    (sort.key == key)
                        .then(|| if sort.descending { "descending" } else { "ascending" }.to_owned())
                })
                .child(sort_button(page, label, key, live(sort))),
        }
    });
    let hidden = |class: &str, label: &str| {
        let name = el("span").class("visually-hidden").text(label);
        el("div").class(class).attr("role", "columnheader").child(name)
    };
    el("div")
        .class("grid-head")
        .attr("role", "row")
        .attr("aria-rowindex", "1")
        .child(el("div").class("cell select").attr("role", "columnheader").child(select_all(list)))
        .all(cells)
        .child(hidden("cell actions", text::actions()))
}

/// Ticked where all that is shown is selected, half where some of it is.
fn select_all(list: Listing) -> El {
    let tick =
        el("input").attr("type", "checkbox").attr("tabindex", "-1").attr("aria-label", text::select_all());
    let (field, click) = (tick.input(), tick.input());
    effect(move || {
        let (shown, picked) = (list.shown.with(|s| s.len()), list.picked.with(|p| p.shown));
        field.set_disabled(shown == 0);
        field.set_checked(shown > 0 && picked == shown);
        field.set_indeterminate(picked > 0 && picked < shown);
    });
    tick.on("change", move |_| list.select_shown(click.checked()))
}

fn sort_button(page: TokensPage, label: &str, key: SortKey, sort: Live<Sort>) -> El {
    let console = page.console;
    let press = move || {
        let Some(mut tokens) = console.route.with_untracked(|r| r.tokens().cloned()) else { return };
        let descending = if tokens.sort.key == key {
            !tokens.sort.descending
        } else {
            // Newest first is what one looks for in dates, A first in names.
            matches!(key, SortKey::Created | SortKey::LastUsed)
        };
        tokens.sort = Sort { key, descending };
        console.show(console.route.with_untracked(|r| r.with_tokens(tokens)));
    };
    let mark = slot(move || {
        let sort = sort();
        (sort.key == key)
            .then(|| svg_icon(if sort.descending { icons::CHEVRON_DOWN } else { icons::CHEVRON_UP }))
    });
    el("button")
        .attr("type", "button")
        .attr("tabindex", "-1")
        .class("sort")
        .click(press)
        .text(label)
        .child(mark)
}

/// What stands below the rows: loading, nothing here, nothing found, what went wrong.
fn below(page: TokensPage, list: Listing) -> Option<El> {
    let store = page.store;
    let shown = list.shown.with(|s| s.len());
    let loaded = store.rows.with(|rows| rows.len());
    let state = |icon: Icon, title: &str| {
        el("div").class("empty").child(svg_icon(icon)).child(el("p").child(el("b").text(title)))
    };
    let problems = store.unreadable.get();
    let broken = (!problems.is_empty()).then(|| {
        let lines = problems.iter().take(5).map(|problem| el("li").text(problem));
        let title = el("b").text(&text::unreadable_tokens(problems.len() as u64));
        let list = el("div").child(title).child(el("ul").all(lines));
        el("div").class("note bad").attr("role", "alert").child(list)
    });
    let note = match store.loading.get() {
        Loading::First => el("div")
            .class("loading")
            .attr("aria-hidden", "true")
            .all((0..3).map(|_| el("div").class("ghost"))),
        Loading::Failed { error } if loaded == 0 => {
            let (words, again) = failed(page, &error);
            state(icons::CIRCLE_ALERT, text::list_failed()).attr("role", "alert").child(words).child(again)
        }
        Loading::Done if loaded == 0 => {
            let create = page.console.can().create.then(|| {
                let open = move || page.open(DialogRoute::Create { copy_of: None });
                Button::new(text::generate_first()).primary().on(open)
            });
            state(icons::KEY, text::no_tokens()).child(el("p").text(text::no_tokens_detail())).maybe(create)
        }
        Loading::Done if shown == 0 => state(icons::SEARCH, text::nothing_found())
            .child(Button::new(text::clear_filters()).on(move || clear_filters(page))),
        Loading::More { .. } | Loading::Failed { .. } | Loading::Done => return broken,
    };
    Some(el("div").class("slot").maybe(broken).child(note))
}

/// What stands above the rows where there are some and no new ones could be read.
fn above(page: TokensPage) -> Option<El> {
    let Loading::Failed { error } = page.store.loading.get() else { return None };
    if page.store.rows.with(|rows| rows.is_empty()) {
        return None;
    }
    let as_of = page.store.as_of.get();
    let (words, again) = failed(page, &error);
    let told = el("div")
        .child(el("b").text(text::list_failed()))
        .child(words)
        .maybe(as_of.map(|at| el("p").class("dim").text(&text::list_as_of(&clock::moment(at)))));
    Some(el("div").class("note bad bar-note").attr("role", "alert").child(told).child(again))
}

fn failed(page: TokensPage, error: &CallError) -> (El, El) {
    let (hold, error) = (Hold::new(), error.clone());
    let again = Button::new(text::try_again()).small().waits(hold);
    let words = page.console.later.slot(move |doors| Some(el("p").text(&doors.told(&error, hold))));
    (words, again.on_now(move || page.store.load(page.console)))
}

/// How much is loaded, shown and selected. It stays on the screen however long the list is.
fn foot(page: TokensPage, list: Listing) -> El {
    let store = page.store;
    let loaded = move || store.rows.with(|rows| rows.len());
    let number = |count: usize| clock::number(count as u64);
    let coming = move || match store.loading.get() {
        Loading::More { total: Some(total) } => text::loaded_of(&number(loaded()), &clock::number(total)),
        Loading::More { total: None } => text::loaded(&number(loaded())),
        _ => String::new(),
    };
    let said = move || {
        let (picked, shown) = (list.picked.get(), list.shown.with(|s| s.len()));
        if picked.all == 0 {
            let done = store.loading.with(Loading::is_done);
            return if done { text::shown(shown as u64, &number(loaded())) } else { String::new() };
        }
        let selected = text::selected(picked.all as u64, &number(loaded()));
        match picked.all - picked.shown {
            0 => selected,
            hidden => [&selected, ". ", &text::selected_hidden(hidden as u64)].concat(),
        }
    };
    let clear = slot(move || {
        let clear = Button::new(text::clear_selection()).small();
        list.picked.with(|p| p.all > 0).then(|| clear.on(move || store.selection.clear()))
    });
    el("div")
        .class("foot-row")
        .bind("hidden", move || (loaded() == 0 || list.shown.with(|s| s.is_empty())).then(String::new))
        .child(el("span").attr("role", "status").live(said))
        .child(el("span").live(coming))
        .child(clear)
}

fn clear_filters(page: TokensPage) {
    let console = page.console;
    let route = console.route.with_untracked(|r| {
        let sort = r.tokens().map(|t| t.sort).unwrap_or_default();
        r.with_tokens(crate::route::TokensRoute { sort, ..Default::default() })
    });
    console.replace(route);
}
