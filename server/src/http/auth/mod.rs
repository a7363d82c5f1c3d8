//! `/api/v1/auth/…`: one file per endpoint.

mod password;
mod refresh;
mod sign_in;
mod sign_out;
mod sign_out_everywhere;

use crate::auth::cookies;
use crate::http::extract::Json;
use crate::http::problem;
use crate::service::auth::{Made, SignInError};
use crate::state::AppState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::wire::auth::Tokens;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(refresh::refresh))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(sign_out_everywhere::sign_out_everywhere))
        .routes(routes!(password::change))
}

/// The tokens as an answer. A browser gets them in cookies that scripts cannot read, and an answer
/// without them, so that an injected script cannot carry them away.
fn answer(state: &AppState, made: Made, browser: bool) -> Response {
    let headers = set_cookies(state, &made);
    let mut tokens = made.tokens;
    if browser {
        tokens.access_token.clear();
        tokens.refresh_token.clear();
    }
    (headers, Json(tokens)).into_response()
}

/// The cookies of a sign-in or a refresh: the tokens, and which application to start.
pub(super) fn set_cookies(state: &AppState, made: &Made) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let secure = !state.config.insecure_cookies;
    let Tokens {
        access_token,
        refresh_token,
        ..
    } = &made.tokens;
    cookies::set(&mut headers, access_token, refresh_token, secure);
    cookies::set_application(&mut headers, made.at_desk);
    headers
}

/// Whether a browser's script asks: such requests say where they come from.
fn is_browser(headers: &HeaderMap) -> bool {
    headers.contains_key("sec-fetch-site") || headers.contains_key("origin")
}

impl IntoResponse for SignInError {
    fn into_response(self) -> Response {
        match self {
            Self::WrongCredentials => problem::respond(&problem::new(
                StatusCode::UNAUTHORIZED,
                "wrong_credentials",
                "Không đăng nhập được",
                "Tên đăng nhập hoặc mật khẩu không đúng.",
            )),
            Self::Disabled => problem::respond(&problem::new(
                StatusCode::UNAUTHORIZED,
                "account_disabled",
                "Tài khoản đã bị khóa",
                "Liên hệ quản trị viên của đơn vị để mở lại tài khoản.",
            )),
            Self::Service(error) => error.into_response(),
        }
    }
}
