//! `POST /api/v1/evidence/uploads/{id}` with `X-HTTP-Method-Override`.

use super::patch;
use super::tus::Resumable;
use crate::auth::CurrentUser;
use crate::http::extract::Path;
use crate::http::problem;
use crate::service::evidence;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::id::EvidenceId;
use domain::wire::problem::Problem;

/// For clients behind proxies that let neither `PATCH` nor `DELETE` through: the header says which
/// of the two is meant.
#[utoipa::path(
    post, path = "/evidence/uploads/{id}", tag = "evidence",
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("X-HTTP-Method-Override" = String, Header, description = "PATCH or DELETE"),
    ),
    responses(
        (status = 204, description = "As the method that is meant"),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 405, body = Problem, description = "Neither of the two is meant"),
        (status = 412, body = Problem),
    ),
)]
pub(super) async fn post_override(
    State(state): State<AppState>,
    who: CurrentUser,
    _: Resumable,
    Path(id): Path<EvidenceId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    let refused = |error: evidence::EvidenceError| error.into_response();
    evidence::progress(state.ctx(), &who.actor, id)
        .await
        .map_err(refused)?;
    let meant = headers.get("x-http-method-override");
    match meant.map(axum::http::HeaderValue::as_bytes) {
        Some(b"PATCH") => patch::take(state, who.actor, id, &headers, body).await,
        Some(b"DELETE") => evidence::terminate(state.ctx(), &state.store, &who.actor, id)
            .await
            .map(|()| StatusCode::NO_CONTENT.into_response())
            .map_err(refused),
        _ => Err(problem::respond(&problem::method_not_allowed())),
    }
}
