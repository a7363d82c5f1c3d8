//! Whatever people do to plans after they were issued.

use super::country::{CITY_PLAN, Country, FIRST_COMMUNE_PLAN, IN_CITY, NATION_PLAN, PROVINCE_PLAN};
use crate::world::{COMMUNES, measure_id, measure_line, plan_id, task_id, task_line};
use chrono::{Days, NaiveDate};
use domain::id::UnitId;
use domain::measure::Comparator;
use domain::quantity::Quantity;
use domain::wire::assignment::Assign;
use domain::wire::plan::{CancelTask, NewAmendment, NewThreshold};
use domain::wire::sync::Because;
use server::error::ServiceError;
use server::service::plan_changes;

impl Country {
    /// A plan, and the plans that it carries out.
    fn a_plan(&mut self) -> (u128, Vec<u128>) {
        match self.below(3 + COMMUNES.len()) {
            0 => (NATION_PLAN, vec![]),
            1 => (CITY_PLAN, vec![NATION_PLAN]),
            2 => (PROVINCE_PLAN, vec![NATION_PLAN]),
            n => {
                let commune = n - 3;
                let above = if commune < IN_CITY {
                    CITY_PLAN
                } else {
                    PROVINCE_PLAN
                };
                let plan = FIRST_COMMUNE_PLAN + u128::try_from(commune).unwrap();
                (plan, vec![above, NATION_PLAN])
            }
        }
    }

    fn a_day(&mut self) -> NaiveDate {
        let start = NaiveDate::from_ymd_opt(2026, 8, 20).unwrap();
        start + Days::new(self.below(89).try_into().unwrap())
    }

    fn a_line(&mut self) -> u128 {
        1 + u128::try_from(self.below(4)).unwrap()
    }

    /// Something that is done to a plan, where it is possible.
    pub(super) async fn plan_step(&mut self) {
        let (plan, above) = self.a_plan();
        let done = match self.below(7) {
            0 | 1 => self.amend(plan).await,
            2 => self.cancel(plan).await,
            3 => self.restore(plan).await,
            4 => self.assign().await,
            _ => self.link(plan, &above).await,
        };
        match done {
            // A milestone has no threshold; what is not called off; what would count twice.
            Ok(()) => self.changed += 1,
            Err(ServiceError::Invalid(_) | ServiceError::Conflict { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn amend(&mut self, plan: u128) -> Result<(), ServiceError> {
        let line = self.a_line();
        let value = i64::try_from(self.below(120)).unwrap();
        let comparators = [Comparator::Gte, Comparator::Lt, Comparator::Eq];
        let new = NewAmendment {
            effective_from: self.a_day(),
            threshold: NewThreshold {
                comparator: comparators[self.below(3)],
                surface: String::new(),
                value: Quantity::from_int(value),
                unit: if line == 3 { "mô hình" } else { "%" }.to_owned(),
                evaluate_as: None,
                aspirational: self.below(3) == 0,
            },
            document: None,
        };
        let (ctx, actor) = (self.ctx(), &self.actor);
        plan_changes::amend(ctx, actor, plan_id(plan), measure_id(plan, line), new)
            .await
            .map(drop)
    }

    async fn cancel(&mut self, plan: u128) -> Result<(), ServiceError> {
        let task = task_id(plan, 1 + u128::try_from(self.below(2)).unwrap());
        let ask = CancelTask {
            from: self.a_day(),
            reason: "Không còn cần thiết".to_owned(),
        };
        plan_changes::cancel(self.ctx(), &self.actor, plan_id(plan), task, ask)
            .await
            .map(drop)
    }

    /// Assigns a commune's task to departments of it; their reports are then done like the others.
    async fn assign(&mut self) -> Result<(), ServiceError> {
        let commune = self.below(COMMUNES.len());
        let plan = FIRST_COMMUNE_PLAN + u128::try_from(commune).unwrap();
        let task = task_id(plan, 1 + u128::try_from(self.below(2)).unwrap());
        let of = COMMUNES[commune];
        let units = [format!("{of}.vp"), format!("{of}.cax")].map(UnitId);
        let ask = Assign {
            units: units[..=self.below(2)].to_vec(),
        };
        let (ctx, actor) = (self.ctx(), &self.actor);
        plan_changes::assign(ctx, actor, plan_id(plan), task, ask).await?;
        self.find_reports().await;
        self.assigned += 1;
        Ok(())
    }

    async fn restore(&mut self, plan: u128) -> Result<(), ServiceError> {
        let task = task_id(plan, 1 + u128::try_from(self.below(2)).unwrap());
        let because = Because {
            reason: "Thực hiện lại".to_owned(),
        };
        plan_changes::restore(self.ctx(), &self.actor, plan_id(plan), task, because).await
    }

    /// Links a line to one of a plan above, mostly to its like, or to nothing.
    async fn link(&mut self, plan: u128, above: &[u128]) -> Result<(), ServiceError> {
        let is_task = self.below(3) == 0;
        let lines = if is_task { 2 } else { 4 };
        let own = 1 + u128::try_from(self.below(lines)).unwrap();
        let other = match self.below(3) {
            0 => 1 + u128::try_from(self.below(lines)).unwrap(),
            _ => own,
        };
        let to = self.below(above.len() + 1);
        let line = |plan, n| match is_task {
            true => task_line(plan, n),
            false => measure_line(plan, n),
        };
        let parent = above.get(to).map(|above| line(*above, other));
        let (ctx, actor) = (self.ctx(), &self.actor);
        plan_changes::link(ctx, actor, plan_id(plan), line(plan, own), parent).await
    }
}
