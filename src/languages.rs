//! Changing the language while the console runs.
//!
//! Whose word counts: the language chosen in this browser, else the one preferred in the profile, else the
//! browser's own (`boot/boot.js`). Saving the profile makes its language count again.

use crate::console::Console;
use crate::transport::fetch_asset;
use crate::{browser, text};
use futures::channel::oneshot;
use latchkey_connector::{Intent, Outcome};

/// There if the language was chosen in this browser, and not taken from the profile.
const CHOSEN: &str = "language-chosen";

/// The visitor chooses `tag`; `false` if its texts could not be had.
pub async fn switch(console: Console, tag: &str) -> bool {
    let done = load_texts(console, tag).await;
    if done {
        browser::remember(CHOSEN, Some("1"));
    }
    done
}

/// The profile was saved with `tag` as the language: it applies at once. Whether it did so; not where the
/// console has no such language.
pub async fn prefer(console: Console, tag: &str) -> bool {
    browser::remember(CHOSEN, None);
    match shipped(tag) {
        Some(tag) if tag != text::language() => load(console, tag).await,
        _ => false,
    }
}

/// Takes over the language of the profile, unless one was chosen in this browser. A profile that cannot be
/// read is no reason to stop anybody: the language then stays.
pub async fn follow_profile(console: Console) {
    if text::LANGUAGES.len() < 2 || !console.can().profile || browser::remembered(CHOSEN).is_some() {
        return;
    }
    if let Ok(Outcome::Profile(profile)) = console.call(Intent::Profile, "").await
        && !prefer(console, &profile.language).await
    {
        // The next visit need not ask.
        browser::remember("language", Some(&text::language()));
    }
}

/// The console's language for a BCP 47 tag: the same, else one of the same base (`pt-PT` gets `pt-BR`).
fn shipped(tag: &str) -> Option<&'static str> {
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let all = text::LANGUAGES.iter().map(|(tag, _)| *tag);
    all.clone().find(|l| l.eq_ignore_ascii_case(tag)).or_else(|| all.clone().find(|l| base(l) == base(tag)))
}

/// The languages to choose from: tag, and name in itself.
pub fn choices() -> Vec<(String, String)> {
    text::LANGUAGES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect()
}

/// Fetches the texts of `tag` and puts them to use; `false` if they could not be had.
async fn load(console: Console, tag: &'static str) -> bool {
    let Some(doors) = console.later.wait().await else { return false };
    let (sender, receiver) = oneshot::channel();
    doors.language(console, tag, sender);
    receiver.await.is_ok()
}

/// As [`load`]; of the part that is loaded later. Most people have one language in the browser and in the profile.
pub async fn load_texts(console: Console, tag: &str) -> bool {
    // Both files, so that the second part of the app has its texts whenever it comes.
    let [first, second] = ["locales/", "locales/later/"].map(|folder| [folder, tag, ".json"].concat());
    let (first, second) = futures::join!(fetch_asset(&first), fetch_asset(&second));
    if !first.ok || !second.ok || !text::install(tag, &first.text, Some(&second.text)) {
        return false;
    }
    browser::remember("language", Some(tag));
    apply(tag);
    console.language.set(tag.to_owned());
    true
}

/// Tells the document its language and direction.
pub fn apply(tag: &str) {
    if let Some(root) = browser::document().and_then(|d| d.document_element()) {
        let _ = root.set_attribute("lang", tag);
        let _ = root.set_attribute("dir", if text::right_to_left() { "rtl" } else { "ltr" });
    }
}
