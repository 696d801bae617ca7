//! The form of a token: what was typed, and what becomes of it.
