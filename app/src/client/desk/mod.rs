//! What this tab shows: the report on the desk, and what the badge says. Everything is read from the
//! store that all tabs of the device share; an entry goes at once into the report on screen, then
//! into the store, and only then is it called kept. There is one desk per tab.

mod open_report;
mod reads;

pub use open_report::{OpenReport, choose, findings, open, restore};
#[cfg(feature = "full")]
pub use reads::forget_plan;
pub use reads::{History, history, kept_plans, plan, queue, work};

use crate::client::browser::storage::{self, Obstacle};
use crate::client::browser::store::BrowserStore;
use crate::client::dom;
use crate::client::http::pause;
use crate::client::sending;
use crate::sync::ports::{Screen, TransportError};
use crate::sync::{Engine, Summary, Trouble};
use crate::view::prelude::*;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId, UserId};
use domain::plan::Plan;
use domain::sync::OpBody;
use leptos::task::spawn_local;
use litemap::LiteMap;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

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
