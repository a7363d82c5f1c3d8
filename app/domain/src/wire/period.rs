//! Opening periods, for whoever follows a plan up.

use crate::period::{Period, PeriodDays};
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
