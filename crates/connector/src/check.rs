//! What a connector must hold beyond its shape: every placeholder exists, every expression can be read, what
//! is offered can be asked for. Found when it is loaded, not when somebody presses a button.

use crate::capability;
use crate::codec::CODECS;
use crate::document::{
    Connector, Day, Given, PagingKind, Read, ReadDetail, Request, Success, Texts, TimeFormat,
};
use crate::escape::is_dot_segment;
use crate::expression;
use crate::http::Method;
use crate::json::{Problem, pointer_token, unknown};
use crate::mentions::{each_in_json, each_template, each_text, mentions};
use crate::scope::FIELDS;
use crate::template::{self, Part};
use crate::time;

type Checked = Result<(), Problem>;

fn problem(path: &str, problem: &str) -> Problem {
    Problem { path: path.to_owned(), problem: problem.to_owned() }
}

pub(crate) fn check(connector: &Connector) -> Checked {
    if let Some(zone) = &connector.zone
        && time::zone(zone).is_none()
    {
        return Err(problem("/zone", "expected an offset such as `+02:00`, found another text"));
    }
    for (name, request) in connector.requests.all() {
        if let Some(request) = request {
            check_request(connector, name, request, &["/requests/", name].concat(), false)?;
        }
    }
    let headers = &connector.headers;
    check_texts(connector, "", "/headers/all", &headers.all)?;
    check_texts(connector, "", "/headers/unsafe", &headers.changing)?;
    if let Some(success) = &connector.success {
        check_success(success, "/success")?;
    }
    let mut first = Ok(());
    for (name, shape) in &connector.shapes.0 {
        each_in_json(&["/shapes", &pointer_token(name)].concat(), shape, &mut |at, template| {
            if first.is_ok() {
                first = check_template(connector, "shape", at, template);
            }
        });
    }
    first?;
    check_reads(connector)?;
    check_needs(connector)?;
    check_capabilities(connector)
}

fn check_request(connector: &Connector, kind: &str, request: &Request, at: &str, first: bool) -> Checked {
    let path = &request.path;
    let inside = |name: &str| [at, "/", name].concat();
    if !path.starts_with('/') || path.starts_with("//") || path.contains(['?', '#', '\\']) {
        let text = "expected a path that starts with one `/` and has no `?`, `#` or `\\` (parameters go into `query`)";
        return Err(problem(&inside("path"), text));
    }
    if path.split('/').any(is_dot_segment) {
        return Err(problem(&inside("path"), "expected a path without `.` and `..`"));
    }
    let mut checked = Ok(());
    each_template(request, &mut |member, template| {
        if checked.is_ok() {
            checked = check_template(connector, kind, &[at, member].concat(), template);
        }
    });
    checked?;
    check_header_names(&inside("headers"), &request.headers)?;
    let bodies = usize::from(request.body.is_some()) + usize::from(request.form.is_some());
    if bodies > 1 {
        return Err(problem(&inside("form"), "expected either `body` or `form`, found both"));
    }
    if bodies > 0 && matches!(request.method, Method::Get | Method::Head) {
        let member = if request.body.is_some() { "body" } else { "form" };
        return Err(problem(&inside(member), "expected none: a GET or HEAD request has no body"));
    }
    for (index, request) in request.first.iter().enumerate() {
        let at = [&inside("first"), "/", &index.to_string()].concat();
        check_request(connector, kind, request, &at, true)?;
    }
    if let Some(success) = &request.success {
        check_success(success, &inside("success"))?;
    }
    check_results(connector, kind, request, at, first)
}

/// The members that read the answer: only those of this kind of request, and those that it must have.
fn check_results(connector: &Connector, kind: &str, request: &Request, at: &str, first: bool) -> Checked {
    let belongs = |member: &str, there: bool, kinds: &[&str], must: &[&str]| {
        let at = [at, "/", member].concat();
        if there && (first || !kinds.contains(&kind)) {
            return Err(problem(
                &at,
                &["expected none: `", member, "` is not read from `", kind, "`"].concat(),
            ));
        }
        if !there && !first && must.contains(&kind) {
            let text = ["expected a member `", member, "` that says where the answer has it, found none"];
            return Err(Problem {
                path: at.trim_end_matches(&["/", member].concat()).to_owned(),
                problem: text.concat(),
            });
        }
        Ok(())
    };
    let lists = ["list", "scopes", "operations", "presets"];
    let listing = ["list", "scopes", "operations", "presets", "revoke_many"];
    let tokens = ["get", "create", "edit", "enable", "disable", "regenerate"];
    let issuing = ["create", "regenerate"];
    belongs("items", request.items.is_some(), &listing, &lists)?;
    belongs("only", !request.only.is_empty(), &listing, &[])?;
    belongs("paging", request.paging.is_some(), &["list"], &[])?;
    belongs("token", request.token.is_some(), &tokens, &[])?;
    belongs("secret", request.secret.is_some(), &issuing, &issuing)?;
    belongs("signed_in", request.signed_in.is_some(), &["current_session"], &[])?;
    if !first {
        belongs("bind", !request.bind.is_empty(), &["current_session", "sign_in"], &[])?;
    }
    for (member, text) in
        [("items", &request.items), ("token", &request.token), ("signed_in", &request.signed_in)]
    {
        if let Some(text) = text {
            check_expression(&[at, "/", member].concat(), text)?;
        }
    }
    if let Some(secret) = &request.secret {
        check_place(connector, kind, &[at, "/secret"].concat(), secret)?;
    }
    for expression in request.only.names() {
        check_place(connector, kind, &[at, "/only", &pointer_token(expression)].concat(), expression)?;
    }
    for (name, read) in &request.bind.0 {
        check_read(connector, kind, &[at, "/bind", &pointer_token(name)].concat(), read, Use::Text)?;
    }
    check_paging(request, at)
}

fn check_paging(request: &Request, at: &str) -> Checked {
    let Some(paging) = &request.paging else { return Ok(()) };
    let at = [at, "/paging"].concat();
    for (member, text) in [("/next", &paging.next), ("/total", &paging.total)] {
        if let Some(text) = text {
            check_expression(&[&at, member].concat(), text)?;
        }
    }
    let needs = |source: &str| {
        if mentions(request, source) {
            return Ok(());
        }
        Err(problem(
            &at,
            &["expected `{", source, "}` in the request, or the next page is this one again"].concat(),
        ))
    };
    match paging.kind {
        PagingKind::Page => needs("page.number")?,
        PagingKind::Offset => needs("page.offset")?,
        PagingKind::Cursor => needs("page.cursor")?,
        PagingKind::Link => {}
    }
    if matches!(paging.kind, PagingKind::Cursor | PagingKind::Link) && paging.next.is_none() {
        return Err(problem(&at, "expected a member `next`, found none"));
    }
    if paging.size == Some(0) {
        return Err(problem(&[&at, "/size"].concat(), "expected a number above 0, found 0"));
    }
    Ok(())
}

fn check_success(success: &Success, at: &str) -> Checked {
    for expression in success.equals.names() {
        check_expression(&[at, "/equals", &pointer_token(expression)].concat(), expression)?;
    }
    Ok(())
}

fn check_expression(at: &str, text: &str) -> Checked {
    expression::parse(text).map(|_| ()).map_err(|p| problem(at, p))
}

fn check_texts(connector: &Connector, kind: &str, at: &str, texts: &Texts) -> Checked {
    let mut checked = check_header_names(at, texts);
    each_text(at, texts, &mut |at, template| {
        if checked.is_ok() {
            checked = check_template(connector, kind, at, template);
        }
    });
    checked
}

fn check_header_names(at: &str, headers: &Texts) -> Checked {
    let token = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    match headers.names().find(|name| !token(name)) {
        Some(name) => Err(problem(&[at, &pointer_token(name)].concat(), "expected the name of a header")),
        None => Ok(()),
    }
}

/// A template or an expression that reads an answer.
fn check_place(connector: &Connector, kind: &str, at: &str, text: &str) -> Checked {
    if expression::is_expression(text) {
        return check_expression(at, text);
    }
    check_parts(connector, kind, at, text, true)
}

fn check_template(connector: &Connector, kind: &str, at: &str, text: &str) -> Checked {
    check_parts(connector, kind, at, text, false)
}

fn check_parts(connector: &Connector, kind: &str, at: &str, text: &str, reading: bool) -> Checked {
    for part in template::parse(text).map_err(|p| problem(at, p))? {
        let Part::Value(placeholder) = part else { continue };
        if expression::is_expression(placeholder.source) {
            if !reading {
                return Err(problem(
                    at,
                    "expected a value of the request, found an expression into an answer",
                ));
            }
            check_expression(at, placeholder.source)?;
        } else {
            check_source(kind, placeholder.source).map_err(|p| Problem { path: at.to_owned(), ..p })?;
        }
        for (codec, argument) in placeholder.codecs {
            check_codec(connector, codec, argument).map_err(|p| Problem { path: at.to_owned(), ..p })?;
        }
    }
    Ok(())
}

/// The values that a kind of request can be filled from, besides those of every request.
fn check_source(kind: &str, source: &str) -> Checked {
    let (roots, everywhere): (&[&str], bool) = match kind {
        "sign_in" => (&["user", "password", "basic"], true),
        "step_up" => (&["password"], true),
        "list" => (&["page"], true),
        "get" => (&["token"], true),
        "create" => (&["draft"], true),
        "edit" => (&["token", "changes", "merged"], true),
        "enable" | "disable" | "revoke" => (&["token"], true),
        "regenerate" => (&["token", "grace_seconds"], true),
        "revoke_many" => (&["tokens"], true),
        "edit_profile" => (&["profile"], true),
        "shape" => (&["item"], false),
        _ => (&[], true),
    };
    let common = ["session", "cookie", "now", "idempotency_key", "confirmation"];
    let mut known: Vec<&str> = roots.to_vec();
    if everywhere {
        known.extend(common);
    }
    let (root, member) = source.split_once('.').unwrap_or((source, ""));
    if !known.contains(&root) {
        return Err(unknown("value", source, &known));
    }
    let mut members = match root {
        "draft" | "changes" | "merged" => FIELDS.to_vec(),
        "token" if kind == "get" => vec!["id"],
        "token" => [&["id", "version"], FIELDS.as_slice()].concat(),
        "tokens" => vec!["ids"],
        "page" => vec!["size", "number", "offset", "cursor"],
        "item" => vec!["", "method", "path"],
        "profile" => vec!["user_name", "full_name", "email", "language"],
        "session" | "cookie" if !member.is_empty() => vec![member],
        "session" | "cookie" => vec!["NAME"],
        _ => vec![""],
    };
    if members.contains(&member) {
        return Ok(());
    }
    members.retain(|m| !m.is_empty());
    let full: Vec<String> = members.iter().map(|m| [root, ".", m].concat()).collect();
    Err(unknown("value", source, &full.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn check_codec(connector: &Connector, codec: &str, argument: &str) -> Checked {
    let Some((_, wants)) = CODECS.iter().find(|(name, _)| *name == codec) else {
        return Err(unknown("codec", codec, &CODECS.map(|(name, _)| name)));
    };
    let number = || argument.parse::<u32>().is_ok();
    let text = match codec {
        _ if *wants && argument.is_empty() => "expected an argument after its `:`, found none",
        "naive" if !argument.is_empty() && !number() => "expected a number of digits after its `:`",
        "times" if !number() => "expected a number after its `:`",
        "shape" if connector.shapes.get(argument).is_none() => {
            "expected the name of one of `shapes` after its `:`"
        }
        "naive" => return Ok(()),
        _ if !*wants && !argument.is_empty() => "expected no argument",
        _ => return Ok(()),
    };
    Err(Problem::new(["codec `", codec, "`: ", text].concat()))
}

/// What a value is read as.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    Text,
    List,
    Time,
    Expiry,
}

fn check_read(connector: &Connector, kind: &str, at: &str, read: &Read, used: Use) -> Checked {
    let read = &*read.0;
    let path = [at, "/at"].concat();
    check_place(connector, kind, if bare(read) { at } else { &path }, &read.at)?;
    if let Some(template) = &read.each {
        check_parts(connector, kind, &[at, "/each"].concat(), template, true)?;
    }
    let timed = matches!(used, Use::Time | Use::Expiry);
    let members = [
        ("time", read.time.is_some(), timed),
        ("day", read.day.is_some(), timed),
        ("empty", read.empty.is_some(), used == Use::Expiry),
        ("never", !read.never.is_empty(), used == Use::Expiry),
        ("map", read.map.is_some(), !timed),
        ("each", read.each.is_some(), used == Use::List),
        ("split", read.split.is_some(), used == Use::List),
    ];
    if let Some((member, ..)) = members.iter().find(|(_, there, fits)| *there && !*fits) {
        return Err(problem(&[at, "/", member].concat(), "expected none: it says nothing about this value"));
    }
    if read.split.as_deref() == Some("") {
        return Err(problem(
            &[at, "/split"].concat(),
            "expected what stands between entries, found an empty string",
        ));
    }
    match (read.time, read.day) {
        (Some(TimeFormat::Date), None) if used == Use::Expiry => {
            Err(problem(at, "expected a member `day`: whether the start or the end of that date is meant"))
        }
        (Some(TimeFormat::Date), _) | (_, None) => Ok(()),
        (_, Some(Day::Start | Day::End)) => {
            Err(problem(&[at, "/day"].concat(), "expected none: only a `date` leaves the time of day open"))
        }
    }
}

/// Whether it may have been written as a text alone.
fn bare(read: &ReadDetail) -> bool {
    *read == ReadDetail { at: read.at.clone(), ..ReadDetail::default() }
}

fn check_reads(connector: &Connector) -> Checked {
    let mut reads: Vec<(&str, &Option<Read>, Use)> = Vec::new();
    let mut required: Vec<(&str, &Read)> = Vec::new();
    let mut expressions: Vec<(&str, &str)> = Vec::new();
    if let Some(token) = &connector.token {
        required.push(("/token/id", &token.id));
        reads.extend([
            ("/token/name", &token.name, Use::Text),
            ("/token/description", &token.description, Use::Text),
            ("/token/hint", &token.hint, Use::Text),
            ("/token/scopes", &token.scopes, Use::List),
            ("/token/allowed_apis", &token.allowed_apis, Use::List),
            ("/token/blocked_apis", &token.blocked_apis, Use::List),
            ("/token/allowed_ips", &token.allowed_ips, Use::List),
            ("/token/blocked_ips", &token.blocked_ips, Use::List),
            ("/token/expires_at", &token.expires_at, Use::Expiry),
            ("/token/created_at", &token.created_at, Use::Time),
            ("/token/last_used_at", &token.last_used_at, Use::Time),
            ("/token/state", &token.state, Use::Text),
            ("/token/revoked_at", &token.revoked_at, Use::Time),
            ("/token/version", &token.version, Use::Text),
        ]);
    }
    if let Some(scope) = &connector.scope {
        required.push(("/scope/id", &scope.id));
        reads.push(("/scope/description", &scope.description, Use::Text));
    }
    if let Some(operation) = &connector.operation {
        reads.extend([
            ("/operation/id", &operation.id, Use::Text),
            ("/operation/method", &operation.method, Use::Text),
            ("/operation/path", &operation.path, Use::Text),
            ("/operation/group", &operation.group, Use::Text),
            ("/operation/summary", &operation.summary, Use::Text),
            ("/operation/docs", &operation.docs, Use::Text),
            ("/operation/scopes", &operation.scopes, Use::List),
        ]);
    }
    if let Some(preset) = &connector.preset {
        required.extend([("/preset/id", &preset.id), ("/preset/name", &preset.name)]);
        reads.push(("/preset/operations", &preset.operations, Use::List));
    }
    if let Some(revocation) = &connector.revocation {
        required.extend([("/revocation/id", &revocation.id), ("/revocation/status", &revocation.status)]);
    }
    if let Some(profile) = &connector.profile {
        reads.extend([
            ("/profile/user_name", &profile.user_name, Use::Text),
            ("/profile/full_name", &profile.full_name, Use::Text),
            ("/profile/email", &profile.email, Use::Text),
            ("/profile/language", &profile.language, Use::Text),
        ]);
    }
    if let Some(instance) = &connector.instance {
        reads.extend([
            ("/instance/name", &instance.name, Use::Text),
            ("/instance/version", &instance.version, Use::Text),
            ("/instance/location", &instance.location, Use::Text),
            ("/instance/time", &instance.time, Use::Text),
            ("/instance/your_address", &instance.your_address, Use::Text),
        ]);
        if let Some(counts) = &instance.counts {
            expressions.push(("/instance/counts/items", &counts.items));
            required.extend([
                ("/instance/counts/label", &counts.label),
                ("/instance/counts/count", &counts.count),
            ]);
        }
        if let Some(sites) = &instance.sites {
            expressions.push(("/instance/sites/items", &sites.items));
            required.extend([
                ("/instance/sites/name", &sites.name),
                ("/instance/sites/latitude", &sites.latitude),
                ("/instance/sites/longitude", &sites.longitude),
            ]);
            reads.push(("/instance/sites/status", &sites.status, Use::Text));
        }
        expressions.extend(instance.capabilities.as_deref().map(|c| ("/instance/capabilities", c)));
        for (pointer, at) in &instance.members.0 {
            check_expression(&["/instance/members", &pointer_token(pointer)].concat(), at)?;
        }
    }
    let errors = &connector.errors;
    for (index, at) in errors.message.iter().enumerate() {
        check_expression(&["/errors/message/", &index.to_string()].concat(), at)?;
    }
    expressions.extend(errors.code.as_deref().map(|c| ("/errors/code", c)));
    if let Some(fields) = &errors.fields {
        expressions.push(("/errors/fields/items", &fields.items));
        check_place(connector, "", "/errors/fields/field", &fields.field)?;
        check_place(connector, "", "/errors/fields/message", &fields.message)?;
    }
    for (at, text) in expressions {
        check_expression(at, text)?;
    }
    for (at, read) in required {
        check_read(connector, "", at, read, Use::Text)?;
    }
    for (at, read, used) in reads {
        if let Some(read) = read {
            check_read(connector, "", at, read, used)?;
        }
    }
    Ok(())
}

/// Parts of the document that others need.
fn check_needs(connector: &Connector) -> Checked {
    let requests = &connector.requests;
    let reads = [
        (requests.list.is_some() || requests.get.is_some(), connector.token.is_some(), "list", "token"),
        (requests.scopes.is_some(), connector.scope.is_some(), "scopes", "scope"),
        (requests.operations.is_some(), connector.operation.is_some(), "operations", "operation"),
        (requests.presets.is_some(), connector.preset.is_some(), "presets", "preset"),
        (requests.profile.is_some(), connector.profile.is_some(), "profile", "profile"),
        (requests.describe.is_some(), connector.instance.is_some(), "describe", "instance"),
        (
            requests.revoke_many.as_ref().is_some_and(|r| r.items.is_some()),
            connector.revocation.is_some(),
            "revoke_many",
            "revocation",
        ),
    ];
    for (needed, there, request, member) in reads {
        if needed && !there {
            let text = [
                "expected a member `",
                member,
                "` that says how the answer of the request `",
                request,
                "` is read, found none",
            ];
            return Err(Problem::new(text.concat()));
        }
    }
    for (name, request) in requests.all() {
        if request.as_ref().is_some_and(|r| r.token.is_some()) && connector.token.is_none() {
            let text = "expected none: there is no member `token` in the connector that says how it is read";
            return Err(problem(&["/requests/", name, "/token"].concat(), text));
        }
    }
    if requests.enable.is_some() != requests.disable.is_some() {
        return Err(problem("/requests", "expected `enable` and `disable` together, found one of them"));
    }
    if connector.session.sign_in.is_some_and(|s| s != crate::document::SignInForm::None)
        && requests.sign_in.is_none()
    {
        return Err(problem(
            "/session/sign_in",
            "expected a request `sign_in` that is sent then, found none",
        ));
    }
    Ok(())
}

/// What is offered, some request must be able to do; what is edited, the list must read.
fn check_capabilities(connector: &Connector) -> Checked {
    let requests = &connector.requests;
    let offered = &connector.capabilities;
    let create = capability::create_fields(connector);
    let edit = capability::edit_fields(connector);
    for (member, offered, settable) in [("create", &offered.create, &create), ("edit", &offered.edit, &edit)]
    {
        let offered = offered.as_deref().unwrap_or_default();
        if let Some(index) = offered.iter().position(|field| !settable.contains(field)) {
            let at = ["/capabilities/", member, "/", &index.to_string()].concat();
            let text = ["expected a field that the request `", member, "` sets, found one that it does not"];
            return Err(Problem { path: at, problem: text.concat() });
        }
    }
    let flags = [
        ("enable_disable", offered.enable_disable, requests.enable.is_some(), "enable"),
        ("revoke_many", offered.revoke_many, requests.revoke_many.is_some(), "revoke_many"),
        ("profile", offered.profile, requests.profile.is_some(), "profile"),
        ("operations", offered.operations, requests.operations.is_some(), "operations"),
        (
            "regenerate",
            Some(matches!(offered.regenerate, Given::Value(_))),
            requests.regenerate.is_some(),
            "regenerate",
        ),
        (
            "password",
            Some(offered.password == Some(crate::capabilities::PasswordConfirmation::StepUp)),
            requests.step_up.is_some(),
            "step_up",
        ),
    ];
    for (member, is, possible, request) in flags {
        if is == Some(true) && !possible {
            let text = ["expected a request `", request, "` that does it, found none"].concat();
            return Err(Problem { path: ["/capabilities/", member].concat(), problem: text });
        }
    }
    for (index, name) in offered.profile_edit.iter().flatten().enumerate() {
        let sent = |r: &Request| mentions(r, &["profile.", name].concat());
        if !requests.edit_profile.as_deref().is_some_and(sent) {
            let at = ["/capabilities/profile_edit/", &index.to_string()].concat();
            return Err(problem(
                &at,
                "expected a field that the request `edit_profile` sets, found one that it does not",
            ));
        }
    }
    check_edited_is_read(connector, &edit)
}

/// A form that starts with an empty list because nothing reads it would, saved, drop the rules that are there.
fn check_edited_is_read(connector: &Connector, edit: &[crate::capabilities::Field]) -> Checked {
    use crate::capabilities::Field;
    let Some(token) = &connector.token else { return Ok(()) };
    for field in edit {
        let (name, read) = match field {
            Field::Name => ("name", &token.name),
            Field::Description => ("description", &token.description),
            Field::Scopes => ("scopes", &token.scopes),
            Field::Expiry => ("expires_at", &token.expires_at),
            Field::AllowedApis => ("allowed_apis", &token.allowed_apis),
            Field::BlockedApis => ("blocked_apis", &token.blocked_apis),
            Field::AllowedIps => ("allowed_ips", &token.allowed_ips),
            Field::BlockedIps => ("blocked_ips", &token.blocked_ips),
            Field::Preset | Field::Password | Field::Form => continue,
        };
        if read.is_none() {
            let text = ["expected a member `", name, "`, found none: the request `edit` changes it"].concat();
            return Err(Problem { path: "/token".to_owned(), problem: text });
        }
    }
    Ok(())
}
