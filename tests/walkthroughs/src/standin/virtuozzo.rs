//! A stand-in for a Virtuozzo Application Platform (Jelastic): the part of its API that manages personal
//! access tokens, and one method that such a token can call.
//!
//! From vendor document 002 and the vendor's published API, version 8.0.2:
//!
//! - Every method below `/1.0/users/authentication/rest/` is a POST with a form. The credential is the field
//!   `session`: that of a sign-in, or a token.
//! - The status is 200 whatever happened; `result` 0 is success and any other number an error, with `error`.
//! - Times are `yyyy-MM-dd HH:mm:ss` without a zone.
//! - `createtoken` and `regeneratetoken` answer with `token`, which has its `key` this once.
//! - Each change of a token wants the account's password along (document 002: "obligatory").
//!
//! Not verified against a platform, and here as `connectors/virtuozzo.json` writes it: `apiList` as a JSON
//! list of method names, `ids` with commas between, `tokenTemplate` as a template's id, an empty `expiresAt`
//! for "never"; and the numbers and words of the errors.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::form::{Form, json};
use crate::page::ACCOUNT;

const TOKENS: &str = "/1.0/users/authentication/rest/";
const CONTROL: &str = "/1.0/environment/control/rest/";

/// What a token may be allowed to call. The names are of the vendor's API.
pub const METHODS: &[&str] = &[
    "billing.account.GetAccount",
    "environment.control.CloneEnv",
    "environment.control.CreateEnvironment",
    "environment.control.DeleteEnv",
    "environment.control.GetEnvInfo",
    "environment.control.GetEnvs",
    "environment.control.RedeployContainers",
    "environment.control.RestartNodes",
    "environment.control.StartEnv",
    "environment.control.StopEnv",
    "environment.deployment.CreateEnvironment",
    "environment.deployment.DeployApp",
    "environment.file.Read",
    "environment.file.Write",
    "marketplace.app.GetAppInfo",
    "marketplace.app.GetList",
    "marketplace.jps.Install",
    "marketplace.jps.Uninstall",
    "users.account.GetUserInfo",
];

/// The predefined sets, as document 002 names them.
const TEMPLATES: &[(i64, &str, &[&str])] = &[
    (1, "Extended Access", METHODS),
    (2, "IDE Plugins", &["environment.control.GetEnvs", "environment.control.RestartNodes"]),
    (3, "Marketplace", &["marketplace.app.GetAppInfo", "marketplace.app.GetList", "marketplace.jps.Install"]),
    (4, "Maven Plugin", &["environment.control.GetEnvs", "environment.deployment.DeployApp"]),
];

/// A refusal: the number and the words of its envelope.
type Refusal = (i64, &'static str);

const NOT_AUTHENTICATED: Refusal = (701, "user not authenticated");
const WRONG_LOGIN: Refusal = (702, "authentication failed: incorrect email or password");
const WRONG_PASSWORD: Refusal = (99, "wrong password");
const BAD_FORM: Refusal = (8, "a POST with a form is expected");
const BAD_PARAMETER: Refusal = (3, "invalid parameter");
const NO_SUCH_METHOD: Refusal = (11, "no such method");
const NOT_ALLOWED: Refusal = (10, "access denied");

/// A handle to the stand-in: what it holds can be asked and changed while it runs.
#[derive(Clone, Default)]
pub struct Virtuozzo(Arc<Mutex<Platform>>);

#[derive(Default)]
struct Platform {
    sessions: Vec<String>,
    tokens: Vec<Token>,
    /// Ids, sessions and keys are made of it.
    counter: i64,
    stopped: Vec<String>,
    changes: Vec<String>,
}

/// A token as the platform keeps it.
#[derive(Clone, Debug)]
pub struct Token {
    pub id: i64,
    pub description: String,
    key: String,
    /// `yyyy-MM-dd HH:mm:ss`; none: never.
    pub expires_at: Option<String>,
    pub template: Option<i64>,
    pub methods: Vec<String>,
}

impl Virtuozzo {
    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    /// The tokens, the oldest first.
    pub fn tokens(&self) -> Vec<Token> {
        self.platform().tokens.clone()
    }

    /// The token with this description.
    pub fn token(&self, description: &str) -> Option<Token> {
        self.platform().tokens.iter().find(|token| token.description == description).cloned()
    }

    /// Adds a token as if it had been made elsewhere. `expires_at` is as in [`Token`].
    pub fn add(&self, description: &str, expires_at: Option<&str>) {
        let mut platform = self.platform();
        let (id, key) = platform.fresh();
        platform.tokens.push(Token {
            id,
            description: description.to_owned(),
            key,
            expires_at: expires_at.map(str::to_owned),
            template: None,
            methods: METHODS.iter().take(2).map(|method| (*method).to_owned()).collect(),
        });
    }

    /// Ends every session, as a platform does after some time.
    pub fn end_sessions(&self) {
        self.platform().sessions.clear();
    }

    /// The environments that were stopped.
    pub fn stopped(&self) -> Vec<String> {
        self.platform().stopped.clone()
    }

    /// The methods that changed a token, in the order called; refused ones are not here.
    pub fn changes(&self) -> Vec<String> {
        self.platform().changes.clone()
    }

    fn platform(&self) -> MutexGuard<'_, Platform> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(State(stand_in): State<Virtuozzo>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let outcome = if let Some(method) = path.strip_prefix(TOKENS) {
        let is_post = request.method() == Method::POST;
        match Form::read(request).await {
            Some(form) if is_post => stand_in.platform().tokens_method(method, &form),
            _ => Err(BAD_FORM),
        }
    } else if let Some(method) = path.strip_prefix(CONTROL) {
        // Document 002 calls it from the address bar.
        let form = Form::parse(request.uri().query().unwrap_or_default().as_bytes());
        stand_in.platform().call(method, &form)
    } else {
        Err(NO_SUCH_METHOD)
    };
    let body = match outcome {
        Ok(mut body) => {
            if let Some(members) = body.as_object_mut() {
                members.insert("result".to_owned(), 0.into());
                members.insert("source".to_owned(), "JEL".into());
            }
            body
        }
        Err((result, error)) => json!({ "result": result, "source": "JEL", "error": error }),
    };
    json(StatusCode::OK, &body)
}

impl Platform {
    /// An id and a secret that were not there before.
    fn fresh(&mut self) -> (i64, String) {
        self.counter += 1;
        (self.counter, format!("{:06x}e5a1c2b3d4f5", self.counter * 7919))
    }

    fn tokens_method(&mut self, method: &str, form: &Form) -> Result<Value, Refusal> {
        if method == "signin" {
            if (form.get("login"), form.get("password")) != (Some(ACCOUNT.0), Some(ACCOUNT.1)) {
                return Err(WRONG_LOGIN);
            }
            let (id, session) = self.fresh();
            self.sessions.push(session.clone());
            return Ok(json!({ "session": session, "uid": id }));
        }
        let session = form.get("session").unwrap_or_default();
        if !self.sessions.iter().any(|known| known == session) {
            return Err(NOT_AUTHENTICATED);
        }
        match method {
            "signout" => {
                self.sessions.retain(|known| known != session);
                Ok(json!({}))
            }
            "gettokens" => {
                let tokens: Vec<Value> = self.tokens.iter().map(|token| token.shown(false)).collect();
                Ok(json!({ "apiTokens": tokens }))
            }
            "gettokenapilist" => Ok(json!({ "tokenPermissions": items(METHODS), "behavior": 0 })),
            "gettokentemplates" => {
                let templates: Vec<Value> = TEMPLATES.iter().map(template).collect();
                Ok(json!({ "templates": templates }))
            }
            "createtoken" | "edittoken" | "regeneratetoken" | "deletetokens" => {
                if form.get("password") != Some(ACCOUNT.1) {
                    return Err(WRONG_PASSWORD);
                }
                let body = self.change(method, form)?;
                self.changes.push(method.to_owned());
                Ok(body)
            }
            _ => Err(NO_SUCH_METHOD),
        }
    }

    fn change(&mut self, method: &str, form: &Form) -> Result<Value, Refusal> {
        match method {
            "createtoken" => {
                let (id, key) = self.fresh();
                let description = form.get("description").filter(|text| !text.is_empty());
                let mut token = Token {
                    id,
                    description: description.ok_or(BAD_PARAMETER)?.to_owned(),
                    key,
                    expires_at: None,
                    template: None,
                    methods: Vec::new(),
                };
                token.take(form)?;
                let shown = token.shown(true);
                self.tokens.push(token);
                Ok(json!({ "token": shown }))
            }
            "edittoken" => {
                let token = self.named(form)?;
                let mut changed = token.clone();
                changed.take(form)?;
                *token = changed;
                Ok(json!({ "token": token.shown(false) }))
            }
            "regeneratetoken" => {
                let (_, key) = self.fresh();
                let token = self.named(form)?;
                token.key = key;
                Ok(json!({ "token": token.shown(true) }))
            }
            _ => {
                let ids: Result<Vec<i64>, _> =
                    form.get("ids").ok_or(BAD_PARAMETER)?.split(',').map(str::parse).collect();
                let ids = ids.map_err(|_| BAD_PARAMETER)?;
                let there = |id: &i64| self.tokens.iter().any(|token| token.id == *id);
                if !ids.iter().all(there) {
                    return Err(BAD_PARAMETER);
                }
                self.tokens.retain(|token| !ids.contains(&token.id));
                Ok(json!({}))
            }
        }
    }

    fn named(&mut self, form: &Form) -> Result<&mut Token, Refusal> {
        let id: i64 = form.get("id").and_then(|id| id.parse().ok()).ok_or(BAD_PARAMETER)?;
        self.tokens.iter_mut().find(|token| token.id == id).ok_or(BAD_PARAMETER)
    }

    /// `stopenv`, with a session or with a token that is allowed to.
    fn call(&mut self, method: &str, form: &Form) -> Result<Value, Refusal> {
        let session = form.get("session").unwrap_or_default();
        let token = self.tokens.iter().find(|token| token.key == session);
        let may = match token {
            Some(token) => token.methods.iter().any(|name| name == "environment.control.StopEnv"),
            None if self.sessions.iter().any(|known| known == session) => true,
            None => return Err(NOT_AUTHENTICATED),
        };
        match method {
            "stopenv" if may => {
                self.stopped.push(form.get("envName").ok_or(BAD_PARAMETER)?.to_owned());
                Ok(json!({}))
            }
            "stopenv" => Err(NOT_ALLOWED),
            _ => Err(NO_SUCH_METHOD),
        }
    }
}

impl Token {
    /// Takes what the form has of description, expiry, set and methods. What it does not have stays.
    fn take(&mut self, form: &Form) -> Result<(), Refusal> {
        if let Some(description) = form.get("description") {
            description.clone_into(&mut self.description);
        }
        if let Some(at) = form.get("expiresAt") {
            if !at.is_empty() && !is_naive_time(at) {
                return Err(BAD_PARAMETER);
            }
            self.expires_at = Some(at).filter(|at| !at.is_empty()).map(str::to_owned);
        }
        let template = match form.get("tokenTemplate").filter(|id| !id.is_empty()) {
            Some(id) => {
                let known = TEMPLATES.iter().find(|(known, ..)| known.to_string() == id);
                Some(known.ok_or(BAD_PARAMETER)?)
            }
            None => None,
        };
        if let Some(list) = form.get("apiList") {
            let methods: Vec<String> = serde_json::from_str(list).map_err(|_| BAD_PARAMETER)?;
            if !methods.iter().all(|method| METHODS.contains(&method.as_str())) {
                return Err(BAD_PARAMETER);
            }
            self.methods = methods;
            self.template = None;
        }
        if let Some((id, _, methods)) = template {
            self.template = Some(*id);
            self.methods = methods.iter().map(|method| (*method).to_owned()).collect();
        }
        Ok(())
    }

    fn shown(&self, with_key: bool) -> Value {
        let methods: Vec<&str> = self.methods.iter().map(String::as_str).collect();
        let set = TEMPLATES.iter().find(|(id, ..)| Some(*id) == self.template).map(template);
        let mut shown = json!({
            "id": self.id, "description": self.description, "expiresAt": self.expires_at, "lastUsed": null,
            "isSystem": false, "tokenTemplate": set, "apiListItems": items(&methods),
        });
        if let (true, Some(members)) = (with_key, shown.as_object_mut()) {
            members.insert("key".to_owned(), self.key.as_str().into());
        }
        shown
    }
}

fn template((id, name, methods): &(i64, &str, &[&str])) -> Value {
    json!({ "id": id, "name": name, "apiListItems": items(methods) })
}

fn items(methods: &[&str]) -> Value {
    let item = |method: &&str| {
        let id = METHODS.iter().position(|known| known == method).unwrap_or_default() + 1;
        json!({ "id": id, "method": method, "isSafe": true, "isCollaborationAccessible": true })
    };
    methods.iter().map(item).collect()
}

/// `yyyy-MM-dd HH:mm:ss`
fn is_naive_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00 00:00:00"
}
