//! `GET /api/v1/calendar`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Query};
use crate::service::calendar;
use crate::state::AppState;
use axum::extract::State;
use domain::wire::calendar::DayRow;
use domain::wire::problem::Problem;
use serde::Deserialize;

/// The query.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct OfYear {
    /// Only of this year.
    year: Option<i32>,
}

/// Public holidays, days off in lieu, and weekends that are worked.
#[utoipa::path(
    get, path = "/calendar", tag = "calendar",
    params(OfYear),
    responses((status = 200, body = Vec<DayRow>), (status = 401, body = Problem)),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    _who: CurrentUser,
    Query(query): Query<OfYear>,
) -> Result<Json<Vec<DayRow>>, ServiceError> {
    calendar::list(state.ctx(), query.year).await.map(Json)
}
