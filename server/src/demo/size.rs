//! How large a simulated commune is and how well it does: everything its figures are made of.

use super::cascade::TAM_MY;
use super::rng::Rng;
use domain::unit::{UnitKind, UnitRef};

/// The mountain communes of Đà Nẵng by ranges of codes: few people, far apart.
const MOUNTAINS: [std::ops::RangeInclusive<u32>; 5] = [
    20_443..=20_494,
    20_695..=20_752,
    20_770..=20_770,
    20_875..=20_875,
    20_900..=20_959,
];
/// Wards at the centre, with the most people.
const CENTRE: std::ops::RangeInclusive<u32> = 20_197..=20_285;
/// The island commune.
const ISLAND: u32 = 20_434;
/// Tam Mỹ's people in the simulation.
const TAM_MY_PEOPLE: i64 = 14_600;

/// Size and skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// Inhabitants; nought in Hoàng Sa.
    pub(crate) people: i64,
    /// How far above or below the usual share the unit is, in thousandths.
    pub(crate) skill: i64,
}

impl Size {
    /// Plausible for the kind and place of the unit.
    pub(crate) fn of(unit: &UnitRef) -> Self {
        let mut rng = Rng::keyed(&format!("{}/size", unit.id));
        let code: u32 = unit.id.as_str().parse().unwrap_or(0);
        let (people, skill) = match unit.kind {
            UnitKind::SpecialZone => ((0, 0), (0, 0)),
            UnitKind::Ward if CENTRE.contains(&code) => ((62_000, 118_000), (5, 45)),
            UnitKind::Ward => ((24_000, 56_000), (-15, 38)),
            _ if code == ISLAND => ((2_400, 2_400), (-5, 20)),
            _ if MOUNTAINS.iter().any(|range| range.contains(&code)) => ((3_200, 8_600), (-95, -8)),
            _ => ((9_800, 31_000), (-48, 30)),
        };
        if unit.id.as_str() == TAM_MY {
            return Self {
                people: TAM_MY_PEOPLE,
                skill: 6,
            };
        }
        Self {
            people: rng.between(people.0, people.1),
            skill: rng.between(skill.0, skill.1),
        }
    }
}
