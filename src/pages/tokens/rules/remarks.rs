//! Remarks on an access while it is edited: what has no effect, is very broad, or shuts oneself out.

use super::words;
use crate::api::use_api;
use crate::browser::clock;
use crate::i18n::use_i18n;
use crate::state::operations::use_operations;
use latchkey_connector::{Capabilities, Field};
use latchkey_model::{Access, FindingContext, findings};
use leptos::prelude::*;
use std::sync::Arc;

/// The remarks, and the field that each stands beside.
pub type Remarks = Memo<Vec<(Field, String)>>;

/// Shown beside one field. Thousands of rules may have as many remarks.
const SHOWN: usize = 3;

/// Computed once for each change of the access, not for each key typed elsewhere.
pub fn remarks_on(access: Memo<Access>, can: Arc<Capabilities>) -> Remarks {
    let (api, t, operations) = (use_api(), use_i18n(), use_operations().all);
    Memo::new(move |_| {
        let your_address = api.backend.instance.with(|instance| instance.your_address.clone());
        operations.with(|operations| {
            access.with(|access| {
                let context = FindingContext {
                    operations,
                    your_address: your_address.parse().ok(),
                    now: clock::now(),
                    policy: can.access,
                    expiry: &can.expiry,
                };
                let found = findings(access, &context);
                found.iter().map(|finding| words::finding(t, finding, access, &your_address)).collect()
            })
        })
    })
}

/// The remarks beside one field, spoken when they appear.
#[component]
pub fn FieldRemarks(remarks: Remarks, field: Field) -> impl IntoView {
    let t = use_i18n();
    let here = Memo::new(move |_| {
        remarks.with(|all| {
            let here = all.iter().filter(|(of, _)| *of == field);
            here.map(|(_, words)| words.clone()).collect::<Vec<String>>()
        })
    });
    let note = move || {
        here.with(|here| {
            let more = here.len().saturating_sub(SHOWN) as u64;
            let lines = here.iter().take(SHOWN).map(|line| view! { <p>{line.clone()}</p> });
            (!here.is_empty()).then(|| {
                view! {
                    <div class="note">
                        <div>
                            {lines.collect_view()}
                            {(more > 0).then(|| view! { <p class="dim">{t.more_findings(more)}</p> })}
                        </div>
                    </div>
                }
            })
        })
    };
    view! { <div class="slot" role="status">{note}</div> }
}
