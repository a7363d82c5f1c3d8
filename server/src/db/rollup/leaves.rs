//! Reports reduced to what counts: as they were added last, and as they are now.

use super::{Book, Structure, decode, encode};
use crate::db::bulk;
use crate::db::codec::{date, parse, quantity};
use crate::db::counter::Counters;
use crate::db::entity::{evidence, plan_period, report, report_line, rollup_leaf};
use crate::db::plans::its_period;
use crate::db::reports::{report_state, task_progress};
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{LineId, PlanId, ReportId, UnitId};
use domain::period::{Period, PeriodRule};
use domain::report::{LineEntry, ReportState};
use domain::rollup::Leaf;
use domain::rollup::leaf::{task_line, value_of};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect, Select,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Reports in one query.
const AT_ONCE: usize = 250;

/// A report reduced to what counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLeaf {
    /// The report.
    pub report: ReportId,
    /// Its plan.
    pub plan: PlanId,
    /// Its unit.
    pub unit: UnitId,
    /// For which period.
    pub period: Period,
    /// What counts.
    pub leaf: Leaf,
}

/// A report as it is now.
pub(super) struct Fresh {
    pub(super) stored: StoredLeaf,
    /// The cut-off of its period.
    pub(super) ends_on: NaiveDate,
}

struct Head {
    report: ReportId,
    plan: PlanId,
    unit: UnitId,
    period: Period,
    state: ReportState,
    ends_on: NaiveDate,
    due_on: Option<NaiveDate>,
}

/// The reports as they are now, in the order of their ids. Unknown ones are left out.
pub(super) async fn fresh<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    at: &Counters,
    reports: &[ReportId],
) -> Result<Vec<Fresh>, DbErr> {
    let mut fresh = Vec::with_capacity(reports.len());
    let lines_of_units = book.unit_lines(conn, at).await?;
    for chunk in reports.chunks(AT_ONCE) {
        let heads = heads(conn, chunk).await?;
        let structures = book
            .structures(conn, at, heads.iter().map(|head| head.plan))
            .await?;
        let counted: Vec<TextUuid> = heads
            .iter()
            .filter(|head| head.state.counts(domain::report::Basis::Received))
            .map(|head| TextUuid(head.report.0))
            .collect();
        let mut lines = lines(conn, &counted).await?;
        let proven = proven(conn, &counted).await?;
        for head in heads {
            let Some(structure) = structures.get(&head.plan) else {
                continue;
            };
            let entries = lines.remove(&head.report);
            let expected = lines_of_units.is_in_force(&head.unit, head.ends_on);
            let leaf = leaf(&head, expected, structure, entries.as_ref(), &proven);
            fresh.push(Fresh {
                ends_on: head.ends_on,
                stored: StoredLeaf {
                    report: head.report,
                    plan: head.plan,
                    unit: head.unit,
                    period: head.period,
                    leaf,
                },
            });
        }
    }
    Ok(fresh)
}

fn leaf(
    head: &Head,
    expected: bool,
    structure: &Arc<Structure>,
    entries: Option<&HashMap<LineId, LineEntry>>,
    proven: &HashSet<(ReportId, LineId)>,
) -> Leaf {
    let rules = structure.task_rules(head.ends_on);
    if !head.state.counts(domain::report::Basis::Received) {
        let elsewhere = structure.elsewhere(head.ends_on);
        return Leaf::silent(head.state, head.due_on, expected, &rules, elsewhere);
    }
    let entry = |line: LineId| entries.and_then(|entries| entries.get(&line));
    let measures = structure.measures.iter().map(|measure| {
        let entry = entry(LineId::Measure(measure.id));
        value_of(measure.kind, measure.threshold_on(head.ends_on), entry)
    });
    let tasks = structure.tasks.iter().zip(rules).map(|(task, rule)| {
        let line = LineId::Task(task.id);
        task_line(rule, entry(line), proven.contains(&(head.report, line)))
    });
    Leaf {
        state: head.state,
        due_on: head.due_on,
        expected,
        measures: measures.collect(),
        tasks: tasks.collect(),
        elsewhere: structure.elsewhere(head.ends_on),
    }
}

async fn heads<C: ConnectionTrait>(conn: &C, reports: &[ReportId]) -> Result<Vec<Head>, DbErr> {
    type Row = (
        TextUuid,
        TextUuid,
        String,
        String,
        String,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = report::Entity::find()
        .select_only()
        .columns([
            report::Column::Id,
            report::Column::PlanId,
            report::Column::UnitId,
            report::Column::Period,
            report::Column::State,
        ])
        .columns([plan_period::Column::EndsOn, plan_period::Column::DueOn])
        .join(JoinType::LeftJoin, its_period())
        .filter(report::Column::Id.is_in(reports.iter().map(|id| TextUuid(id.0))))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(report, plan, unit, period, state, ends_on, due_on)| {
            let period: Period = parse("period", &period)?;
            let ends_on = match ends_on {
                Some(day) => date(&day)?,
                // A report from before its plan's periods were kept.
                None => period
                    .days(PeriodRule::default(), |_| false)
                    .map(|days| days.ends_on)
                    .ok_or_else(|| crate::db::codec::corrupt("period", &period))?,
            };
            Ok(Head {
                report: ReportId(report.0),
                plan: PlanId(plan.0),
                unit: UnitId(unit),
                period,
                state: report_state(&state)?,
                ends_on,
                due_on: due_on.as_deref().map(date).transpose()?,
            })
        })
        .collect()
}

async fn lines<C: ConnectionTrait>(
    conn: &C,
    reports: &[TextUuid],
) -> Result<HashMap<ReportId, HashMap<LineId, LineEntry>>, DbErr> {
    let mut found: HashMap<ReportId, HashMap<LineId, LineEntry>> = HashMap::new();
    if reports.is_empty() {
        return Ok(found);
    }
    type Row = (
        TextUuid,
        String,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        Option<bool>,
        Option<String>,
        Option<String>,
        bool,
        Option<String>,
    );
    // Without the notes: they are most of what is stored, and count nowhere.
    let rows: Vec<Row> = report_line::Entity::find()
        .select_only()
        .columns([
            report_line::Column::ReportId,
            report_line::Column::Line,
            report_line::Column::Numerator,
            report_line::Column::Denominator,
            report_line::Column::Count,
            report_line::Column::Reached,
            report_line::Column::Progress,
            report_line::Column::CompletedOn,
            report_line::Column::Behind,
            report_line::Column::NotApplicable,
        ])
        .filter(report_line::Column::ReportId.is_in(reports.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    for (report, line, numerator, denominator, count, reached, progress, done, behind, away) in rows
    {
        let entry = LineEntry {
            numerator: quantity(numerator),
            denominator: quantity(denominator),
            count: quantity(count),
            reached,
            progress: progress.as_deref().map(task_progress).transpose()?,
            completed_on: done.as_deref().map(date).transpose()?,
            behind,
            not_applicable: away,
            ..LineEntry::default()
        };
        let of_report = found.entry(ReportId(report.0)).or_default();
        of_report.insert(parse("line", &line)?, entry);
    }
    Ok(found)
}

/// The lines of reports on which a photo or file stands.
async fn proven<C: ConnectionTrait>(
    conn: &C,
    reports: &[TextUuid],
) -> Result<HashSet<(ReportId, LineId)>, DbErr> {
    if reports.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<(TextUuid, String)> = evidence::Entity::find()
        .select_only()
        .columns([evidence::Column::ReportId, evidence::Column::Line])
        .filter(evidence::Column::ReportId.is_in(reports.iter().copied()))
        .filter(evidence::Column::RemovedAt.is_null())
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(report, line)| Ok((ReportId(report.0), parse("line", &line)?)))
        .collect()
}

/// The reports as they were added last.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn leaves_of<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<Vec<StoredLeaf>, DbErr> {
    let mut found = Vec::with_capacity(reports.len());
    for chunk in reports.chunks(AT_ONCE) {
        let ids = chunk.iter().map(|id| TextUuid(id.0));
        let rows = rollup_leaf::Entity::find()
            .filter(rollup_leaf::Column::ReportId.is_in(ids))
            .all(conn)
            .await?;
        for row in rows {
            found.push(stored(row)?);
        }
    }
    Ok(found)
}

/// The reports of units for a period, as they were added last.
///
/// # Errors
/// When the database fails.
pub async fn leaves_in<C: ConnectionTrait>(
    conn: &C,
    units: &[UnitId],
    periods: &[Period],
) -> Result<Vec<StoredLeaf>, DbErr> {
    let mut found = Vec::with_capacity(units.len());
    for chunk in units.chunks(AT_ONCE) {
        let rows = in_units(chunk, periods).all(conn).await?;
        for row in rows {
            found.push(stored(row)?);
        }
    }
    Ok(found)
}

/// The reports of units, whatever the period.
///
/// # Errors
/// When the database fails.
pub async fn reports_of<C: ConnectionTrait>(
    conn: &C,
    units: &[UnitId],
) -> Result<Vec<ReportId>, DbErr> {
    let mut found = Vec::new();
    for chunk in units.chunks(AT_ONCE) {
        let rows: Vec<TextUuid> = rollup_leaf::Entity::find()
            .select_only()
            .column(rollup_leaf::Column::ReportId)
            .filter(rollup_leaf::Column::UnitId.is_in(chunk.iter().map(UnitId::as_str)))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows.into_iter().map(|id| ReportId(id.0)));
    }
    Ok(found)
}

/// Every report of a period, as it was added last.
///
/// # Errors
/// When the database fails.
pub async fn leaves_in_period<C: ConnectionTrait>(
    conn: &C,
    period: Period,
) -> Result<Vec<StoredLeaf>, DbErr> {
    let rows = rollup_leaf::Entity::find()
        .filter(rollup_leaf::Column::Period.eq(period.to_string()))
        .all(conn)
        .await?;
    rows.into_iter().map(stored).collect()
}

fn in_units(units: &[UnitId], periods: &[Period]) -> Select<rollup_leaf::Entity> {
    rollup_leaf::Entity::find()
        .filter(rollup_leaf::Column::UnitId.is_in(units.iter().map(UnitId::as_str)))
        .filter(rollup_leaf::Column::Period.is_in(periods.iter().map(Period::to_string)))
}

fn stored(row: rollup_leaf::Model) -> Result<StoredLeaf, DbErr> {
    Ok(StoredLeaf {
        report: ReportId(row.report_id.0),
        plan: PlanId(row.plan_id.0),
        unit: UnitId(row.unit_id),
        period: parse("period", &row.period)?,
        leaf: decode(&row.body)?,
    })
}

/// Stores them in place of what was there.
pub(super) async fn put<'a, C: ConnectionTrait>(
    conn: &C,
    leaves: impl Iterator<Item = &'a StoredLeaf>,
) -> Result<(), DbErr> {
    let rows = leaves
        .map(|stored| {
            Ok(rollup_leaf::Model {
                report_id: TextUuid(stored.report.0),
                plan_id: TextUuid(stored.plan.0),
                unit_id: stored.unit.0.clone(),
                period: stored.period.to_string(),
                body: encode(&stored.leaf)?,
            })
        })
        .collect::<Result<Vec<_>, DbErr>>()?;
    let again = OnConflict::column(rollup_leaf::Column::ReportId)
        .update_columns([
            rollup_leaf::Column::PlanId,
            rollup_leaf::Column::UnitId,
            rollup_leaf::Column::Period,
            rollup_leaf::Column::Body,
        ])
        .to_owned();
    bulk::put(conn, 5, rows, &again).await
}

/// Forgets them.
pub(super) async fn forget<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<(), DbErr> {
    for chunk in reports.chunks(AT_ONCE) {
        rollup_leaf::Entity::delete_many()
            .filter(rollup_leaf::Column::ReportId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .exec(conn)
            .await?;
    }
    Ok(())
}
