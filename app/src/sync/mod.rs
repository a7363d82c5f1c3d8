//! The sync engine: what a person does is kept on the device first, sent when there is a network,
//! and what others did comes back. It works over ports ([`ports`]), so that it runs in the browser
//! over IndexedDB and `fetch` and in tests over memory and a model server.
//!
//! **Invariants.**
//! 1. What [`Engine::record`] answered with `Ok` is in the store; it leaves the store only when the
//!    server has it, when a later operation of the same device holds all of it, or when the person
//!    says so.
//! 2. Documents hold what the server said, never a guess: versions in them are versions that the
//!    person could see. What the server acknowledged and no pull has brought yet lies over them
//!    (`ahead`), so that the screen never goes back.
//! 3. An operation that may have been sent is sent again unchanged, under the same id.
//! 4. Every change of what is kept is one commit.
//!
//! Keys of the store: `o/<op_id>` the outbox, `r/<report>` documents, `w/<report>` what lists show
//! of them, `p/<plan>` plans as the server wrote them, `m/device`, `m/me`, `m/told`, `m/cursor`, `m/round`,
//! `m/exchange`.

mod choices;
mod document;
mod engine;
mod export;
mod gate;
mod ids;
mod outbox;
mod person;
pub mod ports;
mod pull;
mod push;
mod run;
pub mod schedule;
mod set;
mod slots;
mod views;

pub use choices::Choice;
pub use document::{Ahead, Document};
pub use engine::{Engine, Ports};
pub use export::Imported;
pub use outbox::{Entry, EntryState};
pub use pull::Pull;
pub use push::Sent;
pub use set::Set;
pub use views::{QueueItem, ReportView, SlotState, SlotView, Summary, Trouble, WaitingStep};

/// The keys of the store.
pub mod keys {
    use std::fmt::Display;

    /// The outbox: one entry per operation, in the order in which they were made.
    pub const OUTBOX: &str = "o/";
    /// Documents: reports with their versions.
    pub const REPORTS: &str = "r/";
    /// What lists show of each report.
    pub const ROWS: &str = "w/";
    /// Plans.
    pub const PLANS: &str = "p/";
    /// The device's id.
    pub const DEVICE: &str = "m/device";
    /// Who is signed in.
    pub const ME: &str = "m/me";
    /// When the server last said who that is, in milliseconds of the device's clock.
    pub const TOLD: &str = "m/told";
    /// Where the next pull goes on.
    pub const CURSOR: &str = "m/cursor";
    /// The round that names everything the person may hold.
    pub const ROUND: &str = "m/round";
    /// When the device and the server last spoke, in milliseconds of the device's clock.
    pub const EXCHANGE: &str = "m/exchange";

    /// A key of one of the groups.
    pub(super) fn key(group: &str, id: &dyn Display) -> String {
        format!("{group}{id}")
    }
}
