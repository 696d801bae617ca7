//! The two commands of ChromeDriver that WebDriver does not have: the Chrome DevTools Protocol, and
//! the browser's log.

use fantoccini::Client;
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

/// A `POST` below the session.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (axum::http::Method, Option<String>) {
        (axum::http::Method::POST, Some(self.body.to_string()))
    }
}

/// Runs one command of the DevTools protocol.
pub async fn cdp(client: &Client, command: &str, parameters: Value) -> Result<Value, CmdError> {
    let body = json!({ "cmd": command, "params": parameters });
    client.issue_cmd(Post { path: "goog/cdp/execute", body }).await
}

/// What the browser logged since the last call.
pub async fn browser_log(client: &Client) -> Result<Value, CmdError> {
    client.issue_cmd(Post { path: "se/log", body: json!({ "type": "browser" }) }).await
}
