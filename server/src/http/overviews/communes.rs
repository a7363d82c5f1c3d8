//! `GET /api/v1/overviews/{plan}/communes`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{JsonBytes, Path, Query};
use crate::service::overview::{self, Ask, Page};
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::wire::overview::CommuneRanking;
use domain::wire::problem::Problem;

/// Every reporting unit below, ranked, best first.
#[utoipa::path(
    get, path = "/overviews/{plan}/communes", tag = "overviews",
    params(("plan" = PlanId, Path, description = "The plan"), Ask, Page),
    responses(
        (status = 200, body = CommuneRanking),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Reads the plan, but not its rolled-up figures"),
        (status = 404, body = Problem, description = "No such plan or period in sight"),
        (status = 422, body = Problem),
    ),
)]
pub(super) async fn communes(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
    Query(ask): Query<Ask>,
    Query(page): Query<Page>,
) -> Result<JsonBytes, ServiceError> {
    overview::communes_json(state.ctx(), &state.served, &who.actor, plan, &ask, page)
        .await
        .map(JsonBytes)
}
