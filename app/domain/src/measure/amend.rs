//! Thresholds that change after a plan was issued: each holds from a day, and what ended before it
//! is judged as it was.

use super::{Comparator, MeasureKind, Threshold};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A threshold in place of the one before, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Amendment {
    /// The first day on which it holds: periods that are cut off from then on are judged by it.
    pub effective_from: NaiveDate,
    /// The threshold.
    pub threshold: Threshold,
    /// The document that says so.
    pub document: Option<String>,
}

/// The threshold in force on a day, such as a period's cut-off: that of the last amendment before,
/// else the plan's own. The order of the amendments does not matter.
#[must_use]
pub fn threshold_on<'a>(
    base: Option<&'a Threshold>,
    amendments: &'a [Amendment],
    day: NaiveDate,
) -> Option<&'a Threshold> {
    amendments
        .iter()
        .filter(|amendment| amendment.effective_from <= day)
        .max_by_key(|amendment| amendment.effective_from)
        .map(|amendment| &amendment.threshold)
        .or(base)
}

/// What became of a measure's threshold after its plan was issued: enough to judge a period of any
/// day, so that a device needs nobody to tell it when a new threshold begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Amended {
    /// The threshold as the plan was issued.
    pub issued: Option<Threshold>,
    /// The thresholds since, the oldest first; some may begin in the future.
    pub changes: Vec<Amendment>,
}

impl Amended {
    /// The threshold in force on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Threshold> {
        threshold_on(self.issued.as_ref(), &self.changes, day)
    }

    /// The amendment in force on a day; none while the plan's own threshold holds.
    #[must_use]
    pub fn change_on(&self, day: NaiveDate) -> Option<&Amendment> {
        let begun = self.changes.iter().filter(|c| c.effective_from <= day);
        begun.max_by_key(|change| change.effective_from)
    }

    /// The next amendment that begins after a day.
    #[must_use]
    pub fn next_after(&self, day: NaiveDate) -> Option<&Amendment> {
        let ahead = self.changes.iter().filter(|c| c.effective_from > day);
        ahead.min_by_key(|change| change.effective_from)
    }
}

/// Why a threshold cannot stand in place of a measure's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAThreshold {
    /// A milestone has none.
    Milestone,
    /// Below nought.
    Negative,
    /// A ratio's is a percentage.
    NotPercent,
    /// In another unit than the one before.
    OtherUnit,
    /// A count's names its unit.
    NoUnit,
    /// Scored otherwise than it is written: only a bare figure leaves that open.
    OtherwiseScored,
}

impl NotAThreshold {
    /// The field that is wrong.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Milestone => "threshold",
            Self::Negative => "threshold.value",
            Self::NotPercent | Self::OtherUnit | Self::NoUnit => "threshold.unit",
            Self::OtherwiseScored => "threshold.evaluate_as",
        }
    }

    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Milestone => "milestone",
            Self::Negative => "negative",
            Self::NotPercent => "not_percent",
            Self::OtherUnit => "other_unit",
            Self::NoUnit => "no_unit",
            Self::OtherwiseScored => "otherwise_scored",
        }
    }

    /// What to tell the person, with the remedy.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::Milestone => {
                "Chỉ tiêu này chỉ có đạt hoặc chưa đạt nên không có ngưỡng. Chọn chỉ tiêu có số liệu."
            }
            Self::Negative => "Ngưỡng không được âm. Nhập số từ 0 trở lên.",
            Self::NotPercent => "Ngưỡng của chỉ tiêu tỷ lệ tính bằng phần trăm. Nhập đơn vị “%”.",
            Self::OtherUnit => {
                "Đơn vị tính khác với ngưỡng đang áp dụng. Giữ nguyên đơn vị tính của kế hoạch."
            }
            Self::NoUnit => "Chưa có đơn vị tính. Nhập đơn vị của ngưỡng, ví dụ “mô hình”.",
            Self::OtherwiseScored => {
                "Cách chấm điểm khác với dấu so sánh. Chỉ ngưỡng viết số trơn (“=”) mới chọn cách chấm điểm."
            }
        }
    }
}

impl Threshold {
    /// How a threshold is scored where nobody says: a bare figure is a minimum, a bare nought a
    /// maximum.
    #[must_use]
    pub fn usually_scored(&self) -> Comparator {
        let is_nought = self.value.thousandths() == 0;
        match self.comparator {
            Comparator::Eq if is_nought => Comparator::Lte,
            Comparator::Eq => Comparator::Gte,
            other => other,
        }
    }

    /// Why it cannot stand in place of a measure's threshold (`base`, where there is one).
    #[must_use]
    pub fn unfit_for(&self, kind: MeasureKind, base: Option<&Self>) -> Option<NotAThreshold> {
        let unit = self.unit.trim();
        let other = base.is_some_and(|base| base.unit.trim() != unit);
        Some(match kind {
            MeasureKind::Milestone => NotAThreshold::Milestone,
            _ if self.value.is_negative() => NotAThreshold::Negative,
            MeasureKind::Ratio if unit != "%" => NotAThreshold::NotPercent,
            MeasureKind::Count if unit.is_empty() => NotAThreshold::NoUnit,
            MeasureKind::Count if other => NotAThreshold::OtherUnit,
            _ if self.comparator != Comparator::Eq && self.evaluate_as != self.comparator => {
                NotAThreshold::OtherwiseScored
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Quantity;

    fn threshold(comparator: Comparator, value: i64, unit: &str) -> Threshold {
        Threshold {
            comparator,
            surface: String::new(),
            value: Quantity::from_int(value),
            unit: unit.to_owned(),
            evaluate_as: comparator,
            aspirational: false,
        }
    }

    fn percent(value: i64) -> Threshold {
        threshold(Comparator::Gte, value, "%")
    }

    #[test]
    fn the_threshold_in_force_on_a_day() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let amendment = |from, value| Amendment {
            effective_from: from,
            threshold: percent(value),
            document: None,
        };
        let base = percent(80);
        let two = [amendment(day(11, 1), 90), amendment(day(10, 1), 85)];
        let table = [
            (Some(&base), &two[..], day(9, 30), Some(80)),
            (Some(&base), &two, day(10, 1), Some(85)),
            (Some(&base), &two, day(10, 31), Some(85)),
            (Some(&base), &two, day(11, 1), Some(90)),
            (Some(&base), &two, day(12, 31), Some(90)),
            (Some(&base), &[], day(12, 31), Some(80)),
            (None, &two, day(9, 30), None),
            (None, &two, day(10, 1), Some(85)),
            (None, &[], day(10, 1), None),
        ];
        for (base, amendments, day, expected) in table {
            let value = threshold_on(base, amendments, day).map(|threshold| threshold.value);
            assert_eq!(value, expected.map(Quantity::from_int), "{day}");
        }
    }

    #[test]
    fn what_holds_and_what_comes_next() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let amendment = |from, value| Amendment {
            effective_from: from,
            threshold: percent(value),
            document: None,
        };
        let amended = Amended {
            issued: Some(percent(80)),
            changes: vec![amendment(day(10, 1), 85), amendment(day(12, 1), 90)],
        };
        let table = [
            (day(9, 30), 80, None, Some(85)),
            (day(10, 1), 85, Some(85), Some(90)),
            (day(11, 30), 85, Some(85), Some(90)),
            (day(12, 1), 90, Some(90), None),
        ];
        for (day, holds, change, next) in table {
            let value = |amendment: Option<&Amendment>| amendment.map(|a| a.threshold.value);
            let of = |value: Option<i64>| value.map(Quantity::from_int);
            assert_eq!(amended.on(day).unwrap().value, Quantity::from_int(holds));
            assert_eq!(value(amended.change_on(day)), of(change), "{day}");
            assert_eq!(value(amended.next_after(day)), of(next), "{day}");
        }
    }

    #[test]
    fn what_cannot_stand_in_its_place() {
        use Comparator::{Eq, Gte, Lte};
        use MeasureKind::{Count, Milestone, Ratio};
        let base = percent(80);
        let models = threshold(Gte, 2, "mô hình");
        let bare = Threshold {
            evaluate_as: Lte,
            ..threshold(Eq, 5, "%")
        };
        let other = Threshold {
            evaluate_as: Lte,
            ..percent(5)
        };
        let table = [
            (Ratio, Some(&base), percent(90), None),
            (Ratio, None, percent(90), None),
            (Ratio, Some(&base), bare, None),
            (
                Ratio,
                Some(&base),
                other,
                Some(NotAThreshold::OtherwiseScored),
            ),
            (
                Ratio,
                Some(&base),
                percent(-1),
                Some(NotAThreshold::Negative),
            ),
            (
                Ratio,
                Some(&base),
                threshold(Gte, 90, ""),
                Some(NotAThreshold::NotPercent),
            ),
            (Count, Some(&models), threshold(Gte, 3, "mô hình"), None),
            (
                Count,
                Some(&models),
                threshold(Gte, 3, "thiết bị"),
                Some(NotAThreshold::OtherUnit),
            ),
            (
                Count,
                None,
                threshold(Gte, 3, " "),
                Some(NotAThreshold::NoUnit),
            ),
            (Count, None, threshold(Gte, 3, "thiết bị"), None),
            (Milestone, None, percent(90), Some(NotAThreshold::Milestone)),
        ];
        for (kind, base, new, expected) in table {
            assert_eq!(new.unfit_for(kind, base), expected, "{kind:?} {new:?}");
        }
    }

    #[test]
    fn how_a_bare_figure_is_scored() {
        use Comparator::{Eq, Gt, Gte, Lte};
        for (comparator, value, scored) in [(Eq, 100, Gte), (Eq, 0, Lte), (Gt, 95, Gt)] {
            let threshold = threshold(comparator, value, "%");
            assert_eq!(threshold.usually_scored(), scored);
        }
    }
}
