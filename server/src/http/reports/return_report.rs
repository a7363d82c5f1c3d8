//! `POST /api/v1/reports/{id}/return`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::reports;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ReportId;
use domain::wire::problem::Problem;
use domain::wire::report::{Report, ReturnReport};

/// Returns the report with reasons, for the whole or line by line; it opens for editing.
#[utoipa::path(
    post, path = "/reports/{id}/return", tag = "reports",
    params(("id" = String, Path, description = "The report")),
    request_body = ReturnReport,
    responses(
        (status = 200, body = Report),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May see the report but not return it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`wrong_state`, `stale_version` or `period_locked`"),
        (status = 422, body = Problem, description = "No reason, or one for an unknown line"),
    ),
)]
pub(super) async fn return_report(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<ReportId>,
    Json(request): Json<ReturnReport>,
) -> Result<Json<Report>, ServiceError> {
    reports::return_report(state.ctx(), &state.committer, &who.actor, id, request)
        .await
        .map(Json)
}
