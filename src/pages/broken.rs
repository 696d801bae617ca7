//! What stands instead of the console when it cannot start: which file, which place in it, what to do.
//!
//! In English throughout: it is for the person who hosts the console, and the texts may be what is missing.

use crate::transport::Asset;
use crate::widgets::icon::icon;
use latchkey_connector::ConfigError;
use leptos::prelude::*;

/// Why the console cannot start.
#[derive(Clone, Debug)]
pub struct Broken {
    pub title: &'static str,
    pub file: String,
    /// JSON pointer, empty where it is about the whole file.
    pub path: String,
    pub problem: String,
    pub remedy: &'static str,
}

impl Broken {
    pub fn config(error: ConfigError) -> Self {
        Self {
            title: "The configuration cannot be used",
            file: error.file,
            path: error.path,
            problem: error.problem,
            remedy: "Mend the file on the host and reload this page.",
        }
    }

    /// A file that did not arrive, or is something else, such as a page of the host's.
    pub fn missing(asset: &Asset) -> Option<Self> {
        let problem = if !asset.error.is_empty() {
            format!("could not be fetched: {}", asset.error)
        } else if !asset.ok {
            format!("the host answered {}", asset.status)
        } else if asset.kind.contains("html") {
            "the host answered with an HTML page, not with JSON".to_owned()
        } else {
            return None;
        };
        Some(Self {
            title: "A file of the console is missing",
            file: asset.file.clone(),
            path: String::new(),
            problem,
            remedy: "Put the file on the host beside index.html, check its name in config.json, and reload this page.",
        })
    }

    pub fn view(self) -> AnyView {
        view! {
            <main class="stopped" role="alert">
                {icon("circle-alert")}
                <h1>{self.title}</h1>
                <dl class="facts">
                    <dt>"File"</dt><dd class="mono">{self.file}</dd>
                    {(!self.path.is_empty()).then(|| view! { <dt>"Path"</dt><dd class="mono">{self.path}</dd> })}
                    <dt>"Problem"</dt><dd>{self.problem}</dd>
                </dl>
                <p>{self.remedy}</p>
                <button type="button" class="btn primary" on:click=|_| reload()>"Reload"</button>
            </main>
        }
        .into_any()
    }
}

fn reload() {
    if let Some(window) = crate::browser::window() {
        let _ = window.location().reload();
    }
}
