//! What the backend knows, asked beside the browser.

use serde_json::{Value, json};
use walkthroughs::{Answer, Running};

use crate::steps::PASSWORD;

pub struct Api<'a> {
    site: &'a Running,
    cookie: String,
    csrf: String,
}

impl<'a> Api<'a> {
    pub async fn new(site: &'a Running) -> Self {
        let body = json!({ "user_name": "ada", "password": PASSWORD }).to_string();
        let headers = [("content-type", "application/json")];
        let answer = site.backend().send("POST", "/api/v1/session", &headers, &body).await;
        let cookie = answer.headers["set-cookie"].to_str().expect("a cookie is text");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let csrf = answer.json()["csrf_token"].as_str().expect("a session has one").to_owned();
        Self { site, cookie, csrf }
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let headers =
            [("content-type", "application/json"), ("cookie", &self.cookie), ("x-csrf-token", &self.csrf)];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.site.backend().send(method, path, &headers, &body).await
    }

    /// Makes a token and gives its id.
    pub async fn make(&self, name: &str) -> String {
        let body = json!({ "name": name, "scopes": ["Device"], "expires_at": null });
        let answer = self.send("POST", "/api/v1/tokens", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["token"]["id"].as_str().expect("a token has an id").to_owned()
    }

    pub async fn get(&self, id: &str) -> Value {
        self.send("GET", &format!("/api/v1/tokens/{id}"), &Value::Null).await.json()
    }

    /// The states of the tokens with this name.
    pub async fn named(&self, name: &str) -> Vec<String> {
        let answer = self.send("GET", &format!("/api/v1/tokens?q={name}"), &Value::Null).await.json();
        let items = answer["items"].as_array().cloned().unwrap_or_default();
        let named = items.iter().filter(|token| token["name"] == name);
        named.map(|token| token["state"].as_str().unwrap_or_default().to_owned()).collect()
    }

    pub async fn full_name(&self) -> String {
        let answer = self.send("GET", "/api/v1/profile", &Value::Null).await.json();
        answer["full_name"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether the protected API takes the secret.
    pub async fn takes(&self, secret: &str) -> bool {
        self.site.backend().with_secret("GET", "/v1/devices", secret).await.status == 200
    }
}
