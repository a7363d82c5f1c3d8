//! From one tree of units to another: whose figures count elsewhere, and moving them.

use crate::db::rollup::{self, Book, reports_of};
use crate::db::territory;
use chrono::NaiveDate;
use domain::id::{ReportId, UnitId};
use domain::territory::Territory;
use sea_orm::{ConnectionTrait, DbErr};

/// The units that are otherwise in `new` than in `old` from a day on, or whose figures count
/// elsewhere.
fn units(old: &Territory, new: &Territory, from: NaiveDate) -> Vec<UnitId> {
    let mut all: Vec<&UnitId> = old.spans().into_iter().map(|span| &span.unit).collect();
    all.extend(new.spans().into_iter().map(|span| &span.unit));
    all.sort_unstable();
    all.dedup();
    let end = NaiveDate::MAX;
    let differs = |unit: &&&UnitId| {
        old.spans_of(unit) != new.spans_of(unit)
            || old.line_in(unit, end, end) != new.line_in(unit, end, end)
            || old.line_in(unit, NaiveDate::MIN, end) != new.line_in(unit, NaiveDate::MIN, end)
            || old.line_at(unit, from) != new.line_at(unit, from)
            || old.line_at(unit, end) != new.line_at(unit, end)
    };
    all.iter()
        .filter(differs)
        .map(|unit| (*unit).clone())
        .collect()
}

/// Goes from one tree to another: takes the affected figures out, calls `act` to store what
/// changed, settles units and rights, and puts the figures back where they count now. Answers how
/// many reports were moved. Inside a write transaction that raised the sequence to `seq`.
pub(super) async fn carry_over<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    old: &Territory,
    new: &Territory,
    from: NaiveDate,
    seq: i64,
    act: impl AsyncFnOnce() -> Result<(), DbErr>,
) -> Result<usize, DbErr> {
    let units = units(old, new, from);
    let reports: Vec<ReportId> = reports_of(conn, &units).await?;
    rollup::take_off(conn, book, &reports, seq).await?;
    act().await?;
    territory::settle(conn, new, &units).await?;
    rollup::put_on(conn, book, &reports, seq).await?;
    Ok(reports.len())
}
