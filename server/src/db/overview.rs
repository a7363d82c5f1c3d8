//! Flat rows for the rolled-up views: a handful of queries whatever the number of children, never
//! one per child. What the rows mean is [`domain::rollup`]'s business, not SQL's.

pub mod kept;
pub mod lines;
pub mod links;
pub mod periods;
pub mod proof;
pub mod rows;

use super::codec::corrupt;
use super::entity::{measure, plan, report, report_line, task};
use super::{Db, units};
use domain::id::{PlanId, UnitId};
use domain::measure::{Comparator, Threshold};
use domain::period::Period;
use domain::quantity::Quantity;
use domain::report::{ReportState, TaskProgress};
use domain::unit::{UnitKind, UnitRef};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, SimpleExpr};
use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IsolationLevel, JoinType, QueryFilter, QuerySelect, RelationDef, Select, TransactionOptions,
    TransactionTrait,
};

/// Whose reports stand behind a plan's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// The plans that carry this one out.
    Children,
    /// Nobody carries it out: its own report is the only part.
    Itself,
}

/// A plan whose view is built, and what it is built from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The plan.
    pub plan: PlanId,
    /// Its unit: parts outside this unit's subtree are left out.
    pub unit: UnitId,
    /// Whose reports.
    pub members: Members,
}

impl Scope {
    fn holds(&self) -> SimpleExpr {
        match self.members {
            Members::Children => plan::Column::ParentPlanId.eq(self.plan.to_string()).and(
                plan::Column::UnitId.in_subquery(units::within(std::slice::from_ref(&self.unit))),
            ),
            Members::Itself => plan::Column::Id.eq(self.plan.to_string()),
        }
    }

    /// The column that says which of the plan's measures a part's measure carries out.
    const fn measure(&self) -> measure::Column {
        match self.members {
            Members::Children => measure::Column::ParentMeasureId,
            Members::Itself => measure::Column::Id,
        }
    }

    const fn task(&self) -> task::Column {
        match self.members {
            Members::Children => task::Column::ParentTaskId,
            Members::Itself => task::Column::Id,
        }
    }

    /// The parts' reports of one period, joined to their plans; no column selected yet.
    fn reports(&self, period: Period) -> Select<report::Entity> {
        self.parts()
            .filter(report::Column::Period.eq(period.to_string()))
    }

    /// The parts' reports of every period, joined to their plans; no column selected yet.
    fn parts(&self) -> Select<report::Entity> {
        report::Entity::find()
            .select_only()
            .join(
                JoinType::InnerJoin,
                edge(report::Column::PlanId, plan::Column::Id),
            )
            .filter(self.holds())
    }
}

/// A join from a column of the left table to one of the right.
fn edge<L, R>(left: L, right: R) -> RelationDef
where
    L: ColumnTrait,
    L::EntityName: EntityTrait<Column = L>,
    R: ColumnTrait,
    R::EntityName: EntityTrait<Column = R>,
{
    L::EntityName::belongs_to(R::EntityName::default())
        .from(left)
        .to(right)
        .into()
}

/// A join to what was saved on a line, where anything was: `of` is the table that says which
/// line, `mark` the letter before its id ([`domain::id::LineId`]).
fn saved(of: &'static str, mark: char) -> RelationDef {
    edge(report::Column::Id, report_line::Column::ReportId).on_condition(move |_, _| {
        Expr::cust(format!("report_line.line = '{mark}:' || {of}.id")).into_condition()
    })
}

/// A read transaction that sees one state of the database throughout, so that a figure and its
/// parts agree even while reports are being approved.
///
/// # Errors
/// When the database fails.
pub async fn snapshot(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        // SQLite's readers always see one state; it knows no levels.
        isolation_level: db.is_postgres().then_some(IsolationLevel::RepeatableRead),
        access_mode: db.is_postgres().then_some(AccessMode::ReadOnly),
        sqlite_transaction_mode: None,
    };
    db.read().begin_with_options(options).await
}

/// Whose reports stand behind the plan's figures.
///
/// # Errors
/// When the database fails.
pub async fn members<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
    unit: &UnitId,
) -> Result<Members, DbErr> {
    let scope = Scope {
        plan,
        unit: unit.clone(),
        members: Members::Children,
    };
    let one: Option<String> = plan::Entity::find()
        .select_only()
        .column(plan::Column::Id)
        .filter(scope.holds())
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(if one.is_some() {
        Members::Children
    } else {
        Members::Itself
    })
}

fn unit_ref(id: String, name: String, kind: &str) -> Result<UnitRef, DbErr> {
    Ok(UnitRef {
        id: UnitId(id),
        name,
        kind: UnitKind::from_name(kind).ok_or_else(|| corrupt("unit kind", &kind))?,
    })
}

fn report_state(name: &str) -> Result<ReportState, DbErr> {
    ReportState::from_name(name).ok_or_else(|| corrupt("report state", &name))
}

fn task_progress(name: &str) -> Result<TaskProgress, DbErr> {
    TaskProgress::from_name(name).ok_or_else(|| corrupt("task progress", &name))
}

/// A threshold as far as judging needs it.
fn threshold(value: Option<i64>, scored: Option<&str>) -> Result<Option<Threshold>, DbErr> {
    let (Some(value), Some(scored)) = (value, scored) else {
        return Ok(None);
    };
    let evaluate_as = comparator(scored)?;
    Ok(Some(Threshold {
        comparator: evaluate_as,
        surface: String::new(),
        value: Quantity::from_thousandths(value),
        unit: String::new(),
        evaluate_as,
        aspirational: false,
    }))
}

fn comparator(name: &str) -> Result<Comparator, DbErr> {
    Ok(match name {
        "gte" => Comparator::Gte,
        "gt" => Comparator::Gt,
        "eq" => Comparator::Eq,
        "lte" => Comparator::Lte,
        "lt" => Comparator::Lt,
        _ => return Err(corrupt("comparator", &name)),
    })
}
