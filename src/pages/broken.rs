//! What stands instead of the console when it cannot start: which file, which place in it, what to do.
//!
//! In English throughout: it is for the person who hosts the console, and the texts may be what is missing.

use crate::dom::{El, el};
use crate::transport::Asset;
use crate::widgets::button::Button;
use latchkey_connector::{AppConfig, ConfigError, Engine};

/// What the console cannot start with. What is wrong with it is said when the second part of the app is here.
pub enum Wrong {
    Config(Asset),
    Connector(Asset),
    Text(Asset),
}

impl Wrong {
    /// As much as can be said without the second part.
    pub fn in_short(&self) -> String {
        let (Wrong::Config(asset) | Wrong::Connector(asset) | Wrong::Text(asset)) = self;
        match asset.problem() {
            Some(problem) => [&asset.file, ": ", &problem].concat(),
            None => asset.file.clone(),
        }
    }
}

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
    pub fn of(wrong: Wrong) -> Self {
        let (asset, error) = match wrong {
            Wrong::Config(asset) => {
                let error = AppConfig::load(&asset.file, &asset.text).err();
                (asset, error)
            }
            Wrong::Connector(asset) => {
                let error = Engine::load(&asset.file, &asset.text).err();
                (asset, error)
            }
            Wrong::Text(asset) => (asset, None),
        };
        Self::missing(&asset).or_else(|| error.map(Self::config)).unwrap_or_else(|| Self {
            title: "A file of the console does not fit",
            file: asset.file,
            path: String::new(),
            problem: "these are not the texts that this version was built with".to_owned(),
            remedy: "Upload the whole console anew, and reload this page.",
        })
    }

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
        let problem = asset.problem()?;
        Some(Self {
            title: "A file of the console is missing",
            file: asset.file.clone(),
            path: String::new(),
            problem,
            remedy: "Put the file on the host beside index.html, check its name in config.json, and reload this page.",
        })
    }

    pub fn view(self) -> El {
        let facts = el("dl").class("facts");
        let facts = [("File", self.file), ("Path", self.path), ("Problem", self.problem)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .fold(facts, |facts, (name, value)| {
                facts.child(el("dt").text(name)).child(el("dd").text(&value))
            });
        let more = el("div")
            .child(facts)
            .child(el("p").text(self.remedy))
            .child(Button::new("Reload").primary().on_now(reload));
        stopped(self.title, more)
    }
}

/// The page that stands when the console cannot go on.
pub fn stopped(title: &str, more: El) -> El {
    // The alert inside and not on `main`: the page keeps its landmark.
    let alert = el("div").attr("role", "alert").child(el("h1").text(title)).child(more);
    el("main").class("plain").child(alert)
}

fn reload() {
    if let Some(window) = crate::browser::window() {
        let _ = window.location().reload();
    }
}
