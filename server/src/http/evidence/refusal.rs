//! Refusals of uploads as problem details.

use crate::error::ServiceError;
use crate::http::problem::{new, respond};
use crate::service::evidence::{EvidenceError, Refused};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// tus: the checksum does not match.
const CHECKSUM_MISMATCH: u16 = 460;

impl IntoResponse for EvidenceError {
    fn into_response(self) -> Response {
        match self {
            Self::Service(error) => error.into_response(),
            Self::Gone => problem(
                StatusCode::GONE,
                "upload_expired",
                "Lượt tải lên đã hết hạn",
                "Tệp chưa gửi xong đã bị xóa vì để quá lâu. Chọn lại tệp và gửi từ đầu.",
            ),
            Self::OffsetMismatch => problem(
                StatusCode::CONFLICT,
                "offset_mismatch",
                "Vị trí gửi không khớp",
                "Máy chủ đã nhận đến vị trí khác. Hỏi lại vị trí rồi gửi tiếp.",
            ),
            Self::TooLarge => problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "Tệp quá lớn",
                "Mỗi tệp tối đa 20 MB. Giảm kích thước ảnh, nén PDF hoặc chia tệp rồi gửi lại.",
            ),
            Self::ChecksumMismatch => problem(
                StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST),
                "checksum_mismatch",
                "Dữ liệu bị sai lệch khi gửi",
                "Phần vừa gửi không đúng mã kiểm tra và đã bị bỏ. Gửi lại phần này.",
            ),
            Self::CutOff => problem(
                StatusCode::BAD_REQUEST,
                "cut_off",
                "Đường truyền bị ngắt",
                "Phần đã nhận được giữ lại. Gửi tiếp từ vị trí máy chủ báo.",
            ),
            Self::Refused(refused) => of_content(refused),
        }
    }
}

fn of_content(refused: Refused) -> Response {
    let (code, title, detail) = match refused {
        Refused::Damaged => (
            "file_damaged",
            "Tệp bị sai lệch khi gửi",
            "Nội dung nhận được không đúng với tệp trên máy. Gửi lại tệp từ đầu.",
        ),
        Refused::Unsupported => (
            "file_type",
            "Loại tệp không được nhận",
            "Chỉ nhận ảnh JPEG, PNG, WebP; PDF; Word (.docx), Excel (.xlsx), OpenDocument (.odt, \
             .ods); văn bản hoặc CSV mã UTF-8. Chuyển tệp sang một trong các loại này, bỏ mật \
             khẩu và macro nếu có, rồi gửi lại.",
        ),
        Refused::Broken => (
            "image_broken",
            "Ảnh bị hỏng",
            "Không đọc được ảnh này. Mở ảnh trên máy, lưu lại hoặc chụp lại rồi gửi.",
        ),
    };
    problem(StatusCode::UNPROCESSABLE_ENTITY, code, title, detail)
}

/// 412: another version of the protocol, or none.
pub(super) fn wrong_version() -> Response {
    problem(
        StatusCode::PRECONDITION_FAILED,
        "tus_version",
        "Phiên bản tải lên không được hỗ trợ",
        "Gửi Tus-Resumable: 1.0.0.",
    )
}

/// 415: not bytes of an upload.
pub(super) fn no_bytes() -> Response {
    problem(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "Kiểu dữ liệu không được hỗ trợ",
        "Gửi dữ liệu với Content-Type: application/offset+octet-stream.",
    )
}

/// 400: a header is missing or cannot be read.
pub(super) fn malformed(header: &str) -> Response {
    problem(
        StatusCode::BAD_REQUEST,
        "malformed",
        "Dữ liệu không đọc được",
        &format!("Tiêu đề {header} còn thiếu hoặc không hợp lệ."),
    )
}

/// 422 on a key of `Upload-Metadata`.
pub(super) fn wrong_key(key: &str, code: &str, message: &str) -> Response {
    ServiceError::field(key, code, message).into_response()
}

fn problem(status: StatusCode, code: &str, title: &str, detail: &str) -> Response {
    respond(&new(status, code, title, detail))
}
