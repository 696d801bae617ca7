//! A secret as clients of the backend send it.

use crate::document;
use crate::document::syntax::template::{Part, parse};

/// Ready to paste. It holds the secret, so it is made where it is shown, and has no `Debug`.
pub struct SecretUse {
    /// `Authorization: Bearer ...`; empty where it is not sent in one.
    pub header: String,
    /// `session=...`; empty where it is not sent in a form.
    pub form: String,
    /// What stands in the file that clients read it from; empty where the backend's have none.
    pub file: String,
}

pub(crate) fn fill(uses: &document::SecretUse, secret: &str, name: &str, url: &str) -> SecretUse {
    let header = uses.header.as_ref().map_or("Authorization: Bearer {secret}", |header| header.0.as_str());
    let filled = |template: &str| {
        let host = url.split_once("://").map_or(url, |(_, host)| host);
        let mut text = String::new();
        for part in parse(template).unwrap_or_default() {
            text.push_str(match part {
                Part::Text(literal) => literal,
                Part::Value(placeholder) => {
                    let value = match placeholder.source {
                        "secret" => secret,
                        "name" => name,
                        "host" => host,
                        _ => url,
                    };
                    placeholder.codecs.iter().fold(value, |value, (codec, at)| match value.split_once(at) {
                        Some((before, _)) if *codec == "before" => before,
                        Some((_, after)) => after,
                        None => "",
                    })
                }
            });
        }
        text
    };
    SecretUse {
        header: filled(header),
        form: uses.form.as_ref().map_or_else(String::new, |form| filled(&form.0)),
        file: uses.file.as_ref().map_or_else(String::new, |file| filled(&file.text.0)),
    }
}

#[cfg(test)]
mod tests {
    use crate::Engine;

    fn engine(secret_use: &str) -> Engine {
        let document =
            r##"{ "name": "Acme", "requests": {}, "secret_use": USE }"##.replace("USE", secret_use);
        Engine::load("acme.json", &document).unwrap_or_else(|error| panic!("{error:?}"))
    }

    #[test]
    fn a_secret_goes_as_a_bearer_token_unless_the_connector_says_otherwise() {
        let bearer = engine("{}").secret_use("s3cret", "ci", "https://api.example.com/v1/");
        assert_eq!(bearer.header, "Authorization: Bearer s3cret");
        assert_eq!(bearer.file, "");
        let own = r#"{ "header": "x-api-key: {secret}",
            "file": { "name": ".npmrc", "text": "; {name}, {url}\n//{host}:_authToken={secret}\n" } }"#;
        let own = engine(own).secret_use("s3cret", "ci", "https://api.example.com/v1/");
        assert_eq!(own.header, "x-api-key: s3cret");
        let text = "; ci, https://api.example.com/v1/\n//api.example.com/v1/:_authToken=s3cret\n";
        assert_eq!(own.file, text);
    }

    #[test]
    fn a_secret_may_be_a_field_of_a_form() {
        let form = engine(r#"{ "header": "", "form": "session={secret}" }"#);
        assert_eq!(form.secret_use("s3cret", "ci", "https://api.example.com/").form, "session=s3cret");
    }

    #[test]
    fn a_secret_of_two_parts_is_taken_apart() {
        let pair = r#"{ "header": "",
            "file": { "name": "c.yaml", "text": "id: {secret|before::}\nkey: {secret|after::}\n" } }"#;
        let pair = engine(pair).secret_use("b973:zAK:g", "ci", "https://api.example.com/");
        assert_eq!((&*pair.header, &*pair.form), ("", ""));
        assert_eq!(pair.file, "id: b973\nkey: zAK:g\n");
    }
}
