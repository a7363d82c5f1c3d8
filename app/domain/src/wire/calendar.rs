//! The working calendar, for everybody to read and the country's administrators to edit.

use crate::calendar::{CalendarDay, DayKind};
use crate::period::Period;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/v1/calendar?year=`: a day that is off, or worked though it is a weekend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayRow {
    /// The day.
    #[serde(flatten)]
    pub day: CalendarDay,
    /// The document that says so.
    pub source: String,
}

/// `PUT /api/v1/calendar/{date}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewDay {
    /// What it is.
    pub kind: DayKind,
    /// What it is called.
    pub name: String,
    /// The document that says so.
    pub source: String,
}

/// The answer to [`NewDay`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SavedDay {
    /// The day as it stands now.
    #[serde(flatten)]
    pub row: DayRow,
    /// The periods whose due day moved by it.
    #[serde(default)]
    pub moved: Vec<MovedDue>,
}

/// The answer to `DELETE /api/v1/calendar/{date}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RemovedDay {
    /// The periods whose due day moved by it.
    pub moved: Vec<MovedDue>,
}

/// An open period whose due day moved because the calendar changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct MovedDue {
    /// Which.
    pub period: Period,
    /// The due day until now.
    pub from: NaiveDate,
    /// The due day from now on.
    pub to: NaiveDate,
    /// In how many units' plans.
    pub plans: u32,
}
