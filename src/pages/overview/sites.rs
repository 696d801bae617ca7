//! Where the sites are: points on an outline of the world, and the same as a table.
//!
//! The outline is `assets/world.svg`, drawn for this console: one dot for every 2.5 degrees of land, from
//! 84° north to 56° south, longitude and latitude as x and y. The style sheet has it as a mask, so that it has the
//! theme's colour and is fetched only where it is shown.

use crate::i18n::{I18n, use_i18n};
use latchkey_connector::Site;
use latchkey_model::shown;
use leptos::prelude::*;

/// What the outline shows, in degrees.
const NORTH: f64 = 84.0;
const HEIGHT: f64 = 140.0;

const HEADING: &str = "sites";

#[component]
pub fn Sites(sites: Vec<Site>) -> impl IntoView {
    let t = use_i18n();
    // The site under the pointer, on the map or in the table: both show it.
    let lit = RwSignal::new(None::<usize>);
    let points = sites.iter().enumerate().map(|(index, site)| view! { <Point site=site.clone() index lit/> });
    let rows = sites.iter().enumerate().map(|(index, site)| view! { <Row site=site.clone() index lit/> });
    let (points, rows) = (points.collect_view(), rows.collect_view());
    view! {
        <section class="card pad">
            <h2 id=HEADING>{t.sites()}</h2>
            <div class="map" role="img" aria-label=t.sites_map()>{points}</div>
            // Long lists scroll; by the keyboard only what has the focus does.
            <div class="scroll" role="group" aria-labelledby=HEADING tabindex="0">
                <table aria-labelledby=HEADING>
                    <thead>
                        <tr>
                            <th scope="col">{t.site()}</th>
                            <th scope="col">{t.position()}</th>
                            <th scope="col">{t.status()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

/// South of the outline's edge a point stands at the edge: the table has its true place.
#[component]
fn Point(site: Site, index: usize, lit: RwSignal<Option<usize>>) -> impl IntoView {
    let x = (site.longitude + 180.0).rem_euclid(360.0) / 360.0;
    let y = ((NORTH - site.latitude) / HEIGHT).clamp(0.0, 1.0);
    // The name is written towards the middle.
    let class = if x > 0.6 { "point before" } else { "point" };
    view! {
        <span
            class=class
            data-name=shown(&site.name)
            data-lit=move || (lit.get() == Some(index)).then_some("true")
            style:left=percent(x)
            style:top=percent(y)
            on:pointerenter=move |_| lit.set(Some(index))
            on:pointerleave=move |_| lit.set(None)
        >
            <i class=mark(&site)></i>
        </span>
    }
}

#[component]
fn Row(site: Site, index: usize, lit: RwSignal<Option<usize>>) -> impl IntoView {
    let t = use_i18n();
    let latitude = degrees(t, site.latitude, I18n::latitude_north, I18n::latitude_south);
    let longitude = degrees(t, site.longitude, I18n::longitude_east, I18n::longitude_west);
    // A status that the console does not know stands in the backend's word.
    let status = match site.status.as_str() {
        "online" => t.site_online(),
        "degraded" => t.site_degraded(),
        "offline" => t.site_offline(),
        other => shown(other),
    };
    view! {
        <tr
            data-lit=move || (lit.get() == Some(index)).then_some("true")
            on:pointerenter=move |_| lit.set(Some(index))
            on:pointerleave=move |_| lit.set(None)
        >
            <th scope="row"><bdi>{shown(&site.name)}</bdi></th>
            <td class="num">{format!("{latitude}, {longitude}")}</td>
            <td><i class=mark(&site)></i><bdi>{status}</bdi></td>
        </tr>
    }
}

/// Form and colour of a status; the form alone tells them apart.
fn mark(site: &Site) -> &'static str {
    match site.status.as_str() {
        "online" => "mark good",
        "degraded" => "mark warn",
        "offline" => "mark bad",
        _ => "mark dim",
    }
}

fn degrees(t: I18n, value: f64, plus: fn(I18n, &str) -> String, minus: fn(I18n, &str) -> String) -> String {
    let written = t.degrees(value.abs());
    if value < 0.0 { minus(t, &written) } else { plus(t, &written) }
}

fn percent(part: f64) -> String {
    format!("{:.1}%", part.clamp(0.0, 1.0) * 100.0)
}
