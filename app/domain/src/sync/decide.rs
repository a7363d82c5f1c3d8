//! What becomes of one operation. Server-authoritative: every operation passes the person's rights,
//! the report's state, what no lock changes (an unknown line, a text that is too long), the period's
//! lock, the field-level merge and validation, in that order.

use super::held::{Author, Effect, HeldLine, HeldReport, Past};
use super::op::{Op, OpBody};
use super::refusal::Refusal;
use crate::id::{LineId, UnitId};
use crate::policy::{Action, Actor};
use crate::report::{FieldEdit, LineEntry, Mark, ReportState, Step, TextEdit};
use crate::validate::{self, Field, MAX_TEXT, Problem};
use crate::wire::problem::FieldProblem;
use crate::wire::report::{LineChange, ReturnLine};
use chrono::NaiveDate;
use std::mem::discriminant;

/// What the person's roles allow on the report, whatever its state: [`crate::policy`] says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// See it at all.
    pub view: bool,
    /// Enter figures.
    pub edit: bool,
    /// Submit, withdraw.
    pub submit: bool,
    /// Approve.
    pub approve: bool,
    /// Return.
    pub send_back: bool,
}

impl Rights {
    /// What somebody may do with the reports of a unit, by its line of ancestors including itself.
    #[must_use]
    pub fn of(actor: &Actor, ancestors_or_self: &[UnitId]) -> Self {
        let can = |action| actor.can(action, ancestors_or_self);
        Self {
            view: can(Action::ViewReport),
            edit: can(Action::EditReport),
            submit: can(Action::SubmitReport),
            approve: can(Action::ApproveReport),
            send_back: can(Action::ReturnReport),
        }
    }

    /// Whether a step is allowed.
    #[must_use]
    pub const fn allow(self, step: Step) -> bool {
        match step {
            Step::Save => self.edit,
            Step::Submit | Step::Withdraw => self.submit,
            Step::Approve => self.approve,
            Step::Return => self.send_back,
        }
    }
}

/// Somebody else's change that an operation would overwrite without having seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The line, where the operation is about one.
    pub line: Option<LineId>,
    /// The version to base the next operation on, to insist: the line's, else the report's.
    pub version: i64,
    /// Who changed it, and when.
    pub mark: Mark,
}

/// What becomes of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It changes the report.
    Change(Effect),
    /// The report already says so; there is nothing to store.
    Already,
    /// Nothing is overwritten; the person chooses.
    Conflict(Clash),
    /// The period is locked: the operation is kept as a request to submit late.
    Late,
    /// It is not taken.
    Refused(Refusal),
}

/// Decides one operation on a report. `author` made it, `rights` is what their roles allow now,
/// `today` the day in Vietnam. Evidence is decided by [`decide`] as far as the report is concerned;
/// whether the piece exists is the caller's to check.
#[must_use]
pub fn decide(
    held: &HeldReport,
    op: &Op,
    author: Author,
    rights: Rights,
    today: NaiveDate,
) -> Verdict {
    if !rights.view {
        return Verdict::Refused(Refusal::not_found());
    }
    let step = op.body.step();
    if !rights.allow(step) {
        return Verdict::Refused(Refusal::forbidden());
    }
    let Some(state) = held.state.after(step) else {
        return Verdict::Refused(Refusal::wrong_state(held.state, step));
    };
    // Nobody has to ask a leader for what could never be stored.
    if let Some(errors) = never(held, &op.body) {
        return Verdict::Refused(Refusal::invalid(errors));
    }
    if held.locked {
        match step {
            Step::Save | Step::Submit => return Verdict::Late,
            Step::Withdraw => return Verdict::Refused(Refusal::locked()),
            // Who checks what was in time may finish after the lock.
            Step::Approve | Step::Return => {}
        }
    }
    match &op.body {
        OpBody::EditLine {
            line,
            base_version,
            edits,
        } => edit_line(held, *line, *base_version, edits, author, today),
        OpBody::EditTexts {
            base_version,
            edits,
        } => edit_texts(held, *base_version, edits, author),
        OpBody::RemoveEvidence { .. } => Verdict::Change(effect(held, step, state)),
        OpBody::Submit { base_version }
        | OpBody::Withdraw { base_version }
        | OpBody::Approve { base_version } => stale(held, *base_version, author).map_or_else(
            || Verdict::Change(effect(held, step, state)),
            Verdict::Conflict,
        ),
        OpBody::Return {
            base_version,
            reason,
            lines,
        } => send_back(held, state, *base_version, reason, lines, author),
    }
}

/// What is wrong with an operation whatever the report holds and whoever decides.
fn never(held: &HeldReport, body: &OpBody) -> Option<Vec<FieldProblem>> {
    let errors = match body {
        OpBody::EditLine { line, .. } => match held.line(*line) {
            Some(_) => return None,
            None => vec![unknown_line(*line)],
        },
        OpBody::EditTexts { edits, .. } => text_problems(edits),
        OpBody::Return { reason, lines, .. } => wrong_reasons(held, reason, lines),
        OpBody::Submit { .. }
        | OpBody::Withdraw { .. }
        | OpBody::Approve { .. }
        | OpBody::RemoveEvidence { .. } => return None,
    };
    (!errors.is_empty()).then_some(errors)
}

fn effect(held: &HeldReport, step: Step, state: ReportState) -> Effect {
    Effect {
        step,
        state,
        version: held.version + 1,
        reason: None,
        lines: Vec::new(),
        texts: Vec::new(),
    }
}

fn edit_line(
    held: &HeldReport,
    id: LineId,
    base_version: i64,
    edits: &[FieldEdit],
    author: Author,
    today: NaiveDate,
) -> Verdict {
    let Some(line) = held.line(id) else {
        return Verdict::Refused(Refusal::invalid(vec![unknown_line(id)]));
    };
    let mut wanted = line.entry.clone();
    wanted.apply(edits);
    // Both wrote the same: there is nothing to overwrite, whoever was first.
    if wanted == line.entry {
        return Verdict::Already;
    }
    if let Some(mark) = overwritten(held, line, &wanted, base_version, author) {
        return Verdict::Conflict(Clash {
            line: Some(id),
            version: line.version,
            mark,
        });
    }
    let errors = errors(line, &wanted, today);
    if !errors.is_empty() {
        return Verdict::Refused(Refusal::invalid(errors));
    }
    let mut effect = effect(held, Step::Save, held.state);
    effect.lines.push(LineChange {
        line: id,
        before: line.entry.clone(),
        after: wanted,
        reason: None,
    });
    Verdict::Change(effect)
}

/// Who last entered something else into a field that storing `wanted` would overwrite, since the
/// version that the operation was made against.
fn overwritten(
    held: &HeldReport,
    line: &HeldLine,
    wanted: &LineEntry,
    base_version: i64,
    author: Author,
) -> Option<Mark> {
    // Nothing was entered in the line since.
    if line.version <= base_version {
        return None;
    }
    let fields = line.entry.differing(wanted);
    let touches = |past: &&Past| {
        past.lines
            .iter()
            .filter(|change| change.line == line.id)
            .flat_map(|change| change.before.differing(&change.after))
            .any(|field| fields.contains(&field))
    };
    others_after(held, base_version, author)
        .filter(touches)
        .max_by_key(|past| past.version)
        .map(|past| past.mark)
}

/// What other hands did after a version.
fn others_after(
    held: &HeldReport,
    base_version: i64,
    author: Author,
) -> impl Iterator<Item = &Past> {
    held.past
        .iter()
        .filter(move |past| past.version > base_version && !past.author.is_same_hand(author))
}

fn edit_texts(held: &HeldReport, base_version: i64, edits: &[TextEdit], author: Author) -> Verdict {
    let changed = changing(held, edits);
    if changed.is_empty() {
        return Verdict::Already;
    }
    let touches = |past: &&Past| {
        past.texts.iter().any(|text| {
            changed
                .iter()
                .any(|edit| discriminant(edit) == discriminant(text))
        })
    };
    let clash = others_after(held, base_version, author)
        .filter(touches)
        .max_by_key(|past| past.version);
    if let Some(past) = clash {
        return Verdict::Conflict(Clash {
            line: None,
            version: held.version,
            mark: past.mark,
        });
    }
    let mut effect = effect(held, Step::Save, held.state);
    effect.texts = changed;
    Verdict::Change(effect)
}

/// The last edit of each text, where it differs from what the report holds.
fn changing(held: &HeldReport, edits: &[TextEdit]) -> Vec<TextEdit> {
    let is_last = |(index, edit): &(usize, &TextEdit)| {
        let later = edits.get(index + 1..).unwrap_or_default();
        !later
            .iter()
            .any(|other| discriminant(other) == discriminant(*edit))
    };
    let differs = |edit: &&TextEdit| match edit {
        TextEdit::Obstacles(text) => *text != held.texts.obstacles,
        TextEdit::Recommendations(text) => *text != held.texts.recommendations,
        TextEdit::Notes(text) => *text != held.texts.notes,
    };
    edits
        .iter()
        .enumerate()
        .filter(is_last)
        .map(|(_, edit)| edit)
        .filter(differs)
        .cloned()
        .collect()
}

/// A step is made on what the person saw: any change by another hand since then is in its way.
fn stale(held: &HeldReport, base_version: i64, author: Author) -> Option<Clash> {
    others_after(held, base_version, author)
        .max_by_key(|past| past.version)
        .map(|past| Clash {
            line: None,
            version: held.version,
            mark: past.mark,
        })
}

fn send_back(
    held: &HeldReport,
    state: ReportState,
    base_version: i64,
    reason: &str,
    lines: &[ReturnLine],
    author: Author,
) -> Verdict {
    if let Some(clash) = stale(held, base_version, author) {
        return Verdict::Conflict(clash);
    }
    let mut effect = effect(held, Step::Return, state);
    let reason = reason.trim();
    effect.reason = (!reason.is_empty()).then(|| reason.to_owned());
    effect.lines = lines
        .iter()
        .filter_map(|ReturnLine { line, reason }| {
            let entry = &held.line(*line)?.entry;
            Some(LineChange {
                line: *line,
                before: entry.clone(),
                after: entry.clone(),
                reason: Some(reason.trim().to_owned()),
            })
        })
        .collect();
    Verdict::Change(effect)
}

/// At least one reason, none empty, each for a line of the report, each line once.
fn wrong_reasons(held: &HeldReport, reason: &str, lines: &[ReturnLine]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if lines.is_empty() && reason.trim().is_empty() {
        problems.push(of_reason(
            None,
            "reason_missing",
            Problem::ReasonMissing.message_vi(),
        ));
    }
    if is_long(reason) {
        problems.push(of_reason(None, "too_long", Problem::TooLong.message_vi()));
    }
    for (index, ReturnLine { line, reason }) in lines.iter().enumerate() {
        let repeated = lines[..index].iter().any(|other| other.line == *line);
        let (code, message) = if held.line(*line).is_none() {
            ("unknown_line", "Dòng này không có trong báo cáo.")
        } else if repeated {
            ("repeated_line", "Mỗi dòng chỉ ghi một lý do.")
        } else if reason.trim().is_empty() {
            ("reason_missing", Problem::ReasonMissing.message_vi())
        } else if is_long(reason) {
            ("too_long", Problem::TooLong.message_vi())
        } else {
            continue;
        };
        problems.push(of_reason(Some(*line), code, message));
    }
    problems
}

fn is_long(text: &str) -> bool {
    text.chars().count() > MAX_TEXT
}

fn of_reason(line: Option<LineId>, code: &str, message: &str) -> FieldProblem {
    FieldProblem {
        line,
        field: "reason".to_owned(),
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

/// What stops the line from being stored.
fn errors(line: &HeldLine, wanted: &LineEntry, today: NaiveDate) -> Vec<FieldProblem> {
    validate::check_line(line.kind, line.accumulation, wanted, None, today)
        .into_iter()
        .filter(|finding| finding.problem.is_error())
        .map(|finding| FieldProblem {
            line: Some(line.id),
            field: finding.field.as_str().to_owned(),
            code: finding.problem.as_str().to_owned(),
            message: finding.problem.message_vi().to_owned(),
        })
        .collect()
}

fn unknown_line(line: LineId) -> FieldProblem {
    FieldProblem {
        line: Some(line),
        field: "line".to_owned(),
        code: "unknown_line".to_owned(),
        message: "Dòng này không có trong báo cáo. Tải lại trang.".to_owned(),
    }
}

/// What is wrong with texts: those that are too long.
#[must_use]
pub fn text_problems(edits: &[TextEdit]) -> Vec<FieldProblem> {
    edits.iter().filter_map(too_long).collect()
}

fn too_long(edit: &TextEdit) -> Option<FieldProblem> {
    let (field, text) = match edit {
        TextEdit::Obstacles(text) => ("obstacles", text),
        TextEdit::Recommendations(text) => ("recommendations", text),
        TextEdit::Notes(text) => ("notes", text),
    };
    is_long(text).then(|| FieldProblem {
        line: None,
        field: field.to_owned(),
        code: "too_long".to_owned(),
        message: Problem::TooLong.message_vi().to_owned(),
    })
}

impl LineEntry {
    /// The fields in which two entries differ.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<Field> {
        let fields = [
            (Field::Numerator, self.numerator != other.numerator),
            (Field::Denominator, self.denominator != other.denominator),
            (Field::Count, self.count != other.count),
            (Field::Reached, self.reached != other.reached),
            (Field::Progress, self.progress != other.progress),
            (Field::CompletedOn, self.completed_on != other.completed_on),
            (Field::Behind, self.behind != other.behind),
            (Field::Note, self.note != other.note),
            (
                Field::NotApplicable,
                self.not_applicable != other.not_applicable,
            ),
        ];
        fields
            .into_iter()
            .filter_map(|(field, differs)| differs.then_some(field))
            .collect()
    }
}
