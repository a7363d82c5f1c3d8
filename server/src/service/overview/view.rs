//! What every view of a plan starts from: who may look, which period, whose reports.

use super::Ask;
use crate::db::overview::lines::ReportAt;
use crate::db::overview::links::{self, Links};
use crate::db::overview::rows::{self, ChildReport};
use crate::db::overview::{Scope, members, periods};
use crate::db::{plans, units};
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId};
use domain::period::Period;
use domain::plan::Plan;
use domain::policy::{Action, Actor};
use domain::report::{Basis, LineEntry};
use domain::rollup::{Contribution, Coverage};
use domain::wire::overview::{PeriodChoice, SilentUnit};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use std::sync::Arc;

/// How many periods a trend shows at most, the chosen one included.
const TREND_PERIODS: usize = 6;

/// A plan's view in one period under one basis.
pub(super) struct View {
    pub(super) plan: Plan,
    pub(super) scope: Scope,
    /// The plan's periods, newest first.
    periods: Vec<PeriodChoice>,
    pub(super) chosen: PeriodChoice,
    pub(super) basis: Basis,
    pub(super) today: NaiveDate,
    /// The parts, by the unit's name.
    pub(super) children: Vec<ChildReport>,
    /// The lines of the parts' plans.
    links: HashMap<PlanId, Arc<Links>>,
    /// Where a report stands in `children`.
    index: HashMap<ReportId, usize>,
}

impl View {
    /// Checks the right, then loads the plan and its parts' reports.
    pub(super) async fn open<C: ConnectionTrait>(
        conn: &C,
        ctx: Ctx<'_>,
        actor: &Actor,
        plan: PlanId,
        ask: Ask,
    ) -> Result<Self, ServiceError> {
        let plan = plans::load(conn, plan)
            .await?
            .ok_or(ServiceError::NotFound)?
            .plan;
        let unit = &plan.summary.unit.id;
        let line = units::ancestors_or_self(conn, unit).await?;
        if !actor.can(Action::ViewPlan, &line) {
            return Err(ServiceError::NotFound);
        }
        if !actor.can(Action::ViewOverview, &line) {
            return Err(ServiceError::Forbidden);
        }
        let scope = Scope {
            plan: plan.summary.id,
            unit: unit.clone(),
            members: members(conn, plan.summary.id, unit).await?,
        };
        let periods = periods::periods(conn, &scope).await?;
        let chosen =
            choose(&periods, ask.period, ctx.clock.today()).ok_or(ServiceError::NotFound)?;
        let children = rows::reports(conn, &scope, chosen.period).await?;
        let plans = children.iter().map(|child| child.plan);
        let links = links::links(conn, ctx.db.kept(), plans).await?;
        let index = (0..)
            .zip(&children)
            .map(|(at, child)| (child.report, at))
            .collect();
        Ok(Self {
            plan,
            scope,
            periods,
            chosen,
            basis: ask.basis,
            today: ctx.clock.today(),
            children,
            links,
            index,
        })
    }

    /// A part by its report.
    pub(super) fn child(&self, report: ReportId) -> Option<(usize, &ChildReport)> {
        let at = *self.index.get(&report)?;
        Some((at, self.children.get(at)?))
    }

    /// The lines of a part's plan.
    pub(super) fn links(&self, plan: PlanId) -> &Links {
        const NONE: &Links = &Links {
            measures: Vec::new(),
            tasks: Vec::new(),
        };
        self.links.get(&plan).map_or(NONE, |links| links)
    }

    /// The reports whose lines the view needs: those submitted. What stands in a draft counts
    /// nowhere, not even as "not applicable".
    pub(super) fn received(&self) -> Vec<ReportAt> {
        self.children
            .iter()
            .filter(|child| child.state.counts(Basis::Received))
            .map(|child| (child.report, child.version))
            .collect()
    }

    /// A part's line as the roll-up sees it.
    pub(super) fn contribution<'a>(
        &self,
        child: &ChildReport,
        entry: Option<&'a LineEntry>,
    ) -> Contribution<'a> {
        Contribution {
            state: child.state,
            past_due: child.past_due(self.today),
            entry,
        }
    }

    /// Whether the report is late: its due date has passed and it is not submitted.
    pub(super) fn late(&self, child: &ChildReport) -> bool {
        !child.state.counts(Basis::Received) && child.past_due(self.today)
    }

    /// The periods of the same length before the chosen one that a trend shows, newest first.
    pub(super) fn earlier(&self) -> Vec<Period> {
        self.periods
            .iter()
            .filter(|other| {
                other.period.kind == self.chosen.period.kind
                    && other.days.ends_on < self.chosen.days.ends_on
            })
            .map(|other| other.period)
            .take(TREND_PERIODS - 1)
            .collect()
    }

    /// How many of the parts' reports there are, line or no line.
    pub(super) fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::default();
        for child in &self.children {
            coverage.expected += 1;
            coverage.reported += u32::from(child.state.counts(Basis::Received));
            coverage.approved += u32::from(child.state.counts(Basis::Approved));
            coverage.late += u32::from(self.late(child));
            coverage.counted += u32::from(child.state.counts(self.basis));
        }
        coverage
    }

    /// The parts that have not submitted, late ones first.
    pub(super) fn silent(&self) -> Vec<SilentUnit> {
        let mut silent: Vec<_> = self
            .children
            .iter()
            .filter(|child| !child.state.counts(Basis::Received))
            .map(|child| SilentUnit {
                unit: child.unit.clone(),
                report: child.report,
                state: child.state,
                late: self.late(child),
            })
            .collect();
        // Stable: within each half the order by name stays.
        silent.sort_by_key(|unit| !unit.late);
        silent
    }
}

/// The period asked for; without one, the newest that has ended, or the newest where none has.
/// `None` where there is no such period.
fn choose(
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
