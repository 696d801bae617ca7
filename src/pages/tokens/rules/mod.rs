//! API rules and IP rules: lists, pickers, remarks, summary and trial.
