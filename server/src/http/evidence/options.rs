//! `OPTIONS /api/v1/evidence/uploads`.

use super::tus;
use crate::auth::CurrentUser;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::wire::problem::Problem;

/// What the server can do with uploads: version, extensions, largest size.
#[utoipa::path(
    options, path = "/evidence/uploads", tag = "evidence",
    responses(
        (status = 204, description = "In Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm"),
        (status = 401, body = Problem),
    ),
)]
pub(super) async fn options(_: CurrentUser) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    tus::abilities(response.headers_mut());
    response
}
