//! Who may do what: a role at a unit gives its actions over that unit's whole subtree.
//!
//! **Invariant:** this module is the only place that decides; everything not allowed here is
//! denied. Someone without [`Action::ViewUnit`] on a unit is answered as if it did not exist.

use crate::id::{UnitId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A role. A person may hold several, each at a unit.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Enters and submits reports.
    Reporter,
    /// Approves submitted reports or returns them.
    Approver,
    /// The standing unit (đầu mối theo dõi): watches, returns lines, chases what is missing, locks
    /// periods, lets late reports in, and keeps plans as their issuers change them.
    Coordinator,
    /// Reads the rolled-up views of the subtree, locks periods, lets late reports in.
    Leader,
    /// Reads everything including versions and logs; changes nothing.
    Auditor,
    /// Manages units, people and roles of the subtree; reads no report.
    Admin,
}

impl Role {
    /// Every role, in the order screens list them.
    pub const ALL: [Self; 6] = [
        Self::Reporter,
        Self::Approver,
        Self::Coordinator,
        Self::Leader,
        Self::Auditor,
        Self::Admin,
    ];

    /// Its stored and wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Approver => "approver",
            Self::Coordinator => "coordinator",
            Self::Leader => "leader",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// From [`Role::as_str`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether the role allows the action inside its subtree.
    #[must_use]
    pub const fn allows(self, action: Action) -> bool {
        use Action as A;
        match self {
            Self::Reporter => matches!(
                action,
                A::ViewUnit | A::ViewPlan | A::ViewReport | A::EditReport | A::SubmitReport
            ),
            Self::Approver => matches!(
                action,
                A::ViewUnit | A::ViewPlan | A::ViewReport | A::ApproveReport | A::ReturnReport
            ),
            Self::Coordinator => matches!(
                action,
                A::ViewUnit
                    | A::ViewPlan
                    | A::ViewReport
                    | A::ViewOverview
                    | A::ReturnReport
                    | A::LockPeriod
                    | A::DecideLate
                    | A::ChangePlan
            ),
            Self::Leader => matches!(
                action,
                A::ViewUnit
                    | A::ViewPlan
                    | A::ViewReport
                    | A::ViewOverview
                    | A::LockPeriod
                    | A::DecideLate
            ),
            Self::Auditor => matches!(
                action,
                A::ViewUnit | A::ViewPlan | A::ViewReport | A::ViewOverview
            ),
            Self::Admin => matches!(action, A::ViewUnit | A::ManageUnits | A::ManageUsers),
        }
    }

    /// Whether who has the role works at a desk: with screens that a reporter's phone does not
    /// download. No right, but which of the two applications to start.
    #[must_use]
    pub const fn works_at_desk(self) -> bool {
        self.allows(Action::ApproveReport)
            || self.allows(Action::ReturnReport)
            || self.allows(Action::ViewOverview)
            || self.allows(Action::ManageUsers)
    }
}

/// Something a person may do to a unit's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Learn that the unit exists here and read its name and place.
    ViewUnit,
    /// Read its plans.
    ViewPlan,
    /// Read its reports with their versions.
    ViewReport,
    /// Enter figures.
    EditReport,
    /// Submit, or take back what was submitted.
    SubmitReport,
    /// Approve.
    ApproveReport,
    /// Return with reasons.
    ReturnReport,
    /// Read rolled-up figures.
    ViewOverview,
    /// Lock a period of its plans, and unlock it.
    LockPeriod,
    /// Let in or refuse what comes after a lock that stands on its plans.
    DecideLate,
    /// Change its plans after they were issued: amend a threshold from a day, call a task off,
    /// link a line to the one above that it carries out. It moves figures, so it is the standing
    /// unit's alone: who leads decides in a document, and who follows the plan up records it.
    ChangePlan,
    /// Change units.
    ManageUnits,
    /// Create and disable people, grant and take away roles.
    ManageUsers,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 13] = [
        Self::ViewUnit,
        Self::ViewPlan,
        Self::ViewReport,
        Self::EditReport,
        Self::SubmitReport,
        Self::ApproveReport,
        Self::ReturnReport,
        Self::ViewOverview,
        Self::LockPeriod,
        Self::DecideLate,
        Self::ChangePlan,
        Self::ManageUnits,
        Self::ManageUsers,
    ];
}

/// A role held at a unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where: the root of the subtree it covers.
    pub unit: UnitId,
}

/// A signed-in person with the roles held now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user: UserId,
    /// Every role held, each at a unit.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// Whether the action is allowed on a unit, given the unit's line of ancestors **including
    /// itself** (the closure table's answer). An empty line, an unknown unit, is denied.
    #[must_use]
    pub fn can(&self, action: Action, ancestors_or_self: &[UnitId]) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.role.allows(action) && ancestors_or_self.contains(&grant.unit))
    }

    /// The roots of the subtrees in which the action is allowed: what a scoped query filters by.
    /// Sorted, without repetition.
    #[must_use]
    pub fn roots(&self, action: Action) -> Vec<UnitId> {
        let mut roots: Vec<UnitId> = self
            .grants
            .iter()
            .filter(|grant| grant.role.allows(action))
            .map(|grant| grant.unit.clone())
            .collect();
        roots.sort();
        roots.dedup();
        roots
    }

    /// The roots of the subtrees whose reports this person's devices hold: those that the person
    /// may enter or approve. Who only reads does so online. Sorted, without repetition.
    #[must_use]
    pub fn device_roots(&self) -> Vec<UnitId> {
        let mut roots = self.roots(Action::EditReport);
        roots.extend(self.roots(Action::ApproveReport));
        roots.sort();
        roots.dedup();
        roots
    }

    /// Whether this person may give the role at a unit with that line of ancestors. An admin
    /// grants any role inside the own subtree, never to themselves (no self-escalation).
    #[must_use]
    pub fn can_grant(&self, to: UserId, ancestors_or_self: &[UnitId]) -> bool {
        to != self.user && self.can(Action::ManageUsers, ancestors_or_self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn line(units: &[&str]) -> Vec<UnitId> {
        units.iter().map(|unit| UnitId::new(*unit)).collect()
    }

    fn actor(grants: &[(Role, &str)]) -> Actor {
        Actor {
            user: UserId(Uuid::from_u128(1)),
            grants: grants
                .iter()
                .map(|(role, unit)| Grant {
                    role: *role,
                    unit: UnitId::new(*unit),
                })
                .collect(),
        }
    }

    #[test]
    fn role_by_action_matrix() {
        let mut table = String::new();
        for role in Role::ALL {
            let allowed: Vec<_> = Action::ALL
                .into_iter()
                .filter(|action| role.allows(*action))
                .map(|action| format!("{action:?}"))
                .collect();
            table.push_str(&format!("{:<12} {}\n", role.as_str(), allowed.join(" ")));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn only_reporters_do_without_a_desk() {
        for role in Role::ALL {
            assert_eq!(role.works_at_desk(), role != Role::Reporter, "{role:?}");
        }
    }

    #[test]
    fn a_role_covers_its_subtree_and_nothing_else() {
        let leader = actor(&[(Role::Leader, "48")]);
        assert!(leader.can(Action::ViewOverview, &line(&["21004", "48", "vn"])));
        assert!(leader.can(Action::ViewOverview, &line(&["48", "vn"])));
        assert!(!leader.can(Action::ViewOverview, &line(&["01", "vn"])));
        assert!(!leader.can(Action::ViewOverview, &line(&["vn"])));
        assert!(!leader.can(Action::ViewOverview, &[]));
    }

    #[test]
    fn a_device_holds_what_its_person_may_enter_or_approve() {
        let both = actor(&[
            (Role::Reporter, "21004"),
            (Role::Approver, "21004"),
            (Role::Approver, "20001"),
        ]);
        assert_eq!(both.device_roots(), line(&["20001", "21004"]));
        for role in Role::ALL {
            let held = actor(&[(role, "48")]).device_roots();
            let works = matches!(role, Role::Reporter | Role::Approver);
            assert_eq!(held.is_empty(), !works, "{}", role.as_str());
        }
        assert!(actor(&[]).device_roots().is_empty());
    }

    #[test]
    fn nobody_grants_to_themselves() {
        let admin = actor(&[(Role::Admin, "48")]);
        let other = UserId(Uuid::from_u128(2));
        assert!(admin.can_grant(other, &line(&["21004", "48", "vn"])));
        assert!(!admin.can_grant(other, &line(&["01", "vn"])));
        assert!(!admin.can_grant(admin.user, &line(&["21004", "48", "vn"])));
    }

    proptest! {
        #[test]
        fn without_grants_everything_is_denied(index in 0_usize..Action::ALL.len()) {
            prop_assert!(!actor(&[]).can(Action::ALL[index], &line(&["21004", "48", "vn"])));
        }

        #[test]
        fn whoever_may_do_anything_may_see_the_unit(role in 0_usize..6, action in 0_usize..Action::ALL.len()) {
            if Role::ALL[role].allows(Action::ALL[action]) {
                prop_assert!(Role::ALL[role].allows(Action::ViewUnit));
            }
        }
    }
}
