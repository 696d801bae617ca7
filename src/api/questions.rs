//! Questions that interrupt a call: sign in again, confirm with the password.
//!
//! The call waits for the answer and then sends the same request again, so that the dialog below and what was typed
//! there stay as they are. A page shows the open question and answers it.

use futures::channel::oneshot;
use leptos::prelude::*;

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
pub struct QuestionQueue {
    /// The question to ask now.
    pub open: Memo<Option<Question>>,
    /// What is asked and who waits for the answer, in order.
    waiting: RwSignal<Vec<Waiting>>,
}

struct Waiting {
    question: Question,
    sender: oneshot::Sender<Option<String>>,
}

impl Default for QuestionQueue {
    fn default() -> Self {
        Self::new()
    }
}

impl QuestionQueue {
    pub fn new() -> Self {
        let waiting = RwSignal::new(Vec::<Waiting>::new());
        let open =
            Memo::new(move |_| waiting.with(|waiting| waiting.first().map(|first| first.question.clone())));
        Self { open, waiting }
    }

    /// Asks, and waits for the answer: the password, or an empty text where the dialog itself has done what was
    /// needed. `None`: the person would not.
    pub async fn ask(self, question: Question) -> Option<String> {
        let (sender, receiver) = oneshot::channel();
        self.waiting.try_update(|waiting| waiting.push(Waiting { question, sender }));
        receiver.await.ok().flatten()
    }

    /// Answers all who asked the open question, and only them.
    pub fn answer(self, answer: Option<String>) {
        let Some(waiting) = self.waiting.try_update(std::mem::take) else { return };
        let open = waiting.first().map(|first| first.question.clone());
        let (answered, left): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|waiting| open.as_ref() == Some(&waiting.question));
        self.waiting.try_set(left);
        for waiting in answered {
            let _ = waiting.sender.send(answer.clone());
        }
    }

    /// Ends all that waits: it was another user's.
    pub fn drop_all(self) {
        self.waiting.try_set(Vec::new());
    }
}
