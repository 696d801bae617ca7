//! Who one is: read from the backend, or from the session where the backend has no profile.

use super::form::ProfileForm;
use crate::api::{ApiError, use_api};
use crate::i18n::use_i18n;
use latchkey_connector::{Intent, Outcome, Profile};
use latchkey_ui::Button;
use leptos::prelude::*;

#[component]
pub fn Details() -> impl IntoView {
    let (api, t) = (use_api(), use_i18n());
    let profile = LocalResource::new(move || async move {
        if !api.capabilities().profile {
            return Ok(Profile {
                user_name: api.session_value("user_name").unwrap_or_default(),
                full_name: api.session_value("full_name").unwrap_or_default(),
                ..Profile::default()
            });
        }
        match api.call(Intent::Profile, "").await? {
            Outcome::Profile(profile) => Ok(profile),
            _ => Ok::<_, ApiError>(Profile::default()),
        }
    });
    let (loading, ghost) = ("loading", "ghost");
    let content = move || {
        Suspend::new(async move {
            match profile.await {
                Ok(profile) => view! { <ProfileForm profile/> }.into_any(),
                Err(error) => view! {
                    <div class="empty" role="alert">
                        <p>{t.explain(&error)}</p>
                        <Button label=t.try_again() on_click=move |()| profile.refetch()/>
                    </div>
                }
                .into_any(),
            }
        })
    };
    view! {
        <section class="card pad">
            <Suspense fallback=move || view! { <div class=loading aria-hidden="true"><div class=ghost></div></div> }>
                {content}
            </Suspense>
        </section>
    }
}
