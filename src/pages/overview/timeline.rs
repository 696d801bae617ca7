//! What expires in the coming twelve months, month by month.

use crate::clock::{self, LocalZone};
use crate::dom::{El, el, icons, svg_icon};
use crate::route::{Route, Sort, SortKey, TokensRoute};
use crate::state::Derived;
use crate::text;
use crate::tokens::calendar::{renewal, save_view};
use crate::tokens::page::TokensPage;
use crate::tokens::query::Row;
use crate::tokens::revoke::label;
use crate::tokens::store::Loading;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use latchkey_model::{Expiry, Renewal, Status, Zone, file_name, places};
use std::sync::Arc;

const MONTHS: u32 = 12;

/// How many tokens of a month are named; the list has the others.
const NAMED: usize = 8;

/// A token that can be used now, and when it will be refused.
type Due = (DateTime<Utc>, Arc<Row>);

#[derive(Debug, Default, PartialEq)]
struct Timeline {
    months: Vec<Month>,
    /// Tokens that expire after the last month.
    later: u64,
    /// Tokens that never do.
    never: u64,
}

#[derive(Debug, PartialEq)]
struct Month {
    /// When the next month begins in the visitor's zone.
    end: DateTime<Utc>,
    count: usize,
    /// The first [`NAMED`], soonest first.
    first: Vec<Due>,
}

pub fn expiries(page: TokensPage) -> El {
    let (console, store) = (page.console, page.store);
    let timeline = Derived::new(move || {
        console.tick.track();
        let now = clock::now();
        store.rows.with(|rows| Timeline::of(rows, &month_ends(now), now))
    });
    let empty = Derived::new(move || store.rows.with(|rows| rows.is_empty()));
    let loading = Derived::new(move || match store.loading.get() {
        Loading::Failed { .. } if empty.get() => None,
        loading => Some(loading.is_first()),
    });
    let content = el("div").class("slot").region(move || {
        Some(match loading.get() {
            // The card of the states beside it says what happened, and how to go on.
            None => el("p").class("dim").text(text::list_failed()),
            Some(true) => {
                let ghosts = (0..MONTHS).map(|_| el("li").child(el("span").class("ghost")));
                el("ol").class("months").attr("aria-hidden", "true").all(ghosts)
            }
            Some(false) => {
                let view = timeline.with(|timeline| timeline.view());
                let any = timeline.with(|timeline| timeline.months.iter().any(|month| month.count > 0));
                view.maybe(any.then(|| save_view(move || renewals(page))))
            }
        })
    });
    el("section").class("card pad").child(el("h2").text(text::coming_expiries())).child(content)
}

/// A calendar file of all that expires in the months shown.
fn renewals(page: TokensPage) -> (String, Vec<Renewal>) {
    let now = clock::now();
    let end = month_ends(now).last().copied().unwrap_or(now);
    let due = page.store.rows.with_untracked(|rows| due(rows, now));
    let due = due.iter().filter(|(at, _)| *at <= end);
    let file = file_name(text::access_tokens(), "access-tokens");
    (file, due.map(|(at, row)| renewal(page, &row.token, *at)).collect())
}

fn usable(rows: &[Arc<Row>], now: DateTime<Utc>) -> impl Iterator<Item = &Arc<Row>> {
    rows.iter().filter(move |row| matches!(row.status(now), Status::Active | Status::Expiring))
}

/// What can be used now and will be refused one day, in no order.
fn due(rows: &[Arc<Row>], now: DateTime<Utc>) -> Vec<Due> {
    let ends = usable(rows, now).filter_map(|row| match row.token.access.expiry {
        Expiry::At(at) => Some((at, row.clone())),
        Expiry::Never | Expiry::Unstated => None,
    });
    ends.collect()
}

/// When this month ends and those after it, in the visitor's zone.
fn month_ends(now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let today = LocalZone.day(now);
    // Months since year 0: the next one is one more.
    let this = today.year() * 12 + i32::try_from(today.month0()).unwrap_or_default();
    let end = |month: i32| {
        let first =
            NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12).unsigned_abs() + 1, 1)?;
        LocalZone.end_of_day(first.pred_opt()?)
    };
    (1..=MONTHS).filter_map(|ahead| end(this + ahead.cast_signed())).collect()
}

impl Timeline {
    fn of(rows: &[Arc<Row>], ends: &[DateTime<Utc>], now: DateTime<Utc>) -> Self {
        let never = usable(rows, now).filter(|row| row.token.access.expiry == Expiry::Never).count();
        let due = due(rows, now);
        let at = |place| due.get::<usize>(place).map(|(at, _)| *at);
        let order = places(due.len(), &|a, b| at(a).cmp(&at(b)));
        let due: Vec<Due> = order.into_iter().filter_map(|place| due.get(place).cloned()).collect();
        let mut rest = due.as_slice();
        let months = ends
            .iter()
            .map(|end| {
                // What ends at midnight was good till the day before, and so belongs to that day's month.
                let (these, others) = rest.split_at(rest.partition_point(|(at, _)| at <= end));
                rest = others;
                Month { end: *end, count: these.len(), first: these.iter().take(NAMED).cloned().collect() }
            })
            .collect();
        Self { months, later: rest.len() as u64, never: never as u64 }
    }

    fn view(&self) -> El {
        let most = self.months.iter().map(|month| month.count).max().unwrap_or_default();
        let next = self.months.iter().find_map(|month| month.first.first());
        let line = |words: &str| el("p").class("sub").text(words);
        let view = el("div").class("slot");
        let view = match next {
            Some(next) => view
                .child(el("p").class("say").text(text::expire_next()).text(": ").child(named(next)))
                .child(el("ol").class("months").all(self.months.iter().map(|month| month.view(most)))),
            None => view.child(line(text::expiries_none())),
        };
        view.maybe((self.later > 0).then(|| line(&text::expiries_later(self.later))))
            .maybe((self.never > 0).then(|| line(&text::expiries_never(self.never))))
    }
}

impl Month {
    fn view(&self, most: usize) -> El {
        let name = el("span").class("month").text(&clock::month(self.end - TimeDelta::seconds(1)));
        if self.count == 0 {
            return el("li")
                .child(el("div").child(name).child(el("span").class("dim").text(text::no_token())));
        }
        // A part of the most in any month, in percent; only the look depends on it.
        let length = (self.count * 100 / most.max(1)).max(1).to_string();
        let bar = el("span").class("bar-of").child(el("i").style("inline-size", &[&length, "%"].concat()));
        let count = el("b").class("num").text(&text::token_count(self.count as u64));
        let by_date =
            TokensRoute { sort: Sort { key: SortKey::Expires, descending: false }, ..TokensRoute::default() };
        let more = (self.count > self.first.len()).then(|| {
            let more = text::more_tokens((self.count - self.first.len()) as u64);
            el("li").child(el("a").attr("href", &Route::Tokens(by_date).href()).text(&more))
        });
        let names = self.first.iter().map(|due| el("li").child(named(due)));
        el("li").child(
            el("details")
                .child(el("summary").child(name).child(bar).child(count).child(svg_icon(icons::CHEVRON_DOWN)))
                .child(el("ul").all(names).maybe(more)),
        )
    }
}

/// The token's name, as a link to it in the list, and its date.
fn named((at, row): &Due) -> El {
    let name = label(&row.token);
    let found = TokensRoute { search: name.clone(), ..TokensRoute::default() };
    el("span")
        .class("due")
        .child(el("a").attr("href", &Route::Tokens(found).href()).child(el("bdi").text(&name)))
        .child(el("span").class("sub num").attr("title", &clock::moment(*at)).text(&clock::last_day(*at)))
        .child(el("span").class("sub").text(&clock::relative(*at, clock::now())))
}
