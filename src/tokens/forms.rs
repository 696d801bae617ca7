//! The forms in which a secret is needed: to paste, or as a file.

use crate::text;
use latchkey_connector::{SecretUse, document};
use latchkey_model::file_name;
use wasm_bindgen::JsValue;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    Value,
    Header,
    Curl,
    Env,
    /// A file that clients of this backend look for.
    File,
    /// What a client asks for when it is set up: token, name, language and URL.
    Profile,
}

pub const FORMS: [Form; 6] = [Form::Value, Form::Header, Form::Curl, Form::Env, Form::File, Form::Profile];

/// What goes into a form beside the secret.
pub struct About {
    /// The token's name; may be empty.
    pub name: String,
    pub language: String,
    /// Where the backend is.
    pub url: String,
    /// The secret as this backend's clients send it.
    pub uses: SecretUse,
}

impl Form {
    /// `None`: clients of this backend have no use for it.
    pub fn label(self, uses: &'static document::SecretUse) -> Option<&'static str> {
        let in_header = uses.header.as_ref().is_none_or(|header| !header.0.is_empty());
        Some(match self {
            Form::Header if !in_header => return None,
            Form::Curl if !in_header && uses.form.is_none() => return None,
            Form::Value => text::form_value(),
            Form::Header => text::form_header(),
            Form::Curl => text::form_curl(),
            Form::Env => text::form_env(),
            Form::File => &uses.file.as_ref()?.name,
            Form::Profile => text::form_profile(),
        })
    }

    /// The text of the form. It is to be shown or handed on, never kept.
    pub fn of(self, secret: &str, about: &About) -> String {
        match self {
            Form::Value => secret.to_owned(),
            Form::Header => about.uses.header.clone(),
            Form::Curl => {
                let (option, with) = match about.uses.form.as_str() {
                    "" => ("-H ", &about.uses.header),
                    // Not in the address, which ends up in logs.
                    _ => ("--data-urlencode ", &about.uses.form),
                };
                ["curl ", option, &quoted(with), " ", &quoted(&about.url)].concat()
            }
            Form::File => about.uses.file.clone(),
            Form::Env => ["ACCESS_TOKEN=", &env_value(secret), "\n"].concat(),
            Form::Profile => {
                let members = [
                    ("token", secret),
                    ("name", &about.name),
                    ("language", &about.language),
                    ("url", &about.url),
                ];
                let lines = members.map(|(name, value)| ["  \"", name, "\": ", &json(value)].concat());
                ["{\n", &lines.join(",\n"), "\n}\n"].concat()
            }
        }
    }

    /// A name for the file, from the token's or as clients look for it.
    pub fn file(self, name: &str, uses: &document::SecretUse) -> String {
        let end = match self {
            Form::File => return uses.file.as_ref().map(|file| file.name.clone()).unwrap_or_default(),
            Form::Value => ".txt",
            Form::Header => "-header.txt",
            Form::Curl => "-curl.sh",
            Form::Env => ".env",
            Form::Profile => "-profile.json",
        };
        [&file_name(name, "access-token"), end].concat()
    }
}

/// As one word for a POSIX shell, whatever is in it.
fn quoted(text: &str) -> String {
    ["'", &text.replace('\'', "'\\''"), "'"].concat()
}

/// In double quotes where a reader of such files would take a character for something else.
fn env_value(secret: &str) -> String {
    if secret.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~+/=".contains(&b)) {
        return secret.to_owned();
    }
    let mut out = String::from('"');
    for c in secret.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// A JSON string, by the browser's own writer.
fn json(text: &str) -> String {
    js_sys::JSON::stringify(&JsValue::from_str(text)).map_or_else(|_| String::from("\"\""), String::from)
}
