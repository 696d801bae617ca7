//! What is wrong with a draft, in words.

use super::problem::Problem;
use crate::i18n::I18n;
use crate::pages::tokens::rules::words::{api_error, ip_errors};
use chrono::{DateTime, TimeDelta, Utc};

pub fn explain(t: I18n, problem: &Problem) -> String {
    match problem {
        Problem::Name(error) => t.name_error(error),
        Problem::LooksLikeSecret => t.looks_like_secret(),
        Problem::NoScope => t.scope_missing(),
        Problem::Expiry(error) => t.expiry_error(error),
        Problem::ApiRule(error) => api_error(t, error),
        Problem::IpRules(refused) => ip_errors(t, refused),
        Problem::NothingChanged => t.nothing_changed(),
        Problem::ClashUndecided => t.clash_choose(),
        Problem::Backend(words) => words.clone(),
        Problem::Request(error) => t.explain(error),
        Problem::LostButSafe => t.lost_retry(),
        Problem::LostRegeneration { same_value: true } => t.lost_regenerate_retry(),
        Problem::LostRegeneration { same_value: false } => t.lost_regenerate(),
    }
}

/// The last second of it: "end of 19 February", not "20 February, 0:00".
pub fn until(t: I18n, at: DateTime<Utc>) -> String {
    let last = at - TimeDelta::seconds(1);
    let zone = crate::browser::clock::zone_name();
    if zone == "UTC" {
        return t.until_utc(&t.moment(last));
    }
    t.until(&t.moment(last), &t.utc(last), &zone)
}
