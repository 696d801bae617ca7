//! What expires in the coming twelve months, month by month.

use crate::api::use_api;
use crate::browser::clock::LocalZone;
use crate::i18n::use_i18n;
use crate::pages::tokens::dialogs::calendar::{SaveCalendar, renewal};
use crate::state::{
    Loading, Route, Sort, SortKey, TokenRow, TokensRoute, label, use_clock, use_session, use_tokens,
};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use latchkey_model::{Expiry, Status, Zone, file_name};
use latchkey_ui::{Icon, icons};
use leptos::either::EitherOf3;
use leptos::prelude::*;
use std::sync::Arc;

const MONTHS: u32 = 12;

/// How many tokens of a month are named; the list has the others.
const NAMED: usize = 8;

/// A token that can be used now, and when it will be refused.
type Due = (DateTime<Utc>, Arc<TokenRow>);

#[derive(Clone, Debug, Default, PartialEq)]
struct Expiries {
    months: Vec<Month>,
    /// Tokens that expire after the last month.
    later: u64,
    /// Tokens that never do.
    never: u64,
}

#[derive(Clone, Debug, PartialEq)]
struct Month {
    /// When the next month begins in the visitor's zone.
    end: DateTime<Utc>,
    count: usize,
    /// The first [`NAMED`], soonest first.
    first: Vec<Due>,
}

/// What the card can show of the list.
#[derive(Clone, Copy, PartialEq)]
enum Progress {
    Loading,
    Failed,
    Known,
}

#[component]
pub fn Timeline() -> impl IntoView {
    let (t, tokens, clock) = (use_i18n(), use_tokens(), use_clock());
    let expiries = Memo::new(move |_| {
        let now = clock.now();
        tokens.rows.with(|rows| Expiries::of(rows, &month_ends(now), now))
    });
    let progress = Memo::new(move |_| {
        tokens.loading.with(|loading| match loading {
            Loading::Failed { .. } if tokens.rows.with(|rows| rows.is_empty()) => Progress::Failed,
            Loading::First => Progress::Loading,
            _ => Progress::Known,
        })
    });
    let content = move || match progress.get() {
        // The card of the states beside it says what happened, and how to go on.
        Progress::Failed => EitherOf3::A(view! { <p class="dim">{t.list_failed()}</p> }),
        Progress::Loading => {
            let ghosts = (0..MONTHS).map(|_| {
                let class = "ghost";
                view! { <li><span class=class></span></li> }
            });
            EitherOf3::B(view! { <ol class="months" aria-hidden="true">{ghosts.collect_view()}</ol> })
        }
        Progress::Known => EitherOf3::C(view! { <Months expiries=expiries.get()/> }),
    };
    view! {
        <section class="card pad">
            <h2>{t.coming_expiries()}</h2>
            {content}
        </section>
    }
}

#[component]
fn Months(expiries: Expiries) -> impl IntoView {
    let (api, t, session, tokens) = (use_api(), use_i18n(), use_session(), use_tokens());
    let most = expiries.months.iter().map(|month| month.count).max().unwrap_or_default();
    let next = expiries.months.iter().find_map(|month| month.first.first()).cloned();
    let line = |words: String| view! { <p class="sub">{words}</p> };
    // A calendar file of all that expires in the months shown.
    let renewals = move || {
        let now = crate::browser::clock::now();
        let end = month_ends(now).last().copied().unwrap_or(now);
        let due = tokens.rows.with_untracked(|rows| due(rows, now));
        let due = due.iter().filter(|(at, _)| *at <= end);
        let file = file_name(&t.access_tokens(), "access-tokens");
        (file, due.map(|(at, row)| renewal(api, session, t, &row.token, *at)).collect())
    };
    let has_any = next.is_some();
    let Expiries { months, later, never } = expiries;
    view! {
        {match next {
            Some(next) => {
                let months = months.into_iter().map(|month| view! { <MonthLine month most/> }).collect_view();
                view! {
                    <p class="say">{t.expire_next()} ": " <Named due=next/></p>
                    <ol class="months">{months}</ol>
                }
                .into_any()
            }
            None => line(t.expiries_none()).into_any(),
        }}
        {(later > 0).then(|| line(t.expiries_later(later)))}
        {(never > 0).then(|| line(t.expiries_never(never)))}
        {has_any.then(|| view! { <SaveCalendar file=renewals/> })}
    }
}

#[component]
fn MonthLine(month: Month, most: usize) -> impl IntoView {
    let t = use_i18n();
    let Month { end, count, first } = month;
    let name = view! { <span class="month">{t.month(end - TimeDelta::seconds(1))}</span> };
    if count == 0 {
        return view! { <li><div>{name} <span class="dim">{t.no_token()}</span></div></li> }.into_any();
    }
    // A part of the most in any month, in percent; only the look depends on it.
    let length = (count * 100 / most.max(1)).max(1);
    let sort = Sort { key: SortKey::Expires, descending: false };
    let by_date = Route::Tokens(TokensRoute { sort, ..TokensRoute::default() });
    let more = (count > first.len()).then(|| {
        let more = t.more_tokens((count - first.len()) as u64);
        view! { <li><a href=by_date.href()>{more}</a></li> }
    });
    let names = first.into_iter().map(|due| view! { <li><Named due/></li> }).collect_view();
    view! {
        <li>
            <details>
                <summary>
                    {name}
                    <span class="bar-of"><i style:inline-size=format!("{length}%")></i></span>
                    <b class="num">{t.token_count(count as u64)}</b>
                    <Icon icon=icons::CHEVRON_DOWN/>
                </summary>
                <ul>{names} {more}</ul>
            </details>
        </li>
    }
    .into_any()
}

/// The token's name, as a link to it in the list, and its date.
#[component]
fn Named(due: Due) -> impl IntoView {
    let (t, clock) = (use_i18n(), use_clock());
    let (at, row) = due;
    let name = label(&row.token);
    let found = Route::Tokens(TokensRoute { search: name.clone(), ..TokensRoute::default() });
    view! {
        <span class="due">
            <a href=found.href()><bdi translate="no">{name}</bdi></a>
            <span class="sub num" title=t.moment(at)>{t.last_day(at)}</span>
            <span class="sub">{move || t.relative(at, clock.now())}</span>
        </span>
    }
}

impl Expiries {
    fn of(rows: &[Arc<TokenRow>], ends: &[DateTime<Utc>], now: DateTime<Utc>) -> Self {
        let never = usable(rows, now).filter(|row| row.token.access.expiry == Expiry::Never).count();
        let mut due = due(rows, now);
        due.sort_by_key(|(at, _)| *at);
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
}

fn usable(rows: &[Arc<TokenRow>], now: DateTime<Utc>) -> impl Iterator<Item = &Arc<TokenRow>> {
    rows.iter().filter(move |row| matches!(row.status(now), Status::Active | Status::Expiring))
}

/// What can be used now and will be refused one day, in no order.
fn due(rows: &[Arc<TokenRow>], now: DateTime<Utc>) -> Vec<Due> {
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
