//! How the visitor wants dates written and types them: a preference kept in this browser.

use super::I18n;
use crate::browser::clock::{LocalZone, now};
use crate::browser::storage::remember;
use chrono::TimeDelta;
use latchkey_model::{DateOrder, Zone, format_date};
use leptos::prelude::*;

/// The preference's values as they are kept; anything else means "as the language does".
const ORDERS: [(&str, DateOrder); 3] = [
    ("yyyy-mm-dd", DateOrder::YearMonthDay),
    ("dd-mm-yyyy", DateOrder::DayMonthYear),
    ("mm/dd/yyyy", DateOrder::MonthDayYear),
];

impl I18n {
    /// The order to write dates in; `None`: as the language does. Not followed.
    pub fn date_order(self) -> Option<DateOrder> {
        self.date_order.try_get_untracked().flatten()
    }

    /// As [`I18n::date_order`], for what is drawn anew when it changes.
    pub fn date_order_signal(self) -> Signal<Option<DateOrder>> {
        self.date_order.into()
    }

    /// The order to type dates in. Languages differ in theirs, so without a choice it is that of ISO 8601, which
    /// nobody reads as another.
    pub fn typed_date_order(self) -> DateOrder {
        self.date_order().unwrap_or_default()
    }

    /// The kept name of the choice; empty: as the language does.
    pub fn date_order_name(self) -> &'static str {
        let chosen = self.date_order();
        ORDERS.iter().find(|(_, order)| Some(*order) == chosen).map_or("", |(name, _)| name)
    }

    /// Chooses by kept name, for this visit and the next ones.
    pub fn choose_date_order(self, name: &str) {
        let order = find_order(name);
        remember("date-format", order.map(|_| name));
        self.date_order.try_set(order);
    }

    /// Kept name and what a person reads.
    pub fn date_order_choices(self) -> Vec<(String, String)> {
        let orders = ORDERS.iter().map(|(name, order)| ((*name).to_owned(), self.date_pattern(*order)));
        std::iter::once((String::new(), self.date_by_language())).chain(orders).collect()
    }

    /// How to type a date, with one to come as example.
    pub fn how_to_type_date(self) -> String {
        let order = self.typed_date_order();
        self.date_format_hint(&example(order), &self.date_pattern(order))
    }

    /// As [`I18n::how_to_type_date`], for what was typed and is no date.
    pub fn not_a_date(self) -> String {
        let order = self.typed_date_order();
        self.date_unreadable(&example(order), &self.date_pattern(order))
    }

    /// `dd-mm-yyyy`, in the language's letters.
    fn date_pattern(self, order: DateOrder) -> String {
        match order {
            DateOrder::YearMonthDay => self.date_ymd(),
            DateOrder::DayMonthYear => self.date_dmy(),
            DateOrder::MonthDayYear => self.date_mdy(),
        }
    }
}

/// The order that is kept in this browser.
pub(super) fn kept_order(name: Option<String>) -> Option<DateOrder> {
    find_order(&name?)
}

fn find_order(kept: &str) -> Option<DateOrder> {
    ORDERS.iter().find(|(name, _)| *name == kept).map(|(_, order)| *order)
}

fn example(order: DateOrder) -> String {
    format_date(LocalZone.day(now() + TimeDelta::days(90)), order)
}
