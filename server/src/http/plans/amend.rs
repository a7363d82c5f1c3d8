//! `POST /api/v1/plans/{id}/measures/{measure}/thresholds`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{MeasureId, PlanId};
use domain::wire::plan::{AmendmentRow, NewAmendment};
use domain::wire::problem::Problem;

/// Gives a measure another threshold from a day on. Earlier periods keep the old one.
#[utoipa::path(
    post, path = "/plans/{id}/measures/{measure}/thresholds", tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("measure" = String, Path, description = "The measure"),
    ),
    request_body = NewAmendment,
    responses(
        (status = 201, body = AmendmentRow),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not change it"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "A day out of all reason, or no threshold of the measure"),
    ),
)]
pub(super) async fn amend(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, measure)): Path<(PlanId, MeasureId)>,
    Json(new): Json<NewAmendment>,
) -> Result<(StatusCode, Json<AmendmentRow>), ServiceError> {
    let row = plan_changes::amend(state.ctx(), &who.actor, plan, measure, new).await?;
    Ok((StatusCode::CREATED, Json(row)))
}
