//! A new session for one that ran out, without asking anybody.

use super::boot::Turn;
use super::call::Request;
use super::cancel::Cancel;
use super::client::{ApiClient, Shared};
use futures::channel::oneshot;
use latchkey_connector::{Intent, Session};
use std::cell::RefCell;

/// While the session is being renewed: who waits for that.
#[derive(Default)]
pub(super) struct Renewal {
    waiting: RefCell<Option<Vec<oneshot::Sender<()>>>>,
}

impl Renewal {
    /// Where a renewal is on its way: hears of its end.
    fn join(&self) -> Option<oneshot::Receiver<()>> {
        let mut waiting = self.waiting.borrow_mut();
        let (sender, receiver) = oneshot::channel();
        waiting.as_mut()?.push(sender);
        Some(receiver)
    }

    fn begin(&self) {
        self.waiting.replace(Some(Vec::new()));
    }

    /// Those who wait hear of it as their senders are dropped.
    fn end(&self) {
        self.waiting.replace(None);
    }
}

impl ApiClient {
    /// Gets another session than `used`, once for all calls that wait for it. `false`: there is none, or it is somebody
    /// else's.
    pub(super) async fn renew(self, shared: &Shared, used: &Session) -> bool {
        if let Some(end) = shared.renewal.join() {
            let _ = end.await;
        } else if shared.session() == *used {
            shared.renewal.begin();
            self.refresh(shared).await;
            shared.renewal.end();
        }
        shared.session() != *used && !self.account.is_taken()
    }

    async fn refresh(self, shared: &Shared) {
        // Another tab's answer may replace the cookie that this one would send.
        let _turn = Turn::wait("latchkey renewal").await;
        let cancel = Cancel::new();
        let request = |intent| Request { intent, idempotency_key: "", password: None, cancel: &cancel };
        if self.attempt(shared, &request(&Intent::Refresh), &mut None).await.is_ok() {
            // The cookie that it goes by may be another user's by now.
            let _ = self.attempt(shared, &request(&Intent::CurrentSession), &mut None).await;
        }
    }
}
