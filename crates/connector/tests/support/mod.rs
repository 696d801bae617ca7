//! Intents from JSON, and requests and outcomes to JSON, for recorded exchanges.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use latchkey_connector::*;
use latchkey_model::*;
use serde_json::{Map, Value, json};

fn text(value: &Value, member: &str) -> String {
    value.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn texts(value: &Value, member: &str) -> Option<Vec<String>> {
    let list = value.get(member)?.as_array().unwrap();
    Some(list.iter().map(|v| v.as_str().unwrap().to_owned()).collect())
}

fn parsed<T: std::str::FromStr>(value: &Value, member: &str) -> Option<Vec<T>> {
    let list = texts(value, member)?;
    Some(list.iter().map(|t| t.parse().ok().expect("a rule")).collect())
}

fn scopes(value: &Value) -> Option<Vec<ScopeId>> {
    Some(texts(value, "scopes")?.iter().map(|s| ScopeId(s.as_str().into())).collect())
}

fn expiry(value: &Value) -> Option<Expiry> {
    Some(match value.get("expires")?.as_str().unwrap() {
        "never" => Expiry::Never,
        "unstated" => Expiry::Unstated,
        at => Expiry::At(at.parse().unwrap()),
    })
}

fn access(value: &Value) -> Access {
    Access {
        scopes: scopes(value).unwrap_or_default(),
        allowed_apis: parsed(value, "allowed_apis").unwrap_or_default(),
        blocked_apis: parsed(value, "blocked_apis").unwrap_or_default(),
        allowed_ips: parsed(value, "allowed_ips").unwrap_or_default(),
        blocked_ips: parsed(value, "blocked_ips").unwrap_or_default(),
        expiry: expiry(value).unwrap_or(Expiry::Unstated),
    }
}

fn token(value: &Value) -> Token {
    Token {
        id: TokenId(text(value, "id").into()),
        name: text(value, "name"),
        description: text(value, "description"),
        hint: String::new(),
        access: access(value),
        lifecycle: Lifecycle::Enabled,
        created: None,
        last_used: None,
        version: value.get("version").map(|v| Version(v.as_str().unwrap().to_owned())),
        unread: Vec::new(),
    }
}

/// `"next"` as a list's cursor is the one of the exchange before.
pub fn intent(value: &Value, next: &Option<PageCursor>) -> Intent {
    let (name, of) = match value {
        Value::String(name) => (name.as_str(), &Value::Null),
        Value::Object(members) => {
            let (name, of) = members.iter().next().unwrap();
            (name.as_str(), of)
        }
        _ => panic!("an intent is a text or an object"),
    };
    let before = || token(&of["token"]);
    match name {
        "current_session" => Intent::CurrentSession,
        "sign_in" => Intent::SignIn { user: text(of, "user"), password: text(of, "password") },
        "sign_out" => Intent::SignOut,
        "refresh" => Intent::Refresh,
        "step_up" => Intent::StepUp { password: text(of, "password") },
        "describe" => Intent::Describe,
        "list" => Intent::List { cursor: of.as_str().and(next.clone()) },
        "get" => Intent::Get { id: TokenId(text(of, "id").into()) },
        "create" => Intent::Create {
            draft: Draft {
                name: text(of, "name"),
                description: text(of, "description"),
                access: access(of),
                preset: of.get("preset").map(|_| text(of, "preset")),
            },
        },
        "edit" => {
            let to = &of["changes"];
            let one = |member: &str| to.get(member).map(|_| text(to, member));
            Intent::Edit {
                before: before(),
                changes: Changes {
                    name: one("name"),
                    description: one("description"),
                    preset: one("preset"),
                    scopes: scopes(to),
                    allowed_apis: parsed(to, "allowed_apis"),
                    blocked_apis: parsed(to, "blocked_apis"),
                    allowed_ips: parsed(to, "allowed_ips"),
                    blocked_ips: parsed(to, "blocked_ips"),
                    expiry: expiry(to),
                },
            }
        }
        "enable" => Intent::Enable { before: before() },
        "disable" => Intent::Disable { before: before() },
        "regenerate" => Intent::Regenerate { before: before(), grace_seconds: of["grace_seconds"].as_u64() },
        "revoke" => Intent::Revoke { token: before() },
        "revoke_many" => Intent::RevokeMany { tokens: of.as_array().unwrap().iter().map(token).collect() },
        "scopes" => Intent::Scopes,
        "operations" => Intent::Operations,
        "presets" => Intent::Presets,
        "profile" => Intent::Profile,
        "edit_profile" => Intent::EditProfile {
            changes: of
                .as_object()
                .unwrap()
                .iter()
                .map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned()))
                .collect(),
        },
        other => panic!("no intent is called {other}"),
    }
}

fn json_or_text(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|_| body.into())
}

pub fn request_json(request: &Result<HttpRequest, PrepareError>) -> Value {
    match request {
        Ok(request) => {
            let mut object = Map::new();
            object.insert("line".into(), format!("{} {}", request.method.as_str(), request.target).into());
            let headers = request
                .headers
                .iter()
                .filter(|(name, value)| name != "Accept" || value != "application/json");
            let headers: Map<String, Value> = headers.map(|(n, v)| (n.clone(), v.as_str().into())).collect();
            if !headers.is_empty() {
                object.insert("headers".into(), headers.into());
            }
            if let Some(body) = &request.body {
                object.insert("body".into(), json_or_text(body));
            }
            object.into()
        }
        Err(error) => json!({ "error": format!("{error:?}") }),
    }
}

pub fn response(value: &Value) -> HttpResponse {
    let headers = value.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
    HttpResponse {
        status: value["status"].as_u64().unwrap() as u16,
        headers: headers.iter().map(|(n, v)| (n.clone(), v.as_str().unwrap().to_owned())).collect(),
        body: match value.get("body") {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(body) => body.to_string(),
        },
    }
}

fn time(at: DateTime<Utc>) -> Value {
    format!("{at:?}").into()
}

fn token_json(token: &Token) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        if !matches!(&value, Value::Null) && value != json!([]) && value != json!("") {
            object.insert(name.into(), value);
        }
    };
    fn list<T: ToString>(of: &[T]) -> Value {
        of.iter().map(|t| Value::from(t.to_string())).collect()
    }
    let access = &token.access;
    put("id", (&*token.id.0).into());
    put("name", token.name.as_str().into());
    put("description", token.description.as_str().into());
    put("hint", token.hint.as_str().into());
    put("scopes", list(&access.scopes));
    put("allowed_apis", list(&access.allowed_apis));
    put("blocked_apis", list(&access.blocked_apis));
    put("allowed_ips", list(&access.allowed_ips));
    put("blocked_ips", list(&access.blocked_ips));
    put(
        "expires",
        match access.expiry {
            Expiry::Never => "never".into(),
            Expiry::Unstated => "unstated".into(),
            Expiry::At(at) => time(at),
        },
    );
    match token.lifecycle {
        Lifecycle::Enabled => {}
        Lifecycle::Disabled => put("state", "disabled".into()),
        Lifecycle::Revoked(at) => {
            put("state", "revoked".into());
            put("revoked", at.map_or(Value::Null, time));
        }
    }
    put("created", token.created.map_or(Value::Null, time));
    put("last_used", token.last_used.map_or(Value::Null, time));
    put("version", token.version.as_ref().map_or(Value::Null, |v| v.0.as_str().into()));
    put(
        "unread",
        token.unread.iter().map(|u| format!("{:?}: {}: {}: {}", u.part, u.at, u.problem, u.text)).collect(),
    );
    object.into()
}

fn read_error(error: &ReadError) -> Value {
    format!("{}: {}", error.at, error.problem).into()
}

fn error_json(error: &BackendError) -> Value {
    let fields = |fields: &[FieldError]| -> Value {
        fields.iter().map(|f| Value::from(format!("{:?}: {}", f.field, f.message))).collect()
    };
    match error {
        BackendError::Conflict { message, fields: f } => {
            json!({ "error": "Conflict", "message": message, "fields": fields(f) })
        }
        BackendError::Invalid { message, fields: f } => {
            json!({ "error": "Invalid", "message": message, "fields": fields(f) })
        }
        BackendError::Unreadable(e) => json!({ "error": "Unreadable", "at": read_error(e) }),
        other => json!({ "error": format!("{other:?}") }),
    }
}

pub fn outcome_json(outcome: &Result<Outcome, BackendError>) -> Value {
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => return error_json(error),
    };
    match outcome {
        Outcome::Session(session) => {
            let values: BTreeMap<_, _> = session.values().iter().cloned().collect();
            json!({ "session": values })
        }
        Outcome::Instance(i) => {
            let sites: Vec<Value> = i
                .sites
                .iter()
                .map(|s| format!("{} {} {} {}", s.name, s.latitude, s.longitude, s.status).into())
                .collect();
            let mut object = json!({
                "name": i.name, "version": i.version, "location": i.location, "time": i.time,
                "time_zone": i.time_zone, "your_address": i.your_address, "counts": i.counts, "sites": sites,
            });
            object["capabilities"] = match &i.capabilities {
                Some(c) => capabilities_json(c),
                None => Value::Null,
            };
            object
        }
        Outcome::Page(page) => json!({
            "tokens": page.tokens.iter().map(token_json).collect::<Vec<_>>(),
            "unreadable": page.unreadable.iter().map(read_error).collect::<Vec<_>>(),
            "more": page.next.is_some(),
            "total": page.total,
        }),
        Outcome::Token(token) => json!({ "token": token_json(token) }),
        Outcome::Issued(issued) => {
            json!({ "token": issued.token.as_ref().map(token_json), "secret": issued.secret })
        }
        Outcome::Scopes(scopes) => {
            scopes.iter().map(|s| Value::from(format!("{}: {}", s.id, s.description))).collect()
        }
        Outcome::Operations(operations) => operations.iter().map(|o| Value::from(format!("{o:?}"))).collect(),
        Outcome::Presets(presets) => presets.iter().map(|p| Value::from(format!("{p:?}"))).collect(),
        Outcome::Profile(profile) => format!("{profile:?}").into(),
        Outcome::Revoked(revoked) => revoked
            .iter()
            .map(|r| match &r.result {
                Ok(()) if r.gone => json!({ "id": &*r.id.0, "done": "gone" }),
                Ok(()) => json!({ "id": &*r.id.0, "done": true }),
                Err(error) => json!({ "id": &*r.id.0, "done": error_json(error) }),
            })
            .collect(),
        Outcome::Gone => "gone".into(),
        Outcome::Done => "done".into(),
    }
}

pub fn capabilities_json(c: &Capabilities) -> Value {
    let mut can = Vec::new();
    for (name, is) in [
        ("sign_out", c.sign_out),
        ("list", c.list),
        ("create", c.create),
        ("edit", c.edit),
        ("enable_disable", c.enable_disable),
        ("regenerate", c.regenerate),
        ("revoke", c.revoke),
        ("revoke_many", c.revoke_many),
        ("lists_revoked", c.lists_revoked),
        ("describe", c.describe),
        ("profile", c.profile),
        ("scopes", c.scopes),
        ("operations", c.operations),
        ("presets", c.presets),
        ("idempotent_create", c.idempotent_create),
        ("versions", c.versions),
    ] {
        if is {
            can.push(name);
        }
    }
    json!({
        "can": can,
        "sign_in": format!("{:?}", c.sign_in),
        "password": format!("{:?}", c.password),
        "create": format!("{:?}", c.create_fields.0),
        "edit": format!("{:?}", c.edit_fields.0),
        "columns": format!("{:?}", c.columns),
        "regenerate_grace": c.regenerate_grace,
        "profile_edit": c.profile_edit,
        "name": format!("{:?}", c.name),
        "expiry": format!("{:?}", c.expiry),
        "access": format!("{:?}", c.access),
        "secret_prefix": c.secret_prefix,
    })
}
