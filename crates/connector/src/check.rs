//! What a connector must hold beyond its shape: every placeholder exists, every template can be read, what is
//! offered can be asked for. Found when it is loaded, not when somebody presses a button.

use crate::capabilities::{Field, PasswordConfirmation};
use crate::capability;
use crate::codec::CODECS;
use crate::document::{Connector, Given, Members, PagingKind, Request, SignInForm, TimeFormat};
use crate::escape::is_dot_segment;
use crate::expression;
use crate::http::Method;
use crate::json::Grammar;
use crate::mentions::{each_in_json, each_template, each_text, mentions};
use crate::problem::{Problem, unknown};
use crate::scope::FIELDS;
use crate::secret_use;
use crate::template::{self, Part};
use crate::time;

/// The connector, and the first problem found in it.
struct Check<'a> {
    connector: &'a Connector,
    problem: Option<Problem>,
}

pub(crate) fn check(connector: &Connector) -> Result<(), Problem> {
    let mut check = Check { connector, problem: None };
    let c = &mut check;
    c.must(
        connector.zone.as_deref().is_none_or(|z| time::zone(z).is_some()),
        "/zone",
        "",
        "an offset such as `+02:00`",
    );
    for (name, request) in connector.requests.all() {
        if let Some(request) = request {
            c.request(name, &["/requests/", name].concat(), request, false);
        }
    }
    each_text("/headers/all", &connector.headers.all, &mut |at, text| c.template("", at, text));
    each_text("/headers/unsafe", &connector.headers.changing, &mut |at, text| c.template("", at, text));
    for (name, shape) in &connector.shapes.0 {
        each_in_json(&["/shapes/", name].concat(), shape, &mut |at, text| c.template("shape", at, text));
    }
    if let Some(success) = &connector.success {
        c.names("/success/equals/", &success.equals);
    }
    let header = connector.secret_use.header.as_ref().filter(|header| !header.0.is_empty());
    c.must(
        header.is_none_or(|h| h.0.split_once(": ").is_some_and(|(name, _)| !name.contains(['{', ' ']))),
        "/secret_use/header",
        "",
        "a header as it is sent, such as `Authorization: Bearer {secret}`",
    );
    let form = connector.secret_use.form.as_ref();
    let no_header = connector.secret_use.header.as_ref().is_some_and(|header| header.0.is_empty());
    let names =
        |form: &str| form.split_once('=').is_some_and(|(name, _)| !name.is_empty() && !name.contains('{'));
    c.must(
        form.is_none_or(|form| no_header && names(&form.0)),
        "/secret_use/form",
        "",
        "a field as `session={secret}`, beside `\"header\": \"\"`",
    );
    c.reads();
    c.capabilities();
    c.edited_is_read();
    check.problem.map_or(Ok(()), Err)
}

impl Check<'_> {
    fn add(&mut self, problem: Problem) {
        self.problem.get_or_insert(problem);
    }

    /// "expected WHAT" at `at` and `member` below it.
    fn must(&mut self, is: bool, at: &str, member: &str, what: &str) {
        if !is {
            self.add(Problem { path: [at, member].concat(), problem: ["expected ", what].concat() });
        }
    }

    fn request(&mut self, kind: &str, at: &str, request: &Request, first: bool) {
        let path = request.path.as_str();
        let plain = path.starts_with('/') && !path.starts_with("//") && !path.contains(['?', '#', '\\']);
        let what = "a path that starts with one `/`, without `?`, `#`, `\\`, `.` and `..` (parameters go into `query`)";
        self.must(plain && !path.split('/').any(is_dot_segment), at, "/path", what);
        each_template(request, &mut |member, text| self.template(kind, &[at, member].concat(), text));
        self.must(
            request.body.is_none() || request.form.is_none(),
            at,
            "/form",
            "either `body` or `form`, found both",
        );
        let bodiless = matches!(request.method, Method::Get | Method::Head);
        let none = "none: a GET or HEAD request has no body";
        self.must(!bodiless || request.body.is_none(), at, "/body", none);
        self.must(!bodiless || request.form.is_none(), at, "/form", none);
        for (index, request) in request.first.iter().enumerate() {
            self.request(kind, &[at, "/first/", &index.to_string()].concat(), request, true);
        }
        if let Some(success) = &request.success {
            self.names(&[at, "/success/equals/"].concat(), &success.equals);
        }
        self.names(&[at, "/only/"].concat(), &request.only);
        self.results(kind, at, request, first);
        self.paging(at, request);
    }

    /// The members that read the answer: only those of this kind of request, and those that it must have.
    fn results(&mut self, kind: &str, at: &str, request: &Request, first: bool) {
        let members: [(&str, bool, &[&str], &[&str]); 7] = [
            (
                "items",
                request.items.is_some(),
                &["list", "scopes", "operations", "presets"],
                &["revoke_many"],
            ),
            (
                "only",
                !request.only.0.is_empty(),
                &[],
                &["list", "scopes", "operations", "presets", "revoke_many"],
            ),
            ("paging", request.paging.is_some(), &[], &["list"]),
            (
                "token",
                request.token.is_some(),
                &[],
                &["get", "create", "edit", "enable", "disable", "regenerate"],
            ),
            ("secret", request.secret.is_some(), &["create", "regenerate"], &[]),
            ("signed_in", request.signed_in.is_some(), &[], &["current_session", "sign_in"]),
            ("bind", !request.bind.0.is_empty(), &[], &["current_session", "sign_in", "refresh"]),
        ];
        for (member, there, must, may) in members {
            let must = must.contains(&kind) && !first;
            let may = must || if first { member == "bind" } else { may.contains(&kind) };
            if there {
                self.must(may, at, &["/", member].concat(), "none: it is not read from this request");
            } else {
                self.must(
                    !must,
                    at,
                    "",
                    &["a member `", member, "` that says where the answer has it, found none"].concat(),
                );
            }
        }
    }

    fn paging(&mut self, at: &str, request: &Request) {
        let Some(paging) = &request.paging else { return };
        let (source, next) = match paging.kind {
            PagingKind::Page => ("page.number", false),
            PagingKind::Offset => ("page.offset", false),
            PagingKind::Cursor => ("page.cursor", true),
            PagingKind::Link => ("", true),
        };
        let what = ["`{", source, "}` in the request, or the next page is this one again"].concat();
        self.must(source.is_empty() || mentions(request, source), at, "/paging", &what);
        self.must(!next || paging.next.is_some(), at, "/paging", "a member `next`, found none");
        self.must(paging.size != Some(0), at, "/paging/size", "a number above 0, found 0");
    }

    /// Members that are named by the place they read.
    fn names<T>(&mut self, at: &str, members: &Members<T>) {
        for (name, _) in &members.0 {
            if let Err(problem) = expression(name) {
                self.add(Problem { path: [at, name].concat(), ..problem });
            }
        }
    }

    fn template(&mut self, kind: &str, at: &str, text: &str) {
        if let Err(problem) = parts(text, kind, Some(self.connector)) {
            self.add(Problem { path: at.to_owned(), ..problem });
        }
    }

    /// Parts of the document that others need.
    fn reads(&mut self) {
        let c = self.connector;
        let r = &c.requests;
        let many = r.revoke_many.as_ref().is_some_and(|r| r.items.is_some());
        let token = r.all().iter().any(|(_, r)| r.as_ref().is_some_and(|r| r.token.is_some()));
        for (needed, there, member) in [
            (token || r.list.is_some() || r.get.is_some(), c.token.is_some(), "token"),
            (r.scopes.is_some(), c.scope.is_some(), "scope"),
            (r.operations.is_some(), c.operation.is_some(), "operation"),
            (r.presets.is_some(), c.preset.is_some(), "preset"),
            (r.profile.is_some(), c.profile.is_some(), "profile"),
            (r.describe.is_some(), c.instance.is_some(), "instance"),
            (many, c.revocation.is_some(), "revocation"),
        ] {
            let what = ["a member `", member, "` that says how the answer to a request is read, found none"]
                .concat();
            self.must(there || !needed, "", "", &what);
        }
        let both = r.enable.is_some() == r.disable.is_some();
        self.must(both, "/requests", "", "`enable` and `disable` together, found one of them");
        let form = c.session.sign_in.is_some_and(|s| s != SignInForm::None);
        self.must(
            !form || r.sign_in.is_some(),
            "/session/sign_in",
            "",
            "a request `sign_in` that is sent then, found none",
        );
        if let Some(expires) = c.token.as_ref().and_then(|t| t.expires_at.as_ref()) {
            let said = expires.0.time != Some(TimeFormat::Date) || expires.0.day.is_some();
            let what = "a member `day`: whether the start or the end of that date is meant";
            self.must(said, "/token/expires_at", "", what);
        }
    }

    /// What is offered, some request must be able to do.
    fn capabilities(&mut self) {
        let r = &self.connector.requests;
        let offered = &self.connector.capabilities;
        let at = "/capabilities/";
        let what = "a field that the request sets, found one that it does not";
        for (member, offered, settable) in [
            ("create/", &offered.create, capability::create_fields(self.connector)),
            ("edit/", &offered.edit, capability::edit_fields(self.connector)),
        ] {
            for (index, field) in offered.iter().flatten().enumerate() {
                self.must(settable.contains(field), at, &[member, &index.to_string()].concat(), what);
            }
        }
        for (index, name) in offered.profile_edit.iter().flatten().enumerate() {
            let set = r.edit_profile.as_ref().is_some_and(|r| mentions(r, &["profile.", name].concat()));
            self.must(set, at, &["profile_edit/", &index.to_string()].concat(), what);
        }
        for (index, operation) in self.connector.fixed.operations.iter().enumerate() {
            let by_path = !operation.method.is_empty() && operation.path.starts_with('/');
            let named = !operation.id.is_empty() || by_path;
            let what = "an `id`, or a `method` and a `path` such as `/devices/{id}`, found neither";
            self.must(named, "/fixed/operations/", &index.to_string(), what);
        }
        for (member, is, possible) in [
            ("enable_disable", offered.enable_disable == Some(true), r.enable.is_some()),
            ("revoke_many", offered.revoke_many == Some(true), r.revoke_many.is_some()),
            ("profile", offered.profile == Some(true), r.profile.is_some()),
            ("operations", offered.operations == Some(true), self.connector.knows_operations()),
            ("regenerate", matches!(offered.regenerate, Given::Value(_)), r.regenerate.is_some()),
            ("password", offered.password == Some(PasswordConfirmation::StepUp), r.step_up.is_some()),
        ] {
            self.must(possible || !is, at, member, "a request that does it, found none");
        }
    }

    /// A form that starts with an empty list because nothing reads it would, saved, drop the rules that are there.
    fn edited_is_read(&mut self) {
        let Some(token) = &self.connector.token else { return };
        let reads = [
            (Field::Name, &token.name),
            (Field::Description, &token.description),
            (Field::Scopes, &token.scopes),
            (Field::Expiry, &token.expires_at),
            (Field::AllowedApis, &token.allowed_apis),
            (Field::BlockedApis, &token.blocked_apis),
            (Field::AllowedIps, &token.allowed_ips),
            (Field::BlockedIps, &token.blocked_ips),
        ];
        for field in capability::edit_fields(self.connector) {
            let unread = reads.iter().any(|(f, read)| *f == field && read.is_none());
            let name = capability::SETTABLE.iter().find(|(f, _)| *f == field).map_or("", |(_, name)| name);
            let what = ["a member `", name, "`, found none: the request `edit` changes it"].concat();
            self.must(!unread, "/token", "", &what);
        }
    }
}

/// Whether a text is what it must be.
pub(crate) fn text(grammar: Grammar, text: &str) -> Result<(), Problem> {
    match grammar {
        Grammar::Expression => expression(text),
        Grammar::Place => place(text),
        Grammar::SecretText => secret_text(text),
    }
}

/// An expression, or a template that is filled from an answer.
fn place(text: &str) -> Result<(), Problem> {
    if expression::is_expression(text) { expression(text) } else { parts(text, "answer", None) }
}

fn expression(text: &str) -> Result<(), Problem> {
    expression::parse(text).map(|_| ()).map_err(|p| Problem::new(p.to_owned()))
}

/// A text that a secret is put into.
fn secret_text(text: &str) -> Result<(), Problem> {
    let known = ["secret", "name", "url", "host"];
    // The empty text: a secret that is not sent so.
    let mut holds_it = text.is_empty();
    for part in template::parse(text).map_err(|p| Problem::new(p.to_owned()))? {
        let Part::Value(placeholder) = part else { continue };
        if !known.contains(&placeholder.source) {
            return Err(unknown("value", placeholder.source, &known));
        }
        for (name, argument) in placeholder.codecs {
            if !secret_use::CODECS.contains(&name) {
                return Err(unknown("codec", name, &secret_use::CODECS));
            }
            codec(name, argument, None)?;
        }
        holds_it |= placeholder.source == "secret";
    }
    if holds_it { Ok(()) } else { Err(Problem::new("expected a text with `{secret}` in it".to_owned())) }
}

/// Every placeholder of a template, in requests of this kind; `answer`: where answers are read.
fn parts(text: &str, kind: &str, connector: Option<&Connector>) -> Result<(), Problem> {
    for part in template::parse(text).map_err(|p| Problem::new(p.to_owned()))? {
        let Part::Value(placeholder) = part else { continue };
        if kind == "answer" && expression::is_expression(placeholder.source) {
            expression(placeholder.source)?;
        } else {
            source(kind, placeholder.source)?;
        }
        for (name, argument) in placeholder.codecs {
            codec(name, argument, connector)?;
        }
    }
    Ok(())
}

/// The values that a kind of request can be filled from, besides those of every request.
fn source(kind: &str, source: &str) -> Result<(), Problem> {
    let roots: &[&str] = match kind {
        "sign_in" | "answer" => &["user", "password", "basic"],
        "step_up" => &["password"],
        "list" => &["page"],
        "create" => &["draft"],
        "edit" => &["token", "changes", "merged"],
        "get" | "enable" | "disable" | "revoke" => &["token"],
        "regenerate" => &["token", "grace_seconds"],
        "revoke_many" => &["tokens"],
        "edit_profile" => &["profile"],
        "shape" => &["item"],
        _ => &[],
    };
    let common: &[&str] = if kind == "shape" {
        &["session"]
    } else {
        &["session", "cookie", "now", "idempotency_key", "confirmation"]
    };
    let (root, member) = source.split_once('.').unwrap_or((source, ""));
    if !roots.contains(&root) && !common.contains(&root) {
        return Err(unknown("value", source, &[roots, common].concat()));
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
    Err(unknown(&["member of `", root, "`"].concat(), member, members))
}

fn codec(name: &str, argument: &str, connector: Option<&Connector>) -> Result<(), Problem> {
    let Some((_, wants)) = CODECS.iter().find(|(known, _)| *known == name) else {
        return Err(unknown("codec", name, &CODECS.map(|(name, _)| name)));
    };
    let fits = match name {
        "naive" => argument.is_empty() || argument.parse::<u32>().is_ok(),
        "times" => argument.parse::<u32>().is_ok(),
        "shape" => connector.is_some_and(|c| c.shapes.get(argument).is_some()),
        "map" => connector.is_some_and(|c| c.maps.get(argument).is_some()),
        _ => argument.is_empty() != *wants,
    };
    if fits {
        return Ok(());
    }
    let what = match name {
        "shape" => "` with the name of one of `shapes`",
        "map" => "` with the name of one of `maps`",
        "naive" | "times" => "` with a number",
        _ if *wants => "` with an argument",
        _ => "` without an argument",
    };
    Err(Problem::new(["expected the codec `", name, what].concat()))
}
