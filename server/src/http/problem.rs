//! Refusals and failures as problem details (RFC 9457), for people in Vietnamese.

use crate::error::ServiceError;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::wire::problem::{FieldProblem, Problem};
use std::sync::Arc;

/// Why an answer is a 500. Travels with the response to the layer that logs it, once, and puts the
/// request id into the body; the text itself never leaves the server.
#[derive(Clone, Debug)]
pub struct Cause(pub Arc<anyhow::Error>);

/// A problem without field errors.
#[must_use]
pub fn new(status: StatusCode, code: &str, title: &str, detail: &str) -> Problem {
    Problem {
        kind: format!("/problems/{code}"),
        title: title.to_owned(),
        status: status.as_u16(),
        code: code.to_owned(),
        detail: detail.to_owned(),
        errors: Vec::new(),
        request_id: None,
    }
}

/// A problem as a response.
#[must_use]
pub fn respond(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json; charset=utf-8"),
    );
    response
}

/// A problem that passes by itself, with `Retry-After`.
#[must_use]
pub fn later(problem: &Problem, seconds: u64) -> Response {
    let mut response = respond(problem);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, seconds.into());
    response
}

/// 401.
#[must_use]
pub fn unauthenticated() -> Problem {
    new(
        StatusCode::UNAUTHORIZED,
        "unauthenticated",
        "Chưa đăng nhập",
        "Phiên làm việc đã hết hạn hoặc chưa đăng nhập. Đăng nhập lại để tiếp tục.",
    )
}

/// 404: it does not exist, or the person may not know that it does.
#[must_use]
pub fn not_found() -> Problem {
    new(
        StatusCode::NOT_FOUND,
        "not_found",
        "Không tìm thấy",
        "Không có dữ liệu này, hoặc tài khoản không có quyền xem.",
    )
}

/// 403 while the first password is still in use.
#[must_use]
pub fn must_change_password() -> Problem {
    new(
        StatusCode::FORBIDDEN,
        "must_change_password",
        "Cần đổi mật khẩu",
        "Tài khoản đang dùng mật khẩu cấp lần đầu. Đổi mật khẩu trước khi làm việc khác.",
    )
}

/// 401 where somebody else is signed in than the device sends for.
#[must_use]
pub fn other_person() -> Problem {
    new(
        StatusCode::UNAUTHORIZED,
        "other_person",
        "Người khác đang đăng nhập",
        "Trình duyệt này đang đăng nhập bằng tài khoản khác. Đăng nhập lại để gửi phần việc của mình.",
    )
}

/// 403 for a request that does not come from our own pages.
#[must_use]
pub fn foreign_origin() -> Problem {
    new(
        StatusCode::FORBIDDEN,
        "foreign_origin",
        "Yêu cầu bị từ chối",
        "Yêu cầu không đến từ trang của hệ thống. Mở lại trang và thử lại.",
    )
}

/// 405.
#[must_use]
pub fn method_not_allowed() -> Problem {
    new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Phương thức không được hỗ trợ",
        "Địa chỉ này không nhận phương thức HTTP đã dùng.",
    )
}

/// 413.
#[must_use]
pub fn too_large() -> Problem {
    new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "Dữ liệu quá lớn",
        "Mỗi lần gửi tối đa 1 MiB. Chia nhỏ rồi gửi lại.",
    )
}

/// 413 for more operations than one push may hold.
#[must_use]
pub fn too_many_ops() -> Problem {
    new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_many_ops",
        "Gửi quá nhiều thao tác",
        &format!(
            "Mỗi lần gửi tối đa {} thao tác. Chia nhỏ rồi gửi lại.",
            domain::sync::MAX_OPS
        ),
    )
}

/// 503 after the time limit.
#[must_use]
pub fn timed_out() -> Problem {
    new(
        StatusCode::SERVICE_UNAVAILABLE,
        "timeout",
        "Máy chủ đang bận",
        "Yêu cầu chưa được xử lý kịp. Thử lại sau ít phút.",
    )
}

/// 503 where the body did not arrive in time: a phone with a bad connection tries again.
#[must_use]
pub fn slow_body() -> Problem {
    new(
        StatusCode::SERVICE_UNAVAILABLE,
        "slow_body",
        "Đường truyền quá chậm",
        "Máy chủ chưa nhận đủ dữ liệu trong thời gian cho phép. Thử lại khi mạng ổn định hơn.",
    )
}

/// 503 where too much is asked for at once.
#[must_use]
pub fn busy() -> Problem {
    new(
        StatusCode::SERVICE_UNAVAILABLE,
        "busy",
        "Máy chủ đang bận",
        "Máy chủ đang phục vụ quá nhiều yêu cầu. Thử lại sau ít phút.",
    )
}

/// 422 with what is wrong, field by field.
#[must_use]
pub fn invalid(errors: Vec<FieldProblem>) -> Problem {
    let mut problem = new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid",
        "Dữ liệu chưa đúng",
        "Kiểm tra lại các mục được nêu rồi gửi lại.",
    );
    problem.errors = errors;
    problem
}

/// 500, to be completed with the request id.
#[must_use]
pub fn internal() -> Problem {
    new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "Lỗi máy chủ",
        "Máy chủ gặp lỗi. Thử lại sau; nếu vẫn lỗi, báo mã yêu cầu cho quản trị viên.",
    )
}

fn throttled(seconds: u64) -> Problem {
    let wait = if seconds < 60 {
        format!("{seconds} giây")
    } else {
        format!("{} phút", seconds.div_ceil(60))
    };
    new(
        StatusCode::TOO_MANY_REQUESTS,
        "throttled",
        "Thử quá nhiều lần",
        &format!("Đợi {wait} rồi thử lại."),
    )
}

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        match self {
            Self::Unauthenticated => respond(&unauthenticated()),
            Self::NotFound => respond(&not_found()),
            Self::Forbidden => respond(&new(
                StatusCode::FORBIDDEN,
                "forbidden",
                "Không có quyền",
                "Tài khoản không có quyền làm việc này.",
            )),
            Self::Invalid(errors) => respond(&invalid(errors)),
            Self::Conflict { code, detail } => respond(&new(
                StatusCode::CONFLICT,
                code,
                "Không thực hiện được",
                &detail,
            )),
            Self::Throttled {
                retry_after_seconds: seconds,
            } => later(&throttled(seconds), seconds),
            Self::Busy {
                retry_after_seconds: seconds,
            } => later(&busy(), seconds),
            Self::Internal(cause) => {
                let mut response = respond(&internal());
                response.extensions_mut().insert(Cause(Arc::new(cause)));
                response
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_a_failure_stays_inside() {
        let response = ServiceError::Internal(anyhow::anyhow!("secret table")).into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.extensions().get::<Cause>().is_some());
        let throttled = ServiceError::Throttled {
            retry_after_seconds: 90,
        }
        .into_response();
        assert_eq!(throttled.headers()[header::RETRY_AFTER], "90");
        assert_eq!(super::throttled(61).detail, "Đợi 2 phút rồi thử lại.");
    }
}
