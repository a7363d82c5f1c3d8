//! How large each commune of the country is in the simulation, and how well it does.

use crate::demo::rng::Rng;
use crate::demo::size::Size;
use domain::unit::{UnitKind, UnitRef};

/// Provinces that are mostly mountains: smaller communes, far apart.
const MOUNTAINS: [&str; 12] = [
    "04", "08", "11", "12", "14", "15", "19", "20", "25", "44", "52", "68",
];
/// Nobody lives there.
const HOANG_SA: &str = "20333";

/// Plausible for the kind of the unit and its province.
pub(super) fn of(unit: &UnitRef, province: &str) -> Size {
    let code = number(unit.id.as_str());
    let mut rng = Rng::numbered([code, 0, 1]);
    let mountains = MOUNTAINS.contains(&province);
    let (low, high) = match unit.kind {
        _ if unit.id.as_str() == HOANG_SA => (0, 0),
        UnitKind::SpecialZone => (900, 26_000),
        UnitKind::Ward if mountains => (11_000, 42_000),
        UnitKind::Ward => (19_000, 96_000),
        _ if mountains => (3_400, 15_000),
        _ => (9_200, 44_000),
    };
    let of_province = Rng::numbered([number(province), 0, 2]).between(-34, 26);
    let own = if unit.kind == UnitKind::Ward {
        rng.between(-18, 42)
    } else {
        rng.between(-52, 30)
    };
    Size {
        people: rng.between(low, high),
        skill: of_province + own,
    }
}

/// An official code as a number.
pub(super) fn number(code: &str) -> u64 {
    code.parse().unwrap_or(0)
}
