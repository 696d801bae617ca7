//! Plain requests: to set a server up, and to use a secret as its holder does. Without cookies, without redirects.

use std::sync::LazyLock;
use std::time::Duration;

use ureq::Agent;
use ureq::http::Request;

use super::StartError;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Reply {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
});

/// Sends one request to its end. Without a body nothing is sent for one.
pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Result<Reply, StartError> {
    let failed = |problem: String| StartError::NoAnswer { line: format!("{method} {url}"), problem };
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.to_owned()).map_err(|error| failed(error.to_string()))?;
    let (parts, mut body) = AGENT.run(request).map_err(|error| failed(error.to_string()))?.into_parts();
    let headers = parts.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    Ok(Reply {
        status: parts.status.as_u16(),
        headers: headers.collect(),
        body: body.read_to_string().map_err(|error| failed(error.to_string()))?,
    })
}
