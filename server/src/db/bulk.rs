//! Many rows in few statements.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

/// Most parameters of one statement: SQLite takes 32,766, PostgreSQL 65,535.
const MAX_PARAMETERS: usize = 30_000;
/// Most rows of one statement.
const MAX_ROWS: usize = 256;

/// How many of `left` rows the next statement takes: a power of two, so that there are few different
/// statements, which both engines keep prepared. (A statement for every number of rows filled the
/// caches: measured, 500 MB under load.)
pub(super) fn rows_of_next(left: usize, columns: usize) -> usize {
    let most = (MAX_PARAMETERS / columns.max(1)).clamp(1, MAX_ROWS);
    let take = left.clamp(1, most);
    1 << take.ilog2()
}

/// Inserts rows of a table with `columns` columns, in as few statements as may be.
pub(crate) async fn insert<C, M>(conn: &C, columns: usize, rows: Vec<M>) -> Result<(), DbErr>
where
    C: ConnectionTrait,
    M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + sea_orm::ModelTrait,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    write(conn, columns, rows, None).await
}

/// Inserts rows, or does to those that are there already what `conflict` says.
pub(crate) async fn put<C, M>(
    conn: &C,
    columns: usize,
    rows: Vec<M>,
    conflict: &OnConflict,
) -> Result<(), DbErr>
where
    C: ConnectionTrait,
    M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + sea_orm::ModelTrait,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    write(conn, columns, rows, Some(conflict)).await
}

async fn write<C, M>(
    conn: &C,
    columns: usize,
    rows: Vec<M>,
    conflict: Option<&OnConflict>,
) -> Result<(), DbErr>
where
    C: ConnectionTrait,
    M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + sea_orm::ModelTrait,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let count = rows_of_next(rows.len(), columns);
        let chunk: Vec<_> = rows
            .by_ref()
            .take(count)
            .map(IntoActiveModel::into_active_model)
            .collect();
        let insert = M::Entity::insert_many(chunk);
        match conflict {
            Some(conflict) => {
                insert
                    .on_conflict(conflict.clone())
                    .exec_without_returning(conn)
                    .await?
            }
            None => insert.exec_without_returning(conn).await?,
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_powers_of_two() {
        let table = [
            (1, 19, 1),
            (2, 19, 2),
            (3, 19, 2),
            (69, 19, 64),
            (1_000, 19, 256),
            (1_000, 300, 64),
            (5, 40_000, 1),
        ];
        for (left, columns, rows) in table {
            assert_eq!(rows_of_next(left, columns), rows, "{left} of {columns}");
        }
    }
}
