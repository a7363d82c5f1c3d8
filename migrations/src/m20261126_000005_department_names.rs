//! No two departments of a unit with the same name, also when two administrators add it at once.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Departments of the same name from before are told apart by their code, all but the first, so
/// that the index can be made; an administrator renames them.
const TELL_APART: &str = "\
UPDATE unit SET name = name || ' (' || id || ')', name_folded = name_folded || ' (' || id || ')' \
WHERE kind = 'department' AND EXISTS (\
SELECT 1 FROM unit AS other WHERE other.kind = 'department' AND other.parent_id = unit.parent_id \
AND other.name_folded = unit.name_folded AND other.id < unit.id)";

/// Only departments: communes of one province may differ in a diacritic alone, which the folded
/// name does not show.
const INDEX: &str = "\
CREATE UNIQUE INDEX ux_unit_department_name ON unit (parent_id, name_folded) \
WHERE kind = 'department'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(TELL_APART).await?;
        db.execute_unprepared(INDEX).await?;
        Ok(())
    }
}
