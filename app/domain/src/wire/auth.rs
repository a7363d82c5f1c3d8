//! Signing in and who one is.

use crate::id::UserId;
use crate::policy::{Action, Role};
use crate::unit::UnitRef;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/auth/sign-in`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SignIn {
    /// User name; case does not matter.
    pub username: String,
    /// Password.
    pub password: String,
}

/// Tokens for clients that use `Authorization: Bearer`. Browsers get the same in `HttpOnly`
/// cookies and ignore this body.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// JWT for `Authorization: Bearer`.
    pub access_token: String,
    /// Seconds until it expires.
    pub expires_in: u64,
    /// For `POST /api/v1/auth/refresh`; used once.
    pub refresh_token: String,
}

/// `POST /api/v1/auth/refresh`: browsers send the cookie and no body.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct Refresh {
    /// The refresh token last received.
    #[serde(default)]
    pub refresh_token: Option<String>,
}

/// A role held at a unit, with the unit's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleAt {
    /// The role.
    pub role: Role,
    /// Where.
    pub unit: UnitRef,
}

/// `GET /api/v1/me`: the signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Who.
    pub id: UserId,
    /// User name.
    pub username: String,
    /// "Nguyễn Văn A".
    pub display_name: String,
    /// *Mô phỏng*: an account of the demonstration.
    pub simulated: bool,
    /// Whether the first password is still in use and must be changed before anything else.
    pub must_change_password: bool,
    /// Roles held.
    pub roles: Vec<RoleAt>,
    /// The day in Vietnam as the server sees it: what "quá hạn" is judged by.
    pub today: chrono::NaiveDate,
}

impl Me {
    /// Whether any role allows the action somewhere: decides what the navigation offers. The
    /// server decides about each unit.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.roles.iter().any(|held| held.role.allows(action))
    }

    /// Whether any role has its screens in the full application.
    #[must_use]
    pub fn works_at_desk(&self) -> bool {
        self.roles.iter().any(|held| held.role.works_at_desk())
    }
}

/// `POST /api/v1/auth/password`: changes one's own password and signs every other device out.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ChangePassword {
    /// The password now.
    pub current: String,
    /// The new one: at least 14 characters with lower case, upper case, digit and sign, or 20 and
    /// more of any kind (suggested by TCVN 14423:2026 for accounts without a second factor).
    pub new: String,
}
