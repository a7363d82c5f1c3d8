//! Many rows in few statements.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

/// Most parameters of one statement: SQLite takes 32,766, PostgreSQL 65,535.
const MAX_PARAMETERS: usize = 30_000;

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
    let per_statement = (MAX_PARAMETERS / columns.max(1)).clamp(1, 1_000);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows
            .by_ref()
            .take(per_statement)
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
