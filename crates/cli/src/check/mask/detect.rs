//! What is secret by its name or by its looks.

/// Real secrets are not shorter.
const MIN_LENGTH: usize = 16;

/// Whether the name of a member, parameter or header promises a secret.
pub fn is_secret_name(name: &str) -> bool {
    let name: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    const WORDS: [&str; 19] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "apikey",
        "accesskey",
        "privatekey",
        "authkey",
        "jwt",
        "csrf",
        "xsrf",
        "cookie",
        "session",
        "credential",
        "bearer",
        "authorization",
        "otp",
        "pincode",
    ];
    // `token_type`, `token_id`, `secret_prefix`, `token_expires_at` are about a secret, and are not secret.
    const ABOUT: [&str; 18] = [
        "type",
        "name",
        "prefix",
        "hint",
        "count",
        "at",
        "url",
        "uri",
        "expires",
        "expiry",
        "expiration",
        "in",
        "ttl",
        "description",
        "status",
        "scope",
        "scopes",
        "policies",
    ];
    let about_id = name.ends_with("id") && !name.contains("secret") && !name.contains("session");
    WORDS.iter().any(|word| name.contains(word))
        && !about_id
        && !ABOUT.iter().any(|about| name.ends_with(about))
}

/// Whether the name of a member promises an id.
pub fn is_id_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "id" || name.ends_with("_id") || name == "uuid"
}

/// Long, of the alphabet of keys, with digits and letters; no UUID, date, address or path.
pub fn looks_like_secret(text: &str) -> bool {
    let text = text.trim();
    let alphabet = |b: u8| b.is_ascii_alphanumeric() || b"-_.~+/=:|$".contains(&b);
    text.len() >= MIN_LENGTH
        && text.bytes().all(alphabet)
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_alphabetic())
        && !text.starts_with('/')
        && !text.contains("://")
        && !is_uuid(text)
        && !is_date(text)
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

fn is_date(text: &str) -> bool {
    let digits = |range| text.get(range).is_some_and(|part: &str| part.bytes().all(|b| b.is_ascii_digit()));
    digits(0..4) && text.get(4..5) == Some("-") && digits(5..7) && text.get(7..8) == Some("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_promise_a_secret() {
        for name in [
            "password",
            "accessKey",
            "access_token",
            "X-Subject-Token",
            "client_secret",
            "sessionid",
            "_csrf",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in
            ["token_type", "token_id", "expires_in", "apiTokens_count", "name", "key", "scopes", "tokenName"]
        {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
