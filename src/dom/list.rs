//! Lists whose elements stay while their keys do.

use super::{El, after_frame, effect};
use crate::state::State;
use leptos::reactive::owner::Owner;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What tells one entry from another. Two numbers suffice for every list here, and one type of key means
/// one copy of this code.
pub type Key = (usize, usize);

struct Entry {
    key: Key,
    element: El,
    owner: Owner,
}

/// Keeps the children of `parent` as the list that `keys` gives: entries whose key is new are made by `make`,
/// those whose key is gone are taken away, the others stay as they are.
pub fn keyed(parent: El, keys: impl Fn() -> Vec<Key> + 'static, make: impl Fn(Key) -> El + 'static) -> El {
    keyed_boxed(parent, Box::new(keys), Box::new(make), Box::new(|_| true))
}

/// As [`keyed`], where what is not wanted `soon` is made after the next frame: what one sees does not wait for what one
/// would have to scroll to.
pub fn keyed_in_turn(
    parent: El,
    keys: impl Fn() -> Vec<Key> + 'static,
    make: impl Fn(Key) -> El + 'static,
    soon: impl Fn(Key) -> bool + 'static,
) -> El {
    keyed_boxed(parent, Box::new(keys), Box::new(make), Box::new(soon))
}

fn keyed_boxed(
    parent: El,
    keys: Box<dyn Fn() -> Vec<Key>>,
    make: Box<dyn Fn(Key) -> El>,
    soon: Box<dyn Fn(Key) -> bool>,
) -> El {
    let standing: RefCell<Vec<Entry>> = RefCell::new(Vec::new());
    // It is time for what is still missing.
    let (again, time) = (State::new(()), Rc::new(Cell::new(false)));
    let place = parent.clone();
    // The entries' owners hang below this part of the page, not below the effect, which is cleaned each time.
    let around = Owner::current().unwrap_or_default();
    effect(move || {
        again.track();
        let complete = time.replace(false);
        let keys = keys();
        let mut old = standing.take();
        let mut new = Vec::with_capacity(keys.len());
        let mut missing = false;
        for key in keys {
            match old.iter().position(|entry| entry.key == key) {
                Some(at) => new.push(old.swap_remove(at)),
                None if !complete && !soon(key) => missing = true,
                None => {
                    let owner = around.with(Owner::new);
                    let element = owner.with(|| make(key));
                    new.push(Entry { key, element, owner });
                }
            }
        }
        for gone in old {
            gone.element.0.remove();
            gone.owner.cleanup();
        }
        // From the last to the first: each stands before the one after it, and most do already.
        let mut after = None;
        for entry in new.iter().rev() {
            if entry.element.0.next_sibling() != after || entry.element.0.parent_element().is_none() {
                let _ = place.0.insert_before(&entry.element.0, after.as_ref());
            }
            after = Some(entry.element.0.clone().into());
        }
        *standing.borrow_mut() = new;
        if missing {
            let time = time.clone();
            after_frame(move || {
                time.set(true);
                again.set(());
            });
        }
    });
    parent
}
