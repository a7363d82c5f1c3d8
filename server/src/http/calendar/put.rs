//! `PUT /api/v1/calendar/{date}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::calendar;
use crate::state::AppState;
use axum::extract::State;
use chrono::NaiveDate;
use domain::wire::calendar::{NewDay, SavedDay};
use domain::wire::problem::Problem;

/// Says what a day is. The due days of open periods follow.
#[utoipa::path(
    put, path = "/calendar/{date}", tag = "calendar",
    params(("date" = String, Path, description = "`2026-09-02`")),
    request_body = NewDay,
    responses(
        (status = 200, body = SavedDay),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Does not administer the country"),
        (status = 422, body = Problem),
    ),
)]
pub(super) async fn put(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(date): Path<NaiveDate>,
    Json(new): Json<NewDay>,
) -> Result<Json<SavedDay>, ServiceError> {
    calendar::put(state.ctx(), &who.actor, date, new)
        .await
        .map(Json)
}
