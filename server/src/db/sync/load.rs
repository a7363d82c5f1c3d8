//! What operations are decided on, for many reports at once.

use crate::db::codec::date;
use crate::db::entity::{
    evidence as piece, plan, plan_period, report, report_line, report_version,
};
use crate::db::lists::{one_of, padded};
use crate::db::plans::its_period;
use crate::db::reports::{StoredLine, StoredReport};
use crate::db::text_uuid::TextUuid;
use crate::db::versions::{StoredVersion, stored};
use chrono::NaiveDate;
use domain::id::{EvidenceId, LineId, ReportId};
use domain::sync::Author;
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// A report with what tells whether its plan changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithPlan {
    /// The report.
    pub report: StoredReport,
    /// The plan's last change in the sequence of changes.
    pub plan_seq: i64,
    /// The cut-off of its period; none for a report from before its plan's periods were kept.
    pub ends_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct WithPlanRow {
    #[sea_orm(nested)]
    report: report::Model,
    plan_seq: i64,
    ends_on: Option<String>,
}

/// Reports by their ids, whoever asks; those that do not exist are missing from the answer.
///
/// # Errors
/// When the database fails.
pub async fn reports<C: ConnectionTrait>(
    conn: &C,
    ids: &[ReportId],
) -> Result<Vec<WithPlan>, DbErr> {
    let ids = padded(ids.iter().map(|id| TextUuid(id.0)).collect());
    let rows = report::Entity::find()
        .column_as(plan::Column::Seq, "plan_seq")
        .column_as(plan_period::Column::EndsOn, "ends_on")
        .join(JoinType::LeftJoin, its_period())
        .join(
            JoinType::InnerJoin,
            report::Entity::belongs_to(plan::Entity)
                .from(report::Column::PlanId)
                .to(plan::Column::Id)
                .into(),
        )
        .filter(report::Column::Id.is_in(ids))
        .into_model::<WithPlanRow>()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(WithPlan {
                report: row.report.try_into()?,
                plan_seq: row.plan_seq,
                ends_on: row.ends_on.as_deref().map(date).transpose()?,
            })
        })
        .collect()
}

/// Every line of the reports in `whole`, and the lines named in `some`, as far as they are stored.
///
/// # Errors
/// When the database fails.
pub async fn lines<C: ConnectionTrait>(
    conn: &C,
    whole: &[ReportId],
    some: &[(ReportId, LineId)],
) -> Result<HashMap<ReportId, Vec<StoredLine>>, DbErr> {
    let mut found = crate::db::reports::lines(conn, whole).await?;
    if some.is_empty() {
        return Ok(found);
    }
    let keys = some
        .iter()
        .map(|(report, line)| (report.0.to_string(), line.to_string()));
    let columns = [
        Expr::col(report_line::Column::ReportId),
        Expr::col(report_line::Column::Line),
    ];
    let rows = report_line::Entity::find()
        .filter(one_of(columns, keys))
        .all(conn)
        .await?;
    for row in rows {
        let report = ReportId(row.report_id.0);
        found.entry(report).or_default().push(row.try_into()?);
    }
    Ok(found)
}

/// Versions to look at before something is overwritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastOf {
    /// Of this report.
    pub report: ReportId,
    /// After this version.
    pub after: i64,
    /// Not those of this hand, which is never in conflict with itself.
    pub but: Option<Author>,
}

impl PastOf {
    fn condition(&self) -> Condition {
        let after = Condition::all()
            .add(report_version::Column::ReportId.eq(TextUuid(self.report.0)))
            .add(report_version::Column::Version.gt(self.after));
        let Some(author) = self.but else {
            return after;
        };
        let another = report_version::Column::By.ne(TextUuid(author.user.0));
        after.add(match author.device {
            Some(device) => Condition::any()
                .add(another)
                .add(report_version::Column::Device.ne(TextUuid(device.0))),
            None => Condition::all().add(another),
        })
    }
}

/// What was done to reports, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn past<C: ConnectionTrait>(
    conn: &C,
    wanted: &[PastOf],
) -> Result<Vec<StoredVersion>, DbErr> {
    let mut found = Vec::new();
    for chunk in wanted.chunks(100) {
        let any = chunk
            .iter()
            .map(PastOf::condition)
            .fold(Condition::any(), Condition::add);
        let rows = report_version::Entity::find()
            .filter(any)
            .order_by_asc(report_version::Column::Version)
            .all(conn)
            .await?;
        for row in rows {
            found.push(stored(row)?);
        }
    }
    Ok(found)
}

/// Pieces of evidence: the report of each, and whether it was taken off already.
///
/// # Errors
/// When the database fails.
pub async fn evidence<C: ConnectionTrait>(
    conn: &C,
    ids: &[EvidenceId],
) -> Result<HashMap<EvidenceId, (ReportId, bool)>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(TextUuid, TextUuid, bool)> = piece::Entity::find()
        .select_only()
        .columns([piece::Column::Id, piece::Column::ReportId])
        .column_as(piece::Column::RemovedAt.is_not_null(), "removed")
        .filter(piece::Column::Id.is_in(padded(ids.iter().map(|id| TextUuid(id.0)).collect())))
        .into_tuple()
        .all(conn)
        .await?;
    let found = rows
        .into_iter()
        .map(|(id, report, removed)| (EvidenceId(id.0), (ReportId(report.0), removed)));
    Ok(found.collect())
}
