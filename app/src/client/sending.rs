//! The exchange with the server. One tab of the device runs the engine's loop: the one that holds the
//! lock. The others write down what is done in them and tell it; every tab is told what changed.

use crate::client::browser::alarm::{BrowserAlarm, Ring};
use crate::client::browser::events::ServerEvents;
use crate::client::browser::tabs::{ANSWERED, Tabs};
use crate::client::browser::{locks, storage, updates};
use crate::client::desk::{self, Told};
use crate::client::http::pause;
use crate::client::{dom, files, session};
use crate::sync::ports::{Alarm as _, TransportError};
use crate::sync::{Engine, Summary, Trouble};
use crate::view::listen;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// From the last keystroke to the call.
const AFTER_TYPING: Duration = Duration::from_millis(600);
/// Milliseconds between looks whether the first exchange is over, and how many of them.
const LOOK_EVERY_MS: i32 = 50;
const LOOKS: u32 = 300;
/// Milliseconds until server-sent events are asked for again after the browser gave up.
const LISTEN_AGAIN_MS: u64 = 300_000;
const EVENTS: &str = "/api/v1/sync/events";

/// What tabs say to each other: something kept on the device changed; the person signed out; how
/// the network is (this, then the state).
const CHANGED: &str = "changed";
const LEFT: &str = "left";
const STATE: &str = "state ";

struct Sender {
    alarm: Rc<BrowserAlarm>,
    tabs: Tabs,
}

thread_local! {
    static SENDER: RefCell<Option<Sender>> = const { RefCell::new(None) };
    static TIMER: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
    static IS_LEADING: Cell<bool> = const { Cell::new(false) };
    /// Whether an exchange has come to its end since the page started, in whichever tab.
    static IS_SETTLED: Cell<bool> = const { Cell::new(false) };
    static HAS_ASKED_TO_PERSIST: Cell<bool> = const { Cell::new(false) };
    static LAST_STATE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Starts to exchange, once no other tab does.
pub(super) fn start(engine: &Rc<Engine>) {
    let sender = Sender {
        alarm: BrowserAlarm::start(),
        tabs: Tabs::join(|said| hear(&said)),
    };
    SENDER.with(|cell| cell.replace(Some(sender)));
    for event in ["online", "offline"] {
        listen(event, |_| desk::touch());
    }
    listen("pagehide", |_| leave());
    listen("visibilitychange", |_| {
        if dom::document().hidden() {
            leave();
        } else if session::cookie_user().is_some_and(|user| Some(user) != desk::user()) {
            // Somebody else signed in meanwhile: what is on screen is not theirs.
            dom::leave_to("/");
        } else {
            desk::touch();
        }
    });
    let engine = Rc::clone(engine);
    spawn_local(async move { lead(&engine).await });
}

/// The page goes out of sight, perhaps for good.
fn leave() {
    flush();
    if desk::summary().with_untracked(|summary| summary.waiting > 0) {
        spawn_local(async {
            let _ = updates::send_later().await;
        });
    }
}

async fn lead(engine: &Engine) {
    let _held = locks::hold(locks::SYNC).await;
    IS_LEADING.set(true);
    desk::note_told(None);
    let mut events: Option<Rc<ServerEvents>> = None;
    let mut asked_at: Option<u64> = None;
    let over = Rc::new(Cell::new(false));
    loop {
        engine.hold_submissions(files::waiting_reports().await);
        let next = engine.cycle().await;
        IS_SETTLED.set(true);
        desk::touch();
        if engine
            .summary()
            .await
            .is_ok_and(|summary| summary.online && summary.trouble.is_none())
        {
            files::upload();
            if over.take() {
                events = None;
            }
            let again = asked_at.is_none_or(|at| dom::now().abs_diff(at) > LISTEN_AGAIN_MS);
            if events.is_none() && again {
                asked_at = Some(dom::now());
                events = Some(listen_to_server(&over));
            }
        }
        if let Some(alarm) = alarm() {
            alarm.wait(next.after_ms, next.wake).await;
        }
    }
}

fn listen_to_server(over: &Rc<Cell<bool>>) -> Rc<ServerEvents> {
    let over = Rc::clone(over);
    let hear = |_: String| {
        set_live(true);
        ring(Ring::Work);
    };
    let end = move || {
        over.set(true);
        set_live(false);
    };
    ServerEvents::listen(EVENTS, hear, end)
}

fn set_live(is_live: bool) {
    if let Some(engine) = desk::engine() {
        engine.set_live(is_live);
    }
}

fn alarm() -> Option<Rc<BrowserAlarm>> {
    SENDER.with(|sender| Some(Rc::clone(&sender.borrow().as_ref()?.alarm)))
}

fn ring(ring: Ring) {
    if let Some(alarm) = alarm() {
        alarm.ring(ring);
    }
}

fn tell(said: &str) {
    SENDER.with(|sender| {
        if let Some(sender) = sender.borrow().as_ref() {
            sender.tabs.tell(said);
        }
    });
}

fn hear(said: &str) {
    match said {
        CHANGED => {
            desk::touch();
            schedule();
        }
        ANSWERED => {
            desk::touch();
            ring(Ring::Work);
        }
        LEFT => dom::leave_to("/dang-nhap"),
        // A tab that wants it sent now; to one that does not send, nothing.
        "send" => ring(Ring::Connection),
        _ => {
            if let Some(state) = said.strip_prefix(STATE)
                && !IS_LEADING.get()
            {
                IS_SETTLED.set(true);
                desk::note_told(Some(read_state(state)));
            }
        }
    }
}

/// Tells the other tabs that something kept on the device changed.
pub(super) fn tell_changed() {
    tell(CHANGED);
}

/// Tells the other tabs that the person left: what they show is gone.
pub(super) fn tell_left() {
    tell(LEFT);
}

/// Tells the other tabs how the network is, where this is the one that knows.
pub(super) fn tell_state(summary: &Summary) {
    if !IS_LEADING.get() || !IS_SETTLED.get() {
        return;
    }
    let trouble = match &summary.trouble {
        Some(Trouble::Call(TransportError::SignedOut)) => "signed-out",
        Some(Trouble::Call(TransportError::TooOld)) => "too-old",
        _ => "",
    };
    let said = format!("{STATE}{} {} {trouble}", summary.online, summary.sending);
    if LAST_STATE.with(|last| last.replace(said.clone())) != said {
        tell(&said);
    }
}

fn read_state(state: &str) -> Told {
    let mut words = state.split(' ');
    let mut is = || words.next() == Some("true");
    let (online, sending) = (is(), is());
    let trouble = match words.next() {
        Some("signed-out") => Some(TransportError::SignedOut),
        Some("too-old") => Some(TransportError::TooOld),
        _ => None,
    };
    Told {
        online,
        sending,
        trouble: trouble.map(Trouble::Call),
    }
}

/// Sends shortly, once typing has paused.
pub(super) fn soon() {
    tell_changed();
    schedule();
    if !HAS_ASKED_TO_PERSIST.replace(true) {
        spawn_local(async {
            // A refusal is shown where the room on the device is.
            let _ = storage::persist().await;
        });
    }
}

fn schedule() {
    if let Some(timer) = TIMER.take() {
        timer.clear();
    }
    TIMER.set(set_timeout_with_handle(|| ring(Ring::Work), AFTER_TYPING).ok());
}

/// Sends now what can be sent.
pub fn flush() {
    if let Some(timer) = TIMER.take() {
        timer.clear();
    }
    if IS_LEADING.get() {
        ring(Ring::Work);
    } else {
        tell_changed();
    }
}

/// Sends now because the person asks: also where the last try found no network.
pub fn send_now() {
    spawn_local(async {
        if let Some(engine) = desk::engine() {
            let _ = engine.save_again().await;
        }
        if IS_LEADING.get() {
            ring(Ring::Connection);
        } else {
            tell("send");
        }
    });
}

/// Waits for the end of the first exchange, unless the device has everything already.
pub(super) async fn settled(engine: &Engine) {
    for _ in 0..LOOKS {
        if IS_SETTLED.get() || engine.is_complete().await {
            return;
        }
        pause(LOOK_EVERY_MS).await;
    }
}
