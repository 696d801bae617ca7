//! Somebody else who works on the same tokens, at the API.

use serde_json::{Value, json};
use walkthroughs::{Answer, Client, Page, Running};

use crate::steps::PASSWORD;

pub struct Somebody {
    http: Client,
    cookie: String,
    csrf: String,
}

impl Somebody {
    pub async fn sign_in(site: &Running) -> Self {
        let http = site.http().clone();
        let account = json!({ "user_name": "ada", "password": PASSWORD }).to_string();
        let kind = ("content-type", "application/json");
        let answer = http.send("POST", "/api/v1/session", &[kind], &account).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let cookie = answer.headers["set-cookie"].to_str().expect("it is ASCII");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let csrf = answer.json()["csrf_token"].as_str().unwrap_or_default().to_owned();
        Self { http, cookie, csrf }
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut all = vec![
            ("cookie", self.cookie.as_str()),
            ("x-csrf-token", self.csrf.as_str()),
            ("content-type", "application/json"),
        ];
        all.extend(headers);
        self.http.send(method, path, &all, body).await
    }

    /// The token of this name as it is saved, if there is one that is not revoked.
    pub async fn finds(&self, name: &str) -> Option<Value> {
        let all = self.send("GET", "/api/v1/tokens", &[], "").await.json();
        let items = all["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().find(|token| token["name"] == name && token["state"] != "revoked")
    }

    pub async fn token(&self, name: &str) -> Value {
        self.finds(name).await.unwrap_or_else(|| panic!("there is no token {name:?}"))
    }

    /// Makes a token; returns its secret.
    pub async fn makes(&self, token: Value) -> String {
        // Some profiles want the password with each change.
        let password = ("x-confirm-password", PASSWORD);
        let answer = self.send("POST", "/api/v1/tokens", &[password], &token.to_string()).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["secret"].as_str().expect("it comes with its secret").to_owned()
    }

    /// Makes a token that is good for six seconds; returns its secret, and the script that is true once they are over.
    pub async fn makes_short_lived(&self, page: &Page, mut token: Value) -> (String, String) {
        let end = page.script("new Date(Date.now() + 6000).toISOString()").await;
        token["expires_at"] = end.clone();
        (self.makes(token).await, format!("Date.now() > Date.parse({end})"))
    }

    /// Changes a token, as a JSON merge patch.
    pub async fn changes(&self, name: &str, patch: Value) {
        let token = self.token(name).await;
        let path = format!("/api/v1/tokens/{}", token["id"].as_str().unwrap_or_default());
        let etag = self.send("GET", &path, &[], "").await.headers["etag"].clone();
        let etag = etag.to_str().expect("it is ASCII");
        let answer = self.send("PATCH", &path, &[("if-match", etag)], &patch.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    pub async fn revokes(&self, name: &str) {
        let token = self.token(name).await;
        let path = format!("/api/v1/tokens/{}", token["id"].as_str().unwrap_or_default());
        let answer = self.send("DELETE", &path, &[("if-match", "*")], "").await;
        assert_eq!(answer.status, 204, "{}", answer.body);
    }
}
