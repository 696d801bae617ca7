//! The kit of components: knows no token, no backend, and no text of its own.
