//! What is wrong, or surprising, in what was entered. The same rules run at the field on the
//! phone and before storing on the server.

use crate::measure::Accumulation;
use crate::quantity::Quantity;
use crate::report::{FieldEdit, LineEntry, LineKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest free text, in characters.
pub const MAX_TEXT: usize = 4_000;
/// A change of more than this share (percent) against the last period is marked as surprising.
pub const JUMP_PERCENT: i128 = 30;

/// The field a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Tử số.
    Numerator,
    /// Mẫu số.
    Denominator,
    /// The count.
    Count,
    /// Reached or not.
    Reached,
    /// A task's state.
    Progress,
    /// The day of completion.
    CompletedOn,
    /// *Chậm tiến độ*.
    Behind,
    /// The text.
    Note,
    /// The reason for *không thuộc thẩm quyền*.
    NotApplicable,
}

impl Field {
    /// Its wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Count => "count",
            Self::Reached => "reached",
            Self::Progress => "progress",
            Self::CompletedOn => "completed_on",
            Self::Behind => "behind",
            Self::Note => "note",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// A number below nought.
    Negative,
    /// A denominator of nought with a numerator above it.
    ZeroDenominator,
    /// The field does not belong to this kind of line.
    WrongField,
    /// The text is longer than [`MAX_TEXT`].
    TooLong,
    /// A reason is demanded.
    ReasonMissing,
    /// A day of completion in the future.
    InFuture,
    /// A day of completion without the state "done".
    NotDone,
    /// Warning: the share is over 100 %.
    Over100,
    /// Warning: lũy kế fell.
    CumulativeFell,
    /// Warning: the denominator shrank.
    DenominatorShrank,
    /// Warning: more than [`JUMP_PERCENT`] away from the last period.
    Jump,
}

impl Problem {
    /// Its wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::ZeroDenominator => "zero_denominator",
            Self::WrongField => "wrong_field",
            Self::TooLong => "too_long",
            Self::ReasonMissing => "reason_missing",
            Self::InFuture => "in_future",
            Self::NotDone => "not_done",
            Self::Over100 => "over100",
            Self::CumulativeFell => "cumulative_fell",
            Self::DenominatorShrank => "denominator_shrank",
            Self::Jump => "jump",
        }
    }

    /// Whether it stops the save. All else may go on, explained in the note.
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(
            self,
            Self::Negative
                | Self::ZeroDenominator
                | Self::WrongField
                | Self::TooLong
                | Self::ReasonMissing
                | Self::InFuture
                | Self::NotDone
        )
    }

    /// What to tell the person, with the remedy, in Vietnamese (the API's messages; the app has
    /// them in its own dictionaries).
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::Negative => "Số không được âm. Nhập số từ 0 trở lên.",
            Self::ZeroDenominator => {
                "Tổng số (mẫu số) bằng 0 nhưng số đã thực hiện lớn hơn 0. Kiểm tra lại tổng số."
            }
            Self::WrongField => "Trường này không thuộc dòng báo cáo đang nhập.",
            Self::TooLong => "Nội dung quá dài. Rút gọn còn tối đa 4.000 ký tự.",
            Self::ReasonMissing => "Cần ghi lý do.",
            Self::InFuture => "Ngày hoàn thành ở tương lai. Chọn ngày không sau hôm nay.",
            Self::NotDone => "Chỉ ghi ngày hoàn thành khi trạng thái là Hoàn thành.",
            Self::Over100 => "Tỷ lệ vượt 100 %. Kiểm tra lại hoặc ghi rõ lý do.",
            Self::CumulativeFell => {
                "Số lũy kế giảm so với kỳ trước. Kiểm tra lại hoặc ghi rõ lý do."
            }
            Self::DenominatorShrank => {
                "Tổng số giảm so với kỳ trước. Kiểm tra lại hoặc ghi rõ lý do."
            }
            Self::Jump => "Chênh lệch trên 30 % so với kỳ trước. Kiểm tra lại hoặc ghi rõ lý do.",
        }
    }
}

/// A finding on one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct FieldFinding {
    /// The field.
    pub field: Field,
    /// What is the matter.
    pub problem: Problem,
}

impl FieldEdit {
    /// The field it changes.
    #[must_use]
    pub const fn field(&self) -> Field {
        match self {
            Self::Numerator(_) => Field::Numerator,
            Self::Denominator(_) => Field::Denominator,
            Self::Count(_) => Field::Count,
            Self::Reached(_) => Field::Reached,
            Self::Progress(_) => Field::Progress,
            Self::CompletedOn(_) => Field::CompletedOn,
            Self::Behind(_) => Field::Behind,
            Self::Note(_) => Field::Note,
            Self::NotApplicable(_) => Field::NotApplicable,
        }
    }
}

/// Errors and warnings on a line: errors first. `previous` is what the last counted period held,
/// `today` the day in Vietnam.
#[must_use]
pub fn check_line(
    kind: LineKind,
    accumulation: Accumulation,
    entry: &LineEntry,
    previous: Option<&LineEntry>,
    today: NaiveDate,
) -> Vec<FieldFinding> {
    let mut found = Vec::new();
    let mut add = |field, problem| found.push(FieldFinding { field, problem });
    for (field, present) in fields_present(entry) {
        if present && !belongs(kind, field) {
            add(field, Problem::WrongField);
        }
    }
    let numbers = [
        (Field::Numerator, entry.numerator),
        (Field::Denominator, entry.denominator),
        (Field::Count, entry.count),
    ];
    for (field, value) in numbers {
        if value.is_some_and(Quantity::is_negative) {
            add(field, Problem::Negative);
        }
    }
    if let (Some(numerator), Some(denominator)) = (entry.numerator, entry.denominator) {
        if denominator == Quantity::ZERO && numerator > Quantity::ZERO {
            add(Field::Denominator, Problem::ZeroDenominator);
        } else if numerator > denominator {
            add(Field::Numerator, Problem::Over100);
        }
    }
    if entry.note.chars().count() > MAX_TEXT {
        add(Field::Note, Problem::TooLong);
    }
    match &entry.not_applicable {
        Some(reason) if reason.trim().is_empty() => {
            add(Field::NotApplicable, Problem::ReasonMissing);
        }
        Some(reason) if reason.chars().count() > MAX_TEXT => {
            add(Field::NotApplicable, Problem::TooLong);
        }
        _ => {}
    }
    if let Some(day) = entry.completed_on {
        if day > today {
            add(Field::CompletedOn, Problem::InFuture);
        }
        if entry.progress != Some(crate::report::TaskProgress::Done) {
            add(Field::CompletedOn, Problem::NotDone);
        }
    }
    if let Some(previous) = previous.filter(|p| p.not_applicable.is_none()) {
        for finding in against_previous(accumulation, entry, previous) {
            add(finding.field, finding.problem);
        }
    }
    found.sort_by_key(|finding| !finding.problem.is_error());
    found
}

/// Whether any finding stops the save.
#[must_use]
pub fn has_error(findings: &[FieldFinding]) -> bool {
    findings.iter().any(|finding| finding.problem.is_error())
}

/// What is surprising against the last period.
fn against_previous(
    accumulation: Accumulation,
    entry: &LineEntry,
    previous: &LineEntry,
) -> Vec<FieldFinding> {
    let mut found = Vec::new();
    let pairs = [
        (Field::Numerator, entry.numerator, previous.numerator),
        (Field::Denominator, entry.denominator, previous.denominator),
        (Field::Count, entry.count, previous.count),
    ];
    for (field, now, before) in pairs {
        let (Some(now), Some(before)) = (now, before) else {
            continue;
        };
        let fell = now < before;
        let problem = if fell && field == Field::Denominator {
            Problem::DenominatorShrank
        } else if fell && accumulation == Accumulation::Cumulative {
            Problem::CumulativeFell
        } else if is_jump(now, before) {
            Problem::Jump
        } else {
            continue;
        };
        found.push(FieldFinding { field, problem });
    }
    found
}

/// Whether `now` is more than [`JUMP_PERCENT`] away from `before`. From nought every change is
/// ordinary: there is nothing to compare with.
#[must_use]
pub fn is_jump(now: Quantity, before: Quantity) -> bool {
    let (now, before) = (
        i128::from(now.thousandths()),
        i128::from(before.thousandths()),
    );
    before > 0 && (now - before).abs() * 100 > before * JUMP_PERCENT
}

const fn belongs(kind: LineKind, field: Field) -> bool {
    match field {
        Field::Note | Field::NotApplicable => true,
        Field::Numerator | Field::Denominator => matches!(kind, LineKind::Ratio),
        Field::Count => matches!(kind, LineKind::Count),
        Field::Reached => matches!(kind, LineKind::Milestone),
        Field::Progress | Field::CompletedOn | Field::Behind => matches!(kind, LineKind::Task),
    }
}

const fn fields_present(entry: &LineEntry) -> [(Field, bool); 7] {
    [
        (Field::Numerator, entry.numerator.is_some()),
        (Field::Denominator, entry.denominator.is_some()),
        (Field::Count, entry.count.is_some()),
        (Field::Reached, entry.reached.is_some()),
        (Field::Progress, entry.progress.is_some()),
        (Field::CompletedOn, entry.completed_on.is_some()),
        (Field::Behind, entry.behind),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::TaskProgress;

    fn ratio(numerator: i64, denominator: i64) -> LineEntry {
        LineEntry {
            numerator: Some(Quantity::from_int(numerator)),
            denominator: Some(Quantity::from_int(denominator)),
            ..LineEntry::default()
        }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 16).unwrap()
    }

    #[test]
    fn ratios() {
        use Field::{Denominator, Numerator};
        let before = ratio(377, 471);
        type Row<'a> = (LineEntry, Option<&'a LineEntry>, Vec<(Field, Problem)>);
        let table: [Row<'_>; 9] = [
            (ratio(412, 486), None, vec![]),
            (ratio(412, 486), Some(&before), vec![]),
            (ratio(-1, 486), None, vec![(Numerator, Problem::Negative)]),
            (
                ratio(5, 0),
                None,
                vec![(Denominator, Problem::ZeroDenominator)],
            ),
            (ratio(0, 0), None, vec![]),
            (ratio(487, 486), None, vec![(Numerator, Problem::Over100)]),
            (
                ratio(376, 471),
                Some(&before),
                vec![(Numerator, Problem::CumulativeFell)],
            ),
            (
                ratio(377, 400),
                Some(&before),
                vec![(Denominator, Problem::DenominatorShrank)],
            ),
            (
                ratio(491, 600),
                Some(&before),
                vec![(Numerator, Problem::Jump)],
            ),
        ];
        for (entry, previous, expected) in table {
            let got: Vec<_> = check_line(
                LineKind::Ratio,
                Accumulation::Cumulative,
                &entry,
                previous,
                today(),
            )
            .into_iter()
            .map(|finding| (finding.field, finding.problem))
            .collect();
            assert_eq!(got, expected, "{entry:?}");
        }
    }

    #[test]
    fn a_flow_may_fall() {
        let found = check_line(
            LineKind::Ratio,
            Accumulation::Flow,
            &ratio(370, 471),
            Some(&ratio(377, 471)),
            today(),
        );
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn tasks() {
        let tomorrow = today().succ_opt();
        let entry = LineEntry {
            progress: Some(TaskProgress::Done),
            completed_on: tomorrow,
            ..LineEntry::default()
        };
        let found = check_line(LineKind::Task, Accumulation::Stock, &entry, None, today());
        assert_eq!(
            found,
            [FieldFinding {
                field: Field::CompletedOn,
                problem: Problem::InFuture
            }]
        );
        let entry = LineEntry {
            completed_on: Some(today()),
            ..LineEntry::default()
        };
        let found = check_line(LineKind::Task, Accumulation::Stock, &entry, None, today());
        assert_eq!(
            found,
            [FieldFinding {
                field: Field::CompletedOn,
                problem: Problem::NotDone
            }]
        );
    }

    #[test]
    fn foreign_fields_and_reasons() {
        let found = check_line(
            LineKind::Milestone,
            Accumulation::Stock,
            &ratio(1, 2),
            None,
            today(),
        );
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|finding| finding.problem == Problem::WrongField)
        );
        let entry = LineEntry {
            not_applicable: Some("  ".to_owned()),
            ..LineEntry::default()
        };
        let found = check_line(LineKind::Ratio, Accumulation::Stock, &entry, None, today());
        assert!(has_error(&found));
    }
}
