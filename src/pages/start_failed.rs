//! What stands instead of the console when it cannot start: which file, which place in it, what to do.
//!
//! In English throughout: it is for the person who hosts the console, and the texts may be what is missing.

use crate::api::boot::Asset;
use crate::browser::window;
use crate::i18n::TextsError;
use latchkey_connector::ConfigError;
use latchkey_ui::{Button, ButtonKind};
use leptos::prelude::*;

/// Why the console cannot start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFailure {
    pub title: &'static str,
    pub file: String,
    /// JSON pointer, empty where it is about the whole file.
    pub path: String,
    pub problem: String,
    pub remedy: &'static str,
}

impl StartFailure {
    /// A file that did not arrive, or is something else, such as a page of the host's.
    pub fn from_asset(asset: &Asset) -> Option<Self> {
        let problem = asset.problem()?;
        Some(Self {
            title: "A file of the console is missing",
            file: asset.file.clone(),
            path: String::new(),
            problem,
            remedy: "Put the file on the host beside index.html, check its name in config.json, and reload this page.",
        })
    }

    /// Texts of another version of the console.
    pub fn from_texts(file: &str, error: TextsError) -> Self {
        let problem = match error {
            TextsError::Unreadable(problem) => problem,
            TextsError::Missing(key) => format!("expected the text `{key}` of this version, found none"),
            TextsError::Unknown(key) => format!("found the text `{key}`, which this version does not know"),
        };
        Self {
            title: "A file of the console does not fit",
            file: file.to_owned(),
            path: String::new(),
            problem,
            remedy: "Upload the whole console again, and reload this page.",
        }
    }
}

impl From<ConfigError> for StartFailure {
    fn from(error: ConfigError) -> Self {
        Self {
            title: "The configuration cannot be used",
            file: error.file,
            path: error.path,
            problem: error.problem,
            remedy: "Correct the file on the host and reload this page.",
        }
    }
}

/// `Err` if the file did not arrive as what it should be.
pub fn check(asset: &Asset) -> Result<(), StartFailure> {
    StartFailure::from_asset(asset).map_or(Ok(()), Err)
}

#[component]
pub fn StartFailed(failure: StartFailure) -> impl IntoView {
    let facts = [("File", failure.file), ("Path", failure.path), ("Problem", failure.problem)];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let facts = facts.map(|(name, value)| view! { <dt>{name}</dt><dd translate="no">{value}</dd> });
    view! {
        <Stopped title=failure.title>
            <dl class="facts">{facts.collect_view()}</dl>
            <p>{failure.remedy}</p>
            <Button label="Reload" kind=ButtonKind::Primary on_click=|()| reload() />
        </Stopped>
    }
}

/// The page that stands when the console cannot go on.
#[component]
pub fn Stopped(#[prop(into)] title: String, children: Children) -> impl IntoView {
    // The alert inside and not on `main`: the page keeps its landmark.
    view! {
        <main class="plain">
            <div role="alert">
                <h1>{title}</h1>
                <div>{children()}</div>
            </div>
        </main>
    }
}

fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}
