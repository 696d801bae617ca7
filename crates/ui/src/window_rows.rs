//! The rows of a list that are in the DOM.

use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use std::iter;
use web_sys::Element;

/// Rows in ascending order, each made once and never moved.
///
/// Leptos' `<For>` would move rows that stay when others come before them, and what is moved loses the focus. Here the order
/// is known, so nothing has to be moved.
pub(crate) struct Rows<K, V: IntoView>(Vec<Row<K, V>>);

struct Row<K, V: IntoView> {
    index: usize,
    key: K,
    owner: Owner,
    view: <View<V> as Render>::State,
    is_new: bool,
}

impl<K, V: IntoView> Default for Rows<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, V: IntoView> Rows<K, V> {
    /// Makes the rows in `space` those of `wanted`: in ascending order, each with the key of what stands in it.
    pub fn show(
        &mut self,
        space: &Element,
        wanted: Vec<(usize, K)>,
        parent: &Owner,
        make: impl Fn(usize) -> V,
    ) {
        let mut old = std::mem::take(&mut self.0).into_iter().peekable();
        for (index, key) in wanted {
            iter::from_fn(|| old.next_if(|row| row.index < index)).for_each(Row::remove);
            let stays = old.next_if(|row| row.index == index && row.key == key);
            self.0.push(match stays {
                Some(row) => Row { is_new: false, ..row },
                None => Row::new(index, key, parent.child(), &make),
            });
        }
        old.for_each(Row::remove);
        // From the last to the first: each new one comes before the one after it.
        for at in (0..self.0.len()).rev() {
            let (before, after) = self.0.split_at_mut(at + 1);
            if let Some(row) = before.last_mut().filter(|row| row.is_new) {
                let next = after.first();
                if !next.is_some_and(|next| next.view.insert_before_this(&mut row.view)) {
                    row.view.mount(space, None);
                }
            }
        }
    }
}

impl<K, V: IntoView> Row<K, V> {
    fn new(index: usize, key: K, owner: Owner, make: &impl Fn(usize) -> V) -> Self {
        let view = owner.with(|| make(index).into_view().build());
        Self { index, key, owner, view, is_new: true }
    }

    fn remove(mut self) {
        self.view.unmount();
        self.owner.cleanup();
    }
}
