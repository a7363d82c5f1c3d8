//! Why the server does not take an operation. What was typed stays on the device all the same.

use crate::report::{ReportState, Step};
use crate::wire::problem::FieldProblem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The stable name of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The report does not exist, or the person may not know that it does.
    NotFound,
    /// The person may see the report but not do this.
    Forbidden,
    /// The step is not possible from the report's state.
    WrongState,
    /// Values that do not pass validation; the errors name the fields.
    Invalid,
    /// An operation before it on the same report was not applied, so this step would send less
    /// than the person saw.
    Blocked,
    /// The period is locked and this step cannot be asked for late.
    Locked,
    /// A leader refused the request to submit late.
    LateRefused,
}

impl RefusalCode {
    /// Whether sending the same operation again may help once something else is settled.
    #[must_use]
    pub const fn may_pass_later(self) -> bool {
        matches!(self, Self::Blocked)
    }
}

/// A refusal, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refusal {
    /// Stable name.
    pub code: RefusalCode,
    /// What to do, in Vietnamese.
    pub detail: String,
    /// For `invalid`: what is wrong, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

impl Refusal {
    /// A refusal without field errors.
    #[must_use]
    pub fn new(code: RefusalCode, detail: &str) -> Self {
        Self {
            code,
            detail: detail.to_owned(),
            errors: Vec::new(),
        }
    }

    /// Values that do not pass validation.
    #[must_use]
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        Self {
            errors,
            ..Self::new(
                RefusalCode::Invalid,
                "Có dữ liệu chưa hợp lệ. Sửa các ô được đánh dấu.",
            )
        }
    }

    /// The report is not there for this person.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            RefusalCode::NotFound,
            "Không tìm thấy báo cáo, hoặc vai trò của bạn không còn xem được báo cáo này. \
             Số liệu đã nhập vẫn được giữ trên máy và có thể xuất ra tệp.",
        )
    }

    /// The person may not do this.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(
            RefusalCode::Forbidden,
            "Vai trò của bạn không còn quyền làm việc này. \
             Số liệu đã nhập vẫn được giữ trên máy và có thể xuất ra tệp.",
        )
    }

    /// A step after an operation that was not applied.
    #[must_use]
    pub fn blocked() -> Self {
        Self::new(
            RefusalCode::Blocked,
            "Còn dòng chưa gửi được. Xử lý các dòng đó rồi gửi lại.",
        )
    }

    /// A step that the lock does not allow.
    #[must_use]
    pub fn locked() -> Self {
        Self::new(
            RefusalCode::Locked,
            "Kỳ báo cáo đã khóa. Liên hệ đơn vị cấp trên để mở lại kỳ.",
        )
    }

    /// A step that the report's state does not allow.
    #[must_use]
    pub fn wrong_state(state: ReportState, step: Step) -> Self {
        Self::new(RefusalCode::WrongState, why_not(state, step))
    }
}

/// Why a step is not possible from a state, in Vietnamese.
#[must_use]
pub const fn why_not(state: ReportState, step: Step) -> &'static str {
    match (step, state) {
        (Step::Save, ReportState::Approved) => {
            "Báo cáo đã được duyệt. Đề nghị lãnh đạo trả lại báo cáo trước khi sửa."
        }
        (Step::Save, _) => "Báo cáo đã trình. Rút lại báo cáo trước khi sửa.",
        (Step::Submit, ReportState::Approved) => "Báo cáo đã được duyệt, không cần trình lại.",
        (Step::Submit, _) => "Báo cáo đã được trình.",
        (Step::Withdraw, _) => "Chỉ rút lại được báo cáo đã trình và chưa duyệt.",
        (Step::Approve, ReportState::Approved) => "Báo cáo đã được duyệt.",
        (Step::Approve, _) => "Chỉ duyệt được báo cáo đã trình.",
        (Step::Return, _) => "Chỉ trả lại được báo cáo đã trình hoặc đã duyệt.",
    }
}
