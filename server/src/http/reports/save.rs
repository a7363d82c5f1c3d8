//! `PATCH /api/v1/reports/{id}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::reports;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ReportId;
use domain::wire::problem::Problem;
use domain::wire::report::{SaveReport, Saved};

/// Saves lines and texts. Each line gets its own outcome; a wrong one does not stop the others.
#[utoipa::path(
    patch, path = "/reports/{id}", tag = "reports",
    params(("id" = String, Path, description = "The report")),
    request_body = SaveReport,
    responses(
        (status = 200, body = Saved),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May see the report but not enter figures"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`wrong_state`: submitted or approved; `period_locked`"),
        (status = 422, body = Problem, description = "A text is too long"),
    ),
)]
pub(super) async fn save(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<ReportId>,
    Json(request): Json<SaveReport>,
) -> Result<Json<Saved>, ServiceError> {
    reports::save(state.ctx(), &state.committer, &who.actor, id, request)
        .await
        .map(Json)
}
