//! Steps of a report's life (submit, take back, approve, return): written down like everything else,
//! then waited for as long as there is a network.

use crate::client::http::pause;
use crate::client::{desk, sending};
use crate::sync::Choice;
use crate::sync::{Engine, SlotState};
use crate::view::prelude::*;
use domain::id::{OpId, ReportId};
use domain::sync::{OpBody, Refusal};
use domain::wire::sync::Theirs;

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The server has carried it out.
    Done,
    /// Written down; it is sent as soon as there is a network.
    Waiting,
    /// The period is locked: a leader decides.
    Late,
    /// Another hand changed the report meanwhile. Nothing was done.
    Changed(Box<Theirs>),
    /// It waits for lines that the server did not take.
    Blocked,
    /// The server does not do it, and says why.
    Refused(Refusal),
    /// Not even the device took it.
    Unsaved,
}

const LOOK_EVERY_MS: i32 = 60;
/// After so many looks without an answer the person is not kept waiting any more: 18 seconds.
const LOOKS: u32 = 300;
/// Looks before an unreachable network is believed: the last try may be old.
const LOOKS_OFFLINE: u32 = 5;

/// Takes a step.
pub async fn take(report: ReportId, body: OpBody) -> Taken {
    let Some(engine) = desk::engine() else {
        return Taken::Unsaved;
    };
    if engine.record(report, body).await.is_err() {
        return Taken::Unsaved;
    }
    sending::send_now();
    for look in 0..LOOKS {
        pause(LOOK_EVERY_MS).await;
        match standing(&engine, report).await {
            None => return Taken::Done,
            Some((op, SlotState::Conflict(theirs))) => {
                // Told on screen, here and now: nothing to keep.
                desk::choose(op, Choice::Discard).await;
                return Taken::Changed(theirs);
            }
            Some((op, SlotState::Refused(refusal))) => {
                desk::choose(op, Choice::Discard).await;
                return Taken::Refused(refusal);
            }
            Some((_, SlotState::Late(_))) => return Taken::Late,
            Some((_, SlotState::Blocked)) => return Taken::Blocked,
            Some(_) => {}
        }
        let is_online =
            desk::summary().with_untracked(|summary| summary.online && summary.trouble.is_none());
        if look >= LOOKS_OFFLINE && !is_online {
            break;
        }
    }
    Taken::Waiting
}

async fn standing(engine: &Engine, report: ReportId) -> Option<(OpId, SlotState)> {
    let view = engine.report_view(report).await.ok().flatten();
    match view {
        Some(view) => view.step.map(|step| (step.op, step.state)),
        // A report that the device does not keep: what waits is in the outbox all the same.
        None => {
            let items = engine.queue().await.ok()?;
            let of_report = |entry: &&crate::sync::QueueItem| entry.entry.op.report == report;
            let item = items.iter().rev().find(of_report)?;
            Some((item.entry.op.op_id, SlotState::OnDevice))
        }
    }
}
