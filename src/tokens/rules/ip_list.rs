//! A list of addresses and blocks: typed, or pasted as a list.

use super::chips::chips;
use crate::dom::{El, el, live, slot};
use crate::state::State;
use crate::tokens::form::Form;
use crate::widgets::button::Button;
use crate::widgets::field::group;
use crate::{browser, text};
use latchkey_connector::Field;
use latchkey_model::{IpRule, IpRuleError, RuleList};
use std::rc::Rc;

/// What was typed and cannot be a rule yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    pub message: String,
    /// The block to take instead.
    pub offered: Option<IpRule>,
}

fn refusal(error: &IpRuleError) -> Refused {
    let (message, offered) = match error {
        IpRuleError::Empty => (text::ip_missing().to_owned(), None),
        IpRuleError::Unreadable(given) => (text::ip_unreadable(given), None),
        IpRuleError::HostBits { given, offered } => {
            (text::ip_host_bits(given, &offered.to_string()), Some(*offered))
        }
        IpRuleError::Range { given } => (text::ip_range(given), None),
    };
    Refused { message, offered }
}

pub fn ip_list(
    form: Form,
    field: Field,
    list: RuleList,
    label: &'static str,
    rules: State<Vec<IpRule>>,
) -> El {
    let typed = form.typed(list);
    let refused = State::new(None::<Refused>);
    let said = State::new(String::new());
    let add = move || {
        let given = typed.get_untracked();
        match take(typed, rules) {
            Ok(()) => {
                refused.set(None);
                said.set(text::rule_added(given.trim()));
            }
            Err(problem) => {
                said.set(problem.message.clone());
                refused.set(Some(problem));
            }
        }
    };
    let form_error = form.error(field);
    let error =
        live(move || refused.with(|r| r.as_ref().map(|r| r.message.clone())).or_else(|| form_error()));
    let names = move || rules.with(|rules| rules.iter().map(|rule| rule.to_string()).collect::<Vec<_>>());
    let remove = move |gone: &str| rules.update(|list| list.retain(|rule| rule.to_string() != gone));
    let blocked = list == RuleList::BlockedIps;
    let chips = chips(blocked, Box::new(move || (names(), 0)), Rc::new(remove), said);
    let waiting = move || typed.with_untracked(|t| !t.trim().is_empty());
    let input = el("input")
        .class("input mono")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-label", &[label, ": ", text::ip_input()].concat())
        .attr("aria-description", text::ip_hint())
        .attr("placeholder", text::ip_input())
        .value(typed)
        .on("keydown", move |event| {
            // Enter adds the address; it does not send the form.
            if browser::key(&event) == "Enter" && waiting() {
                event.prevent_default();
                add();
            }
        });
    let offer = slot(move || {
        let offered = refused.with(|r| r.as_ref().and_then(|r| r.offered))?;
        Some(Button::new(text::use_instead(&offered.to_string())).small().on(move || {
            add_all(rules, vec![offered]);
            typed.set(String::new());
            refused.set(None);
        }))
    });
    let content = el("div")
        .class("slot")
        .child(chips)
        .child(el("div").class("add").child(input).child(Button::new(text::add()).small().on(add)))
        .child(offer);
    group(label, content, error)
}

/// Turns what is typed into rules; what cannot be read stays typed.
pub fn take(typed: State<String>, rules: State<Vec<IpRule>>) -> Result<(), Refused> {
    match typed.with_untracked(|text| IpRule::parse_list(text)) {
        Ok(parsed) => {
            add_all(rules, parsed);
            typed.set(String::new());
            Ok(())
        }
        Err(problems) => match problems.first() {
            Some(first) => Err(refusal(&first.error)),
            None => Ok(()),
        },
    }
}

fn add_all(rules: State<Vec<IpRule>>, added: Vec<IpRule>) {
    rules.update(|list| {
        for rule in added {
            if !list.contains(&rule) {
                list.push(rule);
            }
        }
    });
}
