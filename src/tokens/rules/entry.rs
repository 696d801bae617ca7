//! The box in which a rule is written, below the list that it comes into.

use crate::dom::{El, effect, el};
use crate::state::State;
use crate::widgets::button::Button;
use crate::{browser, text};
use std::rc::Rc;

/// What stands in the box, and what became of it.
#[derive(Clone, Copy)]
pub struct Entry {
    typed: State<String>,
    /// Something was refused: from then on it is said what is wrong with what stands in the box, until it is taken.
    wrong: State<bool>,
    /// What was added or refused, since the focus stays where one typed.
    pub said: State<String>,
}

impl Entry {
    pub fn new(typed: State<String>) -> Self {
        let (wrong, said) = (State::new(false), State::new(String::new()));
        effect(move || {
            if typed.with(String::is_empty) {
                wrong.set(false);
            }
        });
        Self { typed, wrong, said }
    }

    /// What `read` finds wrong with what stands in the box; nothing before something was refused.
    pub fn refused<T: Default>(self, read: impl FnOnce(&str) -> T) -> T {
        if self.wrong.get() { self.typed.with(|typed| read(typed)) } else { T::default() }
    }

    /// `hint` stands in the empty box and behind `label`, `more` is for screen readers. `take` makes rules of what is
    /// typed, and says whether there were any.
    pub fn view(self, label: &str, hint: &str, more: &str, take: Rc<dyn Fn() -> Result<bool, String>>) -> El {
        let Self { typed, wrong, said } = self;
        let add = move || {
            let given = typed.get_untracked();
            let taken = take();
            wrong.set(taken.is_err());
            match taken {
                Ok(true) => said.set(text::rule_added(given.trim())),
                Ok(false) => {}
                Err(message) => said.set(message),
            }
        };
        let pressed = add.clone();
        let input = el("input")
            .class("input mono")
            .attr("type", "text")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-label", &[label, ": ", hint].concat())
            .attr("placeholder", hint)
            .value(typed)
            .on("keydown", move |event| {
                // Enter adds the rule; it does not send the form.
                if browser::key(&event) == "Enter" && typed.with_untracked(|t| !t.trim().is_empty()) {
                    event.prevent_default();
                    add();
                }
            });
        let input = if more.is_empty() { input } else { input.attr("aria-description", more) };
        el("div").class("add").child(input).child(Button::new(text::add()).small().on(pressed))
    }
}
