//! `GET /api/v1/overviews/{plan}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{JsonBytes, Path, Query};
use crate::service::overview::{self, Ask};
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::wire::overview::Overview;
use domain::wire::problem::Problem;

/// A plan rolled up over the units that carry it out.
#[utoipa::path(
    get, path = "/overviews/{plan}", tag = "overviews",
    params(("plan" = PlanId, Path, description = "The plan"), Ask),
    responses(
        (status = 200, body = Overview),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Reads the plan, but not its rolled-up figures"),
        (status = 404, body = Problem, description = "No such plan or period in sight"),
        (status = 422, body = Problem),
    ),
)]
pub(super) async fn show(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
    Query(ask): Query<Ask>,
) -> Result<JsonBytes, ServiceError> {
    overview::overview_json(state.ctx(), &state.served, &who.actor, plan, &ask)
        .await
        .map(JsonBytes)
}
