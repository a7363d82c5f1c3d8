//! Passwords: the rule for new ones, and argon2id.

use crate::config::Config;
use crate::error::ServiceError;
use anyhow::anyhow;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::Rng as _;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Checks running at once: each takes memory and a core for some 20 ms, and a burst of sign-ins
/// must not take all of both.
const MOST_AT_ONCE: usize = 4;

/// Longest password looked at, in bytes: more only costs time.
const LONGEST: usize = 256;

/// What a new password must be, in Vietnamese.
pub const RULE: &str = "Mật khẩu cần ít nhất 14 ký tự gồm chữ thường, chữ hoa, chữ số và ký tự \
                        đặc biệt; hoặc ít nhất 20 ký tự bất kỳ.";

/// Makes and checks password hashes, off the async threads.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// The hash of no password: checked for unknown users, so that they take as long as known ones.
    nobody: Arc<str>,
    turns: Arc<Semaphore>,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords(…)")
    }
}

impl Passwords {
    /// With the configured cost.
    ///
    /// # Errors
    /// When argon2 does not accept the cost.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let params = Params::new(config.argon2_memory_kib, config.argon2_iterations, 1, None)
            .map_err(|error| anyhow!("argon2 parameters: {error}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon2, &first_password())?;
        Ok(Self {
            argon2,
            nobody: nobody.into(),
            turns: Arc::new(Semaphore::new(MOST_AT_ONCE)),
        })
    }

    /// The hash of a password, as a PHC string.
    ///
    /// # Errors
    /// [`ServiceError::Internal`] when hashing fails.
    pub async fn hash(&self, password: String) -> Result<String, ServiceError> {
        let argon2 = self.argon2.clone();
        self.blocking(move || hash(&argon2, &password)).await
    }

    /// Whether the password is right. `None`, no such account, takes as long and says no.
    ///
    /// # Errors
    /// [`ServiceError::Internal`] when a stored hash cannot be read.
    pub async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, ServiceError> {
        let argon2 = self.argon2.clone();
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.to_string());
        let right = self
            .blocking(move || {
                let stored =
                    PasswordHash::new(&stored).map_err(|error| anyhow!("stored hash: {error}"))?;
                let password = password.as_bytes();
                // The cost comes from the stored hash, so old ones stay good when it is raised.
                Ok(password.len() <= LONGEST && argon2.verify_password(password, &stored).is_ok())
            })
            .await?;
        Ok(right && known)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|error| ServiceError::Internal(error.into()))?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(|error| ServiceError::Internal(error.into()))?
        .map_err(ServiceError::Internal)
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> anyhow::Result<String> {
    let salt: [u8; 16] = rand::rng().random();
    let salt = SaltString::encode_b64(&salt).map_err(|error| anyhow!("salt: {error}"))?;
    let hash = argon2.hash_password(password.as_bytes(), &salt);
    Ok(hash
        .map_err(|error| anyhow!("argon2: {error}"))?
        .to_string())
}

/// Whether a new password keeps the rule ([`RULE`]) and does not contain the user name.
#[must_use]
pub fn is_acceptable(password: &str, username: &str) -> bool {
    let length = password.chars().count();
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let classes = has(char::is_lowercase)
        && has(char::is_uppercase)
        && has(|c| c.is_ascii_digit())
        && has(|c| !c.is_alphanumeric());
    let varied = password
        .chars()
        .collect::<std::collections::HashSet<_>>()
        .len()
        >= 5;
    let names_user =
        !username.is_empty() && password.to_lowercase().contains(&username.to_lowercase());
    password.len() <= LONGEST
        && varied
        && !names_user
        && (length >= 20 || (length >= 14 && classes))
}

/// A first password that can be read out over the telephone: five groups of four, without letters
/// and digits that look alike (about 98 bits).
#[must_use]
pub fn first_password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut rng = rand::rng();
    let groups: Vec<String> = (0..5)
        .map(|_| {
            (0..4)
                .map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())]))
                .collect()
        })
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule() {
        let table = [
            ("Abcdefgh-12345", true),
            ("Abcdefgh-1234", false),
            ("abcdefgh-12345", false),
            ("Abcdefghi12345", false),
            ("tien-do-2026-demo", false),
            ("một câu dài dễ nhớ hơn nhiều", true),
            ("aaaaaaaaaaaaaaaaaaaaaaaa", false),
            ("Canbo.TamMy-2026-abc", false),
        ];
        for (password, good) in table {
            assert_eq!(is_acceptable(password, "canbo.tammy"), good, "{password}");
        }
        assert!(!is_acceptable(&"Ab1-x".repeat(60), "an"));
    }

    #[test]
    fn first_passwords_keep_the_rule_and_differ() {
        let password = first_password();
        assert_eq!(password.len(), 24);
        assert!(is_acceptable(&password, "canbo.tammy"));
        assert_ne!(password, first_password());
    }

    #[tokio::test]
    async fn hashed_and_checked() {
        let config = Config {
            argon2_memory_kib: 8,
            argon2_iterations: 1,
            ..Config::default()
        };
        let passwords = Passwords::new(&config).unwrap();
        let hash = passwords.hash("bí mật".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert!(
            passwords
                .verify("bí mật".to_owned(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("bí mậT".to_owned(), Some(hash))
                .await
                .unwrap()
        );
        assert!(!passwords.verify("bí mật".to_owned(), None).await.unwrap());
    }
}
