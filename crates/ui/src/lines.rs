//! The focus in a list of lines, one stop for Tab: arrows go from line to line.

use crate::{ListWindow, focus};
use leptos::html;
use leptos::prelude::*;

/// Which line has the focus, or gets it when one comes to the list.
///
/// The line stays in the DOM wherever one scrolls (`keep` of [`VirtualList`](crate::VirtualList)): it would lose the focus
/// with its place.
#[derive(Clone, Copy)]
pub struct LineFocus {
    line: RwSignal<usize>,
    /// The line takes the focus as soon as it is in the DOM.
    coming: RwSignal<bool>,
    window: ListWindow,
}

impl LineFocus {
    pub fn new(window: ListWindow) -> Self {
        Self { line: RwSignal::new(0), coming: RwSignal::new(false), window }
    }

    /// For `keep` of the list.
    pub fn line(self) -> Signal<Option<usize>> {
        let line = self.line;
        Signal::derive(move || Some(line.get()))
    }

    /// The focus was in the list and comes back to its first line: what stands there is another list now.
    pub fn reset(self) {
        self.line.set(0);
    }

    /// `tabindex` of the controls of a line; tracked.
    pub fn tabindex(self, line: usize) -> Option<i32> {
        (self.line.get() != line).then_some(-1)
    }

    /// To be called when a control of a line gets the focus.
    pub fn entered(self, line: usize) {
        if self.line.try_get_untracked().is_some_and(|here| here != line) {
            self.line.set(line);
        }
    }

    /// The control of a line that arrows lead to; to be called where the line is made.
    pub fn register(self, line: usize, control: NodeRef<html::Input>) {
        Effect::new(move |_| {
            if let Some(control) = control.get()
                && self.coming.get()
                && self.line.get() == line
            {
                self.coming.set(false);
                focus::focus(Some((*control).clone().into()));
            }
        });
    }

    /// Goes where a key leads; whether it leads anywhere.
    pub fn key(self, key: &str) -> bool {
        let here = self.line.get_untracked();
        let lines = self.window.length.get_untracked();
        let to = match key {
            "ArrowDown" => here + 1,
            "ArrowUp" => here.saturating_sub(1),
            "PageDown" => here + self.window.page(),
            "PageUp" => here.saturating_sub(self.window.page()),
            "Home" => 0,
            "End" => lines,
            _ => return false,
        };
        self.line.set(to.min(lines.saturating_sub(1)));
        self.coming.set(true);
        true
    }
}
