//! `DELETE /api/v1/calendar/{date}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::calendar;
use crate::state::AppState;
use axum::extract::State;
use chrono::NaiveDate;
use domain::wire::calendar::RemovedDay;
use domain::wire::problem::Problem;

/// Makes a day an ordinary one again. The due days of open periods follow.
#[utoipa::path(
    delete, path = "/calendar/{date}", tag = "calendar",
    params(("date" = String, Path, description = "`2026-09-02`")),
    responses(
        (status = 200, body = RemovedDay),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Does not administer the country"),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(date): Path<NaiveDate>,
) -> Result<Json<RemovedDay>, ServiceError> {
    calendar::remove(state.ctx(), &who.actor, date)
        .await
        .map(Json)
}
