//! Secrets: how they are made, recognised and kept.
//!
//! `lk_` + 32 random base62 digits (190 bits) + 6 base62 digits of the CRC-32 over what stands before.
//! The prefix lets a scanner find a leaked one, the checksum lets it tell a real one from a look-alike
//! without asking the server.

use sha2::{Digest, Sha256};

pub const PREFIX: &str = "lk_";
const RANDOM_DIGITS: usize = 32;
const CHECK_DIGITS: usize = 6;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A secret on its way to the one person who may see it. Not `Debug`: it must not reach a log.
pub struct Secret(String);

impl Secret {
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut text = format!("{PREFIX}{}", random_base62(RANDOM_DIGITS)?);
        let check = check_digits(&text);
        text.push_str(&check);
        Ok(Self(text))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> [u8; 32] {
        hash(&self.0)
    }

    /// What is kept to recognise it by: the first and last four digits.
    pub fn hint(&self) -> String {
        let digits = self.0.trim_start_matches(PREFIX);
        let head: String = digits.chars().take(4).collect();
        let tail: String = digits.chars().skip(RANDOM_DIGITS + CHECK_DIGITS - 4).collect();
        format!("{PREFIX}{head}…{tail}")
    }
}

/// What is stored and looked up instead of the secret.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether the text contains something of our form with a right checksum: surely a secret.
pub fn contains_secret(text: &str) -> bool {
    text.match_indices(PREFIX).any(|(at, _)| {
        let candidate = text.get(at..).unwrap_or_default();
        candidate.get(..PREFIX.len() + RANDOM_DIGITS + CHECK_DIGITS).is_some_and(is_well_formed)
    })
}

/// `count` uniformly random base62 digits.
pub fn random_base62(count: usize) -> Result<String, getrandom::Error> {
    let mut text = String::with_capacity(count);
    let mut pool = [0_u8; 64];
    while text.len() < count {
        getrandom::fill(&mut pool)?;
        // 248 = 4 * 62: the rest would make the first digits likelier than the last.
        let digits =
            pool.iter().filter(|byte| **byte < 248).filter_map(|byte| BASE62.get(usize::from(byte % 62)));
        for digit in digits.take(count - text.len()) {
            text.push(char::from(*digit));
        }
    }
    Ok(text)
}

fn is_well_formed(candidate: &str) -> bool {
    let Some((body, check)) = candidate.split_at_checked(PREFIX.len() + RANDOM_DIGITS) else { return false };
    body.bytes().skip(PREFIX.len()).all(|byte| byte.is_ascii_alphanumeric()) && check == check_digits(body)
}

fn check_digits(text: &str) -> String {
    let mut rest = crc32(text.as_bytes());
    let mut digits = [b'0'; CHECK_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62.get((rest % 62) as usize).copied().unwrap_or(b'0');
        rest /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

/// CRC-32 as of IEEE 802.3, the one of gzip and PNG.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_usual_crc_32() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_secret_is_recognised_wherever_it_stands_and_a_changed_one_is_not() {
        let secret = Secret::generate().unwrap();
        assert_eq!(secret.reveal().len(), 41);
        assert!(contains_secret(&format!("token={} found", secret.reveal())));
        let last = if secret.reveal().ends_with('0') { '1' } else { '0' };
        let mut changed = secret.reveal().to_owned();
        changed.pop();
        changed.push(last);
        assert!(!contains_secret(&changed));
        assert!(!contains_secret("lk_…"));
    }

    #[test]
    fn the_hint_gives_away_eight_digits_only() {
        let secret = Secret::generate().unwrap();
        let hint = secret.hint();
        assert_eq!(hint.chars().count(), 3 + 4 + 1 + 4);
        assert!(secret.reveal().starts_with(hint.split('…').next().unwrap()));
        assert!(secret.reveal().ends_with(hint.split('…').next_back().unwrap()));
    }

    #[test]
    fn random_digits_use_the_whole_alphabet() {
        let text = random_base62(20_000).unwrap();
        assert!(BASE62.iter().all(|digit| text.bytes().any(|byte| byte == *digit)));
    }
}
