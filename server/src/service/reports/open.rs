//! The first lines of every use: may the actor see the report, and what may they do with it?

use crate::db::reports::{self, StoredReport};
use crate::db::units;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{ReportId, UnitId};
use domain::policy::{Action, Actor};
use domain::report::{ReportState, Step};
use domain::wire::report::ReportRights;

/// A report that the actor may see.
pub(in crate::service) struct Opened {
    pub(in crate::service) report: StoredReport,
    /// The unit's line of ancestors, itself included.
    line: Vec<UnitId>,
}

/// Finds a report for the actor.
///
/// # Errors
/// `NotFound` when it does not exist or the actor may not know that it does.
pub(in crate::service) async fn open(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: ReportId,
) -> Result<Opened, ServiceError> {
    let conn = ctx.db.read();
    let roots = actor.roots(Action::ViewReport);
    let report = reports::find_visible_to(conn, &roots, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let line = units::ancestors_or_self(conn, &report.unit).await?;
    Ok(Opened { report, line })
}

impl Opened {
    /// Goes on only if the actor may do this to the report.
    ///
    /// # Errors
    /// `Forbidden`.
    pub(in crate::service) fn allow(
        &self,
        actor: &Actor,
        action: Action,
    ) -> Result<(), ServiceError> {
        if actor.can(action, &self.line) {
            Ok(())
        } else {
            Err(ServiceError::Forbidden)
        }
    }

    /// What the actor may do with the report as it stands.
    pub(super) fn rights(&self, actor: &Actor) -> ReportRights {
        rights(actor, &self.line, self.report.state)
    }
}

/// What the actor may do with a report in this state, of a unit with this line of ancestors.
pub(crate) fn rights(actor: &Actor, line: &[UnitId], state: ReportState) -> ReportRights {
    let may = |step: Step| actor.can(action_of(step), line) && state.after(step).is_some();
    ReportRights {
        edit: may(Step::Save),
        submit: may(Step::Submit),
        withdraw: may(Step::Withdraw),
        approve: may(Step::Approve),
        send_back: may(Step::Return),
    }
}

/// The right that a step needs.
pub(super) const fn action_of(step: Step) -> Action {
    match step {
        Step::Save => Action::EditReport,
        Step::Submit | Step::Withdraw => Action::SubmitReport,
        Step::Approve => Action::ApproveReport,
        Step::Return => Action::ReturnReport,
    }
}
