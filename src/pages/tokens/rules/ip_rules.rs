//! A list of addresses and blocks: typed, or pasted as a list.

use super::chips::{RuleChips, ShownRules};
use super::entry::{EntryState, RuleEntry, focus_input};
use super::words::{REFUSED_SHOWN, ip_errors, list_label};
use crate::i18n::use_i18n;
use latchkey_model::{IpListError, IpRule, IpRuleError, RuleList};
use latchkey_ui::{Button, FieldGroup};
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn IpRulesField(
    list: RuleList,
    rules: RwSignal<Vec<IpRule>>,
    /// In the input, and no rule yet.
    typed: RwSignal<String>,
    /// Of the input.
    node_ref: NodeRef<html::Input>,
    /// What is wrong with the list otherwise.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Below the list.
    children: Children,
) -> impl IntoView {
    let t = use_i18n();
    let label = list_label(t, list);
    let state = EntryState::new(typed);
    let refused = Memo::new(move |_| state.refused(|typed| IpRule::sift_list(typed).1));
    let shown_error = Signal::derive(move || {
        refused.with(|refused| (!refused.is_empty()).then(|| ip_errors(t, refused))).or_else(|| error.get())
    });
    let names = Signal::derive(move || ShownRules {
        names: rules.with(|rules| rules.iter().map(IpRule::to_string).collect()),
        more: 0,
    });
    let add = move |()| {
        let left = take(typed, rules, None);
        if left.is_empty() { Ok(true) } else { Err(ip_errors(t, &left)) }
    };
    let offers = move || {
        let blocks: Vec<IpRule> =
            refused.with(|refused| refused.iter().take(REFUSED_SHOWN).filter_map(offered).collect());
        let buttons = blocks.iter().map(|block| {
            let block = *block;
            let instead = move |()| {
                add_all(rules, vec![block]);
                take(typed, rules, Some(block));
            };
            view! {
                <Button label=t.use_instead(&block.to_string()) small=true on_click=instead/>
            }
        });
        (!blocks.is_empty()).then(|| view! { <div class="rules">{buttons.collect_view()}</div> })
    };
    view! {
        <FieldGroup label=label.clone() error=shown_error>
            <RuleChips
                is_blocked=list == RuleList::BlockedIps
                rules=names
                on_remove=move |gone: String| rules.update(|list| list.retain(|rule| rule.to_string() != gone))
                status=state.status
                on_empty=move |()| focus_input(node_ref)
            />
            <RuleEntry label hint=t.ip_input() description=t.ip_hint() state node_ref on_add=add/>
            {offers}
            {children()}
        </FieldGroup>
    }
}

/// Turns what can be read into rules. The rest stays typed and is returned, except what `instead` was taken for.
pub fn take(
    typed: RwSignal<String>,
    rules: RwSignal<Vec<IpRule>>,
    instead: Option<IpRule>,
) -> Vec<IpListError> {
    let (read, mut left) = typed.with_untracked(|text| IpRule::sift_list(text));
    left.retain(|refused| instead.is_none() || offered(refused) != instead);
    if !read.is_empty() || left.is_empty() || instead.is_some() {
        add_all(rules, read);
        let left: Vec<&str> = left.iter().map(|refused| refused.item.as_str()).collect();
        typed.set(left.join(", "));
    }
    left
}

/// The block to take instead.
fn offered(refused: &IpListError) -> Option<IpRule> {
    match refused.error {
        IpRuleError::HostBits { offered, .. } => Some(offered),
        _ => None,
    }
}

fn add_all(rules: RwSignal<Vec<IpRule>>, added: Vec<IpRule>) {
    if added.is_empty() {
        return;
    }
    rules.update(|list| {
        for rule in added {
            if !list.contains(&rule) {
                list.push(rule);
            }
        }
    });
}
