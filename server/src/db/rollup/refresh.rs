//! The differences that reports make.

use super::leaves::{self, StoredLeaf};
use super::pages::{self, PageKey};
use super::{Above, Book, Structure, UnitLines};
use crate::db::counter;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId, UnitId};
use domain::rollup::{Leaf, Page};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Pages in the making.
#[derive(Default)]
pub(super) struct Sheets {
    /// As it was.
    pub(super) then: BTreeMap<PageKey, Page>,
    /// What today's boundaries have more.
    pub(super) shift: BTreeMap<PageKey, Page>,
}

impl Sheets {
    /// Adds a report, so many times.
    pub(super) fn add(
        &mut self,
        lines: &UnitLines,
        structure: &Structure,
        stored: &StoredLeaf,
        leaf: &Leaf,
        ends_on: NaiveDate,
        times: i64,
    ) {
        let then = lines.then(&stored.unit, ends_on);
        let now = lines.now(&stored.unit, ends_on);
        for above in &structure.above {
            let key = |unit: &UnitId| PageKey {
                plan: above.plan,
                unit: unit.clone(),
                period: stored.period,
            };
            for unit in counting(&then, above) {
                let page = self.then.entry(key(unit)).or_default();
                page.add_leaf(leaf, &above.links, times);
            }
            if now == then {
                continue;
            }
            for (line, sign) in [(&then, -1), (&now, 1)] {
                for unit in counting(line, above) {
                    let page = self.shift.entry(key(unit)).or_default();
                    page.add_leaf(leaf, &above.links, sign * times);
                }
            }
        }
    }
}

/// The units for which a plan keeps figures with this line of units in them: those above the
/// reporting unit up to the plan's own; the reporting unit itself where the plan is its own.
/// Nothing where the plan's unit is not in the line.
fn counting<'a>(line: &'a [UnitId], above: &Above) -> &'a [UnitId] {
    match line.iter().position(|unit| *unit == above.unit) {
        Some(0) => &line[..1],
        Some(end) => &line[1..=end],
        None => &[],
    }
}

/// Which sides of a difference to work out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Off,
    On,
    Both,
}

/// Brings the figures up to what these reports hold now. Inside a write transaction, after the
/// sequence of changes was raised to `seq`.
///
/// # Errors
/// When the database fails.
pub async fn refresh<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    reports: &[ReportId],
    seq: i64,
) -> Result<(), DbErr> {
    change(conn, book, reports, seq, Side::Both).await
}

/// Takes what these reports added out of the figures, by plans and boundaries as they are: before
/// either is changed.
///
/// # Errors
/// When the database fails.
pub async fn take_off<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    reports: &[ReportId],
    seq: i64,
) -> Result<(), DbErr> {
    change(conn, book, reports, seq, Side::Off).await
}

/// Adds what these reports hold to the figures, by plans and boundaries as they are: after either
/// was changed. The counter of what was changed must have been raised before.
///
/// # Errors
/// When the database fails.
pub async fn put_on<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    reports: &[ReportId],
    seq: i64,
) -> Result<(), DbErr> {
    change(conn, book, reports, seq, Side::On).await
}

async fn change<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    reports: &[ReportId],
    seq: i64,
    side: Side,
) -> Result<(), DbErr> {
    if reports.is_empty() {
        return Ok(());
    }
    let at = counter::all(conn).await?;
    let lines = book.unit_lines(conn, &at).await?;
    let known: HashMap<ReportId, StoredLeaf> = leaves::leaves_of(conn, reports)
        .await?
        .into_iter()
        .map(|stored| (stored.report, stored))
        .collect();
    let fresh = leaves::fresh(conn, book, &at, reports).await?;
    let plans = fresh.iter().map(|fresh| fresh.stored.plan);
    let structures: HashMap<PlanId, Arc<Structure>> = book.structures(conn, &at, plans).await?;
    let mut sheets = Sheets::default();
    let mut changed = Vec::new();
    for fresh in &fresh {
        let stored = &fresh.stored;
        let Some(structure) = structures.get(&stored.plan) else {
            continue;
        };
        let before = known.get(&stored.report).map(|known| &known.leaf);
        if side == Side::Both && before == Some(&stored.leaf) {
            continue;
        }
        let mut add = |leaf: &Leaf, times| {
            sheets.add(&lines, structure, stored, leaf, fresh.ends_on, times);
        };
        if let Some(before) = before.filter(|_| side != Side::On) {
            add(before, -1);
        }
        if side != Side::Off {
            add(&stored.leaf, 1);
        }
        changed.push(stored);
    }
    if side == Side::Off {
        let gone: Vec<ReportId> = changed.iter().map(|stored| stored.report).collect();
        leaves::forget(conn, &gone).await?;
    } else {
        leaves::put(conn, changed.into_iter()).await?;
    }
    store(conn, sheets, seq).await
}

/// Adds differences to the pages.
async fn store<C: ConnectionTrait>(conn: &C, sheets: Sheets, seq: i64) -> Result<(), DbErr> {
    pages::kept::add(conn, sheets.then, seq).await?;
    pages::shifts::add(conn, sheets.shift, seq).await
}
