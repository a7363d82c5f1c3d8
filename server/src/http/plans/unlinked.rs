//! `GET /api/v1/plans/{id}/unlinked`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::wire::plan::UnlinkedLines;
use domain::wire::problem::Problem;

/// The lines of the plans below that are linked to nothing, by unit: what the plan does not count.
#[utoipa::path(
    get, path = "/plans/{id}/unlinked", tag = "plans",
    params(("id" = String, Path, description = "The plan")),
    responses(
        (status = 200, body = UnlinkedLines),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn unlinked(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
) -> Result<Json<UnlinkedLines>, ServiceError> {
    plan_changes::unlinked(state.ctx(), &who.actor, plan)
        .await
        .map(Json)
}
