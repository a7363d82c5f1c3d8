//! Everything anew, period by period; and whether what is kept is the same.

use super::Book;
use super::leaves::{self, StoredLeaf};
use super::pages::{self, PageKey, StoredPage};
use super::refresh::Sheets;
use crate::db::Db;
use crate::db::codec::parse;
use crate::db::counter::{self, Counter};
use crate::db::entity::{report, rollup_leaf};
use crate::db::text_uuid::TextUuid;
use domain::id::ReportId;
use domain::period::Period;
use domain::rollup::Page;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, HashMap};

/// Reports worked on at once.
const AT_ONCE: usize = 1_000;

/// Whether reports are there that the figures do not know: after an upgrade from before figures
/// were kept.
///
/// # Errors
/// When the database fails.
pub async fn is_missing<C: ConnectionTrait>(conn: &C) -> Result<bool, DbErr> {
    let any = |found: Option<TextUuid>| found.is_some();
    let leaf = rollup_leaf::Entity::find()
        .select_only()
        .column(rollup_leaf::Column::ReportId)
        .limit(1);
    if any(leaf.into_tuple().one(conn).await?) {
        return Ok(false);
    }
    let report = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .limit(1);
    Ok(any(report.into_tuple().one(conn).await?))
}

/// Makes every figure anew from the reports, one transaction per period. Answers how many reports
/// were read.
///
/// # Errors
/// When the database fails; periods done by then stay done.
pub async fn rebuild(db: &Db) -> Result<usize, DbErr> {
    let mut count = 0;
    for period in periods(db.read()).await? {
        let txn = db.begin_write().await?;
        let seq = counter::next(&txn, Counter::Change).await?;
        count += rebuild_period(&txn, db.book(), period, seq).await?;
        txn.commit().await?;
        db.changes().notify();
    }
    Ok(count)
}

async fn rebuild_period<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    period: Period,
    seq: i64,
) -> Result<usize, DbErr> {
    rollup_leaf::Entity::delete_many()
        .filter(rollup_leaf::Column::Period.eq(period.to_string()))
        .exec(conn)
        .await?;
    pages::kept::forget(conn, period).await?;
    pages::shifts::forget(conn, period).await?;
    let mut count = 0;
    let sheets = sum_up(conn, book, period, async |leaves: &[StoredLeaf]| {
        count += leaves.len();
        leaves::put(conn, leaves.iter()).await
    })
    .await?;
    let then: Vec<_> = trimmed(sheets.then).into_iter().collect();
    pages::kept::put(conn, &then, seq).await?;
    let shift: Vec<_> = trimmed(sheets.shift).into_iter().collect();
    pages::shifts::put(conn, &shift, seq).await?;
    Ok(count)
}

/// Sums a period's reports up, handing on what each adds.
async fn sum_up<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    period: Period,
    mut take: impl AsyncFnMut(&[StoredLeaf]) -> Result<(), DbErr>,
) -> Result<Sheets, DbErr> {
    let at = counter::all(conn).await?;
    let lines = book.unit_lines(conn, &at).await?;
    let ids: Vec<TextUuid> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(report::Column::Period.eq(period.to_string()))
        .order_by_asc(report::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let ids: Vec<ReportId> = ids.into_iter().map(|id| ReportId(id.0)).collect();
    let mut sheets = Sheets::default();
    for chunk in ids.chunks(AT_ONCE) {
        let fresh = leaves::fresh(conn, book, &at, chunk).await?;
        let plans = fresh.iter().map(|fresh| fresh.stored.plan);
        let structures = book.structures(conn, &at, plans).await?;
        let mut stored = Vec::with_capacity(fresh.len());
        for fresh in fresh {
            if let Some(structure) = structures.get(&fresh.stored.plan) {
                let (leaf, day) = (&fresh.stored.leaf, fresh.ends_on);
                sheets.add(&lines, structure, &fresh.stored, leaf, day, 1);
            }
            stored.push(fresh.stored);
        }
        take(&stored).await?;
    }
    Ok(sheets)
}

/// What is kept but not what the reports say, in words for whoever runs the server; nothing where
/// all is well.
///
/// # Errors
/// When the database fails.
pub async fn check(db: &Db) -> Result<Vec<String>, DbErr> {
    let conn = db.read();
    let mut wrong = Vec::new();
    for period in periods(conn).await? {
        let mut leaves: HashMap<ReportId, StoredLeaf> = rollup_leaf_of(conn, period).await?;
        let sheets = sum_up(conn, db.book(), period, async |fresh: &[StoredLeaf]| {
            for fresh in fresh {
                if leaves.remove(&fresh.report).as_ref() != Some(fresh) {
                    wrong.push(format!("{period}: report {}", fresh.report));
                }
            }
            Ok(())
        })
        .await?;
        wrong.extend(
            leaves
                .keys()
                .map(|gone| format!("{period}: no report {gone}")),
        );
        let kept = pages::kept::of_period(conn, period).await?;
        wrong.extend(differing("page", trimmed(sheets.then), kept));
        let kept = pages::shifts::of_period(conn, period).await?;
        wrong.extend(differing("shift", trimmed(sheets.shift), kept));
    }
    Ok(wrong)
}

fn differing(
    what: &str,
    mut right: BTreeMap<PageKey, Page>,
    kept: HashMap<PageKey, StoredPage>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (key, kept) in kept {
        let right = right.remove(&key).unwrap_or_default();
        if kept.page.trimmed() != right {
            wrong.push(format!("{what} {key:?}"));
        }
    }
    wrong.extend(right.into_keys().map(|key| format!("no {what} {key:?}")));
    wrong
}

fn trimmed(sheet: BTreeMap<PageKey, Page>) -> BTreeMap<PageKey, Page> {
    let trimmed = sheet.into_iter().map(|(key, page)| (key, page.trimmed()));
    trimmed
        .filter(|(_, page)| *page != Page::default())
        .collect()
}

async fn rollup_leaf_of<C: ConnectionTrait>(
    conn: &C,
    period: Period,
) -> Result<HashMap<ReportId, StoredLeaf>, DbErr> {
    let ids: Vec<TextUuid> = rollup_leaf::Entity::find()
        .select_only()
        .column(rollup_leaf::Column::ReportId)
        .filter(rollup_leaf::Column::Period.eq(period.to_string()))
        .into_tuple()
        .all(conn)
        .await?;
    let ids: Vec<ReportId> = ids.into_iter().map(|id| ReportId(id.0)).collect();
    let leaves = leaves::leaves_of(conn, &ids).await?;
    Ok(leaves.into_iter().map(|leaf| (leaf.report, leaf)).collect())
}

async fn periods<C: ConnectionTrait>(conn: &C) -> Result<Vec<Period>, DbErr> {
    let rows: Vec<String> = report::Entity::find()
        .select_only()
        .column(report::Column::Period)
        .distinct()
        .into_tuple()
        .all(conn)
        .await?;
    let mut periods = rows
        .iter()
        .map(|period| parse("period", period))
        .collect::<Result<Vec<Period>, _>>()?;
    periods.sort_unstable();
    Ok(periods)
}
