//! The working calendar, for everybody to read and the country's administrators to edit.

use crate::calendar::{CalendarDay, DayKind};
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
