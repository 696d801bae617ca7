//! Questions that interrupt a call: sign in again, confirm with the password.
//!
//! The call waits for the answer and then sends the same request again, so that the dialog below and what
//! was typed there stay as they are.

use crate::console::{CallError, Console};
use crate::dom::{El, el, spawn};
use crate::explain::{explain, with_words};
use crate::later::afterwards;
use crate::state::State;
use crate::text;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::widgets::field::{TextField, note};
use crate::widgets::hold::Hold;
use futures::channel::oneshot;
use latchkey_connector::BackendError;
use std::rc::Rc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    SignIn,
    StepUp,
    /// The password goes along with one change; `error` is why the last one was refused.
    Confirm {
        error: Option<String>,
    },
}

#[derive(Clone, Copy)]
pub struct Challenges {
    open: State<Option<Question>>,
    /// What is asked and who waits for the answer, in order.
    waiting: State<Vec<(Question, oneshot::Sender<Option<String>>)>>,
}

impl Default for Challenges {
    fn default() -> Self {
        Self::new()
    }
}

impl Challenges {
    pub fn new() -> Self {
        Self { open: State::new(None), waiting: State::new(Vec::new()) }
    }

    /// `true` once somebody has signed in, `false` if they would not.
    pub async fn sign_in_again(self) -> bool {
        self.ask(Question::SignIn).await.is_some()
    }

    pub async fn step_up(self) -> bool {
        self.ask(Question::StepUp).await.is_some()
    }

    /// The password, to go along with one request.
    pub async fn confirm(self, error: Option<String>) -> Option<String> {
        self.ask(Question::Confirm { error }).await
    }

    async fn ask(self, question: Question) -> Option<String> {
        let (sender, receiver) = oneshot::channel();
        afterwards(move || {
            self.waiting.update(|waiting| waiting.push((question, sender)));
            self.next();
        });
        receiver.await.ok().flatten()
    }

    /// Opens the first question that somebody waits for, unless one is open.
    fn next(self) {
        if self.open.with_untracked(Option::is_none) {
            self.open.set(self.waiting.with_untracked(|w| w.first().map(|(question, _)| question.clone())));
        }
    }

    /// Ends all that waits: it was another user's.
    fn drop_all(self) {
        self.open.set(None);
        self.waiting.set(Vec::new());
    }

    /// Answers all who asked the open question, and only them.
    fn answer(self, answer: Option<String>) {
        let open = self.open.take();
        let (answered, left): (Vec<_>, Vec<_>) =
            self.waiting.take().into_iter().partition(|(question, _)| open.as_ref() == Some(question));
        self.waiting.set(left);
        for (_, waiting) in answered {
            let _ = waiting.send(answer.clone());
        }
        self.next();
    }

    pub fn view(self, console: Console) -> El {
        console.later.slot(move |doors| self.open.get().map(|question| doors.question(console, question)))
    }

    /// The dialog that asks; of the part that is loaded later.
    pub fn dialog(self, console: Console, question: Question) -> El {
        let user = State::new(console.account.get_untracked());
        let password = State::new(String::new());
        let refused = match &question {
            Question::Confirm { error: Some(message) } => Some(with_words(text::password_wrong(), message)),
            _ => None,
        };
        let error = State::new(refused);
        let busy = State::new(false);
        let hold = Hold::new();
        let signs_in = question == Question::SignIn;
        let send = move || {
            let (name, secret) = (user.get_untracked(), password.get_untracked());
            if secret.is_empty() {
                error.set(Some(text::password_missing().to_owned()));
                return;
            }
            if busy.get_untracked() {
                return;
            }
            if matches!(question, Question::Confirm { .. }) {
                self.answer(Some(secret));
                return;
            }
            busy.set(true);
            spawn(async move {
                let answer = if signs_in {
                    console.sign_in(name, secret).await
                } else {
                    console.step_up(secret).await.map(|()| true)
                };
                busy.set(false);
                match answer {
                    Ok(true) => self.answer(Some(String::new())),
                    Ok(false) => self.drop_all(),
                    // There is no session to confirm. What waits is sent again, and so asks to sign in.
                    Err(CallError::Backend(BackendError::NotSignedIn)) if !signs_in => {
                        self.answer(Some(String::new()));
                    }
                    Err(problem) => {
                        hold.after(&problem);
                        error.set(Some(explain(&problem)));
                    }
                }
            });
        };
        let why = move || match console.taken_by() {
            Some(other) if signs_in => text::session_taken(&other, &console.account.get_untracked()),
            _ if signs_in => text::session_over_detail().to_owned(),
            _ => text::confirm_password_detail().to_owned(),
        };
        let body = el("div")
            .child(el("p").class("dim").live(why))
            .maybe(signs_in.then(|| TextField::new(text::user_name(), user).autocomplete("username").view()))
            .child(
                TextField::new(text::password(), password)
                    .kind("password")
                    .autocomplete("current-password")
                    .autofocus()
                    .error(note(error))
                    .view(),
            );
        let confirm = if signs_in { text::sign_in() } else { text::confirm() };
        Dialog {
            title: if signs_in { text::session_over() } else { text::confirm_password() }.to_owned(),
            alert: false,
            body,
            footer: footer()
                .child(grow())
                .child(Button::new(text::cancel()).on(move || self.answer(None)))
                .child(Button::new(confirm).primary().disabled(move || busy.get()).waits(hold).submits()),
            on_close: Rc::new(move || self.answer(None)),
            on_submit: Box::new(send),
        }
        .view()
    }
}
