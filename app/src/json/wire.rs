//! The members of the wire types. Complete by the compiler (a struct literal lists every field),
//! right by `tests/json.rs` (which compares with serde).

use crate::draft::Draft;
use crate::json::read::{both, member, named, names, object, texts};
use crate::json::write::shown;
use crate::json::{FromJson, Json, ToJson};
use domain::calendar::{CalendarDay, DayKind};
use domain::deadline::Deadline;
use domain::id::{
    DeviceId, EvidenceId, LateRequestId, LineId, MeasureId, OpId, PlanId, ReportId, SessionId,
    TargetId, TaskId, UnitEventId, UnitId, UserId,
};
use domain::measure::Accumulation;
use domain::measure::{Amended, Amendment, Comparator, MeasureKind, MeasureRole, Threshold};
use domain::period::{Period, PeriodDays};
#[cfg(not(any(feature = "full", not(feature = "csr"))))]
use domain::plan::PlanDocument;
use domain::plan::{Measure, PartialDate, Plan, PlanSummary, Target, TargetGroup, Task, TaskGroup};
use domain::policy::Role;
use domain::report::{
    Basis, FieldEdit, LineEntry, LineKind, ReportState, ReportTexts, Step, TaskProgress, TextEdit,
};
use domain::rollup::{Boundaries, Coverage, Figure};
use domain::status::TaskStatus;
use domain::territory::{NewUnit, UnitChange};
use domain::unit::{UnitKind, UnitRef};
use domain::wire::admin::{CreatedUser, UnitChangeRow, UnitRow, UserRow};
use domain::wire::assignment::{Assigned, AssignedUnit, PlanAssignments, TaskAssignments};
use domain::wire::auth::{Me, RoleAt};
use domain::wire::calendar::DayRow;
use domain::wire::overview::{
    ChildFigure, ChildTask, MeasureFigure, MeasureProof, Overview, OverviewChoice, PeriodChoice,
    RankedUnit, SilentUnit, StatusCount, TargetFigures, TaskGroupTally, TaskProof, TaskTally,
};
use domain::wire::plan::{PlanLine, UnlinkedLines, UnlinkedUnit};
use domain::wire::problem::{FieldProblem, Problem};
use domain::wire::report::{
    Line, LineChange, LineOutcome, LineReturn, PeerRange, PersonRef, PreviousEntry, Report,
    ReportProgress, ReportRights, ReportSummary, ReturnLine, ReturnReport, Saved, Stamp,
    TrendPoint, Version, Work,
};
use domain::wire::sync::{Evidence, LateRequest, LateState, PeriodLock};

texts!(
    DeviceId,
    EvidenceId,
    LateRequestId,
    LineId,
    MeasureId,
    OpId,
    Period,
    PlanId,
    ReportId,
    SessionId,
    TargetId,
    TaskId,
    UnitEventId,
    UserId
);
named!(LateState, ReportState, Role, Step, TaskProgress, UnitKind);

impl FromJson for UnitId {
    fn from_json(json: &Json) -> Option<Self> {
        json.text().map(Self::new)
    }
}

impl ToJson for UnitId {
    fn write(&self, out: &mut String) {
        shown(out, self);
    }
}

names! {
    Accumulation { "flow" = Flow, "cumulative" = Cumulative, "stock" = Stock }
    Basis { "approved" = Approved, "received" = Received }
    Boundaries { "then" = Then, "now" = Now }
    Comparator { "gte" = Gte, "gt" = Gt, "eq" = Eq, "lte" = Lte, "lt" = Lt }
    DayKind { "holiday" = Holiday, "in_lieu" = InLieu, "make_up" = MakeUp }
    LineKind { "ratio" = Ratio, "count" = Count, "milestone" = Milestone, "task" = Task }
    MeasureKind { "ratio" = Ratio, "count" = Count, "milestone" = Milestone }
    MeasureRole {
        "headline" = Headline, "per_member_threshold" = PerMemberThreshold, "embedded" = Embedded,
    }
    TaskStatus {
        "overdue" = Overdue, "due_soon" = DueSoon, "in_progress" = InProgress,
        "not_started" = NotStarted, "ongoing" = Ongoing, "ongoing_unproven" = OngoingUnproven,
        "ongoing_silent" = OngoingSilent, "cancelled" = Cancelled,
        "waiting_authority" = WaitingAuthority, "done_on_time" = DoneOnTime, "done_late" = DoneLate,
    }
}

both! {
    UnitRef { id, name, kind }
    FieldProblem { line, field, code, message }
    PersonRef { id, display_name }
    Stamp { by, at }
    PeriodDays { starts_on, ends_on, due_on }
    ReportProgress { targets_done, targets, tasks_done, tasks, returned }
    ReportSummary {
        id, unit, plan, plan_title, plan_number, programme, simulated, period, days, state,
        version, progress, updated_at,
    }
    ReportRights { edit, submit, withdraw, approve, send_back }
    ReportTexts { obstacles, recommendations, notes }
    Report {
        summary = flat, may, texts, lines, submitted, approved, return_reason, lock, late,
    }
    LineEntry {
        numerator, denominator, count, reached, progress, completed_on, behind, note,
        not_applicable,
    }
    LineReturn { reason, stamp, addressed }
    PreviousEntry { period, entry, by }
    TrendPoint { period, per_mille }
    PeerRange { lower, upper, count }
    Line {
        id, kind, accumulation, entry, version, updated, returned, previous, history, peers, evidence,
    }
    Evidence { id, name, media_type, size, stamp }
    PeriodLock { stamp, reason }
    LateRequest { id, state, asked, decided, reason }
    LineChange { line, before, after, reason }
    ReturnLine { line, reason }
    ReturnReport { version, reason, lines }
    Version { version, step, state, stamp, reason, changes, texts }
    NewUnit { name, kind, parent }
}

object! {
    RoleAt { role, unit }
    Me { id, username, display_name, simulated, must_change_password, roles, today }
    Problem { kind = "type", title, status, code, detail, errors, request_id }
    Work { to_report, to_approve }
    Saved { version, at, progress, lines }
    ChildFigure {
        unit, report, state, version, late, figure, coverage, opens, not_applicable, line, progress,
        pull, evidence, updated, approved,
    }
    PartialDate { day, month, year }
    PlanSummary {
        id, unit, doc_type, title, number, number_suffix, date, plan_year, programme, simulated,
        target_count, declared_task_count, entered_task_count, simulated_task_count,
    }
    Plan { summary = flat, document, target_groups, task_groups }
    TargetGroup { no, title, targets }
    Target { id, no, text, qualitative_kind, note, measures }
    Measure { id, parent, kind, role, subject, threshold, aspiration, accumulation, amended }
    Amended { issued, aspiration, changes }
    Amendment { effective_from, threshold, document }
    Threshold { comparator, surface, value, unit, evaluate_as, aspirational }
    TaskGroup { no, title, declared_count, tasks }
    Task {
        id, parent, no, name, lead_text, lead_units, coord_text, coord_units, deliverable,
        deadline_text, deadline, simulated, note, cancelled_on,
    }
    Coverage { expected, reported, approved, late, not_applicable, counted }
    Figure { numerator, denominator, per_mille, met, coverage }
    OverviewChoice { plan, periods }
    PeriodChoice { period, days }
    Overview {
        plan, unit, path, period, days, basis, boundaries, coverage, silent, targets, task_groups,
        ranking,
    }
    SilentUnit { unit, report, state, late }
    TargetFigures { id, no, group_no, group_title, text, measures }
    MeasureFigure {
        id, kind, subject, threshold, aspiration, figure, aspiration_met, units_below, trend,
    }
    TaskGroupTally { no, title, declared_count, tasks }
    TaskTally { id, no, name, deadline_text, simulated, by_status, behind, coverage }
    StatusCount { status, count }
    PlanAssignments { plan, may_assign, units, tasks }
    TaskAssignments { task, no, name, lead_text, is_class, named, members, carried_out }
    AssignedUnit { unit, plan, task, asked_from, cancelled_on }
    Assigned { task = flat, reports }
    UnlinkedLines { total, units }
    UnlinkedUnit { unit, plan, lines }
    PlanLine { line, no, text }
    RankedUnit {
        rank, unit, report, state, late, coverage, opens, met, applicable, tasks_done,
        tasks_overdue, tasks,
    }
    MeasureProof {
        plan, period, basis, boundaries, unit, path, target_no, target_text, measure, children,
    }
    TaskProof { plan, period, basis, boundaries, unit, path, task, children }
    ChildTask { status, by_status, behind, note, child = flat }
    UnitRow { unit = flat, parent, children, users }
    UserRow { id, username, display_name, disabled, simulated, roles, last_sign_in }
    CreatedUser { user, first_password }
    UnitChangeRow {
        id, effective_on, change, units, document, made, undone, undo_reason, reports,
    }
    CalendarDay { date, kind, name }
    DayRow { day = flat, source }
    Draft { base_version, fields, texts }
}

/// By its `kind`.
impl FromJson for Deadline {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.member("kind")?.text()? {
            "date" => Self::Date {
                due: member(json, "due")?,
            },
            "month" => Self::Month {
                year: member(json, "year")?,
                month: member(json, "month")?,
            },
            "quarter" => Self::Quarter {
                year: member(json, "year")?,
                quarter: member(json, "quarter")?,
            },
            "year" => Self::Year {
                year: member(json, "year")?,
            },
            "ongoing" => Self::Ongoing,
            "follow_authority" => Self::FollowAuthority {
                authority: member(json, "authority")?,
            },
            "follow_authority_plan" => Self::FollowAuthorityPlan {
                authority: member(json, "authority")?,
            },
            "none" => Self::None,
            _ => return None,
        })
    }
}

/// By its `type`.
impl FromJson for UnitChange {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.member("type")?.text()? {
            "rename" => Self::Rename {
                unit: member(json, "unit")?,
                name: member(json, "name")?,
            },
            "retype" => Self::Retype {
                unit: member(json, "unit")?,
                kind: member(json, "kind")?,
                name: member(json, "name")?,
            },
            "move" => Self::Move {
                unit: member(json, "unit")?,
                to: member(json, "to")?,
            },
            "merge" => Self::Merge {
                from: member(json, "from")?,
                into: member(json, "into")?,
                new: member(json, "new")?,
            },
            "split" => Self::Split {
                from: member(json, "from")?,
                into: member(json, "into")?,
            },
            _ => return None,
        })
    }
}

/// By its `outcome`.
impl FromJson for LineOutcome {
    fn from_json(json: &Json) -> Option<Self> {
        let line = member(json, "line")?;
        Some(match json.member("outcome")?.text()? {
            "applied" => Self::Applied {
                line,
                version: member(json, "version")?,
            },
            "conflict" => Self::Conflict {
                line,
                current: member(json, "current")?,
                version: member(json, "version")?,
                stamp: member(json, "stamp")?,
            },
            "rejected" => Self::Rejected {
                line,
                errors: member(json, "errors")?,
            },
            _ => return None,
        })
    }
}

/// By its `field`, with the new `value`.
impl FromJson for FieldEdit {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.member("field")?.text()? {
            "numerator" => Self::Numerator(member(json, "value")?),
            "denominator" => Self::Denominator(member(json, "value")?),
            "count" => Self::Count(member(json, "value")?),
            "reached" => Self::Reached(member(json, "value")?),
            "progress" => Self::Progress(member(json, "value")?),
            "completed_on" => Self::CompletedOn(member(json, "value")?),
            "behind" => Self::Behind(member(json, "value")?),
            "note" => Self::Note(member(json, "value")?),
            "not_applicable" => Self::NotApplicable(member(json, "value")?),
            _ => return None,
        })
    }
}

/// By its `field`, with the new `value`.
impl FromJson for TextEdit {
    fn from_json(json: &Json) -> Option<Self> {
        let value = member(json, "value")?;
        Some(match json.member("field")?.text()? {
            "obstacles" => Self::Obstacles(value),
            "recommendations" => Self::Recommendations(value),
            "notes" => Self::Notes(value),
            _ => return None,
        })
    }
}

/// The document around a plan's lines. A reporter's screens never show it: their application leaves it
/// unread, and the code for it out.
#[cfg(any(feature = "full", not(feature = "csr")))]
mod document {
    use super::object;
    use domain::plan::{DocumentRef, Monitoring, PlanDocument, Recipient, Signature};

    object! {
        DocumentRef { kind, number, date, issuer, plan }
        PlanDocument {
            issuer, place, number_raw, parents, other_refs, common_tasks, monitoring, budget_owner,
            recipients, signature, notes,
        }
        Monitoring { lead, coordinating, duties, reports_to, obstacle_channel }
        Recipient { text, purpose }
        Signature { authority_line, title, name }
    }
}

#[cfg(not(any(feature = "full", not(feature = "csr"))))]
impl FromJson for PlanDocument {
    fn from_json(_: &Json) -> Option<Self> {
        Some(Self::default())
    }
}
