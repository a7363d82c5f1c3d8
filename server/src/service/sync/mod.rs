//! Sync: what devices push and pull, telling them that there is something to pull, and what leaders
//! decide about what came too late.

mod ancestors;
mod batch;
mod carry;
mod events;
mod gather;
mod late;
mod locks;
mod pull;
mod push;
mod scope;
mod shapes;
mod watch;
mod work;

pub use batch::{Batch, decide_batch, decide_in};
pub use events::{Events, events};
pub use late::{accept, list as late_requests, refuse};
pub(crate) use late::{marks as late_marks, request as late_request};
pub(in crate::service) use locks::reason;
pub use locks::{lock, lock_after_grace, unlock};
pub use pull::{PullQuery, pull};
pub use push::push;
pub use scope::{Scope, Scopes};
pub use shapes::Shapes;

use chrono::{DateTime, Utc};
use domain::id::LateRequestId;
use domain::policy::Actor;
use domain::report::{LineEntry, ReportTexts};
use domain::sync::{Author, Clash, Op, Refusal};
use domain::wire::report::ReportProgress;

/// Operations of one person, in their order: one push, or one call of the plain API.
#[derive(Clone, Debug)]
pub struct Job {
    /// Who makes them, on which device.
    pub author: Author,
    /// What the person may do.
    pub actor: Actor,
    /// The operations.
    pub ops: Vec<Op>,
    /// Where they come from.
    pub origin: Origin,
}

/// Where operations come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A device's outbox.
    Device,
    /// `PATCH /reports/{id}` and the steps' endpoints: a step is made on exactly the version named,
    /// a lock refuses instead of keeping a late request, saves make one version, and the answer
    /// says how the report stands. The client made no ids, so nothing is remembered of them.
    Plain,
    /// A late request that was accepted: what stopped an operation of the job before this one also
    /// blocks the steps in this one.
    Accepted,
}

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// One per operation, in order.
    pub ops: Vec<Decided>,
    /// For [`Origin::Plain`]: how the report of the last operation stands now.
    pub standing: Option<Standing>,
}

/// How a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its version.
    pub version: i64,
    /// How far it is.
    pub progress: ReportProgress,
}

/// What became of one operation, before people have names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It changed the report.
    Applied {
        /// The report's version after it.
        version: i64,
    },
    /// The report says so already.
    Already {
        /// The report's version.
        version: i64,
        /// The line's version, for an edit of a line.
        line: Option<i64>,
    },
    /// It was stored before.
    Duplicate {
        /// The report's version after it, then.
        version: i64,
        /// When.
        at: DateTime<Utc>,
    },
    /// Another hand changed the same.
    Conflict {
        /// Who and when.
        clash: Clash,
        /// What the line holds, for an edit of a line.
        entry: Option<LineEntry>,
        /// What the texts hold, for an edit of texts.
        texts: Option<ReportTexts>,
    },
    /// A step of the plain API on a version that is not the report's.
    Stale,
    /// Kept in a request to submit late.
    Late {
        /// The request.
        request: LateRequestId,
    },
    /// Not taken.
    Refused(Refusal),
}

impl Decided {
    /// Whether a later step on the same report would send less than the person saw.
    const fn blocks(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::Stale | Self::Refused(_))
    }
}
