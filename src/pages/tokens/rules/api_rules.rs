//! A list of API rules: patterns that are typed, and operations picked from the backend's list.

use latchkey_model::{ApiRule, ApiRuleError};
use leptos::prelude::*;

/// Turns what is typed into a rule. What cannot be read stays typed. `true`: there was one.
pub fn take(typed: RwSignal<String>, rules: RwSignal<Vec<ApiRule>>) -> Result<bool, ApiRuleError> {
    let Some(rule) = typed.with_untracked(|typed| read(typed))? else { return Ok(false) };
    rules.update(|list| {
        if !list.contains(&rule) {
            list.push(rule);
        }
    });
    typed.set(String::new());
    Ok(true)
}

/// `None`: nothing is typed.
fn read(typed: &str) -> Result<Option<ApiRule>, ApiRuleError> {
    match typed.trim() {
        "" => Ok(None),
        text => text.parse().map(Some),
    }
}
