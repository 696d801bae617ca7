//! The harness itself, on a small page of its own: what the walkthroughs rely on must be so.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use walkthroughs::{Backend, Find, Key, Page, Scheme, Site, walk};

const PAGE: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Harness</title><link rel="icon" href="icon.svg">
<script src="page.js" defer></script></head>
<body><main>
<h1>Things</h1>
<p id="late"></p>
<div role="status" id="status"></div>
<form>
<label>Token name <input id="name" aria-describedby="error"></label><span id="error"></span>
<label>Kind <select><option>First</option><option>Second thing</option></select></label>
<label><input type="checkbox"> Only checked</label>
<label>Expiration date <input type="date"></label>
<label>Find <input type="search"></label>
</form>
<button id="open">Open</button>
<button hidden>Hidden</button>
<table role="grid" aria-label="List"><tbody>
<tr><td>one</td><td><button>Edit one</button></td></tr>
<tr><td>two</td><td><button>Edit two</button></td></tr>
</tbody></table>
<dialog aria-labelledby="title"><h2 id="title">Sure?</h2><button id="close">Open</button></dialog>
</main></body></html>"#;

const SCRIPT: &str = r#"
const get = (id) => document.getElementById(id);
const dialog = document.querySelector("dialog");
get("open").onclick = () => dialog.showModal();
get("close").onclick = () => { dialog.close(); get("status").textContent = "It was closed"; };
get("name").oninput = (event) => {
  const wrong = event.target.value === "";
  event.target.ariaInvalid = String(wrong);
  get("error").textContent = wrong ? "Enter a name." : "";
};
setTimeout(() => { get("late").textContent = "Here at last"; }, 200);
"#;

fn site() -> Site {
    let icon = r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#;
    Site::empty().file("index.html", PAGE).file("page.js", SCRIPT).file("icon.svg", icon)
}

/// What a part of a test fails with.
async fn failure_of(part: impl Future<Output = ()>) -> String {
    let panic = AssertUnwindSafe(part).catch_unwind().await.expect_err("it should have failed");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn things_are_found_by_role_and_name_and_used() {
    walk("harness-use", site(), async |_, page| {
        page.open("").await;
        page.heading("Things").visible().await;
        page.text_visible("Here at last").await;

        let name = page.textbox("Token name");
        name.fill("first").await;
        name.fill("second").await;
        assert_eq!(name.value().await, "second");
        name.fill("").await;
        name.has_error("enter a name").await;
        name.fill("x").await;
        assert!(!name.node().await.is("invalid"));

        page.combobox("Kind").choose("Second thing").await;
        page.combobox("Kind").has_value("Second thing").await;
        assert_eq!(page.combobox("Kind").options().await, ["First", "Second thing"]);
        page.checkbox("Only checked").check().await;
        page.checkbox("Only checked").uncheck().await;
        page.date("Expiration date").set_date("2027-03-09").await;
        page.date("Expiration date").has_value("2027-03-09").await;
        page.searchbox("Find").click().await;
        page.searchbox("Find").focused().await;
        page.press(Key::Tab).await;
        page.button("Open").focused().await;

        assert_eq!(page.all(&["row"]).count().await, 2);
        page.row("two").button("Edit two").visible().await;
        page.button("Hidden").gone().await;
        page.axe().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_behind_a_modal_dialog_is_not_there() {
    walk("harness-dialog", site(), async |_, page| {
        page.open("").await;
        page.button("Open").click().await;
        let dialog = page.dialog("Sure?");
        dialog.visible().await;
        // The one in the dialog alone: that behind it has the same name.
        page.button("Open").click().await;
        dialog.gone().await;
        page.says("It was closed").await;
        page.button("Open").click().await;
        page.press(Key::Escape).await;
        dialog.gone().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_in_the_console_fails_a_test_unless_it_was_expected() {
    walk("harness-console", site(), async |_, page| {
        page.open("").await;
        page.script("void fetch('missing.json')").await;
        page.until_true(
            "the answer",
            "performance.getEntriesByName(new URL('missing.json', location)).length === 1",
        )
        .await;
        let failure = failure_of(page.check_console()).await;
        assert!(failure.contains("missing.json") && failure.contains("404"), "{failure}");
        page.expect_console("missing.json");
        page.check_console().await;

        // The policy of the host holds, and what it refuses is in the log.
        page.script("fetch('data:,').catch(() => null)").await;
        let failure = failure_of(page.check_console()).await;
        assert!(failure.contains("Content Security Policy"), "{failure}");
        page.expect_console("Content Security Policy");
        page.expect_console("data:,");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accessibility_violation_fails_a_test() {
    let page = PAGE.replace("<label>Token name <input", "<label></label><input");
    walk("harness-axe", site().file("index.html", page), async |_, page| {
        page.open("").await;
        let failure = failure_of(page.axe()).await;
        assert!(failure.contains("label (critical)"), "{failure}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_can_be_taken_away_and_brought_back() {
    async fn asked(page: &Page) -> String {
        let script = "fetch('/api/v1/session').then(answer => answer.text().then(() => String(answer.status)), \
            error => error.name).catch(error => error.name)";
        page.script(script).await.as_str().unwrap_or_default().to_owned()
    }
    walk("harness-backend", site(), async |site, page| {
        page.open("").await;
        assert_eq!(asked(page).await, "200");
        site.set_backend(Backend::Html);
        assert_eq!(asked(page).await, "502");
        site.set_backend(Backend::Down);
        assert_eq!(asked(page).await, "TypeError");
        site.set_backend(Backend::Up);
        assert_eq!(asked(page).await, "200");
        // Chromium asks again by itself when a connection breaks.
        assert!(site.requests().iter().all(|request| request == "GET /api/v1/session"));
        page.expect_console("502");
        page.expect_console("net::ERR_");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_size_and_the_colour_scheme_of_the_page_can_be_chosen() {
    walk("harness-look", site(), async |_, page| {
        page.open("").await;
        page.viewport(360, 640).await;
        page.scheme(Scheme::Dark).await;
        page.until_true("a narrow page", "innerWidth === 360 && innerHeight === 640").await;
        page.until_true("a dark page", "matchMedia('(prefers-color-scheme: dark)').matches").await;
        let picture = page.screenshot("harness-look").await;
        // The size stands in the header of a PNG.
        let bytes = std::fs::read(picture).expect("it was written");
        assert_eq!(&bytes[16..24], &[0, 0, 1, 104, 0, 0, 2, 128]);
    })
    .await;
}

/// Puts the secret that it is given, and the password that it sends, wherever a page can.
const LEAKING: &str = r##"
const issue = () => fetch("/api/tokens", { method: "POST", body: JSON.stringify({ password: "open-sesame-42" }) });
const { secret } = await (await issue()).json();
document.body.dataset.attribute = secret;
document.querySelector("p").textContent = secret;
document.querySelector("input").value = secret;
document.querySelector("div").attachShadow({ mode: "open" }).append(`in the shadow: ${secret}`);
document.title = secret;
window.name = secret;
document.cookie = `leak=${secret}`;
localStorage.leak = btoa(`user:${secret}`);
sessionStorage.leak = "open-sesame-42";
history.replaceState({ secret }, "", `#${encodeURIComponent(secret)}`);
console.info(secret);
await (await caches.open("leak")).put("/leak", new Response(secret));
await new Promise((done) => {
  const open = indexedDB.open("leak");
  open.onupgradeneeded = () => open.result.createObjectStore("leak").put(secret, 1);
  open.onsuccess = () => { open.result.close(); done(); };
});
await fetch(`/api/tokens?secret=${secret}`, { headers: { "x-leak": secret } });
await fetch("/api/tokens", { method: "PUT", body: JSON.stringify({ note: "open-sesame-42", other: secret }) });
document.querySelector("p").append(" all is out");
"##;

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_found_wherever_it_is() {
    let page = r#"<!doctype html><html lang="en"><title>Leak</title><link rel="icon" href="icon.svg">
        <script type="module" src="page.js"></script><p></p><input aria-label="Leak"><div></div></html>"#;
    let issue = axum::routing::post(|| async { r#"{"secret":"s3cret/9fK2xQz7LmN4"}"# })
        .get(|| async { r#"{"secret":"s3cret/9fK2xQz7LmN4"}"# })
        .put(|| async { "{}" });
    let site = Site::stand_in("none", axum::Router::new().route("/api/tokens", issue))
        .file("index.html", page)
        .file("page.js", LEAKING)
        .file("icon.svg", r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
    let leak = walk("harness-secrets", site, async |_, page| {
        page.open("").await;
        page.text_visible("all is out").await;
    });
    let failure = failure_of(leak).await;
    for place in [
        "secret s3cret…: the attribute data-attribute of <body>",
        "secret s3cret…: a text of the page",
        "secret s3cret…: the value of a field",
        "secret s3cret…: the title",
        "secret s3cret…: the window's name",
        "secret s3cret…: a cookie",
        "secret s3cret…: localStorage",
        "password open-s…: sessionStorage",
        "secret s3cret…: the address\n",
        "secret s3cret…: the history's state",
        "secret s3cret…: the tab's history",
        "secret s3cret…: the browser's console",
        "secret s3cret…: the cache leak",
        "secret s3cret…: the database leak",
        "secret s3cret…: the address of GET /api/tokens",
        "secret s3cret…: a header of GET /api/tokens",
        "secret s3cret…: the answer of GET /api/tokens",
        "secret s3cret…: the body of PUT /api/tokens",
        "password open-s…: the body of PUT /api/tokens",
    ] {
        assert!(failure.contains(place), "not found: {place}\n{failure}");
    }
    // It has to go along with the request that it is for.
    assert!(!failure.contains("of POST"), "{failure}");
}
