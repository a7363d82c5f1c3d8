//! Sends what waits on this device: a moment after the last keystroke, when the network comes
//! back, and when the page is about to go away. One call at a time; a failure waits longer and
//! longer, a refusal waits for the person.

use crate::client::desk::{self, OpenReport, SlotState, Theirs, findings};
use crate::client::http::ApiError;
use crate::client::{api, dom};
use crate::draft::{Draft, Slot};
use crate::view::listen;
use crate::view::prelude::*;
use domain::id::ReportId;
use domain::report::LineEdit;
use domain::validate::has_error;
use domain::wire::report::{LineOutcome, SaveReport, Saved, Stamp};
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// What the header's badge sums up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Slots that the server has not acknowledged.
    pub waiting: usize,
    /// Slots among them that need the person: conflicts, errors, refusals.
    pub attention: usize,
    /// Whether a call is under way.
    pub sending: bool,
    /// Whether the last call got an answer.
    pub online: bool,
}

/// From the last keystroke to the call.
const AFTER_TYPING: Duration = Duration::from_millis(600);
/// Seconds between tries while nobody answers; the last one repeats.
const BACKOFF_SECONDS: [u64; 5] = [2, 5, 15, 30, 60];

thread_local! {
    static TIMER: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
    static FAILURES: Cell<usize> = const { Cell::new(0) };
}

/// Starts to listen to the browser, and sends what an earlier visit left.
pub(super) fn start() {
    listen("online", |_| {
        note(|summary| summary.online = true);
        flush();
    });
    listen("offline", |_| note(|summary| summary.online = false));
    listen("pagehide", |_| flush());
    listen("visibilitychange", |_| {
        if dom::document().hidden() {
            flush();
        }
    });
    note(|_| {});
    flush();
}

/// Sends shortly, once typing has paused.
pub(super) fn soon() {
    note(|_| {});
    schedule(AFTER_TYPING);
}

/// Sends now what can be sent.
pub fn flush() {
    if let Some(timer) = TIMER.take() {
        timer.clear();
    }
    spawn_local(async {
        let _ = send_all().await;
    });
}

fn schedule(after: Duration) {
    if let Some(timer) = TIMER.take() {
        timer.clear();
    }
    TIMER.set(set_timeout_with_handle(flush, after).ok());
}

/// Changes the summary and counts anew what waits.
fn note(change: impl FnOnce(&mut Summary)) {
    let Some((signal, waiting, attention)) = desk::with(|desk| {
        let attention = desk.open.as_ref().map_or(0, |open| {
            let needs =
                |state: &&SlotState| !matches!(state, SlotState::Waiting | SlotState::Received(_));
            open.slots
                .with_untracked(|slots| slots.values().filter(needs).count())
        });
        (desk.summary.clone(), desk.drafts.all().len(), attention)
    }) else {
        return;
    };
    signal.update(|summary| {
        summary.waiting = waiting;
        summary.attention = attention;
        change(summary);
    });
}

/// Sends everything that waits and answers once no call is under way. Used before a report is
/// submitted.
///
/// # Errors
/// The first failure; what was not sent stays on the device.
pub async fn send_all() -> Result<(), ApiError> {
    while BUSY.get() {
        crate::client::http::pause(50).await;
    }
    BUSY.set(true);
    let outcome = send_reports().await;
    BUSY.set(false);
    let failed = matches!(&outcome, Err(error) if error.is_passing());
    note(|summary| {
        summary.sending = false;
        summary.online = !matches!(outcome, Err(ApiError::Offline));
    });
    FAILURES.set(if failed { FAILURES.get() + 1 } else { 0 });
    if failed {
        let last = BACKOFF_SECONDS.len() - 1;
        schedule(Duration::from_secs(
            BACKOFF_SECONDS[FAILURES.get().saturating_sub(1).min(last)],
        ));
    }
    outcome
}

async fn send_reports() -> Result<(), ApiError> {
    let waiting = desk::with(|desk| desk.drafts.all()).unwrap_or_default();
    let mut reports: Vec<ReportId> = Vec::new();
    for (report, ..) in &waiting {
        if !reports.contains(report) {
            reports.push(*report);
        }
    }
    let mut first_failure = Ok(());
    for report in reports {
        let open = desk::with(|desk| desk.open.clone().filter(|open| open.id == report)).flatten();
        let drafts: Vec<(Slot, Draft)> = waiting
            .iter()
            .filter(|(of, slot, _)| *of == report && may_go(open.as_ref(), *slot))
            .map(|(_, slot, draft)| (*slot, draft.clone()))
            .collect();
        if drafts.is_empty() {
            continue;
        }
        note(|summary| summary.sending = true);
        match api::save(report, &request(&drafts)).await {
            Ok(saved) => settle(report, open.as_ref(), &drafts, &saved),
            Err(error) if error.is_passing() => return Err(error),
            Err(error) => {
                if let Some(open) = &open {
                    open.slots.update(|slots| {
                        for (slot, _) in &drafts {
                            slots.insert(*slot, SlotState::Refused(error.clone()));
                        }
                    });
                }
                first_failure = first_failure.and(Err(error));
            }
        }
    }
    first_failure
}

/// Whether a slot can be sent: not while it has errors that the server would reject, nor while a
/// conflict or a refusal waits for the person.
fn may_go(open: Option<&OpenReport>, slot: Slot) -> bool {
    let Some(open) = open else { return true };
    let blocked = open.slots.with_untracked(|slots| {
        matches!(
            slots.get(&slot),
            Some(SlotState::Conflict(_) | SlotState::Refused(_))
        )
    });
    let wrong = open.report.with_untracked(|report| {
        let line = report.lines.iter().find(|line| Slot::Line(line.id) == slot);
        line.is_some_and(|line| has_error(&findings(line)))
    });
    !blocked && !wrong
}

fn request(drafts: &[(Slot, Draft)]) -> SaveReport {
    let mut request = SaveReport::default();
    for (slot, draft) in drafts {
        match slot {
            Slot::Line(line) => request.lines.push(LineEdit {
                line: *line,
                base_version: draft.base_version,
                edits: draft.fields.clone(),
            }),
            Slot::Texts => request.texts.extend(draft.texts.iter().cloned()),
        }
    }
    request
}

/// Takes out of the drafts what the server acknowledged and tells the screen about each slot.
fn settle(report: ReportId, open: Option<&OpenReport>, sent: &[(Slot, Draft)], saved: &Saved) {
    for outcome in &saved.lines {
        let (line, state) = match outcome {
            LineOutcome::Applied { line, version } => {
                acknowledge(report, Slot::Line(*line), sent, *version);
                if let Some(open) = open {
                    mark_saved(open, *line, *version, saved);
                }
                (*line, state_after(report, Slot::Line(*line), saved))
            }
            LineOutcome::Conflict {
                line,
                current,
                version,
                stamp,
            } => {
                let theirs = Theirs {
                    entry: current.clone(),
                    version: *version,
                    stamp: stamp.clone(),
                };
                (*line, SlotState::Conflict(Box::new(theirs)))
            }
            LineOutcome::Rejected { line, errors } => (*line, SlotState::Rejected(errors.clone())),
        };
        if let Some(open) = open {
            open.slots
                .update(|slots| drop(slots.insert(Slot::Line(line), state)));
        }
    }
    if sent.iter().any(|(slot, _)| *slot == Slot::Texts) {
        acknowledge(report, Slot::Texts, sent, saved.version);
        if let Some(open) = open {
            let state = state_after(report, Slot::Texts, saved);
            open.slots
                .update(|slots| drop(slots.insert(Slot::Texts, state)));
        }
    }
    if let Some(open) = open {
        open.report.update(|report| {
            report.summary.version = saved.version;
            report.summary.progress = saved.progress;
            report.summary.updated_at = Some(saved.at);
        });
    }
}

/// Something typed during the call still waits; its own timer sends it.
fn state_after(report: ReportId, slot: Slot, saved: &Saved) -> SlotState {
    let rest = desk::with(|desk| desk.drafts.get(report, slot)).unwrap_or_default();
    if rest.is_empty() {
        SlotState::Received(saved.at)
    } else {
        SlotState::Waiting
    }
}

fn acknowledge(report: ReportId, slot: Slot, sent: &[(Slot, Draft)], version: i64) {
    let Some((_, sent)) = sent.iter().find(|(known, _)| *known == slot) else {
        return;
    };
    desk::with(|desk| {
        let mut draft = desk.drafts.get(report, slot);
        draft.settle(sent, version);
        desk.drafts.set(report, slot, &draft);
    });
}

fn mark_saved(open: &OpenReport, line: domain::id::LineId, version: i64, saved: &Saved) {
    let by = desk::with(|desk| desk.me.clone());
    open.report.update(|report| {
        if let Some(known) = report.lines.iter_mut().find(|known| known.id == line) {
            known.version = version;
            known.updated = by.map(|by| Stamp { by, at: saved.at });
            if let Some(returned) = &mut known.returned {
                returned.addressed = true;
            }
        }
    });
}
