//! Reads config, connector and texts, provides the contexts, and picks the page.

use crate::api::boot::{self, Asset};
use crate::api::{ApiClient, use_api};
use crate::browser::{document, focus, frame};
use crate::i18n::{self, I18n, use_i18n};
use crate::pages::connection_banner::ConnectionBanner;
use crate::pages::heading::{HEADING, Heading};
use crate::pages::later::{Later, LaterCode};
use crate::pages::notices::NoticeList;
use crate::pages::overview::overview_page;
use crate::pages::profile::profile_page;
use crate::pages::question::QuestionDialog;
use crate::pages::shell::{Place, Shell};
use crate::pages::sign_in::SignInPage;
use crate::pages::start_failed::{StartFailed, StartFailure, check};
use crate::pages::tokens::TokensPage;
use crate::pages::tokens::dialogs::state::{TokenDialogs, use_token_dialogs};
use crate::pages::unreachable::UnreachablePage;
use crate::pages::unsaved::UnsavedDialog;
use crate::state::other_tabs::follow_other_tabs;
use crate::state::reconnect::reconnect;
use crate::state::{
    Clock, Loading, Navigation, Notices, OperationStore, Preferences, Session, TokenStore, UnsavedWork,
    use_navigation, use_session, use_tokens,
};
use latchkey_connector::{AppConfig, Engine};
use latchkey_ui::provide_dialogs;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The console's own files, as the boot script fetched them.
#[derive(Clone, Debug)]
pub struct BootFiles {
    pub config: Asset,
    pub connector: Asset,
    pub texts: Asset,
}

/// Starts the console in the page. The boot script has everything on its way already.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        // The place only: a panic's message may hold what was on the screen.
        let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        boot::stop_page("The console stopped because of an error in it", &place);
    }));
    wasm_bindgen_futures::spawn_local(async {
        let (config, connector, texts) = futures::join!(
            boot::boot_asset("config"),
            boot::boot_asset("connector"),
            boot::boot_asset("text")
        );
        let files = BootFiles { config, connector, texts };
        match document().and_then(|d| d.get_element_by_id("app")?.dyn_into::<HtmlElement>().ok()) {
            Some(place) => mount_to(place, move || view! { <App files /> }).forget(),
            None => boot::stop_page("The console cannot start", "index.html has no element `app`"),
        }
    });
}

/// The whole console, or what is wrong with its files.
#[component]
pub fn App(files: BootFiles) -> impl IntoView {
    match read(files) {
        Ok((api, i18n)) => {
            provide_state(api, i18n);
            view! { <Started /> }.into_any()
        }
        Err(failure) => {
            remove_skeleton();
            view! { <StartFailed failure /> }.into_any()
        }
    }
}

fn read(BootFiles { config, connector, texts }: BootFiles) -> Result<(ApiClient, I18n), StartFailure> {
    check(&config)?;
    let config = AppConfig::load(&config.file, &config.text)?;
    check(&connector)?;
    let engine = Engine::load(&connector.file, &connector.text)?;
    check(&texts)?;
    let i18n = I18n::new(&texts.language, &texts.text)
        .map_err(|error| StartFailure::from_texts(&texts.file, error))?;
    i18n::apply(&texts.language);
    let root = document().and_then(|d| d.document_element()?.dyn_into::<HtmlElement>().ok());
    if let (Some(accent), Some(root)) = (&config.accent, root) {
        let _ = root.style().set_property("--accent", accent);
    }
    Ok((ApiClient::new(config, engine), i18n))
}

/// Makes what pages share, one context per subject, in the current owner.
pub fn provide_state(api: ApiClient, i18n: I18n) {
    let unsaved = UnsavedWork::new();
    let navigation = Navigation::new(api, unsaved);
    let notices = Notices::new();
    let clock = Clock::new();
    let operations = OperationStore::new(api);
    let preferences = Preferences::new(api, i18n);
    let tokens = TokenStore::new(api);
    let session = Session::new(api, i18n, notices, operations, preferences, unsaved);
    provide_context(api);
    provide_context(i18n);
    provide_context(unsaved);
    provide_context(navigation);
    provide_context(notices);
    provide_context(clock);
    provide_context(operations);
    provide_context(preferences);
    provide_context(tokens);
    provide_context(session);
    provide_context(TokenDialogs::new());
    provide_context(LaterCode::new());
    unsaved.watch_unload();
    navigation.watch_address();
    clock.start();
    reconnect(api, session);
    follow_other_tabs(api, session, tokens);
}

/// Asks the backend who is signed in, and shows the console or that the backend cannot be reached.
#[component]
fn Started() -> impl IntoView {
    let session = use_session();
    let start = Action::new_local(move |(): &()| session.start());
    start.dispatch(());
    let answer = start.value();
    // `None` until the first answer. Trying again leaves what stands.
    let has_started = Memo::new(move |_| answer.with(|answer| answer.as_ref().map(Result::is_ok)));
    let error = Signal::derive(move || answer.with(|answer| answer.as_ref()?.as_ref().err().cloned()));
    Effect::new(move |_| {
        if has_started.get().is_some() {
            remove_skeleton();
        }
    });
    move || {
        let retry = move || {
            start.dispatch(());
        };
        Some(match has_started.get()? {
            true => view! { <Console /> }.into_any(),
            false => view! { <UnreachablePage error is_busy=start.pending() on_retry=retry /> }.into_any(),
        })
    }
}

#[component]
fn Console() -> impl IntoView {
    let (session, i18n) = (use_session(), use_i18n());
    follow_account();
    preload_later_views();
    provide_dialogs(|| focus::focus(HEADING));
    let is_signed_in = Memo::new(move |_| session.is_signed_in());
    // A view reads its texts once, so another language draws all of it anew.
    let page = move || {
        i18n.language_signal().track();
        match is_signed_in.get() {
            true => view! { <Shell>{current_page}</Shell> }.into_any(),
            false => view! { <SignInPage /> }.into_any(),
        }
    };
    view! {
        <ConnectionBanner />
        {page}
        <NoticeList />
        <QuestionDialog />
        <UnsavedDialog />
    }
}

fn current_page() -> impl IntoView {
    let (navigation, t) = (use_navigation(), use_i18n());
    let place = Memo::new(move |_| navigation.route.with(Place::of));
    move || match place.get() {
        Place::Overview => view! { <Later title=t.overview() load=overview_page /> }.into_any(),
        Place::Tokens => view! { <TokensPage><Heading label=t.access_tokens() /></TokensPage> }.into_any(),
        Place::Profile => view! { <Later title=t.profile() load=profile_page /> }.into_any(),
    }
}

/// Signing in loads the list. Signing out drops what was loaded, and so does another user.
fn follow_account() {
    let (api, tokens, dialogs) = (use_api(), use_tokens(), use_token_dialogs());
    let account = Memo::new(move |_| api.account.user.with(Option::is_some).then(|| api.account.name.get()));
    Effect::new(move |before: Option<()>| {
        let is_signed_in = account.with(Option::is_some);
        untrack(|| {
            if before.is_some() {
                dialogs.forget();
                tokens.clear();
            }
            if is_signed_in {
                tokens.load();
            }
        });
    });
    // What could not be read while the backend was away is read when it is back.
    Effect::new(move |before: Option<u32>| {
        let back = api.connection.back.get();
        if before.is_some_and(|before| before != back) {
            untrack(|| tokens.load_if_signed_in());
        }
        back
    });
}

/// With the first rows here, the way is free for the code that comes after them. Whoever needs it asks again if it fails.
fn preload_later_views() {
    let (session, tokens, code) = (use_session(), use_tokens(), expect_context::<LaterCode>());
    let has_rows = Memo::new(move |_| session.is_signed_in() && !tokens.loading.with(Loading::is_first));
    Effect::new(move |_| {
        if has_rows.get() {
            frame::after_frame(move || code.load());
        }
    });
}

/// Takes the static page away that stood until now.
fn remove_skeleton() {
    if let Some(skeleton) = document().and_then(|d| d.get_element_by_id("skeleton")) {
        // Out of sight at once, out of the page after the first frame of what follows: what goes while the browser is
        // still noting when it was painted counts as never painted, and its heading is the largest of the first paint.
        skeleton.set_class_name("gone");
        frame::after_frame(move || skeleton.remove());
    }
}
