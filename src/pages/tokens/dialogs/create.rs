//! The dialog that creates a token, empty or with the parameters of another.

use super::lost::LostTokens;
use super::state::{TokenDialog, TokenDialogs, use_token_dialogs};
use crate::api::{ApiClient, use_api};
use crate::browser::random_key;
use crate::i18n::{I18n, as_value, use_i18n};
use crate::pages::tokens::form::{
    DraftStart, Expiration, FieldProblem, FormState, Problem, TokenDraft, TokenForm, local_time,
};
use crate::state::{
    LostRequest, LostSearch, Notices, TokenStore, label, use_notices, use_operations, use_tokens,
    use_unsaved_work,
};
use latchkey_connector::{Capabilities, Draft, Intent, Outcome};
use latchkey_model::Token;
use latchkey_ui::{Button, ButtonKind, Dialog, DialogFooter, Spacer};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A request to create a token.
#[derive(Clone)]
struct CreateRequest {
    draft: Draft,
    /// The expiration as it was chosen and typed.
    chosen: (Expiration, String),
    idempotency_key: String,
}

impl CreateRequest {
    /// Whether `draft`, made of the form later, is the same intent. "30 days" is another instant each time.
    fn is_same(&self, draft: &Draft, chosen: &(Expiration, String)) -> bool {
        let mut draft = draft.clone();
        draft.access.expiry = self.draft.access.expiry;
        self.chosen == *chosen && self.draft == draft
    }
}

/// One press of the button.
#[derive(Clone)]
struct Attempt {
    request: CreateRequest,
    /// The request before, whose answer got lost: this sends it again.
    retry_of: Option<LostRequest>,
    /// First find out what became of the request before.
    look_first: bool,
}

#[component]
pub fn CreateDialog(start: DraftStart) -> impl IntoView {
    let (t, store, unsaved) = (use_i18n(), use_tokens(), use_unsaved_work());
    let can = use_api().capabilities();
    store.lost_name.set(None);
    let draft = TokenDraft::new(start, &can, |token| copy_name(t, store, token));
    let create = CreateState::new(draft, &can);
    let CreateState { form, search, .. } = create;
    form.load_choices(use_operations());
    spawn_local(search.resume());

    let send = Action::new_local(move |attempt: &Attempt| create.send(attempt.clone()));
    let is_busy = send.pending();
    let submit = move |()| {
        if is_busy.get_untracked() || search.has_orphans() {
            return;
        }
        match create.attempt() {
            Ok(attempt) => {
                form.clear();
                send.dispatch(attempt);
            }
            Err(problems) => form.refuse(problems),
        }
    };
    let leave = unsaved.guard(t.unsaved(), move || draft.is_changed(), move || create.close());
    unsaved.hold();
    let fields = can.create_fields.clone();
    view! {
        <Dialog title=t.generate_title() close_label=t.close() on_close=leave on_submit=submit>
            <TokenForm draft state=form can fields/>
            <LostTokens search form is_busy/>
            <DialogFooter slot:footer>
                <Spacer/>
                <Button label=t.cancel() on_click=leave/>
                <Button
                    label=t.generate()
                    kind=ButtonKind::Primary
                    submit=true
                    disabled=is_busy
                    wait_seconds=form.hold.signal()
                />
            </DialogFooter>
        </Dialog>
    }
}

/// A token that is being created.
#[derive(Clone, Copy)]
struct CreateState {
    draft: TokenDraft,
    form: FormState,
    /// For a token that a request made whose answer got lost.
    search: LostSearch,
    /// What was sent last. The same form sent again is the same intent, with the same key: an answer that got lost
    /// creates no second token.
    sent: StoredValue<Option<CreateRequest>>,
    api: ApiClient,
    t: I18n,
    store: TokenStore,
    notices: Notices,
    dialogs: TokenDialogs,
}

impl CreateState {
    fn new(draft: TokenDraft, can: &Capabilities) -> Self {
        let (api, t, store) = (use_api(), use_i18n(), use_tokens());
        Self {
            draft,
            form: FormState::new(api, t, &can.create_fields),
            search: LostSearch::new(api, store),
            sent: StoredValue::new(None),
            api,
            t,
            store,
            notices: use_notices(),
            dialogs: use_token_dialogs(),
        }
    }

    /// What to send for the form as it stands.
    fn attempt(self) -> Result<Attempt, Vec<FieldProblem>> {
        let can = self.api.capabilities();
        let is_taken = |name: &str| self.store.has_name(name, None);
        let draft = self.draft.to_draft(&can, local_time(self.t), &is_taken)?;
        let chosen = (self.draft.expiration.get_untracked(), self.draft.date.get_untracked());
        let before = self.sent.get_value().filter(|sent| sent.is_same(&draft, &chosen));
        let lost = self.search.lost.get_untracked();
        // The same key gets the same answer. Anything else first asks what became of the request before.
        let is_retry =
            before.is_some() && can.idempotent_create && lost.as_ref().is_some_and(LostRequest::key_is_known);
        let look_first = lost.is_some() && !is_retry;
        let request = before.filter(|_| !look_first).unwrap_or_else(|| CreateRequest {
            draft,
            chosen,
            idempotency_key: random_key(),
        });
        Ok(Attempt { request, retry_of: lost.filter(|_| is_retry), look_first })
    }

    async fn send(self, Attempt { request, retry_of, look_first }: Attempt) {
        let Self { search, store, .. } = self;
        if look_first && !search.run().await {
            return;
        }
        self.sent.try_set_value(Some(request.clone()));
        let CreateRequest { draft, idempotency_key, .. } = request;
        let lost = retry_of.unwrap_or_else(|| LostRequest::new(self.api, store, &draft));
        lost.keep();
        let answer = self.api.call(Intent::Create { draft }, &idempotency_key).await;
        let is_unknown = answer.as_ref().is_err_and(|error| error.outcome_unknown());
        let was_lost = search.lost.try_get_untracked().flatten().is_some();
        if !was_lost && !is_unknown {
            LostRequest::forget();
        }
        match answer {
            Ok(Outcome::Issued(issued)) => {
                store.lost_name.set(None);
                search.end();
                self.dialogs.show_secret(issued);
            }
            Ok(_) => {}
            Err(error) if self.is_open() => {
                let can = self.api.capabilities();
                let is_safe = is_unknown && can.idempotent_create;
                self.form.refuse_answer(&error, &can.create_fields, is_safe.then_some(Problem::LostButSafe));
                if is_unknown {
                    store.lost_name.set(Some(lost.name().to_owned()));
                    search.lost.set(Some(lost));
                }
                // A name that is taken may be the lost token's own.
                if !is_safe && (is_unknown || was_lost) {
                    search.run().await;
                }
            }
            Err(_) if is_unknown => self.follow(lost),
            Err(error) => self.notices.error(self.t.explain(&error)),
        }
    }

    /// The dialog may be closed while a request runs.
    fn is_open(self) -> bool {
        self.form.problems.try_with_untracked(|_| ()).is_some()
    }

    fn close(self) {
        let lost = self.search.lost.get_untracked();
        self.dialogs.close();
        if let Some(lost) = lost {
            self.follow(lost);
        }
    }

    /// Goes on looking for the token after the dialog has gone, and asks whether to revoke what nobody has the secret of.
    fn follow(self, lost: LostRequest) {
        let Self { api, t, store, notices, dialogs, .. } = self;
        if !api.capabilities().list {
            return notices.error(t.lost_unlisted());
        }
        spawn_local(async move {
            let tell = move || notices.error(t.lost_check());
            let found = lost.look_until_answered(api, store, tell).await.unwrap_or_default();
            for token in &found {
                notices.error(t.lost_made(&label(token)));
            }
            // Unless the person is at something else.
            let is_free = dialogs.open.with_untracked(|open| matches!(open, TokenDialog::None));
            if !found.is_empty() && api.capabilities().revoke && is_free {
                dialogs.open_revoke(found);
            }
        });
    }
}

/// A free name for a copy.
fn copy_name(t: I18n, store: TokenStore, token: &Token) -> String {
    let mut name = as_value(&t.copy_of(&token.name));
    let mut number = 2;
    while store.has_name(&name, None) {
        name = as_value(&t.copy_number(&token.name, &number.to_string()));
        number += 1;
    }
    name
}
