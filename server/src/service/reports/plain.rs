//! The plain API over the committer: one call, one job, ids made here.

use crate::committer::Committer;
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::sync::{Done, Job, Origin};
use domain::id::{OpId, ReportId};
use domain::policy::Actor;
use domain::sync::{Author, Op, OpBody, Refusal, RefusalCode};

/// A call about one report.
pub(super) struct Plain<'a> {
    pub(super) ctx: Ctx<'a>,
    pub(super) actor: &'a Actor,
    pub(super) id: ReportId,
}

impl Plain<'_> {
    pub(super) async fn commit(
        &self,
        committer: &Committer,
        bodies: impl Iterator<Item = OpBody>,
    ) -> Result<Done, ServiceError> {
        let made_at = self.ctx.clock.now();
        let ops = bodies.map(|body| Op {
            op_id: OpId(self.ctx.ids.uuid()),
            report: self.id,
            made_at,
            body,
        });
        let job = Job {
            author: Author {
                user: self.actor.user,
                device: None,
            },
            actor: self.actor.clone(),
            ops: ops.collect(),
            origin: Origin::Plain,
        };
        committer.commit(job).await
    }
}

/// A refusal as the plain API says it. A lock answers 409 `period_locked`: a client without an
/// outbox still has what it sent, and asks for a late submission by a push.
pub(super) fn refused(refusal: Refusal) -> ServiceError {
    let conflict = |code| ServiceError::Conflict {
        code,
        detail: refusal.detail.clone(),
    };
    match refusal.code {
        RefusalCode::NotFound => ServiceError::NotFound,
        RefusalCode::Forbidden => ServiceError::Forbidden,
        RefusalCode::Invalid => ServiceError::Invalid(refusal.errors),
        RefusalCode::WrongState | RefusalCode::Blocked => conflict("wrong_state"),
        RefusalCode::Locked | RefusalCode::LateRefused => conflict("period_locked"),
    }
}

/// The report is not at the version that the person saw.
pub(super) fn stale() -> ServiceError {
    ServiceError::Conflict {
        code: "stale_version",
        detail: "Báo cáo đã thay đổi sau khi bạn mở. Tải lại để xem số liệu mới nhất.".to_owned(),
    }
}
