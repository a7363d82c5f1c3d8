//! `/dang-nhap`: a plain form, so that signing in works before WASM has loaded, and without it.

use crate::error::ServiceError;
use crate::http::auth::set_cookies;
use crate::http::{extract, problem};
use crate::service::auth::{self, Client, SignInError};
use crate::state::AppState;
use app::shell::{SignInError as Shown, SignInForm};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::wire::auth::SignIn;
use serde::Deserialize;

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
struct Sent {
    username: String,
    password: String,
    next: Option<String>,
}

/// `GET`: the empty form.
pub async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    method: Method,
    extract::Query(query): extract::Query<Next>,
) -> Response {
    let Some(pages) = &state.pages else {
        return problem::respond(&problem::not_found());
    };
    let next = query.next.filter(|next| is_local(next));
    let form = SignInForm {
        next,
        username: String::new(),
        error: None,
    };
    pages.sign_in(&headers, &form).respond(&method, &headers)
}

/// `POST`: cookies and the way to the page asked for, or the form again with what was wrong.
pub async fn submit(State(state): State<AppState>, client: Client, request: Request) -> Response {
    let headers = request.headers().clone();
    let body = match extract::read(request, &state).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let Ok(sent) = serde_urlencoded::from_bytes::<Sent>(&body) else {
        let errors = vec![];
        return problem::respond(&problem::invalid(errors));
    };
    let next = sent.next.filter(|next| is_local(next));
    let given = SignIn {
        username: sent.username.clone(),
        password: sent.password,
    };
    let done = auth::sign_in(state.ctx(), &state.keys, &state.passwords, given, &client).await;
    let error = match done {
        Ok(made) => {
            let mut headers = set_cookies(&state, &made);
            let next = HeaderValue::try_from(next.unwrap_or_default());
            let home = HeaderValue::from_static("/");
            let next = next.ok().filter(|next| !next.is_empty()).unwrap_or(home);
            headers.insert(header::LOCATION, next);
            return (StatusCode::SEE_OTHER, headers).into_response();
        }
        Err(error) => error,
    };
    let (status, shown) = match error {
        SignInError::WrongCredentials => (StatusCode::UNAUTHORIZED, Shown::WrongCredentials),
        SignInError::Disabled => (StatusCode::UNAUTHORIZED, Shown::Disabled),
        SignInError::Service(ServiceError::Throttled {
            retry_after_seconds,
        }) => (
            StatusCode::TOO_MANY_REQUESTS,
            Shown::Throttled {
                retry_after_seconds,
            },
        ),
        SignInError::Service(error) => return error.into_response(),
    };
    let Some(pages) = &state.pages else {
        return problem::respond(&problem::not_found());
    };
    let form = SignInForm {
        next,
        username: sent.username,
        error: Some(shown),
    };
    let mut response = pages
        .sign_in(&headers, &form)
        .respond(&Method::GET, &headers);
    *response.status_mut() = status;
    // It names the person who tried.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(header::ETAG);
    response
}

/// Whether an address leads nowhere but to our own pages: a path, not `//host` nor `/\host`, which
/// browsers read as another site.
fn is_local(next: &str) -> bool {
    next.len() <= 500
        && next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/dang-nhap")
        && !next.contains('\\')
        && next.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_our_own_pages() {
        for good in ["/", "/viec", "/tong-quan/x?ky=2026-M11&so=da-duyet#t"] {
            assert!(is_local(good), "{good}");
        }
        let bad = [
            "",
            "viec",
            "//evil.vn",
            "/\\evil.vn",
            "https://evil.vn",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x",
            "/\t/evil.vn",
            "/dang-nhap?next=/dang-nhap",
        ];
        for bad in bad {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
