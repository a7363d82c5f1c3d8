//! `POST /api/v1/sync/push`.

use super::{Decided, Job, Origin};
use crate::committer::Committer;
use crate::db::people::{self, People};
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::{DateTime, Utc};
use domain::policy::Actor;
use domain::sync::{Author, Refusal};
use domain::wire::report::Stamp;
use domain::wire::sync::{OpOutcome, Outcome, Push, Pushed, Theirs};

/// Decides what a device sends, in order. Every operation gets its own outcome; the answer is
/// durable.
///
/// # Errors
/// When the database fails; then the device sends it again.
pub async fn push(
    ctx: Ctx<'_>,
    committer: &Committer,
    actor: Actor,
    push: Push,
) -> Result<Pushed, ServiceError> {
    let ids: Vec<_> = push.ops.iter().map(|op| op.op_id).collect();
    let job = Job {
        author: Author {
            user: actor.user,
            device: Some(push.device),
        },
        actor,
        ops: push.ops,
        origin: Origin::Device,
    };
    let done = committer.commit(job).await?;
    let names = done.ops.iter().filter_map(|decided| match decided {
        Decided::Conflict { clash, .. } => Some(clash.mark.by),
        _ => None,
    });
    let people = people::load(ctx.db.read(), names).await?;
    let outcomes = ids.into_iter().zip(done.ops);
    Ok(Pushed {
        at: done.at,
        outcomes: outcomes
            .map(|(op_id, decided)| OpOutcome {
                op_id,
                outcome: outcome(decided, done.at, &people),
            })
            .collect(),
    })
}

fn outcome(decided: Decided, at: DateTime<Utc>, people: &People) -> Outcome {
    match decided {
        Decided::Applied { version } | Decided::Already { version, .. } => {
            Outcome::Applied { version, at }
        }
        Decided::Duplicate { version, at } => Outcome::Duplicate { version, at },
        Decided::Conflict {
            clash,
            entry,
            texts,
        } => Outcome::Conflict {
            theirs: Box::new(Theirs {
                version: clash.version,
                stamp: Stamp {
                    by: people.get(clash.mark.by),
                    at: clash.mark.at,
                },
                entry,
                texts,
            }),
        },
        Decided::Late { request } => Outcome::Late { request },
        Decided::Refused(refusal) => Outcome::Refused { refusal },
        // Only the plain API insists on a version.
        Decided::Stale => Outcome::Refused {
            refusal: Refusal::blocked(),
        },
    }
}
