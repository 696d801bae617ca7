//! The language in the texts of a document: expressions, templates, the values and codecs that templates can name.

pub(crate) mod expression;
pub(crate) mod template;

use crate::problem::{Problem, unknown};
use template::Placeholder;

/// Where the template of a [`Place`](super::Place) stands, for [`check_template`].
pub(crate) const ANSWER: &str = "answer";

/// Where the entries of lists are filled in, for [`check_template`].
pub(crate) const SHAPE: &str = "shape";

/// Every codec, and whether it wants an argument.
pub(crate) const CODECS: [(&str, bool); 31] = [
    ("rfc3339", false),
    ("naive", false),
    ("sql", false),
    ("date", false),
    ("last_day", false),
    ("epoch_s", false),
    ("epoch_ms", false),
    ("seconds_from_now", false),
    ("days_from_now", false),
    ("times", true),
    ("number", false),
    ("join", true),
    ("json", false),
    ("flags", false),
    ("first", false),
    ("has", true),
    ("lacks", true),
    ("pick", true),
    ("without", true),
    ("shape", true),
    ("before", true),
    ("after", true),
    ("prefix", true),
    ("suffix", true),
    ("or", true),
    ("map", true),
    ("object", true),
    ("groups", true),
    ("url", false),
    ("decoded", false),
    ("base64", false),
];

/// The codecs of texts that a secret is put into.
const SECRET_CODECS: [&str; 2] = ["before", "after"];

/// Names of the values below `draft`, `changes`, `merged` and `token`.
const FIELDS: &[&str] = &[
    "name",
    "description",
    "preset",
    "scopes",
    "allowed_apis",
    "blocked_apis",
    "allowed_ips",
    "blocked_ips",
    "expires_at",
];

/// Whether a connector has a shape or map: the codec and the name.
pub(crate) type HasTable<'a> = &'a dyn Fn(&str, &str) -> bool;

/// Whether every placeholder of a template can be filled. `place`: the name of the request that it belongs to, [`ANSWER`],
/// [`SHAPE`], or empty for what every request has.
pub(crate) fn check_template(text: &str, place: &str, has_table: HasTable<'_>) -> Result<(), Problem> {
    for placeholder in template::placeholders(text).map_err(Problem::new)? {
        if place == ANSWER && expression::is_expression(placeholder.source) {
            expression::parse(placeholder.source).map_err(Problem::new)?;
        } else {
            check_source(place, placeholder.source)?;
        }
        for (name, argument) in placeholder.codecs {
            check_codec(name, argument, has_table)?;
        }
    }
    Ok(())
}

/// Whether a placeholder can stand in a text that a secret is put into.
pub(crate) fn check_secret_placeholder(placeholder: &Placeholder<'_>) -> Result<(), Problem> {
    let known = ["secret", "name", "url", "host"];
    if !known.contains(&placeholder.source) {
        return Err(unknown("value", placeholder.source, &known));
    }
    for (name, argument) in &placeholder.codecs {
        if !SECRET_CODECS.contains(name) {
            return Err(unknown("codec", name, &SECRET_CODECS));
        }
        check_codec(name, argument, &|_, _| false)?;
    }
    Ok(())
}

fn check_source(place: &str, source: &str) -> Result<(), Problem> {
    let own: &[&str] = match place {
        "sign_in" | ANSWER => &["user", "password", "basic"],
        "step_up" => &["password"],
        "list" => &["page"],
        "create" => &["draft"],
        "edit" => &["token", "changes", "merged"],
        "get" | "enable" | "disable" | "revoke" => &["token"],
        "regenerate" => &["token", "grace_seconds"],
        "revoke_many" => &["tokens"],
        "edit_profile" => &["profile"],
        SHAPE => &["item"],
        _ => &[],
    };
    let common: &[&str] = match place {
        SHAPE => &["session"],
        _ => &["session", "cookie", "now", "idempotency_key", "confirmation"],
    };
    let (root, member) = source.split_once('.').unwrap_or((source, ""));
    if !own.contains(&root) && !common.contains(&root) {
        return Err(unknown("value", source, &[own, common].concat()));
    }
    let members: &[&str] = match root {
        "draft" | "changes" | "merged" => FIELDS,
        "token" if matches!(member, "id" | "version") => return Ok(()),
        "token" => FIELDS,
        "tokens" => &["ids"],
        "page" => &["size", "number", "offset", "cursor"],
        "item" => &["", "method", "path"],
        "profile" => &["user_name", "full_name", "email", "language"],
        "session" | "cookie" if !member.is_empty() => return Ok(()),
        "session" | "cookie" => &["NAME"],
        _ => &[""],
    };
    if members.contains(&member) {
        return Ok(());
    }
    Err(unknown(&format!("member of `{root}`"), member, members))
}

fn check_codec(name: &str, argument: &str, has_table: HasTable<'_>) -> Result<(), Problem> {
    let Some((_, wants)) = CODECS.iter().find(|(known, _)| *known == name) else {
        return Err(unknown("codec", name, &CODECS.map(|(name, _)| name)));
    };
    let fits = match name {
        "naive" => argument.is_empty() || argument.parse::<u32>().is_ok(),
        "times" => argument.parse::<u32>().is_ok(),
        "shape" | "map" => has_table(name, argument),
        _ => argument.is_empty() != *wants,
    };
    if fits {
        return Ok(());
    }
    let argument = match name {
        "shape" => "with the name of one of `shapes`",
        "map" => "with the name of one of `maps`",
        "naive" | "times" => "with a number",
        _ if *wants => "with an argument",
        _ => "without an argument",
    };
    Err(Problem::new(format!("expected the codec `{name}` {argument}")))
}
