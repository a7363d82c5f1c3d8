//! Opening periods, for whoever follows a plan up.

use crate::period::{Period, PeriodDays, PeriodRule};
use crate::plan::PlanSummary;
use crate::wire::sync::PeriodLock;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/plans/{id}/periods`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewPeriod {
    /// Which.
    pub period: Period,
    /// Its days: for an ad hoc period (đột xuất) only.
    #[serde(default)]
    pub days: Option<PeriodDays>,
}

/// The answer to [`NewPeriod`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Opened {
    /// Which.
    pub period: Period,
    /// Reports that were made by it.
    pub reports: u32,
}

/// `GET /api/v1/plans/{id}/periods`: how a plan's periods are cut, and which are open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanPeriods {
    /// The plan.
    pub plan: PlanSummary,
    /// How periods that are opened from now on are cut.
    pub rule: PeriodRule,
    /// Whether the reader may open, lock and reopen periods and set the rule.
    pub may_lock: bool,
    /// How many units would get a report today, by this plan or one that carries it out.
    pub reporting: u32,
    /// The period to propose: the next of the kind used last.
    pub next: Option<Period>,
    /// What is open, by cut-off, the newest first.
    pub opened: Vec<OpenedPeriod>,
}

/// A period of a plan that was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenedPeriod {
    /// Which.
    pub period: Period,
    /// Its days in this plan.
    pub days: PeriodDays,
    /// The last day of grace, after which it locks itself; none where it never does.
    pub locks_on: Option<NaiveDate>,
    /// The lock that holds for it, where one does.
    pub lock: Option<PeriodLock>,
    /// Whether that lock stands on a plan above: it can be lifted only there.
    pub locked_above: bool,
    /// Reports that were made for it, here and in the plans that carry this one out.
    pub expected: u32,
    /// Of them, those that were sent, approved or not yet.
    pub submitted: u32,
    /// Of them, those that were approved.
    pub approved: u32,
}
