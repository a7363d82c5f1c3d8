//! Values that lost a conflict.

use super::Wanted;
use crate::db::codec::{at, from_json, parse};
use crate::db::entity::unmerged;
use crate::db::reports::Mark;
use crate::db::text_uuid::TextUuid;
use domain::id::{LineId, OpId, ReportId, UserId};
use domain::report::{FieldEdit, TextEdit};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};
use std::collections::HashMap;

/// A value that lost a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUnmerged {
    /// The operation that it came with.
    pub op: OpId,
    /// On which report.
    pub report: ReportId,
    /// The line, where it is about one.
    pub line: Option<LineId>,
    /// The line's values.
    pub fields: Vec<FieldEdit>,
    /// The texts.
    pub texts: Vec<TextEdit>,
    /// Who wrote it.
    pub mark: Mark,
}

/// The values of several reports, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn unmerged_of_reports<C: ConnectionTrait>(
    conn: &C,
    wanted: &Wanted,
) -> Result<HashMap<ReportId, Vec<StoredUnmerged>>, DbErr> {
    let mut found = HashMap::new();
    if !wanted.whole.is_empty() {
        collect(conn, of(&wanted.whole), &mut found).await?;
    }
    if !wanted.changed.is_empty() {
        let query = of(&wanted.changed).filter(unmerged::Column::Seq.gt(wanted.base));
        collect(conn, query, &mut found).await?;
    }
    Ok(found)
}

fn of(reports: &[ReportId]) -> Select<unmerged::Entity> {
    unmerged::Entity::find()
        .filter(unmerged::Column::ReportId.is_in(reports.iter().map(|id| TextUuid(id.0))))
        .order_by_asc(unmerged::Column::Seq)
        .order_by_asc(unmerged::Column::OpId)
}

async fn collect<C: ConnectionTrait>(
    conn: &C,
    query: Select<unmerged::Entity>,
    found: &mut HashMap<ReportId, Vec<StoredUnmerged>>,
) -> Result<(), DbErr> {
    for row in query.all(conn).await? {
        let report = ReportId(row.report_id.0);
        let value = StoredUnmerged {
            op: OpId(row.op_id.0),
            report,
            line: row.line.map(|line| parse("line", &line)).transpose()?,
            fields: from_json(&row.fields)?,
            texts: from_json(&row.texts)?,
            mark: Mark {
                by: UserId(row.by.0),
                at: at(row.at)?,
            },
        };
        found.entry(report).or_default().push(value);
    }
    Ok(())
}
