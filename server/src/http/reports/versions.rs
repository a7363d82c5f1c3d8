//! `GET /api/v1/reports/{id}/versions`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::reports;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ReportId;
use domain::wire::problem::Problem;
use domain::wire::report::Version;

/// Every step in a report's life, newest first.
#[utoipa::path(
    get, path = "/reports/{id}/versions", tag = "reports",
    params(("id" = String, Path, description = "The report")),
    responses(
        (status = 200, body = Vec<Version>),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn versions(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<ReportId>,
) -> Result<Json<Vec<Version>>, ServiceError> {
    reports::versions(state.ctx(), &who.actor, id)
        .await
        .map(Json)
}
