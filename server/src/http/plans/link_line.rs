//! `PUT /api/v1/plans/{id}/lines/{line}/parent`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{LineId, PlanId};
use domain::wire::plan::LinkLine;
use domain::wire::problem::Problem;

/// Says which line of a plan above a line carries out, or that it carries out none.
#[utoipa::path(
    put, path = "/plans/{id}/lines/{line}/parent", tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("line" = LineId, Path, description = "The line"),
    ),
    request_body = LinkLine,
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not change it"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "Not a line of a plan above, of another kind, or counted already"),
    ),
)]
pub(super) async fn link_line(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, line)): Path<(PlanId, LineId)>,
    Json(link): Json<LinkLine>,
) -> Result<StatusCode, ServiceError> {
    plan_changes::link(state.ctx(), &who.actor, plan, line, link.parent).await?;
    Ok(StatusCode::NO_CONTENT)
}
