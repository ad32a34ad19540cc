//! Passwords: salted Argon2id hashes, computed outside of the async workers.
//!
//! The cost is low, about a millisecond, because the site keeps visiting itself. A real site uses `Argon2::default()`.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use gapless::instrument_metric;
use tokio::task::spawn_blocking;

use crate::failure::Failure;

/// Hashes a password with a new salt.
pub(crate) async fn hash(password: String) -> Result<String, Failure> {
    Ok(spawn_blocking(move || hash_password(&password)).await??)
}

/// Returns whether a password matches a hash.
pub(crate) async fn verify(password: String, hash: String) -> Result<bool, Failure> {
    Ok(spawn_blocking(move || verify_password(&password, &hash)).await??)
}

#[instrument_metric]
fn hash_password(password: &str) -> Result<String, Error> {
    let params = Params::new(Params::MIN_M_COST * 32, 1, 1, None).expect("the costs are within their limits");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon2.hash_password(password.as_bytes())?.to_string())
}

#[instrument_metric]
fn verify_password(password: &str, hash: &str) -> Result<bool, Error> {
    let hash = PasswordHash::new(hash)?; // contains its cost parameters
    match Argon2::default().verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_that_was_hashed_fits() {
        let hash = hash_password("correct horse").unwrap();
        assert_eq!(verify_password("correct horse", &hash), Ok(true));
        assert_eq!(verify_password("wrong horse", &hash), Ok(false));
        assert_ne!(hash_password("correct horse").unwrap(), hash, "the salt is its own");
    }
}
