//! Views whose code is loaded after the list stands.
//!
//! A release parts the wasm in two (`xtask/src/hook/split.rs`): what only views made by [`later_views!`] reach is in the
//! second file. It is asked for as soon as the first rows are shown, and by whoever wants such a view before that. Without
//! the feature `split` everything is in one file and these views are there at once.
#![cfg_attr(feature = "split", allow(unsafe_code, reason = "`wasm_split` declares what the other file has"))]

use super::heading::Heading;
use crate::i18n::use_i18n;
use futures::future::FutureExt;
use latchkey_ui::Button;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

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

/// How far the code of the later views is. One for the life of the app, by context.
#[derive(Clone, Copy)]
pub struct LaterCode(RwSignal<CodeState>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeState {
    Wanted,
    Loading,
    Loaded,
    Failed,
}

impl Default for LaterCode {
    fn default() -> Self {
        Self::new()
    }
}

impl LaterCode {
    pub fn new() -> Self {
        let is_here = !cfg!(feature = "split");
        Self(RwSignal::new(if is_here { CodeState::Loaded } else { CodeState::Wanted }))
    }

    /// Fetches it, unless it is here or on its way.
    pub fn load(self) {
        if matches!(self.0.get_untracked(), CodeState::Loading | CodeState::Loaded) {
            return;
        }
        self.0.set(CodeState::Loading);
        spawn_local(async move {
            let loaded = nothing().await;
            self.0.try_set(if loaded.is_ok() { CodeState::Loaded } else { CodeState::Failed });
        });
    }
}

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
    F: Future<Output = Result<AnyView, LoadError>> + 'static,
{
    let (code, t) = (expect_context::<LaterCode>(), use_i18n());
    let view = StoredValue::new_local(None::<AnyView>);
    let is_ready = RwSignal::new(false);
    let owner = Owner::current().unwrap_or_default();
    let make = move || {
        // Each function finds out by itself, a moment later, that its code is here. From then on it is asked in vain no more.
        let mut made = Box::pin(owner.with(|| ScopedFuture::new_untracked(load())));
        if let Some(made) = (&mut made).now_or_never() {
            view.set_value(made.ok());
            is_ready.set(true);
        } else {
            spawn_local(async move {
                let made = made.await;
                view.try_set_value(made.ok());
                is_ready.try_set(true);
            });
        }
    };
    match code.0.get_untracked() {
        CodeState::Loaded => make(),
        state => {
            if state == CodeState::Wanted {
                code.load();
            }
            let mut make = Some(make);
            Effect::new(move |_| {
                if code.0.get() == CodeState::Loaded
                    && let Some(make) = make.take()
                {
                    untrack(make);
                }
            });
        }
    }
    let heading = move || title.clone().map(|label| view! { <div class="head"><Heading label /></div> });
    move || {
        if is_ready.get() {
            return view.try_update_value(Option::take).flatten();
        }
        Some(if code.0.get() == CodeState::Failed {
            view! {
                {heading()}
                <div class="note bad" role="alert">
                    <div>
                        <b>{t.part_failed()}</b>
                        <Button label=t.try_again() small=true on_click=move |()| code.load() />
                    </div>
                </div>
            }
            .into_any()
        } else {
            view! {
                {heading()}
                <div class="waiting" role="status">
                    <span class="visually-hidden">{t.loading()}</span>
                </div>
            }
            .into_any()
        })
    }
}

later_views! {
    /// Nothing to see: for its code alone.
    pub fn nothing() {
        ()
    }
}
