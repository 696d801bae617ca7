//! What is kept in this browser: theme, language, how dates are written.
//!
//! Whose word counts for the language: the one chosen in this browser, else the one preferred in the profile, else the
//! browser's own (`boot/boot.js`). Saving the profile makes its language count again.

use crate::api::ApiClient;
use crate::api::boot::fetch_asset;
use crate::browser::{document, storage};
use crate::i18n::{self, I18n, LANGUAGES};
use latchkey_connector::{Intent, Outcome};
use leptos::prelude::*;

/// There if the language was chosen in this browser, and not taken from the profile.
const CHOSEN: &str = "language-chosen";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// The one after it: as the system, light, dark, and round again.
    pub fn next(self) -> Self {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }

    fn remembered() -> Self {
        match storage::remembered("theme").as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }
}

#[derive(Clone, Copy)]
pub struct Preferences {
    pub theme: RwSignal<Theme>,
    api: ApiClient,
    i18n: I18n,
}

pub fn use_preferences() -> Preferences {
    expect_context()
}

impl Preferences {
    pub fn new(api: ApiClient, i18n: I18n) -> Self {
        Self { theme: RwSignal::new(Theme::remembered()), api, i18n }
    }

    /// The boot script sets the theme before the first paint; here it changes.
    pub fn choose_theme(self, theme: Theme) {
        storage::remember("theme", theme.name());
        if let Some(root) = document().and_then(|d| d.document_element()) {
            let _ = match theme.name() {
                None => root.remove_attribute("data-theme"),
                Some(name) => root.set_attribute("data-theme", name),
            };
        }
        self.theme.set(theme);
    }

    /// The visitor chooses the language `tag`; `false` if its texts could not be had.
    pub async fn choose_language(self, tag: &str) -> bool {
        let is_loaded = self.load_language(tag).await;
        if is_loaded {
            storage::remember(CHOSEN, Some("1"));
        }
        is_loaded
    }

    /// The profile was saved with `tag` as the language: it applies at once. Whether it did so; not where the console
    /// has no such language.
    pub async fn prefer_language(self, tag: &str) -> bool {
        storage::remember(CHOSEN, None);
        match shipped(tag) {
            Some(tag) if tag != self.i18n.language() => self.load_language(tag).await,
            _ => false,
        }
    }

    /// Takes over the language of the profile, unless one was chosen in this browser. If the profile cannot be read, the
    /// language stays.
    pub async fn follow_profile(self) {
        let is_chosen = storage::remembered(CHOSEN).is_some();
        if LANGUAGES.len() < 2 || !self.api.capabilities().profile || is_chosen {
            return;
        }
        if let Ok(Outcome::Profile(profile)) = self.api.call(Intent::Profile, "").await
            && !self.prefer_language(&profile.language).await
        {
            // The next visit need not ask.
            storage::remember("language", Some(&self.i18n.language()));
        }
    }

    /// Fetches the texts of `tag` and puts them to use; `false` if they could not be had.
    async fn load_language(self, tag: &str) -> bool {
        let texts = fetch_asset(&format!("locales/{tag}.json")).await;
        if !texts.is_there() || self.i18n.install(tag, &texts.text).is_err() {
            return false;
        }
        storage::remember("language", Some(tag));
        i18n::apply(tag);
        true
    }
}

/// The console's language for a BCP 47 tag: the same, else one of the same base (`pt-PT` gets `pt-BR`).
fn shipped(tag: &str) -> Option<&'static str> {
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let mut all = LANGUAGES.iter().map(|(tag, _)| *tag);
    all.clone().find(|l| l.eq_ignore_ascii_case(tag)).or_else(|| all.find(|l| base(l) == base(tag)))
}
