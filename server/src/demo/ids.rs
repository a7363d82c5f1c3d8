//! Ids of the demonstration: derived from what they name, so that links stay good across loads.

use crate::clock::Ids;
use domain::id::{MeasureId, PlanId, ReportId, TargetId, TaskId, UserId};
use domain::period::Period;
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// A version 8 UUID made of the SHA-256 of a path.
fn derived(path: &str) -> Uuid {
    let digest = Sha256::digest(format!("tiendo/demo/{path}").as_bytes());
    let mut bytes = [0; 16];
    for (byte, from) in bytes.iter_mut().zip(digest) {
        *byte = from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// A plan: `A`, `B`, `180`, or a commune's code.
pub(crate) fn plan(key: &str) -> PlanId {
    PlanId(derived(&format!("plan/{key}")))
}

/// A target of a plan by its number.
pub(crate) fn target(key: &str, no: &str) -> TargetId {
    TargetId(derived(&format!("plan/{key}/target/{no}")))
}

/// A target's measure by its place, from 0.
pub(crate) fn measure(key: &str, no: &str, place: usize) -> MeasureId {
    MeasureId(derived(&format!("plan/{key}/target/{no}/measure/{place}")))
}

/// A task of a plan by its number.
pub(crate) fn task(key: &str, no: &str) -> TaskId {
    TaskId(derived(&format!("plan/{key}/task/{no}")))
}

/// The report on a plan for a period.
pub(crate) fn report(key: &str, period: Period) -> ReportId {
    ReportId(derived(&format!("report/{key}/{period}")))
}

/// An account by its user name.
pub(crate) fn user(username: &str) -> UserId {
    UserId(derived(&format!("user/{username}")))
}

/// Ids in a row below a path, for what nothing refers to by name.
pub(crate) struct DerivedIds {
    path: &'static str,
    next: AtomicU64,
}

impl DerivedIds {
    /// The first will be `<path>/0`.
    pub(crate) const fn new(path: &'static str) -> Self {
        Self {
            path,
            next: AtomicU64::new(0),
        }
    }
}

impl Ids for DerivedIds {
    fn uuid(&self) -> Uuid {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        derived(&format!("{}/{n}", self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stable_and_well_formed() {
        let id = target("B", "1.9").0;
        assert_eq!(id, target("B", "1.9").0);
        assert_ne!(id, target("B", "1.10").0);
        assert_eq!(id.get_version_num(), 8);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        // Links that people keep: a change here breaks them.
        assert_eq!(
            plan("B").to_string(),
            "a746f6e7-b3ab-8982-9d7d-5e51ce85610e"
        );
    }
}
