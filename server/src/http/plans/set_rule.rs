//! `PUT /api/v1/plans/{id}/rule`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::periods;
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::period::PeriodRule;
use domain::wire::problem::Problem;

/// Sets how a plan's periods are cut from now on.
#[utoipa::path(
    put, path = "/plans/{id}/rule", tag = "plans",
    params(("id" = PlanId, Path, description = "The plan")),
    request_body = PeriodRule,
    responses(
        (status = 200, body = PeriodRule),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not open its periods"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "Out of bounds"),
    ),
)]
pub(super) async fn set_rule(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
    Json(rule): Json<PeriodRule>,
) -> Result<Json<PeriodRule>, ServiceError> {
    periods::set_rule(state.ctx(), &who.actor, plan, rule)
        .await
        .map(Json)
}
