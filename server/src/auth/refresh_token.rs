//! Refresh tokens: 32 bytes, sent as base64url; the database keeps only their SHA-256.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use sha2::{Digest as _, Sha256};

/// How long a refresh token is good for, in days, counted anew at each rotation.
pub const REFRESH_DAYS: i64 = 30;

/// Within how many seconds the token just used may come again without harm: two tabs that refresh
/// at the same moment, or an answer lost on the way. Both times the answer is the same successor,
/// and only as long as that successor itself is unused; everything else is reuse and ends the
/// family.
pub const GRACE_SECONDS: i64 = 10;

/// A refresh token. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken([u8; 32]);

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

impl RefreshToken {
    /// The first of a new family.
    #[must_use]
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// From its bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As it was sent; `None` where that is no token of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// As it is sent.
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database keeps. A plain hash is enough: the token is random, not a password.
    #[must_use]
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_back() {
        let token = RefreshToken::random();
        assert!(RefreshToken::parse(&token.encode()) == Some(token.clone()));
        assert_ne!(token.encode(), token.hash());
        assert!(RefreshToken::parse("abc").is_none());
        assert!(RefreshToken::parse("").is_none());
        assert_eq!(format!("{token:?}"), "RefreshToken(…)");
    }
}
