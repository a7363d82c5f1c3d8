//! `GET /api/v1/reports/{id}`.

use super::around::Around;
use super::open::{Opened, open};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::ReportId;
use domain::policy::Actor;
use domain::wire::report::{Line, Report};
use sea_orm::DbErr;
use std::collections::HashSet;

/// A report with all that its screens need.
///
/// # Errors
/// `NotFound` for what the actor may not see.
pub async fn get(ctx: Ctx<'_>, actor: &Actor, id: ReportId) -> Result<Report, ServiceError> {
    let opened = open(ctx, actor, id).await?;
    let reports = std::slice::from_ref(&opened.report);
    let around = Around::load(
        ctx.db.read(),
        ctx.db.book(),
        reports,
        &HashSet::from([id]),
        Vec::new(),
    )
    .await?;
    Ok(report(&around, actor, &opened)?)
}

fn report(around: &Around, actor: &Actor, opened: &Opened) -> Result<Report, DbErr> {
    let report = &opened.report;
    Ok(Report {
        summary: around.summary(report)?,
        may: opened.rights(actor),
        texts: report.texts.clone(),
        lines: lines(around, opened),
        submitted: report.submitted.map(|mark| around.stamp(mark)),
        approved: report.approved.map(|mark| around.stamp(mark)),
        return_reason: report.return_reason.clone(),
        lock: around.lock(report),
        late: around.late(report),
    })
}

fn lines(around: &Around, opened: &Opened) -> Vec<Line> {
    let report = &opened.report;
    let states = around.line_states(report, None).into_iter();
    let lines = states.zip(around.shape(report));
    lines
        .map(|(state, shape)| state.with(around.context(report, shape)))
        .collect()
}
