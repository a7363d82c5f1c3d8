//! `POST /api/v1/reports/{id}/withdraw`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::reports;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ReportId;
use domain::wire::problem::Problem;
use domain::wire::report::{AtVersion, Report};

/// Takes back what was submitted and not yet approved.
#[utoipa::path(
    post, path = "/reports/{id}/withdraw", tag = "reports",
    params(("id" = String, Path, description = "The report")),
    request_body = AtVersion,
    responses(
        (status = 200, body = Report),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May see the report but not submit it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`wrong_state`, `stale_version` or `period_locked`"),
    ),
)]
pub(super) async fn withdraw(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<ReportId>,
    Json(seen): Json<AtVersion>,
) -> Result<Json<Report>, ServiceError> {
    reports::withdraw(state.ctx(), &state.committer, &who.actor, id, seen)
        .await
        .map(Json)
}
