//! Argon2id, off the async threads and a few at a time: each run takes 19 MiB and some tens of milliseconds.

use crate::foundation::problem::Problem;
use crate::options::error::StartError;
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

const AT_ONCE: usize = 2;

pub struct Passwords {
    slots: Semaphore,
    /// Checked where the user is unknown, so that the time taken does not tell who has an account.
    decoy: String,
}

impl Passwords {
    pub fn new() -> Result<Self, StartError> {
        Ok(Self { slots: Semaphore::new(AT_ONCE), decoy: hash("no such user")? })
    }

    /// `stored` is `None` for an unknown user: as slow as a wrong password, and false.
    pub async fn verify(&self, stored: Option<String>, password: String) -> Result<bool, Problem> {
        let _slot = self.slots.acquire().await.map_err(|error| Problem::internal(&error))?;
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.clone());
        let right = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&stored)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
        .map_err(|error| Problem::internal(&error))?;
        Ok(right && known)
    }
}

/// A PHC string with a salt of its own.
pub fn hash(password: &str) -> Result<String, StartError> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt)?;
    let salt = SaltString::encode_b64(&salt).map_err(StartError::Password)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(StartError::Password)?;
    Ok(hash.to_string())
}
