//! Name, version, place and clock of the installation, and the counts that it reports.

use crate::api::use_api;
use crate::browser::clock;
use crate::i18n::use_i18n;
use chrono::TimeDelta;
use latchkey_connector::Instance;
use latchkey_model::shown;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

#[component]
pub fn Installation(instance: Arc<Instance>) -> impl IntoView {
    let (api, t) = (use_api(), use_i18n());
    let second = RwSignal::new(());
    if let Ok(interval) = set_interval_with_handle(move || second.set(()), Duration::from_secs(1)) {
        on_cleanup(move || interval.clear());
    }
    // Theirs less ours: nothing where the backend does not say what time it is.
    let ahead = clock::read(&instance.time)
        .map_or(TimeDelta::zero(), |theirs| theirs - api.backend.described.get_untracked());
    let place = t.place_clock(&instance.time_zone);
    let zone = place.zone.clone();
    let place = StoredValue::new_local(place);
    let now = move || {
        second.track();
        clock::now() + ahead
    };
    // Only what changed is written: most seconds change neither.
    let date = Memo::new(move |_| place.with_value(|place| place.date(now())));
    let time = Memo::new(move |_| place.with_value(|place| place.time(now())));
    let fact = |name: String, value: &str| {
        (!value.is_empty()).then(|| {
            view! {
                <dt>{name}</dt>
                <dd><bdi>{shown(value)}</bdi></dd>
            }
        })
    };
    let counts = instance.counts.iter().map(|(label, count)| {
        view! {
            <div class="count">
                <b>{t.number(*count)}</b>
                <span><bdi>{label.clone()}</bdi></span>
            </div>
        }
    });
    let counts = counts.collect_view();
    view! {
        <section class="card pad">
            <dl class="facts">
                {fact(t.platform(), &instance.name)}
                {fact(t.version(), &instance.version)}
                {fact(t.location(), &instance.location)}
                <dt>{t.date_label()}</dt>
                <dd>{date}</dd>
                <dt>{t.time()}</dt>
                <dd class="num">{time} " " <bdi class="sub">{zone}</bdi></dd>
            </dl>
            {(!counts.is_empty()).then(|| view! { <div class="counts">{counts}</div> })}
        </section>
    }
}
