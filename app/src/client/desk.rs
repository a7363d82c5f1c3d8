//! What this tab shows: the report on the desk, and what the badge says. Everything is read from the
//! store that all tabs of the device share; an entry goes at once into the report on screen, then
//! into the store, and only then is it called kept. There is one desk per tab.

use crate::client::browser::storage::{self, Obstacle};
use crate::client::browser::store::BrowserStore;
use crate::client::dom;
use crate::client::files::{self, LocalFile};
use crate::client::http::{ApiError, pause};
use crate::client::{api, sending};
use crate::draft::Slot;
use crate::sync::ports::{Screen, TransportError};
use crate::sync::{Choice, Engine, QueueItem, SlotState, SlotView, Summary, Trouble, WaitingStep};
use crate::view::prelude::*;
use chrono::NaiveDate;
use domain::id::{LineId, OpId, PlanId, ReportId, UserId};
use domain::plan::{Plan, PlanSummary};
use domain::report::{FieldEdit, TextEdit};
use domain::sync::OpBody;
use domain::validate::{self, FieldFinding};
use domain::wire::report::{Line, Report, Version, Work};
use domain::wire::sync::Unmerged;
use leptos::task::spawn_local;
use litemap::LiteMap;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

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

/// A report's history.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The report.
    pub report: Report,
    /// Newest first.
    pub versions: Vec<Version>,
    /// Values that lost a conflict.
    pub unmerged: Vec<Unmerged>,
}

/// An entry of this tab that the store may not have yet: laid over what is read meanwhile.
struct Entered {
    number: u64,
    report: ReportId,
    body: OpBody,
    is_settled: bool,
}

/// What the tab that sends told about the network.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) online: bool,
    pub(super) sending: bool,
    pub(super) trouble: Option<Trouble>,
}

/// What a desk is set up with.
pub(super) struct Start {
    pub(super) engine: Rc<Engine>,
    pub(super) store: Option<BrowserStore>,
    pub(super) user: UserId,
    pub(super) today: NaiveDate,
    pub(super) is_fresh: bool,
}

/// The tab's own state.
struct Desk {
    start: Start,
    open: Option<OpenReport>,
    entered: Vec<Entered>,
    numbers: u64,
    /// Plans that were fetched to be looked at.
    plans: LiteMap<PlanId, Arc<Plan>>,
    /// When a report that is not kept here was last fetched, in milliseconds.
    fetched_at: u64,
    summary: ArcRwSignal<Summary>,
    obstacles: ArcRwSignal<Vec<Obstacle>>,
    changed: ArcRwSignal<u32>,
    told: Option<Told>,
    /// Known to be over, whatever the engine has seen so far.
    is_signed_out: bool,
    is_refreshing: bool,
    is_stale: bool,
}

/// Milliseconds after which a report that is not kept here is fetched again as it is opened.
const STALE_AFTER_MS: u64 = 20_000;

/// Milliseconds from a change to the look at it.
const LOOK_AFTER_MS: i32 = 40;

thread_local! {
    static DESK: RefCell<Option<Desk>> = const { RefCell::new(None) };
}

/// Reads or changes the desk; `None` before somebody is signed in.
fn with<T>(act: impl FnOnce(&mut Desk) -> T) -> Option<T> {
    DESK.with(|desk| desk.borrow_mut().as_mut().map(act))
}

/// Sets the desk up for a person.
pub(super) fn start(start: Start) {
    let desk = Desk {
        start,
        open: None,
        entered: Vec::new(),
        numbers: 0,
        plans: LiteMap::new_vec(),
        fetched_at: 0,
        summary: ArcRwSignal::new(Summary {
            online: dom::online(),
            ..Summary::default()
        }),
        obstacles: ArcRwSignal::default(),
        changed: ArcRwSignal::new(0),
        told: None,
        is_signed_out: false,
        is_refreshing: false,
        is_stale: false,
    };
    let obstacles = desk.obstacles.clone();
    DESK.with(|cell| cell.replace(Some(desk)));
    touch();
    // Behind the first screen: finding out writes a few megabytes.
    spawn_local(async move { set(&obstacles, storage::obstacles().await) });
}

/// Told by the engine after something is durable: this tab looks anew, the others are told.
pub(super) struct TabScreen;

impl Screen for TabScreen {
    fn changed(&self, reports: &[ReportId]) {
        touch();
        if !reports.is_empty() {
            sending::tell_changed();
        }
    }
}

/// The engine; `None` before somebody is signed in.
#[must_use]
pub fn engine() -> Option<Rc<Engine>> {
    with(|desk| Rc::clone(&desk.start.engine))
}

/// The store that photos go into; `None` where the browser keeps nothing.
#[must_use]
pub fn store() -> Option<BrowserStore> {
    with(|desk| desk.start.store.clone()).flatten()
}

/// Who is signed in.
#[must_use]
pub fn user() -> Option<UserId> {
    with(|desk| desk.start.user)
}

/// The day in Vietnam.
#[must_use]
pub fn today() -> Option<NaiveDate> {
    with(|desk| desk.start.today)
}

pub(super) fn set_today(today: NaiveDate) {
    with(|desk| desk.start.today = today);
}

/// What stands in the way of keeping work on this device.
#[must_use]
pub fn obstacles() -> ArcRwSignal<Vec<Obstacle>> {
    with(|desk| desk.obstacles.clone()).unwrap_or_default()
}

/// Whether the server itself said who is signed in when the page started.
#[must_use]
pub fn is_fresh() -> bool {
    with(|desk| desk.start.is_fresh).unwrap_or_default()
}

/// What the header's badge says.
#[must_use]
pub fn summary() -> ArcRwSignal<Summary> {
    with(|desk| desk.summary.clone()).unwrap_or_default()
}

/// Rises whenever something kept on the device may have changed.
#[must_use]
pub fn changes() -> ArcRwSignal<u32> {
    with(|desk| desk.changed.clone()).unwrap_or_default()
}

/// The session is over: said at once, not only after the next exchange.
pub(super) fn note_signed_out() {
    with(|desk| desk.is_signed_out = true);
    touch();
}

/// What the tab that sends says about the network; `None` once this is the one.
pub(super) fn note_told(told: Option<Told>) {
    with(|desk| desk.told = told);
    touch();
}

/// Looks anew at what is kept: the badge, and the report on the desk. Several wishes at a time are
/// one look.
pub(super) fn touch() {
    let begin = with(|desk| {
        desk.is_stale = true;
        !std::mem::replace(&mut desk.is_refreshing, true)
    });
    if begin != Some(true) {
        return;
    }
    spawn_local(async {
        while with(|desk| desk.is_stale) == Some(true) {
            // What comes in a burst is looked at once.
            pause(LOOK_AFTER_MS).await;
            with(|desk| desk.is_stale = false);
            look().await;
        }
        with(|desk| desk.is_refreshing = false);
    });
}

async fn look() {
    let Some((engine, open)) = with(|desk| (Rc::clone(&desk.start.engine), desk.open.clone()))
    else {
        return;
    };
    if let Ok(mut summary) = engine.summary().await {
        let unsaved = summary.unsaved;
        // Kept before this look: what is read from here on holds it.
        with(|desk| {
            if let Some(told) = &desk.told {
                (summary.online, summary.sending) = (told.online, told.sending);
                summary.trouble = summary.trouble.take().or_else(|| told.trouble.clone());
            }
            if desk.is_signed_out && summary.trouble.is_none() {
                summary.trouble = Some(Trouble::Call(TransportError::SignedOut));
            }
            desk.entered
                .retain(|entered| !entered.is_settled || unsaved > 0);
        });
        summary.online &= dom::online();
        set(&self::summary(), summary.clone());
        sending::tell_state(&summary);
    }
    if let Some(open) = open {
        open.look(&engine).await;
    }
    changes().update(|turn| *turn += 1);
}

/// Sets a signal, where it is news: what follows it is drawn anew.
fn set<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|known| *known != value) {
        signal.set(value);
    }
}

/// Takes a plan from the device, or fetches it. With the cut-off of a period its thresholds are
/// those that judge that period, whenever the plan came to the device.
///
/// # Errors
/// See [`ApiError`].
pub async fn plan(id: PlanId, ends_on: Option<NaiveDate>) -> Result<Arc<Plan>, ApiError> {
    if let Some(engine) = engine()
        && let Ok(Some(plan)) = engine.plan(id, ends_on).await
    {
        return Ok(plan);
    }
    if let Some(plan) = with(|desk| desk.plans.get(&id).cloned()).flatten() {
        return Ok(plan);
    }
    let mut plan = api::plan(id).await?;
    let is_amended = plan.judge(ends_on);
    let plan = Arc::new(plan);
    if !is_amended {
        with(|desk| desk.plans.insert(id, Arc::clone(&plan)));
    }
    Ok(plan)
}

/// Plans that the device keeps.
pub async fn kept_plans() -> Vec<PlanSummary> {
    match engine() {
        Some(engine) => engine.plan_summaries().await.unwrap_or_default(),
        None => Vec::new(),
    }
}

/// What there is to do, from what the device keeps; asked of the server only where nothing was ever
/// pulled.
///
/// # Errors
/// See [`ApiError`].
pub async fn work() -> Result<Work, ApiError> {
    if let Some(engine) = engine() {
        sending::settled(&engine).await;
        if engine.is_complete().await
            && let Ok(work) = engine.work_view().await
        {
            return Ok(work);
        }
    }
    api::work().await
}

/// Every operation that waits.
pub async fn queue() -> Vec<QueueItem> {
    match engine() {
        Some(engine) => engine.queue().await.unwrap_or_default(),
        None => Vec::new(),
    }
}

/// A report's history, from the device or from the server.
///
/// # Errors
/// See [`ApiError`].
pub async fn history(id: ReportId) -> Result<History, ApiError> {
    if let Some(engine) = engine() {
        if engine.report_view(id).await.ok().flatten().is_none() {
            sending::settled(&engine).await;
        }
        if let Ok(Some(view)) = engine.report_view(id).await {
            return Ok(History {
                report: view.report,
                versions: view.versions,
                unmerged: view.unmerged,
            });
        }
    }
    Ok(History {
        report: api::report(id).await?,
        versions: api::get(&format!("reports/{id}/versions")).await?,
        // Kept on the devices that may enter or approve the report, and nowhere else.
        unmerged: Vec::new(),
    })
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

/// Forgets a plan that was fetched: it has changed.
#[cfg(feature = "full")]
pub fn forget_plan(id: PlanId) {
    with(|desk| desk.plans.remove(&id));
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
    async fn look(&self, engine: &Engine) {
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
