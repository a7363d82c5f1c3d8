//! The signing key and what it signs: access tokens (JWT, HS256) and the chain of refresh tokens.

use crate::auth::refresh_token::RefreshToken;
use crate::config::Config;
use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::id::{SessionId, UserId};
use hmac::{Hmac, Mac as _};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use rand::RngCore as _;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::path::Path;

/// How long an access token is good for, in seconds. Short, because it is checked against the
/// database only for what may change at once (revoked session, disabled person, roles).
pub const ACCESS_SECONDS: i64 = 600;

const KEY_BYTES: usize = 32;

/// Who an access token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccessClaims {
    /// The person.
    pub user: UserId,
    /// The family of refresh tokens it was made from.
    pub session: SessionId,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

/// Whom an access token of our own making names; it is not verified.
#[must_use]
pub fn subject(token: &str) -> Option<UserId> {
    let payload = token.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    Some(claims.sub)
}

/// The signing key. Its `Debug` shows nothing.
pub struct Keys {
    secret: [u8; KEY_BYTES],
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// From the key's bytes.
    #[must_use]
    pub fn new(secret: [u8; KEY_BYTES]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // The expiry is judged by our own clock, which tests set.
        validation.validate_exp = false;
        Self {
            encoding: EncodingKey::from_secret(&secret),
            decoding: DecodingKey::from_secret(&secret),
            secret,
            validation,
        }
    }

    /// The configured key, or the one kept in the key file, which is made (readable by the owner
    /// only) where it does not exist.
    ///
    /// # Errors
    /// When the key is not 64 hexadecimal digits, or the file cannot be read or written.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        if let Some(key) = &config.signing_key {
            return Ok(Self::new(parse(key).context("signing_key")?));
        }
        let file = config.signing_key_file();
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => create(&file)
                .with_context(|| format!("cannot write the signing key to {}", file.display()))?,
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", file.display()));
            }
        };
        Ok(Self::new(
            parse(text.trim()).with_context(|| file.display().to_string())?,
        ))
    }

    /// An access token made now.
    ///
    /// # Errors
    /// When signing fails, which with HS256 it does not.
    pub fn access_token(&self, claims: AccessClaims, now: DateTime<Utc>) -> anyhow::Result<String> {
        let iat = now.timestamp();
        let claims = Claims {
            sub: claims.user,
            sid: claims.session,
            iat,
            exp: iat + ACCESS_SECONDS,
        };
        Ok(encode(
            &Header::new(Algorithm::HS256),
            &claims,
            &self.encoding,
        )?)
    }

    /// What an access token says, unless it is not ours or has expired.
    #[must_use]
    pub fn read_access_token(&self, token: &str, now: DateTime<Utc>) -> Option<AccessClaims> {
        let claims = decode::<Claims>(token, &self.decoding, &self.validation)
            .ok()?
            .claims;
        (now.timestamp() < claims.exp).then_some(AccessClaims {
            user: claims.sub,
            session: claims.sid,
        })
    }

    /// The refresh token that follows this one: the same for the same token, so that two tabs, or
    /// a phone whose answer was lost on the way, get the very same successor and the family stays
    /// one line. Without the key nobody can go from one to the next.
    ///
    /// # Errors
    /// When the key's length does not fit HMAC, which any does.
    pub fn successor(&self, token: &RefreshToken) -> anyhow::Result<RefreshToken> {
        let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(&self.secret)?;
        mac.update(b"tiendo refresh token\0");
        mac.update(token.as_bytes());
        Ok(RefreshToken::from_bytes(mac.finalize().into_bytes().into()))
    }
}

fn parse(text: &str) -> anyhow::Result<[u8; KEY_BYTES]> {
    let wrong = || {
        anyhow::anyhow!(
            "the signing key must be {} hexadecimal digits",
            KEY_BYTES * 2
        )
    };
    if text.len() != KEY_BYTES * 2 || !text.is_ascii() {
        return Err(wrong());
    }
    let mut key = [0; KEY_BYTES];
    for (byte, at) in key.iter_mut().zip((0..text.len()).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong())?;
    }
    Ok(key)
}

/// Makes a key file that only its owner can read; of two processes starting at once, one makes it
/// and the other reads it.
fn create(file: &Path) -> anyhow::Result<String> {
    use std::io::Write as _;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut key = [0; KEY_BYTES];
    rand::rng().fill_bytes(&mut key);
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(mut open) => {
            open.write_all(text.as_bytes())?;
            open.sync_all()?;
            Ok(text)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Ok(std::fs::read_to_string(file)?)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn claims() -> AccessClaims {
        AccessClaims {
            user: UserId(Uuid::from_u128(1)),
            session: SessionId(Uuid::from_u128(2)),
        }
    }

    #[test]
    fn an_access_token_lives_ten_minutes() {
        let keys = Keys::new([7; KEY_BYTES]);
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let token = keys.access_token(claims(), now).unwrap();
        assert_eq!(keys.read_access_token(&token, now), Some(claims()));
        let last = now + chrono::Duration::seconds(ACCESS_SECONDS - 1);
        assert_eq!(keys.read_access_token(&token, last), Some(claims()));
        let after = now + chrono::Duration::seconds(ACCESS_SECONDS);
        assert_eq!(keys.read_access_token(&token, after), None);
    }

    #[test]
    fn another_key_and_an_unsigned_token_are_refused() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let token = Keys::new([7; KEY_BYTES])
            .access_token(claims(), now)
            .unwrap();
        let other = Keys::new([8; KEY_BYTES]);
        assert_eq!(other.read_access_token(&token, now), None);
        let body = token.split('.').nth(1).unwrap();
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.");
        assert_eq!(
            Keys::new([7; KEY_BYTES]).read_access_token(&unsigned, now),
            None
        );
    }

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config {
            data_dir: dir.path().join("data"),
            ..Config::default()
        };
        let first = Keys::load(&config).unwrap();
        let again = Keys::load(&config).unwrap();
        assert_eq!(first.secret, again.secret);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(config.signing_key_file())
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let wrong = Config {
            signing_key: Some("short".to_owned()),
            ..Config::default()
        };
        assert!(Keys::load(&wrong).is_err());
    }

    #[test]
    fn the_successor_depends_on_token_and_key() {
        let keys = Keys::new([7; KEY_BYTES]);
        let token = RefreshToken::from_bytes([1; 32]);
        let next = keys.successor(&token).unwrap();
        assert_eq!(next.as_bytes(), keys.successor(&token).unwrap().as_bytes());
        assert_ne!(next.as_bytes(), token.as_bytes());
        let other = Keys::new([8; KEY_BYTES]).successor(&token).unwrap();
        assert_ne!(next.as_bytes(), other.as_bytes());
    }
}
