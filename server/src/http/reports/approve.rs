//! `POST /api/v1/reports/{id}/approve`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::reports;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ReportId;
use domain::wire::problem::Problem;
use domain::wire::report::{AtVersion, Report};

/// Approves what was submitted: it counts as official.
#[utoipa::path(
    post, path = "/reports/{id}/approve", tag = "reports",
    params(("id" = String, Path, description = "The report")),
    request_body = AtVersion,
    responses(
        (status = 200, body = Report),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May see the report but not approve it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`wrong_state`, `stale_version` or `period_locked`"),
    ),
)]
pub(super) async fn approve(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<ReportId>,
    Json(seen): Json<AtVersion>,
) -> Result<Json<Report>, ServiceError> {
    reports::approve(state.ctx(), &state.committer, &who.actor, id, seen)
        .await
        .map(Json)
}
