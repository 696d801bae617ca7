//! Typed texts, dates, numbers and plurals in the chosen language, and errors in words.
