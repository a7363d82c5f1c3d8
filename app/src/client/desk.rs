//! The report on the desk: what is on screen, what waits to be sent, what the server has.
//!
//! Every edit goes at once into the report on screen and into the device's drafts, and is sent a
//! moment later. Only the server's acknowledgement takes a draft out. There is one desk per tab.

use crate::client::drafts::Drafts;
use crate::client::http::ApiError;
use crate::client::sending::{self, Summary};
use crate::client::{api, dom};
use crate::draft::Slot;
use crate::view::prelude::*;
use chrono::{DateTime, Utc};
use domain::id::{LineId, PlanId, ReportId};
use domain::plan::Plan;
use domain::report::{FieldEdit, LineEntry, TextEdit};
use domain::validate::{self, FieldFinding};
use domain::wire::auth::Me;
use domain::wire::problem::FieldProblem;
use domain::wire::report::{Line, PersonRef, Report, Stamp};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where one slot stands between this device and the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// On this device only, waiting or on its way.
    Waiting,
    /// The server has it since then.
    Received(DateTime<Utc>),
    /// Somebody else changed the same line meanwhile; the person chooses.
    Conflict(Box<Theirs>),
    /// The server found these errors.
    Rejected(Vec<FieldProblem>),
    /// The server does not take the report's edits (any more).
    Refused(ApiError),
}

/// What somebody else wrote into a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// What the server holds.
    pub entry: LineEntry,
    /// Its version.
    pub version: i64,
    /// Who, and when.
    pub stamp: Stamp,
}

/// A report on screen with its plan.
#[derive(Clone)]
pub struct OpenReport {
    /// Its id.
    pub id: ReportId,
    /// The plan with its texts.
    pub plan: Arc<Plan>,
    /// The report as this device has it: the server's, with the drafts applied.
    pub report: ArcRwSignal<Report>,
    /// Slots that changed since the report was opened.
    pub slots: ArcRwSignal<BTreeMap<Slot, SlotState>>,
}

/// The tab's own state.
pub(super) struct Desk {
    pub(super) drafts: Drafts,
    pub(super) me: PersonRef,
    pub(super) today: chrono::NaiveDate,
    pub(super) open: Option<OpenReport>,
    pub(super) summary: ArcRwSignal<Summary>,
    plans: BTreeMap<PlanId, Arc<Plan>>,
    /// When the open report was last fetched, in milliseconds.
    fetched_at: u64,
}

/// Milliseconds after which a report on the desk is fetched again as its list is opened: another
/// person may have returned it meanwhile.
const STALE_AFTER_MS: u64 = 20_000;

thread_local! {
    static DESK: RefCell<Option<Desk>> = const { RefCell::new(None) };
}

/// Reads or changes the desk; `None` before somebody is signed in.
pub(super) fn with<T>(act: impl FnOnce(&mut Desk) -> T) -> Option<T> {
    DESK.with(|desk| desk.borrow_mut().as_mut().map(act))
}

/// Sets the desk up for a person and sends what an earlier visit left unsent.
pub fn start(me: &Me) {
    let desk = Desk {
        drafts: Drafts::of(me.id),
        me: PersonRef {
            id: me.id,
            display_name: me.display_name.clone(),
        },
        today: me.today,
        open: None,
        summary: ArcRwSignal::new(Summary {
            online: dom::online(),
            ..Summary::default()
        }),
        plans: BTreeMap::new(),
        fetched_at: 0,
    };
    DESK.with(|cell| cell.replace(Some(desk)));
    sending::start();
}

/// What the header's badge says.
#[must_use]
pub fn summary() -> ArcRwSignal<Summary> {
    with(|desk| desk.summary.clone()).unwrap_or_default()
}

/// How many slots of a report wait on this device.
#[must_use]
pub fn unsent(report: ReportId) -> usize {
    with(|desk| desk.drafts.of_report(report).len()).unwrap_or_default()
}

/// Takes a plan from memory or fetches it.
///
/// # Errors
/// See [`ApiError`].
pub async fn plan(id: PlanId) -> Result<Arc<Plan>, ApiError> {
    if let Some(plan) = with(|desk| desk.plans.get(&id).cloned()).flatten() {
        return Ok(plan);
    }
    let plan = Arc::new(api::plan(id).await?);
    with(|desk| desk.plans.insert(id, Arc::clone(&plan)));
    Ok(plan)
}

/// Puts a report on the desk: the one already there, or fetched with its drafts applied. One that
/// has lain there for a while is shown at once and fetched again behind it.
///
/// # Errors
/// See [`ApiError`].
pub async fn open(id: ReportId) -> Result<OpenReport, ApiError> {
    let there = with(|desk| {
        desk.open
            .clone()
            .filter(|open| open.id == id)
            .map(|open| (open, desk.fetched_at))
    });
    let Some((open, fetched_at)) = there.flatten() else {
        return fetch(id).await;
    };
    if dom::now().abs_diff(fetched_at) > STALE_AFTER_MS {
        leptos::task::spawn_local(async move {
            // Nothing new without an answer; what is on screen stays.
            let _ = fetch(id).await;
        });
    }
    Ok(open)
}

/// Fetches a report anew, whatever lies on the desk: another person may have returned it.
///
/// # Errors
/// See [`ApiError`].
pub async fn fetch(id: ReportId) -> Result<OpenReport, ApiError> {
    let report = api::report(id).await?;
    let plan = plan(report.summary.plan).await?;
    Ok(put(report, plan))
}

/// Lays the server's report on the desk, with what waits on this device on top.
#[must_use]
pub fn put(mut report: Report, plan: Arc<Plan>) -> OpenReport {
    let id = report.summary.id;
    let waiting = with(|desk| desk.drafts.of_report(id)).unwrap_or_default();
    let mut slots = BTreeMap::new();
    for (slot, draft) in waiting {
        match slot {
            Slot::Line(line) => {
                if let Some(line) = report.lines.iter_mut().find(|known| known.id == line) {
                    line.entry.apply(&draft.fields);
                }
            }
            Slot::Texts => report.texts.apply(&draft.texts),
        }
        slots.insert(slot, SlotState::Waiting);
    }
    let known = with(|desk| desk.open.clone().filter(|open| open.id == id)).flatten();
    let open = match known {
        // An answer that a save has overtaken would take the screen back.
        Some(open)
            if open
                .report
                .with_untracked(|known| known.summary.version > report.summary.version) =>
        {
            open
        }
        // Screens that hold the signals see the newer report in place.
        Some(open) => {
            open.report.set(report);
            open.slots.update(|known| {
                known.retain(|_, state| {
                    !matches!(state, SlotState::Waiting | SlotState::Refused(_))
                });
                for (slot, state) in slots {
                    known.entry(slot).or_insert(state);
                }
            });
            open
        }
        None => OpenReport {
            id,
            plan,
            report: ArcRwSignal::new(report),
            slots: ArcRwSignal::new(slots),
        },
    };
    with(|desk| {
        desk.open = Some(open.clone());
        desk.fetched_at = dom::now();
    });
    open
}

impl OpenReport {
    /// Enters something into a line.
    pub fn edit(&self, line: LineId, edit: FieldEdit) {
        let mut base = None;
        self.report.update(|report| {
            if let Some(known) = report.lines.iter_mut().find(|known| known.id == line) {
                known.entry.apply(std::slice::from_ref(&edit));
                base = Some(known.version);
            }
        });
        let Some(base) = base else { return };
        self.keep(Slot::Line(line), |draft| {
            if draft.fields.is_empty() {
                draft.base_version = base;
            }
            draft.put_field(edit);
        });
    }

    /// Changes one of the report's texts.
    pub fn edit_text(&self, edit: TextEdit) {
        self.report
            .update(|report| report.texts.apply(std::slice::from_ref(&edit)));
        self.keep(Slot::Texts, |draft| draft.put_text(edit));
    }

    fn keep(&self, slot: Slot, change: impl FnOnce(&mut crate::draft::Draft)) {
        with(|desk| {
            let mut draft = desk.drafts.get(self.id, slot);
            change(&mut draft);
            desk.drafts.set(self.id, slot, &draft);
        });
        self.slots.update(|slots| {
            // A conflict stays until the person has chosen.
            if !matches!(slots.get(&slot), Some(SlotState::Conflict(_))) {
                slots.insert(slot, SlotState::Waiting);
            }
        });
        sending::soon();
    }

    /// Settles a conflict: insists on what was typed here, or takes what the server holds.
    pub fn settle_conflict(&self, line: LineId, keep_mine: bool) {
        let slot = Slot::Line(line);
        let state = self.slots.get_untracked().get(&slot).cloned();
        let Some(SlotState::Conflict(theirs)) = state else {
            return;
        };
        with(|desk| {
            let mut draft = desk.drafts.get(self.id, slot);
            if keep_mine {
                draft.base_version = theirs.version;
            } else {
                draft = crate::draft::Draft::default();
            }
            desk.drafts.set(self.id, slot, &draft);
        });
        if !keep_mine {
            self.report.update(|report| {
                if let Some(known) = report.lines.iter_mut().find(|known| known.id == line) {
                    known.entry = theirs.entry.clone();
                    known.version = theirs.version;
                    known.updated = Some(theirs.stamp.clone());
                }
            });
        }
        self.slots.update(|slots| {
            let state = if keep_mine {
                SlotState::Waiting
            } else {
                SlotState::Received(theirs.stamp.at)
            };
            slots.insert(slot, state);
        });
        sending::soon();
    }
}

/// What is wrong or surprising in a line, by the rules that the server applies too.
#[must_use]
pub fn findings(line: &Line) -> Vec<FieldFinding> {
    let Some(today) = with(|desk| desk.today) else {
        return Vec::new();
    };
    let previous = line.previous.as_ref().map(|previous| &previous.entry);
    validate::check_line(line.kind, line.accumulation, &line.entry, previous, today)
}
