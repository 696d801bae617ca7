//! Every language: its texts and no others, its direction, its dates; nothing breaks where words are longer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use walkthroughs::{Fault, Find, Key, Locator, Page, Scheme, Site, walk};

use crate::looks::TOO_WIDE;

/// As `data-languages` in `index.html` has them, with the language's own name for itself.
const LANGUAGES: [(&str, &str); 10] = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "français"),
    ("es", "español"),
    ("pt-BR", "português (Brasil)"),
    ("tr", "Türkçe"),
    ("hi", "हिन्दी"),
    ("ja", "日本語"),
    ("zh-Hans", "简体中文"),
    ("ar", "العربية"),
];

/// The parts of the page that scroll sideways although nothing in them asks for it.
const SCROLLS_SIDEWAYS: &str = "[...document.querySelectorAll('dialog[open], dialog[open] .body, main')]\
    .filter(element => element.scrollWidth > element.clientWidth + 1).map(element => element.className)";

/// What the list cuts off at 1280 pixels of what fits in English. Not how long ago a token was used: that is
/// longest for some seconds only, and then ends in dots.
const CUT_OFF: &str = "[...document.querySelectorAll('.grid-head .used, .grid .cell:is(.created, .expires, .status-cell)')]\
    .filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText)";

/// Words of the backend that are also words of the console: the name of a scope.
const OF_THE_BACKEND: [&str; 1] = ["Site"];

/// Everything a person sees or hears, text by text.
const TEXTS_SHOWN: &str = "(() => { \
    const texts = new Set(); \
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT); \
    for (let node; (node = walker.nextNode());) { \
        if (node.nodeType === Node.TEXT_NODE) { \
            if (!node.parentElement.closest('script, style, bdi, code, noscript')) texts.add(node.data); \
        } else for (const name of ['aria-label', 'aria-description', 'placeholder', 'title']) \
            if (node.hasAttribute(name)) texts.add(node.getAttribute(name)); \
    } \
    return [...texts].map(text => text.replace(/[\\u2066-\\u2069]/g, '').trim()).filter(text => text); })()";

/// The texts of one language, forms of plurals one by one.
struct Catalogue(BTreeMap<String, Value>);

impl Catalogue {
    /// As translators write it.
    fn read(tag: &str) -> Self {
        let file = format!("{}/../../locales/{tag}.json", env!("CARGO_MANIFEST_DIR"));
        let texts = std::fs::read_to_string(file).expect("the texts of the language");
        let mut texts: BTreeMap<String, Value> =
            serde_json::from_str(&texts).expect("a catalogue is an object");
        // In the list of languages each has its own name, whatever the language of the page.
        texts.remove("own_name");
        Self(texts)
    }

    fn get(&self, key: &str) -> &str {
        self.0[key].as_str().expect("a text without plural forms")
    }

    fn all(&self) -> BTreeSet<&str> {
        self.0
            .values()
            .flat_map(|value| match value {
                Value::Object(forms) => forms.values().filter_map(Value::as_str).collect(),
                value => value.as_str().into_iter().collect::<Vec<_>>(),
            })
            .collect()
    }
}

/// Whether `text` is `template` with something in its `{places}`.
fn is_made_of(text: &str, template: &str) -> bool {
    let mut pieces = template.split(['{', '}']).step_by(2);
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = first;
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
        last = piece;
    }
    rest.is_empty() || (last.is_empty() && template.ends_with('}'))
}

/// The English texts on the page that the language has words of its own for.
async fn left_in_english(page: &Page, english: &Catalogue, own: &Catalogue) -> Vec<String> {
    let own = own.all();
    // Of a template such as `{name} (copy)` too little is fixed to know it by.
    let fixed = |template: &str| {
        template.split(['{', '}']).step_by(2).map(|piece| piece.matches(char::is_alphabetic).count()).sum()
    };
    let foreign: Vec<&str> =
        english.all().into_iter().filter(|text| !own.contains(text) && 4_usize <= fixed(text)).collect();
    let shown = page.script(TEXTS_SHOWN).await;
    let shown: Vec<&str> = shown.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(shown.len() > 2, "the page's texts were not found: {shown:?}");
    shown
        .into_iter()
        .filter(|text| !own.contains(text) && !OF_THE_BACKEND.contains(text))
        .filter(|text| foreign.iter().any(|template| is_made_of(text, template)))
        .map(str::to_owned)
        .collect()
}

/// Shows the page in a language, as if it had been chosen on an earlier visit.
async fn remember_language(page: &Page, tag: &str) {
    page.script(&format!(
        "localStorage.setItem('latchkey.language', '{tag}'); localStorage.setItem('latchkey.language-chosen', '1')"
    ))
    .await;
    page.reload().await;
    let right = if tag == "ar" { "rtl" } else { "ltr" };
    let root = "document.documentElement";
    page.until_true(
        &format!("the direction of {tag}"),
        &format!("{root}.lang === '{tag}' && {root}.dir === '{right}'"),
    )
    .await;
}

/// What must be true of every page in every language; a picture of it, wide and narrow, for people to look at.
async fn inspect(page: &Page, what: &str, english: &Catalogue, own: &Catalogue) {
    let left = left_in_english(page, english, own).await;
    assert!(left.is_empty(), "{what} has English texts: {left:#?}");
    page.axe().await;
    page.viewport(1280, 1600).await;
    page.screenshot(&format!("language-{what}")).await;
    let cut = page.script(CUT_OFF).await;
    assert_eq!(cut, json!([]), "{what} cuts texts off");
    page.viewport(360, 800).await;
    page.until_true("the narrow page", "innerWidth === 360").await;
    page.screenshot(&format!("language-{what}-narrow")).await;
    let wide = page.script(TOO_WIDE).await;
    assert_eq!(wide, json!([]), "{what} is wider than 360 pixels");
    let scrolls = page.script(SCROLLS_SIDEWAYS).await;
    assert_eq!(scrolls, json!([]), "{what} scrolls sideways at 360 pixels");
    page.viewport(1280, 900).await;
}

/// Leaves a dialog with what was typed in it.
async fn discard(page: &Page, dialog: &Locator, own: &Catalogue) {
    dialog.button(own.get("cancel")).click().await;
    page.alertdialog(own.get("unsaved_title")).button(own.get("close_anyway")).click().await;
    dialog.gone().await;
}

#[test]
fn a_template_is_recognised_by_its_fixed_words() {
    assert!(is_made_of("Edit ci-deploy", "Edit {name}"));
    assert!(is_made_of("3 of 7 shown", "{count} of {total} shown"));
    assert!(!is_made_of("3 von 7 angezeigt", "{count} of {total} shown"));
    assert!(!is_made_of("Edited", "Edit"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_and_the_create_dialog_in_every_language() {
    walk("languages", Site::new().demo(), async |_, page| {
        page.open("").await;
        page.button("Sign in").visible().await;
        let english = Catalogue::read("en");
        for (tag, _) in LANGUAGES {
            let own = Catalogue::read(tag);
            remember_language(page, tag).await;
            page.heading(own.get("sign_in")).visible().await;
            inspect(page, &format!("{tag}-sign-in"), &english, &own).await;
        }
        remember_language(page, "en").await;
        page.enter_account().await;
        for (tag, _) in LANGUAGES {
            let own = Catalogue::read(tag);
            remember_language(page, tag).await;
            page.heading(own.get("access_tokens")).visible().await;
            page.row("ci-deploy").visible().await;
            inspect(page, &format!("{tag}-list"), &english, &own).await;

            page.button(own.get("generate_token")).click().await;
            let dialog = page.dialog(own.get("generate_title"));
            dialog.group(own.get("scope")).checkbox("Device").visible().await;
            dialog.combobox(own.get("expiration")).choose(own.get("custom")).await;
            dialog.button(own.get("generate")).click().await;
            dialog.textbox(own.get("token_name")).has_error(own.get("name_missing")).await;
            inspect(page, &format!("{tag}-create"), &english, &own).await;
            discard(page, &dialog, &own).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_applies_at_once_and_keeps_the_focus() {
    walk("switch-language", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        let (english, arabic) = (Catalogue::read("en"), Catalogue::read("ar"));
        page.row("ci-deploy").visible().await;
        let offered = page.combobox("Language").options().await;
        for (_, name) in LANGUAGES {
            assert!(offered.iter().any(|option| option == name), "{name} is not among {offered:?}");
        }
        page.combobox("Language").choose("العربية").await;
        page.heading(arabic.get("access_tokens")).visible().await;
        page.until_true("right to left", "document.documentElement.dir === 'rtl'").await;
        page.combobox(arabic.get("language_label")).focused().await;
        let left = left_in_english(page, &english, &arabic).await;
        assert!(left.is_empty(), "English texts: {left:#?}");

        // An address among Arabic words is still read from left to right.
        page.button(arabic.get("generate_token")).click().await;
        let dialog = page.dialog(arabic.get("generate_title"));
        let ips = dialog.group(arabic.get("allowed_ips"));
        ips.role_containing(&["textbox"], arabic.get("ip_input")).fill("2001:db8::/32").await;
        ips.button(arabic.get("add")).click().await;
        ips.role_containing(&["button"], "2001:db8::/32").visible().await;
        let direction = "getComputedStyle(document.querySelector('dialog[open] .rule')).direction";
        assert_eq!(page.script(direction).await, json!("ltr"));
        discard(page, &dialog, &arabic).await;

        page.combobox(arabic.get("language_label")).choose("English").await;
        page.heading("Access tokens").visible().await;
        page.until_true("left to right", "document.documentElement.dir === 'ltr'").await;
        page.reload().await;
        page.heading("Access tokens").visible().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_are_written_and_typed_as_chosen() {
    walk("date-format", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        page.link("Profile").click().await;
        page.combobox("Date format").choose("dd-mm-yyyy").await;
        // Chosen once, for this browser.
        page.reload().await;
        page.combobox("Date format").has_chosen("dd-mm-yyyy").await;
        page.link("Access tokens").click().await;
        page.row("ci-deploy").visible().await;

        let in_a_month = "(() => { const day = new Date(); day.setDate(day.getDate() + 30); \
            const two = number => String(number).padStart(2, '0'); \
            return `${two(day.getDate())}-${two(day.getMonth() + 1)}-${day.getFullYear()}`; })()";
        let day = page.script(in_a_month).await;
        let day = day.as_str().expect("a date");
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").fill("day-first").await;
        dialog.group("Scope").checkbox("Device").check().await;
        dialog.combobox("Expiration").choose("Custom").await;
        dialog.date("Expiration date").described("dd-mm-yyyy").await;
        dialog.date("Expiration date").fill("12/31").await;
        dialog.button("Generate").click().await;
        dialog.date("Expiration date").has_error("Enter it as dd-mm-yyyy").await;
        dialog.date("Expiration date").fill(day).await;
        dialog.button("Generate").click().await;
        let secret = page.dialog("Access token created");
        secret.button("Copy token").click().await;
        secret.button("Done").click().await;
        page.row("day-first").text_visible(day).await;

        page.link("Profile").click().await;
        page.combobox("Date format").choose("As in the chosen language").await;
        page.link("Access tokens").click().await;
        page.row("day-first").visible().await;
        let has_day = format!("document.body.innerText.includes('{day}')");
        page.until_true("dates as the language writes them", &format!("!{has_day}")).await;
    })
    .await;
}

/// axe-core in both colour schemes.
async fn axe(page: &Page) {
    for scheme in [Scheme::Light, Scheme::Dark] {
        page.scheme(scheme).await;
        page.axe().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_dialog_is_accessible_in_every_language() {
    walk("languages-accessible", Site::new().demo(), async |_, page| {
        page.sign_in().await;
        for (tag, _) in LANGUAGES {
            let own = Catalogue::read(tag);
            remember_language(page, tag).await;
            page.row("terraform").visible().await;
            axe(page).await;

            page.button(own.get("generate_token")).click().await;
            let dialog = page.dialog(own.get("generate_title"));
            let made = format!("made-{tag}");
            dialog.textbox(own.get("token_name")).fill(&made).await;
            dialog.group(own.get("scope")).checkbox("Device").check().await;
            axe(page).await;
            page.press(Key::Escape).await;
            let question = page.alertdialog(own.get("unsaved_title"));
            question.visible().await;
            axe(page).await;
            page.press(Key::Escape).await;
            question.gone().await;
            dialog.button(own.get("generate")).click().await;
            let secret = page.dialog(own.get("secret_title"));
            secret.visible().await;
            axe(page).await;
            secret.button(own.get("copy_token")).click().await;
            secret.button(own.get("done")).click().await;
            secret.gone().await;

            // To edit it, and to revoke it. Among Arabic words its name stands between marks of its direction.
            let of_it = page.role_containing(&["button"], &made);
            of_it.clone().nth(0).click().await;
            let dialog = page.dialog(own.get("edit_title"));
            dialog.visible().await;
            axe(page).await;
            dialog.button(own.get("regenerate")).click().await;
            dialog.button(own.get("regenerate_confirm")).visible().await;
            axe(page).await;
            dialog.button(own.get("cancel")).click().await;
            dialog.button(own.get("regenerate_confirm")).gone().await;
            page.press(Key::Escape).await;
            dialog.gone().await;
            of_it.nth(1).click().await;
            let question = page.alertdialog(own.get("revoke_title"));
            question.visible().await;
            axe(page).await;
            page.press(Key::Escape).await;
            question.gone().await;

            for place in ["overview", "profile", "access_tokens"] {
                page.link(own.get(place)).click().await;
                page.heading(own.get(place)).visible().await;
                axe(page).await;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_on_the_way_is_accessible_in_every_language() {
    walk("languages-on-the-way", Site::new().demo(), async |site, page| {
        // The question for the password answers a refusal.
        page.expect_console("401");
        page.open("").await;
        page.button("Sign in").visible().await;
        for (tag, _) in LANGUAGES {
            let own = Catalogue::read(tag);
            remember_language(page, tag).await;
            page.heading(own.get("sign_in")).visible().await;
            axe(page).await;
        }
        remember_language(page, "en").await;
        page.enter_account().await;
        for (tag, _) in LANGUAGES {
            let own = Catalogue::read(tag);
            remember_language(page, tag).await;
            page.row("terraform").visible().await;

            page.button(own.get("generate_token")).click().await;
            let dialog = page.dialog(own.get("generate_title"));
            dialog.textbox(own.get("token_name")).fill("on-the-way").await;
            dialog.group(own.get("scope")).checkbox("Device").check().await;
            let apis = dialog.group(own.get("allowed_apis"));
            let picker = apis.role_containing(&["button"], own.get("choose_apis"));
            picker.click().await;
            apis.checkbox("GET /devices").check().await;
            // None of its lines half behind the dialog's buttons, where axe measures what is left of a link.
            apis.script("function() { this.scrollIntoView({ block: 'start' }); }").await;
            axe(page).await;
            picker.click().await;
            apis.searchbox(own.get("search_apis")).gone().await;

            dialog.button(own.get("trial")).click().await;
            let trial = dialog.group(own.get("trial"));
            trial.combobox(own.get("trial_operation")).fill("GET /devices").await;
            trial.text_visible(own.get("passes")).await;
            axe(page).await;

            site.fault("POST", "/api/v1/tokens", Fault::StepUp, 1);
            dialog.button(own.get("generate")).click().await;
            let question = page.dialog(own.get("confirm_password"));
            question.textbox(own.get("password")).visible().await;
            axe(page).await;
            question.button(own.get("cancel")).click().await;
            question.gone().await;
            discard(page, &dialog, &own).await;

            page.checkbox(own.get("select_all")).click().await;
            page.button(own.get("revoke")).click().await;
            let question = page.alertdialog(own.get("revoke_title"));
            question.text_visible("terraform").await;
            axe(page).await;
            page.press(Key::Escape).await;
            question.gone().await;
        }
    })
    .await;
}
