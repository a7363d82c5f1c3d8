//! Why a change of the tree is refused, and what to do about it.

use crate::id::{UnitEventId, UnitId};
use chrono::{Datelike, NaiveDate};

/// What is wrong with a tree or with a change of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TerritoryProblem {
    /// No unit has this code.
    UnknownUnit,
    /// The unit is not in force on that day.
    NotInForce {
        /// The day.
        on: NaiveDate,
    },
    /// The unit would lie below itself.
    Cycle,
    /// Fewer than two units are merged, or a unit is split into fewer than two.
    TooFew,
    /// A unit is listed twice.
    Repeated,
    /// Units of different levels: a province is never merged with, split into, or made a commune.
    Levels,
    /// The unit above is not of a level that can hold this one.
    Placing,
    /// The nation neither moves nor changes.
    NationFixed,
    /// The name is empty.
    NameMissing,
    /// The code is empty or holds blanks.
    CodeInvalid,
    /// The code stands, or stood, for a unit already: a code is never used again.
    CodeTaken,
    /// The unit is so already.
    NoChange,
    /// The same unit has a change that takes effect later.
    LaterChange {
        /// When it takes effect.
        on: NaiveDate,
    },
    /// The unit would end on the very day on which it begins.
    EndsOnFirstDay {
        /// The day.
        on: NaiveDate,
    },
    /// No change has this id.
    UnknownEvent,
    /// The change is undone already.
    AlreadyUndone,
    /// A later change builds upon the one to be undone.
    BuiltUpon {
        /// That later change.
        by: UnitEventId,
        /// When it takes effect.
        on: NaiveDate,
    },
    /// A stretch of a unit's life ends before it begins.
    SpanEmpty,
    /// Two stretches of a unit's life overlap.
    SpansOverlap,
    /// The tree has not exactly one nation, the one unit without a parent.
    NotOneNation,
}

/// A refusal: which change, which field of it, which unit, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("territory: field {field}, unit {unit:?}, event {event:?}: {problem:?}")]
pub struct TerritoryError {
    /// The change; `None` where the units before any change are wrong.
    pub event: Option<UnitEventId>,
    /// The field as the wire names it: `unit`, `name`, `kind`, `parent`, `to`, `from`, `into`,
    /// `effective_on`, `valid_from`, `valid_to`, `id`.
    pub field: &'static str,
    /// The unit that it is about, where it is about one.
    pub unit: Option<UnitId>,
    /// That unit's name, where it has one.
    pub name: Option<String>,
    /// Why.
    pub problem: TerritoryProblem,
}

impl TerritoryError {
    /// What to tell the person, with the remedy, in Vietnamese.
    #[must_use]
    pub fn message_vi(&self) -> String {
        use TerritoryProblem as P;
        let who = match (&self.name, &self.unit) {
            (Some(name), Some(unit)) => format!("{name} (mã {unit})"),
            (None, Some(unit)) => format!("Đơn vị mã {unit}"),
            _ => "Danh mục đơn vị".to_owned(),
        };
        match self.problem {
            P::UnknownUnit => format!("{who} không có trong danh mục. Kiểm tra lại mã đơn vị."),
            P::NotInForce { on } => format!(
                "{who} không tồn tại vào ngày {}. Chọn đơn vị khác hoặc sửa ngày hiệu lực.",
                day_vi(on)
            ),
            P::Cycle => format!(
                "{who} không thể trực thuộc chính mình hoặc đơn vị cấp dưới của mình. \
                 Chọn đơn vị cấp trên khác."
            ),
            P::TooFew => "Cần ít nhất hai đơn vị. Thêm đơn vị vào danh sách.".to_owned(),
            P::Repeated => format!("{who} được ghi hai lần. Bỏ bớt một lần."),
            P::Levels => format!(
                "{who} không cùng cấp với các đơn vị còn lại. \
                 Chỉ chọn đơn vị cùng cấp: tỉnh với tỉnh, xã với xã."
            ),
            P::Placing => format!(
                "{who} không thể đặt dưới đơn vị đã chọn. Tỉnh trực thuộc trung ương, \
                 xã trực thuộc tỉnh; chọn lại đơn vị cấp trên."
            ),
            P::NationFixed => "Không thay đổi được cấp cả nước. Chọn đơn vị khác.".to_owned(),
            P::NameMissing => "Tên đơn vị để trống. Nhập tên đầy đủ của đơn vị.".to_owned(),
            P::CodeInvalid => {
                "Mã đơn vị để trống hoặc có dấu cách. Nhập mã theo quyết định.".to_owned()
            }
            P::CodeTaken => format!("{who} đã dùng mã này. Nhập mã khác cho đơn vị mới."),
            P::NoChange => format!("{who} đã như vậy rồi. Kiểm tra lại nội dung thay đổi."),
            P::LaterChange { on } => format!(
                "{who} đã có thay đổi hiệu lực từ ngày {}. \
                 Hoàn tác thay đổi đó trước, rồi ghi lại theo thứ tự thời gian.",
                day_vi(on)
            ),
            P::EndsOnFirstDay { on } => format!(
                "{who} mới thành lập ngày {} nên không thể kết thúc trong ngày đó. \
                 Sửa ngày hiệu lực hoặc gộp hai thay đổi làm một.",
                day_vi(on)
            ),
            P::UnknownEvent => "Không tìm thấy thay đổi này. Tải lại danh sách.".to_owned(),
            P::AlreadyUndone => "Thay đổi này đã được hoàn tác. Không cần làm gì thêm.".to_owned(),
            P::BuiltUpon { on, .. } => format!(
                "Thay đổi sau đó, hiệu lực từ ngày {}, dựa trên thay đổi này. \
                 Hoàn tác thay đổi đó trước.",
                day_vi(on)
            ),
            P::SpanEmpty => {
                format!("{who} có ngày kết thúc không sau ngày bắt đầu. Sửa lại thời gian.")
            }
            P::SpansOverlap => {
                format!("{who} có hai khoảng thời gian chồng lên nhau. Sửa lại thời gian.")
            }
            P::NotOneNation => {
                "Danh mục phải có đúng một đơn vị cả nước, là đơn vị duy nhất không có cấp trên. \
                 Kiểm tra lại danh mục."
                    .to_owned()
            }
        }
    }

    /// The same refusal, of a known change.
    pub(super) fn of(mut self, event: UnitEventId) -> Self {
        self.event = Some(event);
        self
    }
}

/// A day as it is written in Vietnam: 30/04/2026.
fn day_vi(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}
