//! A list of addresses and blocks: typed, or pasted as a list.

use crate::text;
use crate::tokens::form::Form;
use crate::widgets::button::{Button, icon_button};
use crate::widgets::field::group;
use crate::widgets::fresh_id;
use latchkey_connector::Field;
use latchkey_model::{IpRule, IpRuleError, RuleList};
use leptos::prelude::*;

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
    rules: RwSignal<Vec<IpRule>>,
) -> AnyView {
    let typed = form.typed(list);
    let refused = RwSignal::new(None::<Refused>);
    let add = move || match take(typed, rules) {
        Ok(()) => refused.set(None),
        Err(problem) => refused.set(Some(problem)),
    };
    let form_error = form.error(field);
    let error = Signal::derive(move || refused.with(|r| r.as_ref().map(|r| r.message.clone())).or_else(|| form_error.get()));
    let blocked = list == RuleList::BlockedIps;
    let chips = move || {
        rules
            .get()
            .into_iter()
            .map(|rule| {
                let name = rule.to_string();
                view! {
                    <span class=if blocked { "rule no mono" } else { "rule mono" }>
                        {name.clone()}
                        {icon_button("x", text::remove(&name), Box::new(move || rules.update(|list| list.retain(|r| *r != rule))))}
                    </span>
                }
            })
            .collect_view()
    };
    let id = fresh_id();
    let input_id = id.clone();
    let described = [&id, "-hint"].concat();
    let hint_id = described.clone();
    let content = view! {
        <div class="rules">{chips}</div>
        <div class="add">
            <input
                class="input mono"
                id=input_id
                type="text"
                autocomplete="off"
                spellcheck="false"
                aria-label=[label, ": ", text::ip_input()].concat()
                aria-describedby=described
                placeholder=text::ip_input()
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Enter" && !typed.with_untracked(|t| t.trim().is_empty()) {
                        // Enter adds the address; it does not send the form.
                        event.prevent_default();
                        add();
                    }
                }
                on:blur=move |_| if !typed.with_untracked(|t| t.trim().is_empty()) { add() }
            />
            {Button::new(text::add()).class("small").on(Box::new(add))}
        </div>
        <span class="visually-hidden" id=hint_id>{text::ip_hint()}</span>
        {move || {
            refused
                .get()
                .and_then(|r| r.offered)
                .map(|offered| {
                    Button::new(text::use_instead(&offered.to_string()))
                        .class("small")
                        .on(
                            Box::new(move || {
                                add_all(rules, vec![offered]);
                                typed.set(String::new());
                                refused.set(None);
                            }),
                        )
                })
        }}
    };
    group(label, content.into_any(), error)
}

/// Turns what is typed into rules; what cannot be read stays typed.
pub fn take(typed: RwSignal<String>, rules: RwSignal<Vec<IpRule>>) -> Result<(), Refused> {
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

fn add_all(rules: RwSignal<Vec<IpRule>>, added: Vec<IpRule>) {
    rules.update(|list| {
        for rule in added {
            if !list.contains(&rule) {
                list.push(rule);
            }
        }
    });
}
