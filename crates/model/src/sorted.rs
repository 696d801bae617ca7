//! One sort for all lists: the standard one costs 3.5 KB of wasm for each type that it is used with.

use std::cmp::Ordering;

/// The places 0 to `len`, by `compare`; equals stay in their order.
pub fn places(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    places
}

/// The items in order, equals in the order they had.
pub fn sorted<T: Ord>(items: Vec<T>) -> Vec<T> {
    let order = places(items.len(), &|a, b| items.get(a).cmp(&items.get(b)));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
}

/// A list and the order of its items, to find items in it.
pub(crate) struct Sorted<'a, T> {
    items: &'a [T],
    places: Vec<usize>,
}

impl<'a, T: Ord> Sorted<'a, T> {
    pub fn new(items: &'a [T]) -> Sorted<'a, T> {
        Sorted { items, places: places(items.len(), &|a, b| items.get(a).cmp(&items.get(b))) }
    }

    /// The first place of an equal item.
    pub fn place(&self, item: &T) -> Option<usize> {
        let start =
            self.places.partition_point(|place| self.items.get(*place).is_some_and(|other| other < item));
        let place = *self.places.get(start)?;
        (self.items.get(place)? == item).then_some(place)
    }
}
