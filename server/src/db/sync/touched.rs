//! Whom changes concern.

use crate::db::entity::{report, tombstone, unit_closure};
use domain::id::UnitId;
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;

/// The units with a report that changed after a sequence, and everything above them: whoever has
/// one of these among the roots of their scope has something to pull.
///
/// # Errors
/// When the database fails.
pub async fn touched_after<C: ConnectionTrait>(
    conn: &C,
    seq: i64,
) -> Result<HashSet<UnitId>, DbErr> {
    let changed = Query::select()
        .column(report::Column::UnitId)
        .from(report::Entity)
        .and_where(report::Column::Seq.gt(seq))
        .take();
    let gone = Query::select()
        .column(tombstone::Column::UnitId)
        .from(tombstone::Entity)
        .and_where(tombstone::Column::Seq.gt(seq))
        .take();
    let descendant = unit_closure::Column::Descendant;
    let rows: Vec<String> = unit_closure::Entity::find()
        .select_only()
        .column(unit_closure::Column::Ancestor)
        .distinct()
        .filter(
            descendant
                .in_subquery(changed)
                .or(descendant.in_subquery(gone)),
        )
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(UnitId).collect())
}
