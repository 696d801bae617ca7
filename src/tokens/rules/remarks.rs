//! Remarks on the rules while they are edited: what has no effect, is very broad, or shuts one out oneself.

use super::words;
use crate::console::Console;
use crate::dom::{El, el};
use crate::state::Derived;
use crate::{clock, text};
use latchkey_connector::{Capabilities, Field};
use latchkey_model::{Access, Surroundings, findings};
use std::sync::Arc;

/// The remarks and the fields that they stand beside.
pub type Remarks = Derived<Arc<Vec<(Field, String)>>>;

/// Shown beside one field; thousands of rules may have as many remarks.
const MANY: usize = 3;

/// The remarks on what the form holds. Made anew only when that changes, not for each key typed elsewhere.
pub fn remarks(console: Console, can: Arc<Capabilities>, access: Derived<Access>) -> Remarks {
    Derived::new(move || {
        let your_address = console.instance.with(|i| i.your_address.clone());
        let remarks = console.operations.all.with(|operations| {
            access.with(|access| {
                let surroundings = Surroundings {
                    operations,
                    your_address: your_address.parse().ok(),
                    now: clock::now(),
                    policy: can.access,
                    expiry: &can.expiry,
                };
                let found = findings(access, &surroundings);
                found.iter().map(|finding| words::finding(finding, access, &your_address)).collect()
            })
        });
        Arc::new(remarks)
    })
}

/// The remarks beside `field`, spoken when they appear.
pub fn remarks_view(remarks: Remarks, field: Field) -> El {
    let here = Derived::new(move || {
        remarks.with(|all| {
            let here: Vec<String> =
                all.iter().filter(|(f, _)| *f == field).map(|(_, words)| words.clone()).collect();
            here
        })
    });
    el("div").class("slot").attr("role", "status").region(move || {
        let words = here.get();
        if words.is_empty() {
            return None;
        }
        let more = words.len().saturating_sub(MANY) as u64;
        let rest = (more > 0).then(|| el("p").class("dim").text(&text::more_findings(more)));
        let lines = words.iter().take(MANY).map(|line| el("p").text(line));
        Some(el("div").class("note").child(el("div").all(lines).maybe(rest)))
    })
}
