//! What a connector must hold beyond its shape: every placeholder exists, every template can be read, what is
//! offered can be asked for. Found when it is loaded, not when somebody presses a button.

use crate::capabilities::{Field, PasswordConfirmation};
use crate::codec::escape::is_dot_segment;
use crate::codec::time;
use crate::document::syntax::{self, expression};
use crate::document::templates::{each_in_json, each_template, each_text};
use crate::document::{Connector, Given, Members, PagingKind, Request, SignInForm, TimeFormat};
use crate::http::Method;
use crate::problem::{Problem, pointer_token};
use crate::request::capabilities;

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
            c.request(name, &format!("/requests/{name}"), request, false);
        }
    }
    each_text("/headers/all", &connector.headers.all, &mut |at, text| c.template("", at, text));
    each_text("/headers/unsafe", &connector.headers.changing, &mut |at, text| c.template("", at, text));
    for (name, shape) in &connector.shapes.0 {
        each_in_json(&format!("/shapes/{name}"), shape, &mut |at, text| c.template(syntax::SHAPE, at, text));
    }
    if let Some(success) = &connector.success {
        c.names("/success/equals", &success.equals);
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
            self.add(Problem::new(format!("expected {what}")).at(format!("{at}{member}")));
        }
    }

    fn request(&mut self, kind: &str, at: &str, request: &Request, first: bool) {
        let path = request.path.as_str();
        let plain = path.starts_with('/') && !path.starts_with("//") && !path.contains(['?', '#', '\\']);
        let what = "a path that starts with one `/`, without `?`, `#`, `\\`, `.` and `..` (parameters go into `query`)";
        self.must(plain && !path.split('/').any(is_dot_segment), at, "/path", what);
        each_template(request, &mut |member, text| self.template(kind, &format!("{at}{member}"), text));
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
            self.request(kind, &format!("{at}/first/{index}"), request, true);
        }
        if let Some(success) = &request.success {
            self.names(&format!("{at}/success/equals"), &success.equals);
        }
        self.names(&format!("{at}/only"), &request.only);
        self.results(kind, at, request, first);
        self.paging(at, request);
    }

    /// The members that read the answer: only those of this kind of request, and those that it must have.
    fn results(&mut self, kind: &str, at: &str, request: &Request, first: bool) {
        let members: [(&str, bool, &[&str], &[&str]); 8] = [
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
            (
                "empty_status",
                !request.empty_status.is_empty(),
                &[],
                &["list", "scopes", "operations", "presets"],
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
                self.must(may, at, &format!("/{member}"), "none: it is not read from this request");
            } else {
                let what = format!("a member `{member}` that says where the answer has it, found none");
                self.must(!must, at, "", &what);
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
        let what = format!("`{{{source}}}` in the request, or the next page is this one again");
        self.must(source.is_empty() || request.uses(source), at, "/paging", &what);
        self.must(!next || paging.next.is_some(), at, "/paging", "a member `next`, found none");
        self.must(paging.size != Some(0), at, "/paging/size", "a number above 0, found 0");
    }

    /// Members that are named by the place they read.
    fn names<T>(&mut self, at: &str, members: &Members<T>) {
        for (name, _) in &members.0 {
            if let Err(problem) = expression::parse(name) {
                self.add(Problem::new(problem).at(format!("{at}{}", pointer_token(name))));
            }
        }
    }

    fn template(&mut self, kind: &str, at: &str, text: &str) {
        let connector = self.connector;
        let has_table = |codec: &str, name: &str| match codec {
            "shape" => connector.shapes.get(name).is_some(),
            _ => connector.maps.get(name).is_some(),
        };
        if let Err(problem) = syntax::check_template(text, kind, &has_table) {
            self.add(problem.at(at));
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
            let what =
                format!("a member `{member}` that says how the answer to a request is read, found none");
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
            ("create/", &offered.create, capabilities::create_fields(self.connector)),
            ("edit/", &offered.edit, capabilities::edit_fields(self.connector)),
        ] {
            for (index, field) in offered.iter().flatten().enumerate() {
                self.must(settable.contains(field), at, &format!("{member}{index}"), what);
            }
        }
        for (index, name) in offered.profile_edit.iter().flatten().enumerate() {
            let set = r.edit_profile.as_ref().is_some_and(|r| r.uses(&format!("profile.{name}")));
            self.must(set, at, &format!("profile_edit/{index}"), what);
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
        for field in capabilities::edit_fields(self.connector) {
            let unread = reads.iter().any(|(f, read)| *f == field && read.is_none());
            let name = capabilities::SETTABLE.iter().find(|(f, _)| *f == field).map_or("", |(_, name)| name);
            let what = format!("a member `{name}`, found none: the request `edit` changes it");
            self.must(!unread, "/token", "", &what);
        }
    }
}
