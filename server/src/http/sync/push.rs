//! `POST /api/v1/sync/push`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, parse, read_json};
use crate::http::problem;
use crate::service::sync;
use crate::state::AppState;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::sync::{MAX_OPS, OLDEST_PROTOCOL, PROTOCOL};
use domain::wire::problem::Problem;
use domain::wire::sync::{Push, Pushed};
use serde::Deserialize;

/// Operations made on a device, in their order. Each gets its own outcome, also those that are
/// refused; the answer leaves when what was applied is durable. Sending an operation again is
/// answered `duplicate`.
#[utoipa::path(
    post, path = "/sync/push", tag = "sync",
    request_body = Push,
    responses(
        (status = 200, body = Pushed),
        (status = 401, body = Problem),
        (status = 413, body = Problem, description = "`too_many_ops`, `too_large`: send fewer at once"),
        (status = 422, body = Problem, description = "`client_too_new`: a protocol that this server does not know yet; or a malformed push"),
        (status = 426, body = Problem, description = "`client_too_old`: update the application; its outbox stays as it is"),
    ),
)]
pub(super) async fn push(
    State(state): State<AppState>,
    who: CurrentUser,
    Understood(push): Understood,
) -> Result<Json<Pushed>, ServiceError> {
    sync::push(state.ctx(), &state.committer, who.actor, push)
        .await
        .map(Json)
}

/// A push of a protocol that this server speaks.
pub(super) struct Understood(Push);

/// All that every version of the protocol agrees on.
#[derive(Deserialize)]
struct Head {
    protocol: u32,
}

impl<S: Send + Sync> FromRequest<S> for Understood {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let body = read_json(request, state).await?;
        let push = match serde_json::from_slice::<Push>(&body) {
            Ok(push) => push,
            Err(_) => {
                // Another protocol may have another form: that is said first.
                let head: Head = parse(&body)?;
                speaks(head.protocol)?;
                parse(&body)?
            }
        };
        speaks(push.protocol)?;
        if push.ops.len() > MAX_OPS {
            return Err(problem::respond(&problem::too_many_ops()));
        }
        Ok(Self(push))
    }
}

fn speaks(protocol: u32) -> Result<(), Response> {
    if protocol < OLDEST_PROTOCOL {
        return Err(problem::respond(&problem::new(
            StatusCode::UPGRADE_REQUIRED,
            "client_too_old",
            "Cần cập nhật ứng dụng",
            "Ứng dụng trên máy đã cũ. Cập nhật ứng dụng rồi gửi lại; số liệu đã nhập vẫn được giữ \
             trên máy.",
        )));
    }
    if protocol > PROTOCOL {
        return Err(problem::respond(&problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "client_too_new",
            "Máy chủ chưa cập nhật",
            "Ứng dụng trên máy mới hơn máy chủ. Thử lại sau khi máy chủ được cập nhật; số liệu đã \
             nhập vẫn được giữ trên máy.",
        )));
    }
    Ok(())
}
