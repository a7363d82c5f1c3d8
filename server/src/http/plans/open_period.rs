//! `POST /api/v1/plans/{id}/periods`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::periods;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::PlanId;
use domain::wire::period::{NewPeriod, Opened};
use domain::wire::problem::Problem;

/// Opens a period for a plan and every plan that carries it out.
#[utoipa::path(
    post, path = "/plans/{id}/periods", tag = "plans",
    params(("id" = PlanId, Path, description = "The plan")),
    request_body = NewPeriod,
    responses(
        (status = 201, body = Opened),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not open its periods"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "No such period, or days missing or out of order"),
    ),
)]
pub(super) async fn open_period(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
    Json(new): Json<NewPeriod>,
) -> Result<(StatusCode, Json<Opened>), ServiceError> {
    let opened = periods::open(state.ctx(), &who.actor, plan, new).await?;
    Ok((StatusCode::CREATED, Json(opened)))
}
