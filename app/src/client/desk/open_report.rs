//! The report on the desk: opened, entered into, and shown as the device has it.

use super::{Entered, engine, plan, set, today, touch, with};
use crate::client::files::{self, LocalFile};
use crate::client::http::ApiError;
use crate::client::{api, dom, sending};
use crate::draft::Slot;
use crate::sync::{Choice, Engine, SlotState, SlotView, WaitingStep};
use crate::view::prelude::*;
use domain::id::{LineId, OpId, ReportId};
use domain::plan::Plan;
use domain::report::{FieldEdit, TextEdit};
use domain::sync::OpBody;
use domain::validate::{self, FieldFinding};
use domain::wire::report::{Line, Report};
use domain::wire::sync::Unmerged;
use leptos::task::spawn_local;
use litemap::LiteMap;
use std::sync::Arc;

/// Milliseconds after which a report that is not kept here is fetched again as it is opened.
const STALE_AFTER_MS: u64 = 20_000;

/// A report on screen with its plan.
#[derive(Clone)]
pub struct OpenReport {
    /// Its id.
    pub id: ReportId,
    /// The plan with its texts.
    pub plan: Arc<Plan>,
    /// The report as this device has it: the server's, with what waits here laid over it.
    pub report: ArcRwSignal<Report>,
    /// Where each slot stands in which something was ever entered.
    pub slots: ArcRwSignal<LiteMap<Slot, SlotView>>,
    /// The step of the report that waits to be sent.
    pub step: ArcRwSignal<Option<WaitingStep>>,
    /// Photos and files on their way to the server.
    pub files: ArcRwSignal<Vec<LocalFile>>,
    /// Slots with an entry that is not in the store yet.
    saving: ArcRwSignal<LiteMap<Slot, usize>>,
    /// Whether the device keeps the report; else it was fetched to be looked at.
    is_kept: bool,
}

/// Puts a report on the desk: the one already there, the one that the device keeps, or one fetched
/// to be looked at.
///
/// # Errors
/// See [`ApiError`].
pub async fn open(id: ReportId) -> Result<OpenReport, ApiError> {
    let there = with(|desk| {
        let open = desk.open.clone().filter(|open| open.id == id)?;
        Some((open, desk.fetched_at))
    });
    if let Some((open, fetched_at)) = there.flatten() {
        if open.is_kept {
            touch();
        } else if dom::now().abs_diff(fetched_at) > STALE_AFTER_MS {
            spawn_local(async move {
                // Nothing new without an answer; what is on screen stays.
                let _ = fetch(id).await;
            });
        }
        return Ok(open);
    }
    if let Some(engine) = engine() {
        if let Some(open) = take_out(&engine, id).await {
            return Ok(open);
        }
        sending::settled(&engine).await;
        if let Some(open) = take_out(&engine, id).await {
            return Ok(open);
        }
    }
    fetch(id).await
}

/// From the device.
async fn take_out(engine: &Engine, id: ReportId) -> Option<OpenReport> {
    let view = engine.report_view(id).await.ok().flatten()?;
    let summary = &view.report.summary;
    let plan = plan(summary.plan, Some(summary.days.ends_on)).await.ok()?;
    let open = OpenReport {
        slots: ArcRwSignal::new(view.slots),
        step: ArcRwSignal::new(view.step),
        ..OpenReport::new(view.report, plan, true)
    };
    open.look_at_files().await;
    with(|desk| desk.open = Some(open.clone()));
    Some(open)
}

/// From the server: a report of somebody else's scope.
async fn fetch(id: ReportId) -> Result<OpenReport, ApiError> {
    let report = api::report(id).await?;
    let plan = plan(report.summary.plan, Some(report.summary.days.ends_on)).await?;
    let known = with(|desk| {
        desk.fetched_at = dom::now();
        desk.open.clone().filter(|open| open.id == id)
    });
    if let Some(open) = known.flatten() {
        // Screens that hold the signals see the newer report in place.
        set(&open.report, report);
        return Ok(open);
    }
    let open = OpenReport::new(report, plan, false);
    with(|desk| desk.open = Some(open.clone()));
    Ok(open)
}

impl OpenReport {
    fn new(report: Report, plan: Arc<Plan>, is_kept: bool) -> Self {
        Self {
            id: report.summary.id,
            plan,
            report: ArcRwSignal::new(report),
            slots: ArcRwSignal::default(),
            step: ArcRwSignal::new(None),
            files: ArcRwSignal::default(),
            saving: ArcRwSignal::default(),
            is_kept,
        }
    }

    /// Shows what the device keeps by now.
    pub(super) async fn look(&self, engine: &Engine) {
        let Ok(Some(mut view)) = engine.report_view(self.id).await else {
            return;
        };
        with(|desk| {
            for entered in desk.entered.iter().filter(|known| known.report == self.id) {
                lay_over(&mut view.report, &entered.body);
            }
        });
        set(&self.report, view.report);
        set(&self.slots, view.slots);
        set(&self.step, view.step);
        self.look_at_files().await;
    }

    async fn look_at_files(&self) {
        set(&self.files, files::of_report(self.id).await);
    }

    /// Enters something into a line.
    pub fn edit(&self, line: LineId, edit: FieldEdit) {
        let known = |report: &Report| {
            let line = report.lines.iter().find(|known| known.id == line);
            line.map(|line| line.version)
        };
        let Some(base_version) = self.report.with_untracked(known) else {
            return;
        };
        let body = OpBody::EditLine {
            line,
            base_version,
            edits: vec![edit],
        };
        self.enter(Slot::Line(line), body);
    }

    /// Changes one of the report's texts.
    pub fn edit_text(&self, edit: TextEdit) {
        let base_version = self.report.with_untracked(|report| report.summary.version);
        let body = OpBody::EditTexts {
            base_version,
            edits: vec![edit],
        };
        self.enter(Slot::Texts, body);
    }

    fn enter(&self, slot: Slot, body: OpBody) {
        self.report.update(|report| lay_over(report, &body));
        self.slots.update(|slots| {
            // A conflict stays until the person has chosen.
            let known = slots.get(&slot).map(|known| &known.state);
            if !matches!(known, Some(SlotState::Conflict(_))) {
                let state = SlotState::OnDevice;
                slots.insert(slot, SlotView { state, op: None });
            }
        });
        self.saving
            .update(|saving| *saving.entry(slot).or_default() += 1);
        let number = with(|desk| {
            desk.numbers += 1;
            desk.entered.push(Entered {
                number: desk.numbers,
                report: self.id,
                body: body.clone(),
                is_settled: false,
            });
            desk.numbers
        });
        let (id, saving) = (self.id, self.saving.clone());
        spawn_local(async move {
            if let Some(engine) = engine() {
                // What the store did not take is in the engine's memory, and said by the badge.
                let _ = engine.record(id, body).await;
            }
            with(|desk| {
                let mut entered = desk.entered.iter_mut();
                if let Some(entered) = entered.find(|known| Some(known.number) == number) {
                    entered.is_settled = true;
                }
            });
            saving.update(|saving| {
                if let Some(count) = saving.get_mut(&slot) {
                    *count = count.saturating_sub(1);
                }
            });
            touch();
            sending::soon();
        });
    }

    /// Whether something entered into a slot is not in the store yet; tracked.
    #[must_use]
    pub fn is_saving(&self, slot: Slot) -> bool {
        self.saving
            .with(|saving| saving.get(&slot).is_some_and(|count| *count > 0))
    }

    /// Settles a conflict: insists on what was entered here, or takes what the server holds.
    pub fn settle_conflict(&self, slot: Slot, keep_mine: bool) {
        let op = self
            .slots
            .with_untracked(|slots| slots.get(&slot).and_then(|slot| slot.op));
        let Some(op) = op else { return };
        spawn_local(async move {
            choose(
                op,
                if keep_mine {
                    Choice::Mine
                } else {
                    Choice::Theirs
                },
            )
            .await;
        });
    }
}

/// Carries a choice out.
pub async fn choose(op: OpId, choice: Choice) {
    let Some(engine) = engine() else { return };
    // Where the store fails nothing changed, and the badge says so.
    let _ = engine.choose(op, choice).await;
    touch();
    sending::soon();
}

/// Enters again what lost a conflict.
pub fn restore(report: ReportId, value: Unmerged) {
    spawn_local(async move {
        if let Some(engine) = engine() {
            let _ = engine.restore(report, &value).await;
        }
        touch();
        sending::soon();
    });
}

/// Shows an edit in the report.
fn lay_over(report: &mut Report, body: &OpBody) {
    match body {
        OpBody::EditLine { line, edits, .. } => {
            if let Some(line) = report.lines.iter_mut().find(|known| known.id == *line) {
                line.entry.apply(edits);
            }
        }
        OpBody::EditTexts { edits, .. } => report.texts.apply(edits),
        _ => {}
    }
}

/// What is wrong or surprising in a line, by the rules that the server applies too.
#[must_use]
pub fn findings(line: &Line) -> Vec<FieldFinding> {
    let Some(today) = today() else {
        return Vec::new();
    };
    let previous = line.previous.as_ref().map(|previous| &previous.entry);
    validate::check_line(line.kind, line.accumulation, &line.entry, previous, today)
}
