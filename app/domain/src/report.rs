//! Reports: one per unit, plan and period; states, lines, edits.

use crate::id::{LineId, UserId};
use crate::quantity::Quantity;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who did something, and when by the server's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// Being entered (or not begun: version 0).
    Draft,
    /// Sent to the unit's approver; closed for editing.
    Submitted,
    /// Approved: counted as official.
    Approved,
    /// Returned with reasons; open for editing.
    Returned,
}

impl ReportState {
    /// Its stored and wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Returned => "returned",
        }
    }

    /// From [`ReportState::as_str`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Draft, Self::Submitted, Self::Approved, Self::Returned]
            .into_iter()
            .find(|state| state.as_str() == name)
    }

    /// Whether figures may be entered.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether the figures count under the basis.
    #[must_use]
    pub const fn counts(self, basis: Basis) -> bool {
        match basis {
            Basis::Approved => matches!(self, Self::Approved),
            Basis::Received => matches!(self, Self::Approved | Self::Submitted),
        }
    }

    /// The state after a step, or `None` where the step is not possible from here.
    #[must_use]
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Draft | Self::Returned, Step::Save) => Some(self),
            (Self::Draft | Self::Returned, Step::Submit) => Some(Self::Submitted),
            (Self::Submitted, Step::Withdraw) => Some(Self::Draft),
            (Self::Submitted, Step::Approve) => Some(Self::Approved),
            (Self::Submitted | Self::Approved, Step::Return) => Some(Self::Returned),
            _ => None,
        }
    }
}

/// What is done to a report; each makes a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Figures or texts entered.
    Save,
    /// Trình.
    Submit,
    /// Taken back by the unit before approval.
    Withdraw,
    /// Duyệt.
    Approve,
    /// Trả lại.
    Return,
}

impl Step {
    /// Its stored and wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Return => "return",
        }
    }

    /// From [`Step::as_str`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Save,
            Self::Submit,
            Self::Withdraw,
            Self::Approve,
            Self::Return,
        ]
        .into_iter()
        .find(|step| step.as_str() == name)
    }
}

/// Which reports a figure counts. The two are never mixed in one figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// *Đã duyệt*: approved reports only.
    #[default]
    Approved,
    /// *Đã nhận*: approved and submitted ones.
    Received,
}

/// A task's state as its reporter declares it; the status that screens show is computed
/// ([`crate::status`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskProgress {
    /// Chưa làm.
    NotStarted,
    /// Đang làm.
    InProgress,
    /// Hoàn thành.
    Done,
    /// Vướng mắc.
    Blocked,
}

impl TaskProgress {
    /// Every one, in the order of the buttons.
    pub const ALL: [Self; 4] = [
        Self::NotStarted,
        Self::InProgress,
        Self::Done,
        Self::Blocked,
    ];

    /// Its stored and wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Blocked => "blocked",
        }
    }

    /// From [`TaskProgress::as_str`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|progress| progress.as_str() == name)
    }
}

/// What a line holds. Which fields mean something depends on the line: a ratio uses numerator and
/// denominator, a count its `count`, a milestone `reached`, a task `progress` and `completed_on`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineEntry {
    /// Tử số.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Quantity>,
    /// Mẫu số.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Quantity>,
    /// A count or amount in its unit of measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Quantity>,
    /// A milestone: reached or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<bool>,
    /// A task's declared state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<TaskProgress>,
    /// The day a task was finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<NaiveDate>,
    /// A task's declared risk: *chậm tiến độ*. It stands beside the computed status and never
    /// changes it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub behind: bool,
    /// Free text: results for a task, an explanation for a measure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// *Không thuộc thẩm quyền*, with its reason; leaves the denominator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A new value for one field of a line; `null` clears it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum FieldEdit {
    /// [`LineEntry::numerator`].
    Numerator(Option<Quantity>),
    /// [`LineEntry::denominator`].
    Denominator(Option<Quantity>),
    /// [`LineEntry::count`].
    Count(Option<Quantity>),
    /// [`LineEntry::reached`].
    Reached(Option<bool>),
    /// [`LineEntry::progress`].
    Progress(Option<TaskProgress>),
    /// [`LineEntry::completed_on`].
    CompletedOn(Option<NaiveDate>),
    /// [`LineEntry::behind`].
    Behind(bool),
    /// [`LineEntry::note`].
    Note(String),
    /// [`LineEntry::not_applicable`].
    NotApplicable(Option<String>),
}

impl LineEntry {
    /// Applies edits in order; the last one on a field counts.
    pub fn apply(&mut self, edits: &[FieldEdit]) {
        for edit in edits {
            match edit.clone() {
                FieldEdit::Numerator(value) => self.numerator = value,
                FieldEdit::Denominator(value) => self.denominator = value,
                FieldEdit::Count(value) => self.count = value,
                FieldEdit::Reached(value) => self.reached = value,
                FieldEdit::Progress(value) => self.progress = value,
                FieldEdit::CompletedOn(value) => self.completed_on = value,
                FieldEdit::Behind(value) => self.behind = value,
                FieldEdit::Note(value) => self.note = value,
                FieldEdit::NotApplicable(value) => self.not_applicable = value,
            }
        }
    }

    /// Whether the line says what is asked of it, for the kind of line it is.
    #[must_use]
    pub fn is_complete(&self, kind: LineKind) -> bool {
        self.not_applicable.is_some()
            || match kind {
                LineKind::Ratio => self.numerator.is_some() && self.denominator.is_some(),
                LineKind::Count => self.count.is_some(),
                LineKind::Milestone => self.reached.is_some(),
                LineKind::Task => self.progress.is_some(),
            }
    }

    /// Whether nothing has been entered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What kind of line it is: a measure by its kind, or a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A measure with numerator and denominator.
    Ratio,
    /// A measure with one number.
    Count,
    /// A measure that is reached or not.
    Milestone,
    /// A task.
    Task,
}

impl From<crate::measure::MeasureKind> for LineKind {
    fn from(kind: crate::measure::MeasureKind) -> Self {
        use crate::measure::MeasureKind as K;
        match kind {
            K::Ratio => Self::Ratio,
            K::Count => Self::Count,
            K::Milestone => Self::Milestone,
        }
    }
}

/// The texts of a report beside its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportTexts {
    /// Khó khăn, vướng mắc.
    pub obstacles: String,
    /// Kiến nghị, đề xuất.
    pub recommendations: String,
    /// Ghi chú.
    pub notes: String,
}

/// A new text for one part of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum TextEdit {
    /// [`ReportTexts::obstacles`].
    Obstacles(String),
    /// [`ReportTexts::recommendations`].
    Recommendations(String),
    /// [`ReportTexts::notes`].
    Notes(String),
}

impl ReportTexts {
    /// Applies edits in order.
    pub fn apply(&mut self, edits: &[TextEdit]) {
        for edit in edits {
            match edit.clone() {
                TextEdit::Obstacles(text) => self.obstacles = text,
                TextEdit::Recommendations(text) => self.recommendations = text,
                TextEdit::Notes(text) => self.notes = text,
            }
        }
    }
}

/// Edits of one line, made against a known version of that line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineEdit {
    /// The line.
    pub line: LineId,
    /// The line's version that the person saw (0: never saved). An edit against an older version
    /// that somebody else has changed meanwhile is answered as a conflict; nothing is overwritten.
    pub base_version: i64,
    /// The new values.
    pub edits: Vec<FieldEdit>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn steps_from_each_state() {
        use ReportState::{Approved, Draft, Returned, Submitted};
        use Step::{Approve, Return, Save, Submit, Withdraw};
        let table = [
            (Draft, [Some(Draft), Some(Submitted), None, None, None]),
            (
                Submitted,
                [None, None, Some(Draft), Some(Approved), Some(Returned)],
            ),
            (Approved, [None, None, None, None, Some(Returned)]),
            (
                Returned,
                [Some(Returned), Some(Submitted), None, None, None],
            ),
        ];
        for (state, expected) in table {
            let got = [Save, Submit, Withdraw, Approve, Return].map(|step| state.after(step));
            assert_eq!(got, expected, "{state:?}");
        }
    }

    #[test]
    fn only_editable_states_take_edits() {
        for state in [
            ReportState::Draft,
            ReportState::Submitted,
            ReportState::Approved,
            ReportState::Returned,
        ] {
            assert_eq!(state.is_editable(), state.after(Step::Save).is_some());
            assert!(!state.counts(Basis::Approved) || state.counts(Basis::Received));
        }
    }

    #[test]
    fn edits_on_the_wire() {
        let edit = LineEdit {
            line: LineId::Measure(crate::id::MeasureId(uuid::Uuid::from_u128(7))),
            base_version: 3,
            edits: vec![
                FieldEdit::Numerator(Some(Quantity::from_thousandths(412_500))),
                FieldEdit::Denominator(None),
                FieldEdit::Progress(Some(TaskProgress::InProgress)),
                FieldEdit::Note("Đã đối chiếu".to_owned()),
            ],
        };
        insta::assert_json_snapshot!(edit);
        let json = serde_json::to_string(&edit).unwrap();
        assert_eq!(serde_json::from_str::<LineEdit>(&json).unwrap(), edit);
    }

    proptest! {
        #[test]
        fn the_last_edit_of_a_field_counts(values in proptest::collection::vec(proptest::option::of(any::<i32>()), 1..8)) {
            let edits: Vec<_> = values
                .iter()
                .map(|v| FieldEdit::Numerator(v.map(|v| Quantity::from_int(v.into()))))
                .collect();
            let mut entry = LineEntry::default();
            entry.apply(&edits);
            prop_assert_eq!(entry.numerator, values[values.len() - 1].map(|v| Quantity::from_int(v.into())));
        }
    }
}
