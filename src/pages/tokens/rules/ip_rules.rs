//! A list of addresses and blocks: typed, or pasted as a list.

use latchkey_model::{IpListError, IpRule, IpRuleError};
use leptos::prelude::*;

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
    rules.update(|list| {
        for rule in added {
            if !list.contains(&rule) {
                list.push(rule);
            }
        }
    });
}
