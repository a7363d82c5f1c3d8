//! Sync: the sequence of changes, operations known, values that lost a conflict, locks and
//! requests to submit late, evidence.

use crate::define::{index, key, refers, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        counters(manager).await?;
        sequence(manager).await?;
        ops(manager).await?;
        late(manager).await?;
        evidence(manager).await
    }
}

/// `change`: the sequence of changes. `tree`: counts changes of the tree of units. `access`: counts
/// everything that takes rights away or gives them. What is there already has sequence 1.
async fn counters(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let counter = table("counter")
        .col(string("name").primary_key())
        .col(big_integer("value"))
        .take();
    manager.create_table(counter).await?;
    for name in ["change", "tree", "access"] {
        let row = Query::insert()
            .into_table("counter")
            .columns(["name", "value"])
            .values_panic([name.into(), 1_i64.into()])
            .take();
        manager.exec_stmt(row).await?;
    }
    Ok(())
}

async fn sequence(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns: [(&str, ColumnDef); 10] = [
        ("plan", big_integer("seq").default(1).take()),
        ("report", big_integer("seq").default(1).take()),
        // The sequence from which on a device needs the report as a whole: it is new, or what
        // stands beside its lines (last period's figures) changed.
        ("report", big_integer("whole_seq").default(1).take()),
        // A request to submit late was accepted: the lock does not hold for it.
        ("report", boolean("late_open").default(false).take()),
        ("report_line", big_integer("seq").default(1).take()),
        ("report_version", big_integer("seq").default(1).take()),
        ("report_version", string_null("device").take()),
        ("plan_period", big_integer_null("locked_at").take()),
        ("plan_period", string_null("locked_by").take()),
        ("plan_period", text_null("lock_reason").take()),
    ];
    for (table, mut column) in columns {
        let alter = Table::alter().table(table).add_column(&mut column).take();
        manager.alter_table(alter).await?;
    }
    index(manager, "plan", &["seq"]).await?;
    index(manager, "report", &["seq"]).await?;
    // What a device pulls: of each unit in its scope what came after a place.
    index(manager, "report", &["unit_id", "seq"]).await?;
    index(manager, "report_line", &["report_id", "seq"]).await?;
    index(manager, "report_version", &["report_id", "seq"]).await?;

    let tombstone = table("tombstone")
        .col(big_integer("seq"))
        .col(string("report_id"))
        .col(string("unit_id"))
        .primary_key(&mut key(&["seq", "report_id"]))
        .take();
    manager.create_table(tombstone).await
}

async fn ops(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let op = table("sync_op")
        .col(string("op_id").primary_key())
        .col(string("user_id"))
        .col(string("report_id"))
        .col(big_integer("version"))
        .col(big_integer("at"))
        .take();
    manager.create_table(op).await?;

    let unmerged = table("unmerged")
        .col(string("op_id").primary_key())
        .col(string("report_id"))
        .col(string_null("line"))
        .col(text("fields"))
        .col(text("texts"))
        .col(string("by"))
        .col(big_integer("at"))
        .col(big_integer("seq"))
        .foreign_key(&mut refers("report_id", "report"))
        .foreign_key(&mut refers("by", "user"))
        .take();
    manager.create_table(unmerged).await?;
    index(manager, "unmerged", &["report_id", "seq"]).await
}

async fn late(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let request = table("late_request")
        .col(string("id").primary_key())
        .col(string("report_id"))
        .col(string("state"))
        .col(string("asked_by"))
        .col(big_integer("asked_at"))
        .col(string_null("decided_by"))
        .col(big_integer_null("decided_at"))
        .col(text_null("reason"))
        .foreign_key(&mut refers("report_id", "report"))
        .foreign_key(&mut refers("asked_by", "user"))
        .foreign_key(&mut refers("decided_by", "user"))
        .take();
    manager.create_table(request).await?;
    index(manager, "late_request", &["report_id"]).await?;

    let op = table("late_op")
        .col(string("op_id").primary_key())
        .col(string("request_id"))
        .col(integer("position"))
        .col(string("user_id"))
        .col(string_null("device"))
        .col(text("body"))
        .foreign_key(&mut refers("request_id", "late_request"))
        .foreign_key(&mut refers("user_id", "user"))
        .take();
    manager.create_table(op).await?;
    index(manager, "late_op", &["request_id", "position"]).await
}

/// Evidence, and uploads that are under way (tus): their bytes are in the object store.
async fn evidence(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let evidence = table("evidence")
        .col(string("id").primary_key())
        .col(string("report_id"))
        .col(string("line"))
        .col(text("name"))
        .col(string("media_type"))
        .col(big_integer("size"))
        .col(string("sha256"))
        .col(string("by"))
        .col(big_integer("at"))
        .col(string_null("removed_by"))
        .col(big_integer_null("removed_at"))
        .col(big_integer("seq"))
        .foreign_key(&mut refers("report_id", "report"))
        .foreign_key(&mut refers("by", "user"))
        .foreign_key(&mut refers("removed_by", "user"))
        .take();
    manager.create_table(evidence).await?;
    index(manager, "evidence", &["report_id", "line"]).await?;

    let upload = table("upload")
        .col(string("id").primary_key())
        .col(string("user_id"))
        .col(string("report_id"))
        .col(string("line"))
        .col(text("name"))
        .col(string("declared_type"))
        .col(big_integer("length"))
        .col(big_integer("received"))
        .col(string_null("sha256"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut refers("user_id", "user"))
        .foreign_key(&mut refers("report_id", "report"))
        .take();
    manager.create_table(upload).await?;
    index(manager, "upload", &["expires_at"]).await?;

    // A part counts once its row is here; its object was durable before.
    let part = table("upload_part")
        .col(string("upload_id"))
        .col(big_integer("start"))
        .col(big_integer("length"))
        .col(string("object"))
        .primary_key(&mut key(&["upload_id", "start"]))
        .foreign_key(&mut refers("upload_id", "upload"))
        .take();
    manager.create_table(part).await
}
