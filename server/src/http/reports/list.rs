//! `GET /api/v1/reports`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Query};
use crate::service::reports::{self, ListReports};
use crate::state::AppState;
use axum::extract::State;
use domain::wire::problem::Problem;
use domain::wire::report::ReportSummary;

/// Reports that one may read, newest period first.
#[utoipa::path(
    get, path = "/reports", tag = "reports",
    params(ListReports),
    responses(
        (status = 200, body = Vec<ReportSummary>),
        (status = 401, body = Problem),
        (status = 422, body = Problem),
    ),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: CurrentUser,
    Query(query): Query<ListReports>,
) -> Result<Json<Vec<ReportSummary>>, ServiceError> {
    reports::list(state.ctx(), &who.actor, query)
        .await
        .map(Json)
}
