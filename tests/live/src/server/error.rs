//! Why a server does not run.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub enum StartError {
    File {
        doing: &'static str,
        path: PathBuf,
        error: io::Error,
    },
    NoPort(io::Error),
    /// A program that is run for its work alone, such as an installation.
    Program {
        line: String,
        problem: String,
    },
    NotReady {
        server: &'static str,
        waited_for: String,
        ended: Option<String>,
        printed: String,
    },
    NoAnswer {
        line: String,
        problem: String,
    },
    Refused {
        server: &'static str,
        line: String,
        status: u16,
        body: String,
    },
    /// An answer that does not hold what the next step needs.
    Unexpected {
        line: String,
        expected: &'static str,
    },
}

impl StartError {
    pub(crate) fn file(doing: &'static str, path: &Path, error: io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), error }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { doing, path, error } => write!(out, "cannot {doing} {}: {error}", path.display()),
            Self::NoPort(error) => write!(out, "no port is free: {error}"),
            Self::Program { line, problem } => write!(out, "`{line}` failed: {problem}"),
            Self::NotReady { server, waited_for, ended, printed } => {
                match ended {
                    Some(how) => write!(out, "{server} ended ({how}) while waiting for {waited_for}")?,
                    None => write!(out, "{server}: waited in vain for {waited_for}")?,
                }
                write!(out, "; it printed last:\n{printed}")
            }
            Self::NoAnswer { line, problem } => write!(out, "{line}: {problem}"),
            Self::Refused { server, line, status, body } => {
                write!(out, "{server} answered {status} to {line}: {body}")
            }
            Self::Unexpected { line, expected } => write!(out, "the answer to {line} holds no {expected}"),
        }
    }
}

impl std::error::Error for StartError {}
