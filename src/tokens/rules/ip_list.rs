//! A list of addresses and blocks: typed, or pasted as a list.

use super::chips::chips;
use super::entry::Entry;
use crate::dom::{El, el, live, slot};
use crate::state::State;
use crate::text;
use crate::tokens::form::Form;
use crate::widgets::button::Button;
use crate::widgets::field::group;
use latchkey_connector::Field;
use latchkey_model::{IpListError, IpRule, IpRuleError, RuleList};
use std::rc::Rc;

/// How many of what was refused are said at once; all of them stay typed.
const SAID: usize = 3;

/// What cannot be rules yet, one after the other in words.
fn refusal(refused: &[IpListError]) -> Option<String> {
    let mut said = Vec::new();
    for refused in refused.iter().take(SAID) {
        said.push(match &refused.error {
            IpRuleError::Empty => text::ip_missing().to_owned(),
            IpRuleError::Unreadable(given) => text::ip_unreadable(given),
            IpRuleError::HostBits { given, offered } => text::ip_host_bits(given, &offered.to_string()),
            IpRuleError::Range { given } => text::ip_range(given),
        });
    }
    if refused.len() > SAID {
        said.push(text::and_more((refused.len() - SAID) as u64));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// The block to take instead.
fn offered(refused: &IpListError) -> Option<IpRule> {
    match refused.error {
        IpRuleError::HostBits { offered, .. } => Some(offered),
        _ => None,
    }
}

pub fn ip_list(
    form: Form,
    field: Field,
    list: RuleList,
    label: &'static str,
    rules: State<Vec<IpRule>>,
) -> El {
    let typed = form.typed(list);
    let entry = Entry::new(typed);
    let refused = move || entry.refused(|typed| IpRule::sift_list(typed).1);
    let form_error = form.error(field);
    let error = live(move || refusal(&refused()).or_else(|| form_error()));
    let names = move || rules.with(|rules| rules.iter().map(|rule| rule.to_string()).collect::<Vec<_>>());
    let remove = move |gone: &str| rules.update(|list| list.retain(|rule| rule.to_string() != gone));
    let blocked = list == RuleList::BlockedIps;
    let chips = chips(blocked, Box::new(move || (names(), 0)), Rc::new(remove), entry.said);
    let input = entry.view(
        label,
        text::ip_input(),
        text::ip_hint(),
        Rc::new(move || take(typed, rules).map(|()| true)),
    );
    let offers = slot(move || {
        let mut row = None;
        for block in refused().iter().take(SAID).filter_map(offered) {
            let instead = move || {
                add_all(rules, vec![block]);
                sift(typed, rules, Some(block));
            };
            let button = Button::new(text::use_instead(&block.to_string())).small().on(instead);
            row = Some(row.unwrap_or_else(|| el("div").class("rules")).child(button));
        }
        row
    });
    let content = el("div").class("slot").child(chips).child(input).child(offers);
    group(label, content, error)
}

/// Turns what is typed into rules; what cannot be read stays typed, and is said.
pub fn take(typed: State<String>, rules: State<Vec<IpRule>>) -> Result<(), String> {
    refusal(&sift(typed, rules, None)).map_or(Ok(()), Err)
}

/// Turns what can be read into rules. What is left stays typed, but for what `instead` was taken for.
fn sift(typed: State<String>, rules: State<Vec<IpRule>>, instead: Option<IpRule>) -> Vec<IpListError> {
    let (read, mut left) = typed.with_untracked(|text| IpRule::sift_list(text));
    left.retain(|refused| instead.is_none() || offered(refused) != instead);
    if !read.is_empty() || left.is_empty() || instead.is_some() {
        add_all(rules, read);
        let left: Vec<&str> = left.iter().map(|refused| refused.item.as_str()).collect();
        typed.set(left.join(", "));
    }
    left
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
