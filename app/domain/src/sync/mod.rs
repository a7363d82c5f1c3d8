//! Sync: operations made on a device, with or without signal, and what the server makes of them.
//!
//! A device keeps every operation in its outbox before it says "đã lưu", and sends them in order.
//! The server decides each one with [`decide`](decide::decide), the same function that the phone
//! and the simulation of many devices run. The order in which operations reach the server counts,
//! never a device's clock.

pub mod cursor;
pub mod decide;
pub mod held;
pub mod op;
pub mod outbox;
pub mod refusal;

pub use cursor::{Cursor, CursorError, scope_key};
pub use decide::{Clash, Rights, Verdict, decide, text_problems};
pub use held::{Author, Effect, HeldLine, HeldReport, LineReason, Past};
pub use op::{Op, OpBody};
pub use refusal::{Refusal, RefusalCode};

/// The version of the protocol that this program speaks.
pub const PROTOCOL: u32 = 1;
/// The oldest version that the server still understands. An older client is told to update and
/// keeps its outbox.
pub const OLDEST_PROTOCOL: u32 = 1;
/// Most operations of one push: a whole report of 69 lines in one round trip, with room.
pub const MAX_OPS: usize = 500;
