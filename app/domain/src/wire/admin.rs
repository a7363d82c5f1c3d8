//! Units and people, for administrators of a subtree.

use crate::id::{UnitEventId, UnitId, UserId};
use crate::policy::Grant;
use crate::territory::UnitChange;
use crate::unit::{UnitKind, UnitRef};
use crate::wire::auth::RoleAt;
use crate::wire::report::Stamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/v1/units?parent=&q=&kind=&limit=`: a unit with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitRow {
    /// The unit.
    #[serde(flatten)]
    pub unit: UnitRef,
    /// Its parent, where visible to the actor.
    pub parent: Option<UnitRef>,
    /// Units directly below.
    pub children: u32,
    /// Active accounts with a role directly at it.
    pub users: u32,
}

/// `POST /api/v1/units`: a new department inside a unit. The official tree itself comes from the
/// published list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewUnit {
    /// Inside which unit.
    pub parent: UnitId,
    /// Its name, "Phòng Kinh tế".
    pub name: String,
    /// Only departments can be made.
    pub kind: UnitKind,
}

/// `GET /api/v1/users?unit=&q=&disabled=&limit=`: a person with the roles visible to the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserRow {
    /// Who.
    pub id: UserId,
    /// User name.
    pub username: String,
    /// Name.
    pub display_name: String,
    /// Whether the account may not sign in.
    pub disabled: bool,
    /// *Mô phỏng*.
    pub simulated: bool,
    /// Roles inside the actor's subtree.
    pub roles: Vec<RoleAt>,
    /// Last sign-in.
    pub last_sign_in: Option<chrono::DateTime<chrono::Utc>>,
}

/// `POST /api/v1/users`. The server makes a first password and answers it once; it must be
/// changed at first sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewUser {
    /// 3–32 of `a–z 0–9 . _ -`, not yet taken.
    pub username: String,
    /// The person's name.
    pub display_name: String,
    /// At least one role, each at a unit of the actor's subtree.
    pub grants: Vec<Grant>,
}

/// The answer to [`NewUser`].
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct CreatedUser {
    /// The account.
    pub user: UserRow,
    /// The first password, shown this once.
    pub first_password: String,
}

/// `POST /api/v1/unit-changes`: a change of administrative units, by a resolution that is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewUnitChange {
    /// The first day on which it holds, today at the latest.
    pub effective_on: chrono::NaiveDate,
    /// What changes.
    pub change: UnitChange,
    /// The resolution that says so.
    #[serde(default)]
    pub document: Option<String>,
}

/// `GET /api/v1/unit-changes`: a recorded change, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitChangeRow {
    /// Its id.
    pub id: UnitEventId,
    /// The first day on which it holds.
    pub effective_on: chrono::NaiveDate,
    /// What changes.
    pub change: UnitChange,
    /// The units concerned, as they were called the day before; new ones as they are called.
    pub units: Vec<UnitRef>,
    /// The resolution that says so.
    pub document: Option<String>,
    /// Who recorded it; none: it came with the official list.
    pub made: Option<Stamp>,
    /// Who undid it.
    pub undone: Option<Stamp>,
    /// Why it was undone.
    pub undo_reason: Option<String>,
    /// Reports whose figures count elsewhere by it; only in the answer to recording and undoing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<u32>,
}
