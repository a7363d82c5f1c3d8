//! Requests that change something must come from our own pages (CSRF).
//!
//! Browsers say where a request comes from: `Sec-Fetch-Site`, or `Origin` in older ones. A request
//! that says neither comes from no browser; it passes only without our cookies. Requests with
//! `Authorization: Bearer` are exempt, since no other site can make a browser send that.

use axum::http::{HeaderMap, Method, header};

/// Whether the request may go on.
#[must_use]
pub fn is_allowed(method: &Method, headers: &HeaderMap, public_url: Option<&str>) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || has_bearer(headers) {
        return true;
    }
    if let Some(site) = text(headers, "sec-fetch-site") {
        return site == "same-origin";
    }
    match text(headers, "origin") {
        Some(origin) => is_ours(origin, headers, public_url),
        None => !headers.contains_key(header::COOKIE),
    }
}

/// Whether the request carries `Authorization: Bearer`.
#[must_use]
pub fn has_bearer(headers: &HeaderMap) -> bool {
    bearer(headers).is_some()
}

/// The token of `Authorization: Bearer`.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = text(headers, "authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn is_ours(origin: &str, headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let Some((scheme, host)) = origin.split_once("://") else {
        return false;
    };
    if !matches!(scheme, "http" | "https") {
        return false;
    }
    public_url.is_some_and(|url| url.trim_end_matches('/') == origin)
        || text(headers, "host").is_some_and(|ours| ours.eq_ignore_ascii_case(host))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn allowed(method: &Method, pairs: &[(&str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("tiendo.vn"));
        for (name, value) in pairs {
            let name: HeaderName = name.parse().unwrap();
            headers.insert(name, HeaderValue::try_from(*value).unwrap());
        }
        is_allowed(method, &headers, Some("https://tiendo.example.vn/"))
    }

    #[test]
    fn what_may_change_something() {
        let cookie = ("cookie", "tiendo_access=x");
        let table: &[(&[(&str, &str)], bool)] = &[
            (&[cookie, ("sec-fetch-site", "same-origin")], true),
            (&[cookie, ("sec-fetch-site", "same-site")], false),
            (
                &[
                    cookie,
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://tiendo.vn"),
                ],
                false,
            ),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[cookie, ("origin", "https://tiendo.vn")], true),
            (&[cookie, ("origin", "https://tiendo.example.vn")], true),
            (&[cookie, ("origin", "https://evil.vn")], false),
            (&[cookie, ("origin", "https://tiendo.vn.evil.vn")], false),
            (&[cookie, ("origin", "null")], false),
            (&[cookie], false),
            (&[], true),
            (
                &[("authorization", "Bearer x"), ("origin", "https://evil.vn")],
                true,
            ),
            (
                &[("authorization", "Basic x"), ("origin", "https://evil.vn")],
                false,
            ),
        ];
        for (headers, expected) in table {
            assert_eq!(allowed(&Method::POST, headers), *expected, "{headers:?}");
        }
        assert!(allowed(
            &Method::GET,
            &[cookie, ("sec-fetch-site", "cross-site")]
        ));
    }
}
