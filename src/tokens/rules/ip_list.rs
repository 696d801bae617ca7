//! A list of addresses and blocks: typed, or pasted as a list.

use crate::dom::{El, el, live, slot};
use crate::state::State;
use crate::tokens::form::Form;
use crate::widgets::button::{Button, icon_button};
use crate::widgets::field::group;
use crate::{browser, text};
use latchkey_connector::Field;
use latchkey_model::{IpRule, IpRuleError, RuleList};

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
    let add = move || match take(typed, rules) {
        Ok(()) => refused.set(None),
        Err(problem) => refused.set(Some(problem)),
    };
    let form_error = form.error(field);
    let error =
        live(move || refused.with(|r| r.as_ref().map(|r| r.message.clone())).or_else(|| form_error()));
    let class = if list == RuleList::BlockedIps { "rule no mono" } else { "rule mono" };
    let chips = el("div").class("rules").region(move || {
        let chips = rules.get().into_iter().map(|rule| {
            let name = rule.to_string();
            let remove = move || rules.update(|list| list.retain(|r| *r != rule));
            el("span").class(class).text(&name).child(icon_button("x", &text::remove(&name), remove))
        });
        (chips.len() > 0).then(|| el("div").class("slot").all(chips))
    });
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
