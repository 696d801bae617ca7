//! The entries of a list in an answer.

use super::reader::Reader;
use crate::document::Request;
use crate::error::ReadError;
use crate::expression::{self, Answer, Expression, Key};
use crate::template::Variables;
use crate::value::Value;
use std::ops::Range;

/// Is called with the variables of an entry.
pub(crate) type TakeEntry<'a> = &'a mut dyn FnMut(&Variables<'_>) -> Result<(), ReadError>;

/// Calls `take` with each entry of the list that `items` leads to.
pub(crate) fn each(variables: &Variables<'_>, items: &str, take: TakeEntry<'_>) -> Result<(), ReadError> {
    each_of(variables, items, 0..usize::MAX, take).map(|_| ())
}

/// As [`each`] for the entries whose place is in `range`. Returns how many entries there are, also those elsewhere.
pub(crate) fn each_of(
    variables: &Variables<'_>,
    items: &str,
    range: Range<usize>,
    take: TakeEntry<'_>,
) -> Result<usize, ReadError> {
    let Some(answer) = variables.answer else { return Ok(0) };
    let (root, list) = answer.start(items);
    // A pointer without `*` leads to the list itself, one with `*` to its entries.
    let has_star = list.contains("/*");
    let pointer = if has_star { list.to_owned() } else { format!("{list}/*") };
    if !has_star && expression::first(root, list).as_array().is_none() {
        // Some languages write a list without entries so. What is not there at all is none.
        let mut is_null = false;
        expression::walk(root, list, &mut |value, _| is_null = value.is_null());
        if is_null && !answer.response.body.trim().is_empty() {
            return Ok(0);
        }
        let mut reader = Reader::new(variables);
        let found = reader.find(items);
        reader.unexpected(items, "a list", &found);
        return reader.finish(0);
    }
    let mut result = Ok(0);
    expression::walk(root, &pointer, &mut |entry, keys| {
        let Ok(count) = &mut result else { return };
        *count += 1;
        if range.contains(&(*count - 1))
            && let Err(error) = take_entry(variables, &answer, items, &pointer, entry, keys, take)
        {
            result = Err(error);
        }
    });
    result
}

/// Calls `take` with an entry that was read apart from the body, whose list is there but empty.
pub(crate) fn one(
    variables: &Variables<'_>,
    items: &str,
    index: usize,
    entry: &Value,
    take: TakeEntry<'_>,
) -> Result<(), ReadError> {
    let Some(answer) = variables.answer else { return Ok(()) };
    let pointer = format!("{}/*", answer.start(items).1);
    take_entry(variables, &answer, items, &pointer, entry, &[Key::Index(index)], take)
}

/// Whether the request wants this entry.
pub(crate) fn is_wanted(entry: &Variables<'_>, request: &Request) -> bool {
    request.only.0.iter().all(|(at, values)| {
        let text = Reader::new(entry).find(at).plain_text();
        text.is_some_and(|text| values.contains(&text))
    })
}

fn take_entry(
    variables: &Variables<'_>,
    answer: &Answer<'_>,
    items: &str,
    pointer: &str,
    entry: &Value,
    keys: &[Key<'_>],
    take: TakeEntry<'_>,
) -> Result<(), ReadError> {
    let base = || match expression::parse(items) {
        Ok(Expression::Entry(_)) => (answer.base)() + &expression::concrete(pointer, keys),
        _ => expression::concrete(pointer, keys),
    };
    take(&Variables { answer: Some(Answer { entry, base: &base, keys, ..*answer }), ..*variables })
}
