//! `GET /api/v1/reports/{id}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::reports;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ReportId;
use domain::wire::problem::Problem;
use domain::wire::report::Report;

/// A report with all that its screens need.
#[utoipa::path(
    get, path = "/reports/{id}", tag = "reports",
    params(("id" = String, Path, description = "The report")),
    responses(
        (status = 200, body = Report),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn show(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<ReportId>,
) -> Result<Json<Report>, ServiceError> {
    reports::get(state.ctx(), &who.actor, id).await.map(Json)
}
