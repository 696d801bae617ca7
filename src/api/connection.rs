//! Whether the backend can be reached, as the last requests showed.

use super::error::NetworkError;
use crate::browser::frame::sleep;
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    #[default]
    Up,
    /// This device has no network, as the browser knows.
    Offline,
    /// Requests get no answer.
    Lost,
}

#[derive(Clone, Copy)]
pub struct Connection {
    pub link: RwSignal<Link>,
    /// Goes up each time that the backend answers again.
    pub back: RwSignal<u32>,
    /// Seconds that the backend asked to be left alone, while something waits to be asked again.
    pub pause: RwSignal<Option<u64>>,
}

impl Default for Connection {
    fn default() -> Self {
        Self::new()
    }
}

impl Connection {
    pub fn new() -> Self {
        Self { link: RwSignal::new(Link::Up), back: RwSignal::new(0), pause: RwSignal::new(None) }
    }

    /// Whether requests get answers; not followed.
    pub fn is_up(self) -> bool {
        self.link.try_get_untracked() == Some(Link::Up)
    }

    /// Any answer, also one that refuses: the backend is there.
    pub fn answered(self) {
        if !self.is_up() {
            self.link.try_set(Link::Up);
            self.back.try_update(|count| *count = count.wrapping_add(1));
        }
    }

    pub fn failed(self, error: &NetworkError) {
        let link = match error {
            NetworkError::Offline => Link::Offline,
            NetworkError::Unreachable | NetworkError::TimedOut => Link::Lost,
            NetworkError::Redirected | NetworkError::Cancelled => return,
        };
        if self.link.try_get_untracked() != Some(link) {
            self.link.try_set(link);
        }
    }

    /// Leaves the backend alone for as long as it asked, and tells so.
    pub async fn pause(self, seconds: u64) {
        self.pause.try_set(Some(seconds));
        sleep(seconds).await;
        self.pause.try_set(None);
    }
}
