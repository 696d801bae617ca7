//! The kit: what each component shows and tells, without any page around it.

mod buttons;
mod dialog;
mod field;
mod grid;
mod parts;
