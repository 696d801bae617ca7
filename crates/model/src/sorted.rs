//! One sort for all lists: the standard one costs 3.5 KB of wasm for each type that it is used with.

use std::cmp::Ordering;

/// The places 0 to `len`, by `compare`; equals stay in their order.
///
/// A merge sort: the standard library's are ten times the code, for what they gain on patterns that lists of tokens
/// do not have. What is in order already is only looked through.
pub fn places(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    let mut width = 1;
    while width < len {
        let mut merged = Vec::with_capacity(len);
        for pair in places.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            let in_order = match (left.last(), right.first()) {
                (Some(a), Some(b)) => compare(*a, *b).is_le(),
                _ => true,
            };
            while !in_order && let ([a, after_a @ ..], [b, after_b @ ..]) = (left, right) {
                if compare(*b, *a).is_lt() {
                    merged.push(*b);
                    right = after_b;
                } else {
                    merged.push(*a);
                    left = after_a;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        places = merged;
        width *= 2;
    }
    places
}

/// The items in order, equals in the order they had.
pub fn sorted<T: Ord>(items: Vec<T>) -> Vec<T> {
    sorted_by(items, &T::cmp)
}

/// As [`sorted`], in the order of `compare`.
pub fn sorted_by<T>(items: Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = places(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
}
