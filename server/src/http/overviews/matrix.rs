//! `GET /api/v1/overviews/{plan}/matrix`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{JsonBytes, Path, Query};
use crate::service::overview::{self, Ask};
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::wire::overview::Matrix;
use domain::wire::problem::Problem;

/// Every part of a plan's view against every measure.
#[utoipa::path(
    get, path = "/overviews/{plan}/matrix", tag = "overviews",
    params(("plan" = PlanId, Path, description = "The plan"), Ask),
    responses(
        (status = 200, body = Matrix),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Reads the plan, but not its rolled-up figures"),
        (status = 404, body = Problem, description = "No such plan or period in sight"),
        (status = 422, body = Problem),
    ),
)]
pub(super) async fn matrix(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
    Query(ask): Query<Ask>,
) -> Result<JsonBytes, ServiceError> {
    overview::matrix_json(state.ctx(), &state.served, &who.actor, plan, &ask)
        .await
        .map(JsonBytes)
}
