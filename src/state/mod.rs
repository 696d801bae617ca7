//! What pages share: one struct of signals per subject, each handed on by context.
