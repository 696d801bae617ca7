//! The forms in which a secret is needed: to paste, or as a file.

use crate::i18n::I18n;
use latchkey_connector::{SecretUse, document};
use latchkey_model::file_name;
use serde_json::Value;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecretForm {
    #[default]
    Value,
    Header,
    Curl,
    Env,
    /// A file that clients of this backend look for.
    File,
    /// What a client asks for when it is set up: token, name, language and URL (document 000).
    Profile,
}

pub const SECRET_FORMS: [SecretForm; 6] = [
    SecretForm::Value,
    SecretForm::Header,
    SecretForm::Curl,
    SecretForm::Env,
    SecretForm::File,
    SecretForm::Profile,
];

/// What goes into a form beside the secret.
pub struct SecretContext {
    /// The token's name; may be empty.
    pub name: String,
    pub language: String,
    /// Where the backend is.
    pub url: String,
    /// The secret as this backend's clients send it.
    pub uses: SecretUse,
}

impl SecretForm {
    /// `None`: clients of this backend have no use for it.
    pub fn label(self, uses: &document::SecretUse, t: I18n) -> Option<String> {
        let is_in_header = uses.header.as_ref().is_none_or(|header| !header.0.is_empty());
        match self {
            SecretForm::Header => is_in_header.then(|| t.form_header()),
            SecretForm::Curl => (is_in_header || uses.form.is_some()).then(|| t.form_curl()),
            SecretForm::Value => Some(t.form_value()),
            SecretForm::Env => Some(t.form_env()),
            SecretForm::File => uses.file.as_ref().map(|file| file.name.clone()),
            SecretForm::Profile => Some(t.form_profile()),
        }
    }

    /// How many lines of the text are shown.
    pub fn lines(self) -> &'static str {
        match self {
            SecretForm::File | SecretForm::Profile => "7",
            _ => "3",
        }
    }

    /// The text of the form. It is to be shown or handed on, never kept.
    pub fn text(self, secret: &str, context: &SecretContext) -> String {
        match self {
            SecretForm::Value => secret.to_owned(),
            SecretForm::Header => context.uses.header.clone(),
            SecretForm::Curl => {
                let (option, argument) = match context.uses.form.as_str() {
                    "" => ("-H", &context.uses.header),
                    // Not in the address, which ends up in logs.
                    _ => ("--data-urlencode", &context.uses.form),
                };
                format!("curl {option} {} {}", shell_word(argument), shell_word(&context.url))
            }
            SecretForm::File => context.uses.file.clone(),
            SecretForm::Env => format!("ACCESS_TOKEN={}\n", env_value(secret)),
            SecretForm::Profile => {
                let members = [
                    ("token", secret),
                    ("name", &context.name),
                    ("language", &context.language),
                    ("url", &context.url),
                ];
                let lines = members.map(|(name, value)| format!("  \"{name}\": {}", Value::from(value)));
                format!("{{\n{}\n}}\n", lines.join(",\n"))
            }
        }
    }

    /// A name for the file, from the token's or as clients look for it.
    pub fn file_name(self, name: &str, uses: &document::SecretUse) -> String {
        let end = match self {
            SecretForm::File => return uses.file.as_ref().map(|file| file.name.clone()).unwrap_or_default(),
            SecretForm::Value => ".txt",
            SecretForm::Header => "-header.txt",
            SecretForm::Curl => "-curl.sh",
            SecretForm::Env => ".env",
            SecretForm::Profile => "-profile.json",
        };
        file_name(name, "access-token") + end
    }
}

/// As one word for a POSIX shell, whatever is in it.
fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
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
