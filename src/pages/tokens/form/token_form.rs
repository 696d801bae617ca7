//! The fields of a token, as far as the backend lets one set them.

use super::choices::ChoicesFailed;
use super::draft::{Expiration, TokenDraft};
use super::expiry::ExpiryField;
use super::scopes::ScopesField;
use super::state::{FormState, local_time};
use super::texts::{DescriptionField, NameField};
use crate::browser::frame::after_frame;
use crate::i18n::{I18n, use_i18n};
use crate::pages::tokens::rules::{
    AccessSummary, AccessTrial, ApiRulesField, FieldRemarks, IpRulesField, PresetField, Remarks, remarks_on,
};
use latchkey_connector::{Capabilities, Field, Fields};
use latchkey_model::{Access, EmptyList, Expiry, Precedence, RuleList};
use latchkey_ui::FormAlert;
use leptos::prelude::*;
use std::sync::Arc;

/// `fields`: those that can be set. With none the form only shows what the token may do.
#[component]
pub fn TokenForm(
    draft: TokenDraft,
    state: FormState,
    can: Arc<Capabilities>,
    fields: Fields,
) -> impl IntoView {
    let t = use_i18n();
    let fields = Arc::new(fields);
    let access = access_memo(t, draft, can.clone(), fields.clone());
    let remarks = remarks_on(access, can.clone());
    let controls = state.controls;
    // What one comes to last is drawn after the frame that shows the first: neither keeps the page from answering.
    let is_shown = RwSignal::new(false);
    after_frame(move || {
        is_shown.try_set(true);
    });
    let rest = {
        let (can, fields) = (can.clone(), fields.clone());
        move || {
            is_shown.get().then(|| {
                view! { <AccessFields draft state can=can.clone() fields=fields.clone() access remarks/> }
            })
        }
    };
    let name = fields.has(Field::Name).then(|| {
        view! {
            <NameField
                name=draft.name
                rules=can.name.clone()
                error=state.error(Field::Name)
                node_ref=controls.name
            />
        }
    });
    let description = fields.has(Field::Description).then(|| {
        view! {
            <DescriptionField
                description=draft.description
                error=state.error(Field::Description)
                node_ref=controls.description
            />
        }
    });
    let scopes = fields.has(Field::Scopes).then(|| {
        view! {
            <ScopesField
                scopes=draft.scopes
                offered=state.scopes.offered()
                error=state.error(Field::Scopes)
                node_ref=controls.scope
            />
        }
    });
    let expiry = fields.has(Field::Expiry).then(|| {
        view! {
            <ExpiryField draft policy=can.expiry.clone() error=state.error(Field::Expiry) controls/>
            <FieldRemarks remarks field=Field::Expiry/>
        }
    });
    view! {
        {name}
        {description}
        <ChoicesFailed scopes=state.scopes/>
        {scopes}
        {expiry}
        {rest}
        <div node_ref=controls.alert class="slot">
            <FormAlert message=state.error(Field::Form)/>
        </div>
    }
}

/// What the token could do if it were saved as the draft stands. An expiration that cannot be read yet counts as not
/// stated; saving refuses it.
fn access_memo(t: I18n, draft: TokenDraft, can: Arc<Capabilities>, fields: Arc<Fields>) -> Memo<Access> {
    Memo::new(move |_| {
        let expiry = if fields.has(Field::Expiry) {
            draft.expiry(&can.expiry, local_time(t)).unwrap_or(Expiry::Unstated)
        } else {
            draft.current_expiry.get()
        };
        draft.access(expiry)
    })
}

/// The rules, and what they come to.
#[component]
fn AccessFields(
    draft: TokenDraft,
    state: FormState,
    can: Arc<Capabilities>,
    fields: Arc<Fields>,
    access: Memo<Access>,
    remarks: Remarks,
) -> impl IntoView {
    // Where the backend tells nothing of what tokens may do, the console has nothing to say of it either.
    let is_told =
        can.scopes || can.operations || fields.has(Field::AllowedApis) || fields.has(Field::AllowedIps);
    let saved =
        Memo::new(move |_| draft.saved.with(|saved| saved.as_ref().map(|token| token.access.clone())));
    let lifecycle = Memo::new(move |_| {
        draft.saved.with(|saved| saved.as_ref().map(|token| token.lifecycle).unwrap_or_default())
    });
    let needs_date = Signal::derive(move || draft.expiration.get() == Expiration::Custom);
    view! {
        <RuleFields draft state can=can.clone() fields=fields.clone() remarks/>
        {is_told
            .then(|| {
                view! {
                    <AccessSummary access saved needs_date can=can.clone()/>
                    <AccessTrial
                        access
                        lifecycle
                        policy=can.access
                        has_scopes=can.scopes
                        is_alone=fields.is_empty()
                    />
                }
            })}
    }
}

/// The rule lists that the backend lets one set, the remarks on them, and in words what wins.
#[component]
fn RuleFields(
    draft: TokenDraft,
    state: FormState,
    can: Arc<Capabilities>,
    fields: Arc<Fields>,
    remarks: Remarks,
) -> impl IntoView {
    let t = use_i18n();
    let controls = state.controls;
    let preset = (fields.has(Field::Preset) && can.presets).then(|| {
        let saved_rules = Memo::new(move |_| {
            draft.saved.with(|saved| saved.as_ref().map(|token| token.access.allowed_apis.clone()))
        });
        view! {
            <PresetField
                preset=draft.preset
                rules=draft.allowed_apis
                saved_rules
                initial_rules=draft.initial_apis()
                node_ref=controls.preset
                error=state.error(Field::Preset)
            />
        }
    });
    let apis = [
        (Field::AllowedApis, RuleList::AllowedApis, draft.allowed_apis),
        (Field::BlockedApis, RuleList::BlockedApis, draft.blocked_apis),
    ];
    let apis = apis.map(|(field, list, rules)| {
        fields.has(field).then(|| {
            view! {
                <ApiRulesField
                    list
                    rules
                    typed=*draft.waiting.of(list)
                    on_edit=move |()| draft.preset.set(None)
                    is_single_only=can.single_apis
                    input=*controls.lists.of(list)
                    picker=*controls.pickers.of(list)
                    error=state.error(field)
                >
                    <FieldRemarks remarks field/>
                </ApiRulesField>
            }
        })
    });
    let ips = [
        (Field::AllowedIps, RuleList::AllowedIps, draft.allowed_ips),
        (Field::BlockedIps, RuleList::BlockedIps, draft.blocked_ips),
    ];
    let has_ips = ips.iter().any(|(field, ..)| fields.has(*field));
    let ips = ips.map(|(field, list, rules)| {
        fields.has(field).then(|| {
            view! {
                <IpRulesField
                    list
                    rules
                    typed=*draft.waiting.of(list)
                    node_ref=*controls.lists.of(list)
                    error=state.error(field)
                >
                    <FieldRemarks remarks field/>
                </IpRulesField>
            }
        })
    });
    let hint = policy_words(t, &can, &fields);
    view! {
        {preset}
        {apis}
        {has_ips.then(|| view! { <div class="two">{ips}</div> })}
        {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
    }
}

/// Which rule wins, and what an empty list means.
fn policy_words(t: I18n, can: &Capabilities, fields: &Fields) -> String {
    let both = |one, other| fields.has(one) && fields.has(other);
    let mut words = Vec::new();
    if both(Field::AllowedApis, Field::BlockedApis) || both(Field::AllowedIps, Field::BlockedIps) {
        words.push(match can.access.precedence {
            Precedence::DenyOverrides => t.block_wins(),
            Precedence::AllowOverrides => t.allow_wins(),
            Precedence::MostSpecific => t.specific_wins(),
        });
    }
    if fields.has(Field::AllowedApis) {
        words.push(match can.access.empty_apis {
            EmptyList::Everything => t.empty_apis_everything(),
            EmptyList::Nothing => t.empty_apis_nothing(),
        });
    }
    if fields.has(Field::AllowedIps) {
        words.push(match can.access.empty_ips {
            EmptyList::Everything => t.empty_ips_everything(),
            EmptyList::Nothing => t.empty_ips_nothing(),
        });
    }
    words.join(" ")
}
