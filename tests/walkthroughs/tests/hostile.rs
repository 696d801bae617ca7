//! Names that are made to deceive, break or hide: all of them are shown harmless, and as what they are.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use latchkey_reference::Options;
use serde_json::{Value, json};
use tower::ServiceExt;
use walkthroughs::{Find, Page, Site, walk};

use crate::somebody::Somebody;

/// Names that the reference backend takes as they are.
const TAKEN: &[(&str, &str)] = &[
    ("markup", "<img src=x onerror=alert(1)><b>bold</b>"),
    ("entity", "&lt;script&gt; &amp; \" ' `"),
    ("shell", "$(touch x); `id` && 'quoted' \"$HOME\" \\"),
    ("mixed", "pаypal-deploy"),
    ("rtl", "רמז הפריסה (ci)"),
    ("emoji", "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 e\u{301}\u{323}\u{302}"),
    ("placeholder", "{name} {count} %s %n {{0}}"),
];

/// Names that it refuses: another backend may have them. They are written into its answers.
fn refused() -> Vec<(&'static str, String)> {
    vec![
        ("override", "admin\u{202e}yolped-ic\u{2066}x\u{2069}\u{2069}".to_owned()),
        ("zero-width", "ci\u{200b}-de\u{2060}ploy\u{feff}".to_owned()),
        ("control", "a\u{0}b\u{7}c\u{1b}[31md\ne\tf\u{7f}\u{85}".to_owned()),
        ("spaces", "     ".to_owned()),
        ("joiner", "ci\u{200d}deploy\u{fe0f}".to_owned()),
        ("long", format!("start-{}-end", "x".repeat(10_000))),
        ("separator", "line\u{2028}one\u{2029}two\u{ad}three".to_owned()),
    ]
}

/// The reference backend; in its answers each `hostile-KIND` is that kind's name.
async fn backend() -> Router {
    let app = latchkey_reference::app(Options::default()).await.expect("it starts");
    Router::new().fallback(async move |request: Request| {
        let answer = app.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (mut head, body) = answer.into_parts();
        let bytes = to_bytes(body, 1 << 24).await.expect("the answer is whole");
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for (kind, name) in refused() {
            text = text.replace(&format!("\"hostile-{kind}\""), &Value::from(name).to_string());
        }
        head.headers.remove("content-length");
        Response::from_parts(head, Body::from(text))
    })
}

/// No text and no attribute of the page hides anything; what stands in a field is what is edited. The two isolates are
/// the console's own, and there are as many beginnings as ends; so is U+200F, which Arabic dates are written with.
const HIDDEN: &str = r"(() => {
  const hides = /[\p{Cc}\u00ad\u034f\u061c\u180e\u200b\u200e\u2028-\u202e\u2060-\u2067\u206a-\u206f\ufeff\ufff9-\ufffb]/u;
  const found = [];
  const see = (where, text) => {
    const plain = text.replace(/[\n ]/g, '');
    const isolates = [...text].reduce((open, c) => c === '\u2068' ? open + 1 : c === '\u2069' ? open - 1 : open, 0);
    if (hides.test(plain) || isolates !== 0) found.push(where + ': ' + JSON.stringify(text));
  };
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) see('text', node.data);
    else for (const { name, value } of node.attributes) see(name, value);
  }
  return found;
})()";

async fn hides_nothing(page: &Page, place: &str) {
    let found = page.script(HIDDEN).await;
    assert_eq!(found, json!([]), "{place}");
    // Markup in a name makes no element, and a long name no page that scrolls sideways.
    let made = page.script("document.querySelectorAll('img, main b b, [onerror]').length").await;
    assert_eq!(made, json!(0), "{place}");
    let wide = page.script("document.documentElement.scrollWidth > innerWidth").await;
    assert_eq!(wide, json!(false), "{place}");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_deceive_are_shown_as_what_they_are() {
    walk("hostile", Site::stand_in("latchkey", backend().await), async |site, page| {
        let other = Somebody::sign_in(site).await;
        let expires = "2031-01-01T00:00:00Z";
        for (kind, name) in TAKEN {
            let description = format!("{kind}: {name}");
            other
                .makes(json!({ "name": name, "description": description, "scopes": ["Device"], "expires_at": expires }))
                .await;
        }
        for (kind, _) in refused() {
            let name = format!("hostile-{kind}");
            other.makes(json!({ "name": name, "scopes": ["Device"], "expires_at": expires })).await;
        }
        page.sign_in().await;

        // The list: as text, and as what a screen reader says of each row's buttons.
        for shown in [
            "<img src=x onerror=alert(1)><b>bold</b>",
            "&lt;script&gt; &amp; \" ' `",
            "$(touch x); `id` && 'quoted' \"$HOME\" \\",
            "{name} {count} %s %n {{0}}",
            "admin⟨U+202E⟩yolped-ic⟨U+2066⟩x⟨U+2069⟩⟨U+2069⟩",
            "ci⟨U+200B⟩-de⟨U+2060⟩ploy⟨U+FEFF⟩",
            "a⟨U+0000⟩b⟨U+0007⟩c⟨U+001B⟩[31md⟨U+000A⟩e⟨U+0009⟩f⟨U+007F⟩⟨U+0085⟩",
            "⟨U+0020⟩⟨U+0020⟩⟨U+0020⟩⟨U+0020⟩⟨U+0020⟩",
            "ci⟨U+200D⟩deploy⟨U+FE0F⟩",
            "line⟨U+2028⟩one⟨U+2029⟩two⟨U+00AD⟩three",
        ] {
            page.text_visible(shown).await;
            page.button(&format!("Edit {shown}")).visible().await;
            page.button(&format!("Revoke {shown}")).visible().await;
        }
        page.row("pаypal-deploy").text_visible("mixed alphabets").await;
        // What runs the other way is kept apart from the words around it.
        page.button("Edit \u{2068}רמז הפריסה (ci)\u{2069}").visible().await;
        let long = page.role_containing(&["button"], "Edit start-xxx").node().await;
        assert!(long.name.chars().count() < 140 && long.name.ends_with("x-end"), "{}", long.name);
        let whole = page.script("document.querySelector('bdi[title^=start]').title.length").await;
        assert_eq!(whole, json!(10_010));
        hides_nothing(page, "the list").await;
        page.axe().await;

        // The dialogs, and what is announced.
        let override_shown = "admin⟨U+202E⟩yolped-ic⟨U+2066⟩x⟨U+2069⟩⟨U+2069⟩";
        page.button(&format!("Edit {override_shown}")).click().await;
        let dialog = page.dialog("Edit access token");
        dialog.group("Scope").checkbox("Site").check().await;
        // A name that stays need not be one that could be given.
        dialog.button("Save changes").click().await;
        page.says(override_shown).await;
        hides_nothing(page, "the edit dialog").await;
        dialog.button("Close").nth(0).click().await;

        page.button(&format!("Revoke {override_shown}")).click().await;
        let question = page.alertdialog("Revoke access token");
        question.text_visible(override_shown).await;
        hides_nothing(page, "the question").await;
        question.button("Revoke").click().await;
        page.says(override_shown).await;
        hides_nothing(page, "the announcement").await;

        // All at once, and in a language that runs the other way.
        page.combobox("Language").choose("العربية").await;
        page.until_true("the page to be in Arabic", "document.documentElement.lang === 'ar'").await;
        page.text_visible("ci⟨U+200B⟩-de⟨U+2060⟩ploy⟨U+FEFF⟩").await;
        hides_nothing(page, "the list in Arabic").await;
        page.script("location.hash = '#/overview'").await;
        page.until_true("a timeline", "document.querySelectorAll('main h2').length > 1").await;
        hides_nothing(page, "the overview").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_of_a_token_with_a_hostile_name_is_saved_under_a_harmless_one() {
    walk("hostile-secret", Site::new(), async |_, page| {
        page.sign_in().await;
        page.button("Generate token").click().await;
        let name = "../$(touch x) \"; 'rm' <b> רמז";
        let dialog = crate::steps::fill_token(page, name, Some("Device")).await;
        // What the browser is told to save, instead of saving it.
        page.script(
            "HTMLAnchorElement.prototype.click = function () { window.saved = this.download; }, undefined",
        )
        .await;
        dialog.button("Generate").click().await;
        let secret = page.dialog("Access token created");
        let value = secret.textbox("Access token").value().await;
        for form in ["curl", ".env", "Client profile"] {
            secret.radio(form).click().await;
            secret.button("Download").click().await;
            let saved = page.script("window.saved").await;
            let saved = saved.as_str().unwrap_or_default();
            assert!(saved.starts_with("(touch x) - -rm- -b- רמז"), "{saved}");
            let text = secret.textbox(form).value().await;
            match form {
                "Client profile" => {
                    let profile: Value = serde_json::from_str(&text).expect("it is JSON");
                    assert_eq!((&profile["name"], &profile["token"]), (&json!(name), &json!(value)));
                }
                // The name has no part in what a shell reads.
                _ => assert!(!text.contains("touch"), "{text}"),
            }
        }
        secret.button("Calendar file").click().await;
        assert_eq!(page.script("window.saved").await, json!("(touch x) - -rm- -b- רמז.ics"));
        secret.button("Done").click().await;
        secret.gone().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_in_an_address_does_not_stay_there() {
    walk("secret-in-address", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        // Made up. Somebody else's page may lead here with a real one.
        page.open("#/tokens?q=ci%20lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f&sort=name").await;
        page.until_true("the address without it", "location.hash === '#/tokens?sort=name'").await;
        page.searchbox("Search tokens").has_value("").await;
        page.row("ci-deploy").visible().await;
    })
    .await;
}
