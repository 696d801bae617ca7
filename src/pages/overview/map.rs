//! Where the sites are: points on an outline of the world, and the same as a table.
//!
//! The outline is `assets/world.svg`, drawn for this console: one dot for every 2.5 degrees of land, from
//! 84° north to 56° south, longitude and latitude as x and y. It comes by `style/later/overview.css` as a mask, so
//! that it has the theme's colour and is fetched only where it is shown.

use crate::dom::{El, el};
use crate::state::State;
use crate::{clock, text};
use latchkey_connector::Site;
use latchkey_model::shown;

/// What the outline shows, in degrees.
const NORTH: f64 = 84.0;
const HEIGHT: f64 = 140.0;

pub fn sites(sites: &[Site]) -> Option<El> {
    if sites.is_empty() {
        return None;
    }
    // The site under the pointer, on the map or in the table: both show it.
    let lit = State::new(None::<usize>);
    let follow = move |place: El, index: usize| {
        place
            .bind_true("data-lit", move || lit.get() == Some(index))
            .on("pointerenter", move |_| lit.set(Some(index)))
            .on("pointerleave", move |_| lit.set(None))
    };
    let points = sites.iter().enumerate().map(|(index, site)| follow(point(site), index));
    let rows = sites.iter().enumerate().map(|(index, site)| follow(row(site), index));
    let head = [text::site(), text::position(), text::status()];
    let head = head.into_iter().map(|label| el("th").attr("scope", "col").text(label));
    let table = el("table")
        .attr("aria-labelledby", "sites")
        .child(el("thead").child(el("tr").all(head)))
        .child(el("tbody").all(rows));
    let map = el("div").class("map").attr("role", "img").attr("aria-label", text::sites_map()).all(points);
    Some(
        el("section")
            .class("card pad")
            .child(el("h2").attr("id", "sites").text(text::sites()))
            .child(map)
            // Long lists scroll; by the keyboard only what has the focus does.
            .child(
                el("div")
                    .class("scroll")
                    .attr("role", "group")
                    .attr("aria-labelledby", "sites")
                    .attr("tabindex", "0")
                    .child(table),
            ),
    )
}

/// South of the outline's edge a point stands at the edge: the table has its true place.
fn point(site: &Site) -> El {
    let x = (site.longitude + 180.0).rem_euclid(360.0) / 360.0;
    let y = ((NORTH - site.latitude) / HEIGHT).clamp(0.0, 1.0);
    // The name is written towards the middle.
    let class = if x > 0.6 { "point before" } else { "point" };
    el("span")
        .class(class)
        .attr("data-name", &shown(&site.name))
        .style("left", &percent(x))
        .style("top", &percent(y))
        .child(el("i").class(mark(site)))
}

fn row(site: &Site) -> El {
    let cell = |words: &str| el("td").text(words);
    let place = [
        degrees(site.latitude, text::latitude_north, text::latitude_south),
        degrees(site.longitude, text::longitude_east, text::longitude_west),
    ];
    // A status that the console does not know stands in the backend's word.
    let status = el("bdi").text(&match site.status.as_str() {
        "online" => text::site_online().to_owned(),
        "degraded" => text::site_degraded().to_owned(),
        "offline" => text::site_offline().to_owned(),
        other => shown(other),
    });
    el("tr")
        .child(el("th").attr("scope", "row").child(el("bdi").text(&shown(&site.name))))
        .child(cell(&place.join(", ")).attr("class", "num"))
        .child(el("td").child(el("i").class(mark(site))).child(status))
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

fn degrees(value: f64, plus: fn(&str) -> String, minus: fn(&str) -> String) -> String {
    let written = clock::degrees(value.abs());
    if value < 0.0 { minus(&written) } else { plus(&written) }
}

fn percent(part: f64) -> String {
    // In thousandths, by whole numbers: printing an `f64` costs the wasm 6 KB.
    let thousandths = (part.clamp(0.0, 1.0) * 1000.0).round() as u32;
    [&(thousandths / 10).to_string(), ".", &(thousandths % 10).to_string(), "%"].concat()
}
