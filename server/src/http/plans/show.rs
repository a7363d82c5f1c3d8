//! `GET /api/v1/plans/{id}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plans;
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::plan::Plan;
use domain::wire::problem::Problem;

/// A plan in full, verbatim.
#[utoipa::path(
    get, path = "/plans/{id}", tag = "plans",
    params(("id" = String, Path, description = "The plan")),
    responses(
        (status = 200, body = Plan),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn show(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<PlanId>,
) -> Result<Json<Plan>, ServiceError> {
    plans::get(state.ctx(), &who.actor, id).await.map(Json)
}
