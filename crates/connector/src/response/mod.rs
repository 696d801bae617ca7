//! Response to outcome.

mod body;
mod decoding;
mod instance;
mod list;
mod paging;
mod reader;
mod records;
mod refusal;

pub use decoding::Decoding;

use crate::document::{Expression, Request, Success};
use crate::error::{BackendError, ReadError};
use crate::expression::Answer;
use crate::http::HttpResponse;
use crate::intent::Intent;
use crate::outcome::{Issued, Outcome, Revocation};
use crate::request::capabilities;
use crate::session::Session;
use crate::template::Variables;
use crate::value::Value;
use body::Body;
use latchkey_model::{Token, TokenId};
use reader::Reader;

/// What a request sent before the intent's own binds, with what the session had.
pub(crate) fn decode_step(
    variables: &Variables<'_>,
    request: &Request,
    response: &HttpResponse,
) -> Result<Session, BackendError> {
    let body = success_body(variables, request, response)?;
    let answer = Answer::new(response, &body.value);
    Ok(bound(&Variables { answer: Some(answer), ..*variables }, request)?)
}

/// The body of an answer that is a success, else the error that it is.
fn success_body<'r>(
    variables: &Variables<'_>,
    request: &Request,
    response: &'r HttpResponse,
) -> Result<Body<'r>, BackendError> {
    let rule = request.success.as_ref().or(variables.connector.success.as_ref());
    if !has_success_status(rule, response.status) {
        // Neither what the connector calls a success nor an error: something in between answered.
        if (200..300).contains(&response.status) {
            let problem = format!("expected another status, found {}", response.status);
            return Err(ReadError { at: String::new(), problem }.into());
        }
        return Err(refused(variables, response));
    }
    let body = match body::list_place(variables, request, rule) {
        Some(place) => Body::with_list(response, &place),
        None => Body::whole(response),
    };
    let answered = Variables { answer: Some(Answer::new(response, &body.value)), ..*variables };
    // Some backends refuse with a page and a success; then only the headers tell.
    if !has_success_values(&answered, rule, true) {
        return Err(refused(variables, response));
    }
    // What is no JSON is no refusal either: a proxy or a wrong address answered, not the backend.
    let must_read =
        reads_json(variables.intent, request, rule) || (response.is_page() && changes(variables.intent));
    if let Some(broken) = body.broken.as_ref().filter(|_| must_read) {
        return Err(broken.clone().into());
    }
    if !has_success_values(&answered, rule, false) {
        return Err(refused(variables, response));
    }
    Ok(body)
}

/// The error that an answer is.
fn refused(variables: &Variables<'_>, response: &HttpResponse) -> BackendError {
    // How most visits begin: there is no session. Whatever an answer says beside that changes nothing.
    if matches!(variables.intent, Intent::CurrentSession | Intent::Describe) && response.status == 401 {
        return BackendError::NotSignedIn;
    }
    let body = Body::whole(response);
    let answer = Answer::new(response, &body.value);
    refusal::error(&Variables { answer: Some(answer), ..*variables }, &answer)
}

/// What an answer says that is no list.
fn outcome(variables: &Variables<'_>, request: &Request) -> Result<Outcome, BackendError> {
    let connector = variables.connector;
    Ok(match variables.intent {
        Intent::CurrentSession => {
            if let Some(at) = &request.signed_in
                && is_nobody(&Reader::new(variables).find(&at.0))
            {
                return Err(BackendError::NotSignedIn);
            }
            Outcome::Session(bound(variables, request)?)
        }
        Intent::SignIn { .. } => {
            if let Some(at) = text(&request.signed_in) {
                let mut reader = Reader::new(variables);
                let found = reader.find(at);
                if is_nobody(&found) {
                    reader.unexpected(at, "who is signed in", &found);
                }
                reader.finish(())?;
            }
            Outcome::Session(bound(variables, request)?)
        }
        Intent::Refresh => Outcome::Session(bound(variables, request)?),
        Intent::Describe => match &connector.instance {
            Some(reads) => {
                Outcome::Instance(instance::instance(variables, reads, capabilities::of(connector))?)
            }
            None => Outcome::Done,
        },
        Intent::Profile => match &connector.profile {
            Some(reads) => Outcome::Profile(records::profile(variables, reads)?),
            None => Outcome::Done,
        },
        Intent::Get { .. } => token(variables, text(&request.token).or(Some("#")))?,
        Intent::Create { .. } | Intent::Regenerate { .. } => issued(variables, request)?,
        Intent::Edit { .. } | Intent::Enable { .. } | Intent::Disable { .. } => {
            token(variables, text(&request.token))?
        }
        Intent::RevokeMany { tokens } => revocations(variables, request, tokens)?,
        _ => Outcome::Done,
    })
}

fn is_nobody(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
}

/// Whether what answers with a page has not done what was asked: the sign-in page of a network would else pass for
/// a token that is revoked.
fn changes(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::Edit { .. }
            | Intent::Enable { .. }
            | Intent::Disable { .. }
            | Intent::Revoke { .. }
            | Intent::RevokeMany { .. }
            | Intent::EditProfile { .. }
    )
}

/// Whether a success of this intent is read at all; what is not may be a text or anything.
fn reads_json(intent: &Intent, request: &Request, rule: Option<&Success>) -> bool {
    let changes = matches!(
        intent,
        Intent::SignOut
            | Intent::StepUp { .. }
            | Intent::Edit { .. }
            | Intent::Enable { .. }
            | Intent::Disable { .. }
            | Intent::Revoke { .. }
            | Intent::RevokeMany { .. }
            | Intent::EditProfile { .. }
    );
    const TEXT: &str = "$response.body";
    let page = request.bind.0.iter().any(|(_, read)| read.0.at.0 == TEXT)
        || request.secret.as_ref().is_some_and(|secret| secret.0 == TEXT);
    let signs_in = matches!(intent, Intent::SignIn { .. }) && request.bind.0.is_empty();
    let answer = request.token.is_some() || request.items.is_some();
    let compares = rule.is_some_and(|r| r.equals.0.iter().any(|(at, _)| !is_header(at)));
    compares || !(page || signs_in || (changes && !answer))
}

fn has_success_status(rule: Option<&Success>, status: u16) -> bool {
    match rule {
        Some(rule) if !rule.status.is_empty() => rule.status.contains(&status.into()),
        _ => (200..300).contains(&status),
    }
}

/// Whether the headers, or else the body, have the values that they must.
fn has_success_values(variables: &Variables<'_>, rule: Option<&Success>, headers: bool) -> bool {
    rule.is_none_or(|rule| {
        let mut equals = rule.equals.0.iter().filter(|(at, _)| is_header(at) == headers);
        equals.all(|(at, value)| Reader::new(variables).find(at).as_ref() == value)
    })
}

fn is_header(at: &str) -> bool {
    at.starts_with("$response.header")
}

fn text(expression: &Option<Expression>) -> Option<&str> {
    expression.as_ref().map(|e| e.0.as_str())
}

/// The session with what the request binds. A value that is not there is no longer bound: an old CSRF value
/// must not outlive its session.
fn bound(variables: &Variables<'_>, request: &Request) -> Result<Session, ReadError> {
    let mut session = Session::default();
    for (name, value) in variables.context.session.values() {
        if request.bind.get(name).is_none() {
            session.set(name, value.clone());
        }
    }
    let mut reader = Reader::new(variables);
    for (name, read) in &request.bind.0 {
        if let Some(value) = reader.text(read) {
            session.set(name, value);
        }
    }
    reader.finish(session)
}

fn token(variables: &Variables<'_>, at: Option<&str>) -> Result<Outcome, ReadError> {
    match (at, &variables.connector.token) {
        (Some(at), Some(reads)) => {
            let token = records::token_at(variables, at, reads)?;
            match token.unread.first() {
                Some(unread) if !may_be_in_part(variables.intent) => {
                    Err(ReadError { at: unread.at.clone(), problem: unread.problem.clone() })
                }
                _ => Ok(Outcome::Token(token)),
            }
        }
        _ => Ok(Outcome::Done),
    }
}

/// Whether a record that cannot be read as a whole is the token all the same. An answer to a change often has half a
/// record: better than to show that is to list again.
fn may_be_in_part(intent: &Intent) -> bool {
    match intent {
        Intent::Get { .. } => true,
        Intent::Edit { before, .. }
        | Intent::Enable { before }
        | Intent::Disable { before }
        | Intent::Regenerate { before, .. } => !before.unread.is_empty(),
        _ => false,
    }
}

/// The secret must be there. The record need not: losing the only showing of a secret because a date beside it
/// cannot be read would be worse than listing again.
fn issued(variables: &Variables<'_>, request: &Request) -> Result<Outcome, ReadError> {
    let at = request.secret.as_ref().map_or("", |s| s.0.as_str());
    let mut reader = Reader::new(variables);
    let found = reader.find(at);
    // As a text of its own it may end with a line break.
    let secret = found.as_str().unwrap_or_default().trim().to_owned();
    if secret.is_empty() {
        reader.unexpected(at, "the secret", &found);
    }
    let secret = reader.finish(secret)?;
    let token = match token(variables, text(&request.token)) {
        // Where the list keeps a part of the secret, some backends put the whole of it into this one answer.
        Ok(Outcome::Token(token)) if token.hint == secret => Some(Token { hint: String::new(), ..token }),
        Ok(Outcome::Token(token)) => Some(token),
        _ => None,
    };
    Ok(Outcome::Issued(Issued { token, secret }))
}

/// A result per token: those that the answer names, else what the answer as a whole says.
fn revocations(variables: &Variables<'_>, request: &Request, tokens: &[Token]) -> Result<Outcome, ReadError> {
    let mut revoked = Vec::new();
    if let (Some(_), Some(reads)) = (&request.items, &variables.connector.revocation) {
        list::each(variables, text(&request.items).unwrap_or("#"), &mut |entry| {
            if !list::is_wanted(entry, request) {
                return Ok(());
            }
            let mut reader = Reader::new(entry);
            let status = reader.number(&reads.status) as u16;
            let id = TokenId(reader.required(&reads.id).into());
            let gone = status == 404 && !variables.connector.errors.revoke_404_is_error;
            let done = gone || (200..300).contains(&status);
            let result = if done { Ok(()) } else { Err(refusal::of_status(variables.intent, status)) };
            revoked.push(reader.finish(Revocation { id, result, gone })?);
            Ok(())
        })?;
        // What was asked for and not answered is not done.
        for token in tokens {
            if !revoked.iter().any(|r| r.id == token.id) {
                let at = reader::place(variables, text(&request.items).unwrap_or_default(), &[]);
                let problem = "expected a result for every token, found none for this one".to_owned();
                let result = Err(BackendError::Unreadable(ReadError { at, problem }));
                revoked.push(Revocation { id: token.id.clone(), result, gone: false });
            }
        }
    } else {
        let done = |token: &Token| Revocation { id: token.id.clone(), result: Ok(()), gone: false };
        revoked.extend(tokens.iter().map(done));
    }
    Ok(Outcome::Revoked(revoked))
}
