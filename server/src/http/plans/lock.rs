//! `POST /api/v1/plans/{id}/periods/{period}/lock`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::sync;
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::period::Period;
use domain::wire::problem::Problem;
use domain::wire::sync::{Because, PeriodLock};

/// Locks a period of a plan and of the plans that carry it out: what comes after it has to be let
/// in. Locking twice changes nothing.
#[utoipa::path(
    post, path = "/plans/{id}/periods/{period}/lock", tag = "sync",
    params(
        ("id" = String, Path, description = "The plan"),
        ("period" = String, Path, description = "`2026-M11`"),
    ),
    request_body = Because,
    responses(
        (status = 200, body = PeriodLock),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not lock it"),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn lock(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, period)): Path<(PlanId, Period)>,
    Json(because): Json<Because>,
) -> Result<Json<PeriodLock>, ServiceError> {
    sync::lock(state.ctx(), &who.actor, plan, period, because)
        .await
        .map(Json)
}
