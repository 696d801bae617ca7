//! How the visitor wants dates written and types them: a preference kept in this browser.

use crate::{browser, clock, text};
use chrono::TimeDelta;
use latchkey_model::{DateOrder, Zone, format_date};
use std::cell::Cell;

/// The preference's values as they are kept; anything else means "as the language does".
const ORDERS: [(&str, DateOrder); 3] = [
    ("yyyy-mm-dd", DateOrder::YearMonthDay),
    ("dd-mm-yyyy", DateOrder::DayMonthYear),
    ("mm/dd/yyyy", DateOrder::MonthDayYear),
];

thread_local! {
    /// Storage is read once: a list writes two dates for each of its rows.
    static CHOSEN: Cell<Option<DateOrder>> =
        Cell::new(browser::remembered("date-format").and_then(|kept| order(&kept)));
}

fn order(kept: &str) -> Option<DateOrder> {
    ORDERS.iter().find(|(name, _)| *name == kept).map(|(_, order)| *order)
}

/// The order to write dates in; `None`: as the language does.
pub fn chosen() -> Option<DateOrder> {
    CHOSEN.get()
}

/// The order to type dates in. Languages differ in theirs, so without a choice it is that of ISO 8601, which
/// nobody reads as another.
pub fn typed() -> DateOrder {
    chosen().unwrap_or_default()
}

/// The kept name of the choice; empty: as the language does.
pub fn name() -> &'static str {
    let chosen = chosen();
    ORDERS.iter().find(|(_, order)| Some(*order) == chosen).map_or("", |(name, _)| name)
}

/// Chooses by kept name, for this visit and the next ones.
pub fn choose(name: &str) {
    let chosen = order(name);
    CHOSEN.set(chosen);
    browser::remember("date-format", chosen.map(|_| name));
}

/// Kept name and what a person reads.
pub fn choices() -> Vec<(String, String)> {
    let orders = ORDERS.iter().map(|(name, order)| ((*name).to_owned(), pattern(*order).to_owned()));
    std::iter::once((String::new(), text::date_by_language().to_owned())).chain(orders).collect()
}

/// `dd-mm-yyyy`, in the language's letters.
fn pattern(order: DateOrder) -> &'static str {
    match order {
        DateOrder::YearMonthDay => text::date_ymd(),
        DateOrder::DayMonthYear => text::date_dmy(),
        DateOrder::MonthDayYear => text::date_mdy(),
    }
}

/// How to type a date, with one to come as example.
pub fn hint() -> String {
    text::date_format_hint(&example(), pattern(typed()))
}

/// As [`hint`], for what was typed and is no date.
pub fn unreadable() -> String {
    text::date_unreadable(&example(), pattern(typed()))
}

fn example() -> String {
    format_date(clock::LocalZone.day(clock::now() + TimeDelta::days(90)), typed())
}
