//! `GET /healthz`: the process runs. `GET /readyz`: it can also serve.

use crate::http::problem;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Says that the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Says whether the database answers: a balancer sends no requests here while it does not.
pub async fn readyz(State(state): State<AppState>) -> Response {
    match state.db.read().ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            problem::respond(&problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "not_ready",
                "Máy chủ chưa sẵn sàng",
                "Cơ sở dữ liệu chưa trả lời. Thử lại sau.",
            ))
        }
    }
}
