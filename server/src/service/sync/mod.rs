//! Sync: what devices pull, and telling them that there is something to pull.

mod events;
mod pull;
mod scope;
mod watch;

pub use events::{Events, events};
pub use pull::{PullQuery, pull};
pub use scope::{Scope, Scopes};
