//! Views whose code is loaded after the list stands.
//!
//! A release parts the wasm in two (`xtask/src/hook/split.rs`): what only views made by [`later_views!`] reach is in the
//! second file. It is asked for as soon as the first rows are shown, and by whoever wants such a view before that. Without
//! the feature `split` everything is in one file and these views are there at once.
#![cfg_attr(feature = "split", allow(unsafe_code, reason = "`wasm_split` declares what the other file has"))]

use super::heading::Heading;
use crate::i18n::use_i18n;
use latchkey_ui::{Button, icons};
use leptos::prelude::*;

/// The file did not come. Asked again, it is fetched anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadError;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for LoadError {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        // The browser's console has the reason.
        LoadError
    }
}

/// Makes functions that give a view once its code is here. Keep them few and large: each is a border of the second file.
macro_rules! later_views {
    ($($(#[$doc:meta])* pub fn $name:ident($($argument:ident: $type:ty),* $(,)?) { $view:expr })*) => {$(
        $(#[$doc])*
        #[cfg(feature = "split")]
        #[wasm_split_helpers::wasm_split(later, fallible)]
        pub fn $name($($argument: $type),*) -> Result<leptos::prelude::AnyView, $crate::pages::later::LoadError> {
            Ok(leptos::prelude::IntoAny::into_any($view))
        }

        $(#[$doc])*
        #[cfg(not(feature = "split"))]
        pub async fn $name($($argument: $type),*) -> Result<leptos::prelude::AnyView, $crate::pages::later::LoadError> {
            Ok(leptos::prelude::IntoAny::into_any($view))
        }
    )*};
}
pub(crate) use later_views;

/// Shows the view that `load` gives: at once if its code is here, else when it comes. Says that it is on its way, and if it
/// does not come, offers to try again.
#[component]
pub fn Later<L, F>(
    load: L,
    /// The heading of a page, which stands while its code is on its way.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView
where
    L: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<AnyView, LoadError>> + Send + 'static,
{
    let t = use_i18n();
    let attempt = RwSignal::new(0_u32);
    let heading = move || title.clone().map(|label| view! { <div class="head"><Heading label/></div> });
    let failed = heading.clone();
    let content = move || {
        attempt.track();
        let (view, failed) = (load(), failed.clone());
        Suspend::new(async move {
            match view.await {
                Ok(view) => view,
                Err(LoadError) => view! {
                    {failed()}
                    <div class="note bad" role="alert">
                        <div>
                            <b>{t.part_failed()}</b>
                            <Button
                                label=t.try_again()
                                small=true
                                icon=icons::REFRESH_CW
                                on_click=move |()| attempt.update(|attempt| *attempt += 1)
                            />
                        </div>
                    </div>
                }
                .into_any(),
            }
        })
    };
    let fallback = move || {
        view! {
            {heading()}
            <div class="waiting" role="status">
                <span class="visually-hidden">{t.loading()}</span>
            </div>
        }
    };
    view! { <Suspense fallback>{content}</Suspense> }
}

later_views! {
    /// Nothing to see: for its code alone.
    pub fn nothing() {
        ()
    }
}

/// Loads the code of all later views.
pub async fn preload() -> Result<(), LoadError> {
    nothing().await.map(drop)
}
