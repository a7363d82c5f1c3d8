//! The cookies of a browser's session: two with its tokens, one that names the person, and one that
//! says which application to start.
//!
//! Those with tokens are `HttpOnly`, they and the name are `SameSite=Strict`. Strict does not break
//! following a link into the application: the page that a link opens is the anonymous shell, which
//! needs no token, and the requests the shell then makes come from our own origin and carry them.
//! They are `Secure` also on `127.0.0.1`, which browsers trust like TLS.

use crate::auth::keys::{ACCESS_SECONDS, subject};
use crate::auth::refresh_token::REFRESH_DAYS;
use app::Prefs;
use app::prefs::FULL_COOKIE;
use axum::http::{HeaderMap, HeaderValue, header};

/// Holds the access token; sent with every request.
pub const ACCESS: &str = "tiendo_access";

/// Holds the refresh token; sent only where tokens are refreshed and given up.
pub const REFRESH: &str = "tiendo_refresh";

/// Names the person to the application, which opens what the device keeps for them and for nobody
/// else; never read here.
pub use app::prefs::USER_COOKIE as USER;

/// Where [`REFRESH`] is sent.
pub const REFRESH_PATH: &str = "/api/v1/auth";

const REFRESH_SECONDS: i64 = REFRESH_DAYS * 24 * 3_600;

/// The value of a cookie of the request.
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Sets the two with tokens, and the name of the person whom the access token speaks for.
pub fn set(headers: &mut HeaderMap, access: &str, refresh: &str, secure: bool) {
    append(headers, ACCESS, access, "/", ACCESS_SECONDS, secure);
    append(
        headers,
        REFRESH,
        refresh,
        REFRESH_PATH,
        REFRESH_SECONDS,
        secure,
    );
    if let Some(user) = subject(access) {
        name(headers, &user.to_string(), REFRESH_SECONDS, secure);
    }
}

/// How long a preference stays, as the application keeps it too.
const PREFERENCE_SECONDS: u32 = 365 * 24 * 3_600;

/// Remembers on the device whether to start the full application, so that the first page after
/// signing in already does. It holds no secret and gives no right, and the application's script
/// writes it as well, over plain HTTP on `127.0.0.1` too: neither `HttpOnly` nor `Secure`. A link
/// from elsewhere should start the right application: `Lax`.
pub fn set_application(headers: &mut HeaderMap, full: bool) {
    let value = Prefs::full_value(full);
    let cookie =
        format!("{FULL_COOKIE}={value}; Path=/; Max-Age={PREFERENCE_SECONDS}; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Removes the two with tokens and the name.
pub fn clear(headers: &mut HeaderMap, secure: bool) {
    append(headers, ACCESS, "", "/", 0, secure);
    append(headers, REFRESH, "", REFRESH_PATH, 0, secure);
    name(headers, "", 0, secure);
}

fn name(headers: &mut HeaderMap, user: &str, max_age_seconds: i64, secure: bool) {
    let secure = if secure { "; Secure" } else { "" };
    add(
        headers,
        format!("{USER}={user}; Path=/; Max-Age={max_age_seconds}{secure}; SameSite=Strict"),
    );
}

fn append(
    headers: &mut HeaderMap,
    name: &str,
    value: &str,
    path: &str,
    max_age_seconds: i64,
    secure: bool,
) {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!(
        "{name}={value}; Path={path}; Max-Age={max_age_seconds}; HttpOnly{secure}; SameSite=Strict"
    );
    add(headers, cookie);
}

fn add(headers: &mut HeaderMap, cookie: String) {
    // Tokens are base64url and dots, ids hexadecimal: always a valid header.
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::keys::{AccessClaims, Keys};
    use chrono::DateTime;
    use uuid::Uuid;

    #[test]
    fn set_read_and_cleared() {
        let mut headers = HeaderMap::new();
        let keys = Keys::new([7; 32]);
        let claims = AccessClaims {
            user: Uuid::from_u128(5).into(),
            session: Uuid::from_u128(6).into(),
        };
        let token = keys.access_token(claims, DateTime::UNIX_EPOCH).unwrap();
        set(&mut headers, &token, "r", true);
        let lines: Vec<_> = headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|v| v.to_str().unwrap())
            .collect();
        assert_eq!(
            lines,
            [
                format!(
                    "tiendo_access={token}; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Strict"
                )
                .as_str(),
                "tiendo_refresh=r; Path=/api/v1/auth; Max-Age=2592000; HttpOnly; Secure; \
                 SameSite=Strict",
                "tiendo_user=00000000-0000-0000-0000-000000000005; Path=/; Max-Age=2592000; \
                 Secure; SameSite=Strict",
            ]
        );
        let mut headers = HeaderMap::new();
        clear(&mut headers, false);
        let line = headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        assert_eq!(
            line,
            "tiendo_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
        );

        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("x=1; tiendo_access=a.b; y=2"),
        );
        assert_eq!(read(&headers, ACCESS), Some("a.b"));
        assert_eq!(read(&headers, REFRESH), None);
    }
}
