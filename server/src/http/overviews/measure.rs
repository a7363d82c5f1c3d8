//! `GET /api/v1/overviews/{plan}/measures/{measure}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{JsonBytes, Path, Query};
use crate::service::overview::{self, Ask};
use crate::state::AppState;
use axum::extract::State;
use domain::id::{MeasureId, PlanId};
use domain::wire::overview::MeasureProof;
use domain::wire::problem::Problem;

/// The proof behind a figure: its parts, what keeps it from its threshold first.
#[utoipa::path(
    get, path = "/overviews/{plan}/measures/{measure}", tag = "overviews",
    params(
        ("plan" = PlanId, Path, description = "The plan"),
        ("measure" = MeasureId, Path, description = "A reported measure of the plan"),
        Ask,
    ),
    responses(
        (status = 200, body = MeasureProof),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Reads the plan, but not its rolled-up figures"),
        (status = 404, body = Problem, description = "No such plan, measure or period in sight"),
        (status = 422, body = Problem),
    ),
)]
pub(super) async fn measure(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, measure)): Path<(PlanId, MeasureId)>,
    Query(ask): Query<Ask>,
) -> Result<JsonBytes, ServiceError> {
    overview::measure_proof_json(state.ctx(), &state.served, &who.actor, plan, measure, &ask)
        .await
        .map(JsonBytes)
}
