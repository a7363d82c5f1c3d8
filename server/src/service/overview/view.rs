//! What every view of a plan starts from: who may look, which unit and period, whose reports.

use super::Ask;
use super::read::Reader;
use crate::db::counter::{self, Counters};
use crate::db::overview::periods;
use crate::db::rollup::{Structure, UnitLines};
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId, UnitId};
use domain::measure::Accumulation;
use domain::period::{Period, PeriodKind};
use domain::plan::Plan;
use domain::policy::{Action, Actor};
use domain::report::{Basis, ReportState};
use domain::rollup::{Boundaries, Coverage, Leaf, Links, Page};
use domain::unit::UnitRef;
use domain::wire::overview::{PeriodChoice, SilentUnit};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use std::sync::Arc;

/// A plan's view for a unit in one period under one basis.
pub(super) struct View {
    pub(super) plan: Arc<Plan>,
    pub(super) unit: UnitRef,
    /// From the plan's unit down to the one above `unit`.
    pub(super) path: Vec<UnitRef>,
    /// The plan's periods, newest first.
    pub(super) periods: Vec<PeriodChoice>,
    pub(super) chosen: PeriodChoice,
    pub(super) basis: Basis,
    pub(super) boundaries: Boundaries,
    pub(super) today: NaiveDate,
    at: Counters,
    /// The figures.
    pub(super) page: Page,
    /// The parts, by name.
    pub(super) children: Vec<Child>,
}

/// A part of a view: a unit's own report, the sum of the units below it, or both.
pub(super) struct Child {
    pub(super) unit: UnitRef,
    /// What it adds.
    pub(super) page: Page,
    /// Its own report, in a period that is reported as such.
    pub(super) own: Option<Own>,
    /// Whether there are units below it.
    pub(super) opens: bool,
}

/// A unit's own report.
pub(super) struct Own {
    pub(super) report: ReportId,
    pub(super) leaf: Leaf,
    pub(super) structure: Arc<Structure>,
    /// Which of the view's lines its lines stand under.
    pub(super) links: Links,
}

impl Own {
    pub(super) fn late(&self, today: NaiveDate) -> bool {
        let silent = !self.leaf.state.counts(Basis::Received);
        silent && self.leaf.due_on.is_some_and(|due| today > due)
    }

    pub(super) const fn state(&self) -> ReportState {
        self.leaf.state
    }
}

/// A plan in sight of the actor, and what its figures hang on.
pub struct Opened {
    pub(super) plan: Arc<Plan>,
    pub(super) lines: Arc<UnitLines>,
    pub(super) at: Counters,
}

impl Opened {
    /// Checks the right and loads the plan.
    pub(super) async fn open<C: ConnectionTrait>(
        conn: &C,
        ctx: Ctx<'_>,
        actor: &Actor,
        plan: PlanId,
    ) -> Result<Self, ServiceError> {
        let at = counter::all(conn).await?;
        let book = ctx.db.book();
        let plan = book
            .plan(conn, &at, plan)
            .await?
            .ok_or(ServiceError::NotFound)?;
        let lines = book.unit_lines(conn, &at).await?;
        // The same as the closure says: see `db::territory::settle`.
        let line = lines.now(&plan.summary.unit.id, NaiveDate::MAX);
        if !actor.can(Action::ViewPlan, &line) {
            return Err(ServiceError::NotFound);
        }
        if !actor.can(Action::ViewOverview, &line) {
            return Err(ServiceError::Forbidden);
        }
        Ok(Self { plan, lines, at })
    }
}

impl View {
    /// Checks the right, then loads the plan's figures and its parts'.
    pub(super) async fn open<C: ConnectionTrait>(
        conn: &C,
        ctx: Ctx<'_>,
        actor: &Actor,
        plan: PlanId,
        ask: &Ask,
    ) -> Result<Self, ServiceError> {
        let opened = Opened::open(conn, ctx, actor, plan).await?;
        Self::of(conn, ctx, opened, ask).await
    }

    /// Loads the plan's figures and its parts'.
    pub(super) async fn of<C: ConnectionTrait>(
        conn: &C,
        ctx: Ctx<'_>,
        opened: Opened,
        ask: &Ask,
    ) -> Result<Self, ServiceError> {
        let Opened {
            mut plan,
            lines,
            at,
        } = opened;
        let today = ctx.clock.today();
        let id = plan.summary.id;
        let periods = periods::periods(conn, id, &plan.summary.unit.id).await?;
        let chosen = choose(&periods, ask.period, today).ok_or(ServiceError::NotFound)?;
        let day = chosen.days.ends_on;
        // Figures of a period are judged by the thresholds in force at its cut-off.
        let structures = ctx.db.book().structures(conn, &at, [id]).await?;
        if let Some(structure) = structures.get(&id) {
            structure.read_on(Arc::make_mut(&mut plan), day);
        }
        let own = &plan.summary.unit.id;
        let unit = ask.unit.as_ref().unwrap_or(own);
        let mut path = lines.line(ask.boundaries, unit, day);
        let end = path.iter().position(|above| above == own);
        path.truncate(end.ok_or(ServiceError::NotFound)? + 1);
        let named = |id: &UnitId| {
            lines
                .name(ask.boundaries, id, day)
                .ok_or(ServiceError::NotFound)
        };
        let reader = Reader {
            conn,
            ctx,
            at: &at,
            plan: &plan,
            boundaries: ask.boundaries,
        };
        let parts = parts_of(&periods, chosen.period);
        let mut below = lines.below(ask.boundaries, unit, day);
        below.push(unit.clone());
        let read = reader.read(&below, &parts).await?;
        let accumulations = accumulations(&plan);
        let mut children = Vec::new();
        let mut page = Page::default();
        for id in &below {
            let sums = read.sums(id, &parts, &accumulations);
            let own = read.own(id, &parts);
            let own_page = read.own_page(id, &parts, &accumulations);
            let mut below_it = sums;
            if id == unit {
                // The figures of the units below it are its parts; what is left is its own report.
                page = below_it.take().unwrap_or_default();
                if let Some(own) = own_page.as_ref().filter(|_| path.len() > 1) {
                    page.add(own, 1);
                }
            }
            let mut whole = own_page.unwrap_or_default();
            if let Some(sums) = &below_it {
                whole.add(sums, 1);
            }
            let opens = below_it.is_some();
            if own.is_none() && !opens && whole == Page::default() {
                continue;
            }
            children.push(Child {
                unit: named(id)?,
                page: whole,
                own,
                opens,
            });
        }
        children.sort_by_key(|child| lines.place(&child.unit.id));
        let unit = named(unit)?;
        let mut path = path
            .iter()
            .skip(1)
            .map(named)
            .collect::<Result<Vec<_>, _>>()?;
        path.reverse();
        Ok(Self {
            unit,
            path,
            periods,
            chosen,
            basis: ask.basis,
            boundaries: ask.boundaries,
            today,
            at,
            page,
            children,
            plan,
        })
    }

    /// How many of the reports there are, line or no line.
    pub(super) fn coverage(&self) -> Coverage {
        let counted = self.page.counting(self.basis);
        self.page.heads.coverage(self.today, counted)
    }

    /// The parts that have a report and have not submitted it, late ones first.
    pub(super) fn silent(&self) -> Vec<SilentUnit> {
        let mut silent: Vec<_> = self
            .children
            .iter()
            .filter_map(|child| Some((child, child.own.as_ref()?)))
            .filter(|(_, own)| !own.state().counts(Basis::Received))
            .map(|(child, own)| SilentUnit {
                unit: child.unit.clone(),
                report: own.report,
                state: own.state(),
                late: own.late(self.today),
            })
            .collect();
        // Stable: within each half the order by name stays.
        silent.sort_by_key(|unit| !unit.late);
        silent
    }

    /// The unit's figures in other periods of the plan, by period.
    pub(super) async fn pages_in<C: ConnectionTrait>(
        &self,
        conn: &C,
        ctx: Ctx<'_>,
        periods: &[Period],
    ) -> Result<HashMap<Period, Page>, ServiceError> {
        let reader = Reader {
            conn,
            ctx,
            at: &self.at,
            plan: &self.plan,
            boundaries: self.boundaries,
        };
        let months: Vec<Vec<Period>> = periods
            .iter()
            .map(|period| parts_of(&self.periods, *period))
            .collect();
        let all: Vec<Period> = months.iter().flatten().copied().collect();
        let unit = std::slice::from_ref(&self.unit.id);
        // The plan's own report is no part of what its unit's figures are.
        let is_plans_own = self.path.is_empty();
        let read = if is_plans_own {
            reader.read_sums(unit, &all).await?
        } else {
            reader.read(unit, &all).await?
        };
        let accumulations = accumulations(&self.plan);
        let mut found = HashMap::new();
        for (period, parts) in periods.iter().zip(months) {
            let mut page = read
                .sums(&self.unit.id, &parts, &accumulations)
                .unwrap_or_default();
            if !is_plans_own && let Some(own) = read.own_page(&self.unit.id, &parts, &accumulations)
            {
                page.add(&own, 1);
            }
            found.insert(*period, page);
        }
        Ok(found)
    }
}

/// How each of the plan's reported measures behaves over time.
pub(super) fn accumulations(plan: &Plan) -> Vec<Accumulation> {
    plan.reported_measures()
        .map(|(_, measure)| measure.accumulation)
        .collect()
}

/// The periods that a period is made of: itself, where it is reported as such, else its months.
pub(super) fn parts_of(periods: &[PeriodChoice], period: Period) -> Vec<Period> {
    let months: Vec<Period> = period.months().collect();
    let is_derived = period.kind != PeriodKind::Month && !months.is_empty();
    // Days of a made-up period end with its last month's: see `periods::periods`.
    let known = |wanted: Period| periods.iter().any(|choice| choice.period == wanted);
    let open: Vec<Period> = months.into_iter().filter(|month| known(*month)).collect();
    if is_derived && !open.is_empty() {
        open
    } else {
        vec![period]
    }
}

/// The period asked for; without one, the newest that has ended, or the newest where none has.
/// `None` where there is no such period.
pub(super) fn choose(
    newest_first: &[PeriodChoice],
    asked: Option<Period>,
    today: NaiveDate,
) -> Option<PeriodChoice> {
    let find = |wanted: &dyn Fn(&PeriodChoice) -> bool| {
        newest_first.iter().find(|choice| wanted(choice)).copied()
    };
    match asked {
        Some(period) => find(&|choice| choice.period == period),
        None => {
            find(&|choice| choice.days.ends_on <= today).or_else(|| newest_first.first().copied())
        }
    }
}
