//! A change of units in words, and what its form needs to know of kinds of units. Tested natively.

use crate::i18n::t;
use domain::id::UnitId;
use domain::territory::UnitChange;
use domain::unit::{UnitKind, UnitRef};

/// The kinds that a unit of this kind may become, itself among them: those of its level.
#[must_use]
pub const fn kinds_like(kind: UnitKind) -> &'static [UnitKind] {
    use UnitKind as K;
    match kind {
        K::Nation => &[],
        K::Province | K::City => &[K::Province, K::City],
        K::Commune | K::Ward | K::SpecialZone => &[K::Commune, K::Ward, K::SpecialZone],
        K::Department => &[K::Department],
    }
}

/// Whether a unit of one kind lies under a unit of another.
#[must_use]
pub const fn fits_under(kind: UnitKind, above: UnitKind) -> bool {
    use UnitKind as K;
    match kind {
        K::Nation => false,
        K::Province | K::City => matches!(above, K::Nation),
        K::Commune | K::Ward | K::SpecialZone => above.is_province_level(),
        K::Department => true,
    }
}

/// A kind, for people to choose.
#[must_use]
pub fn kind_word(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Nation => t::change::kind_nation(),
        UnitKind::Province => t::change::kind_province(),
        UnitKind::City => t::change::kind_city(),
        UnitKind::Commune => t::change::kind_commune(),
        UnitKind::Ward => t::change::kind_ward(),
        UnitKind::SpecialZone => t::change::kind_special_zone(),
        UnitKind::Department => t::change::kind_department(),
    }
}

/// What the full name of a unit of this kind begins with, in Vietnamese as the law writes it.
#[must_use]
pub const fn name_start(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Province => "Tỉnh",
        UnitKind::City => "Thành phố",
        UnitKind::Commune => "Xã",
        UnitKind::Ward => "Phường",
        UnitKind::SpecialZone => "Đặc khu",
        UnitKind::Nation | UnitKind::Department => "",
    }
}

/// The name that a unit has as another kind: "Xã Trảng Bom" as a phường is "Phường Trảng Bom".
#[must_use]
pub fn renamed(name: &str, from: UnitKind, to: UnitKind) -> String {
    let proper = name.strip_prefix(name_start(from)).unwrap_or(name);
    format!("{} {}", name_start(to), proper.trim())
        .trim()
        .to_owned()
}

/// "Xã A, Xã B và Xã C".
#[must_use]
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => t::change::and(last, first.join(", ")),
    }
}

/// A change in a sentence. `known` are the units concerned as they were called before.
#[must_use]
pub fn sentence(change: &UnitChange, known: &[UnitRef]) -> String {
    let name = |unit: &UnitId| {
        known
            .iter()
            .find(|known| known.id == *unit)
            .map_or_else(|| t::change::code_only(unit), |known| known.name.clone())
    };
    match change {
        UnitChange::Rename { unit, name: new } => t::change::renamed(new, name(unit)),
        UnitChange::Retype {
            unit, name: new, ..
        } => t::change::retyped(new, name(unit)),
        UnitChange::Move { unit, to } => t::change::moved(name(to), name(unit)),
        UnitChange::Merge { from, into, new } => {
            let others = from.iter().filter(|unit| *unit != into);
            let units = listed(&others.map(name).collect::<Vec<_>>());
            match new {
                Some(new) => t::change::merged_new(&new.name, units),
                None => t::change::merged_into(name(into), units),
            }
        }
        UnitChange::Split { from, into } => {
            let before = name(from);
            let goes_on = into
                .iter()
                .any(|(unit, part)| unit == from && part.name == before);
            let parts = into.iter().filter(|(unit, _)| !goes_on || unit != from);
            let parts = listed(&parts.map(|(_, part)| part.name.clone()).collect::<Vec<_>>());
            if goes_on {
                t::change::split_off(before, parts)
            } else {
                t::change::divided(before, parts)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, with_lang};
    use domain::territory::NewUnit;

    fn unit(id: &str, name: &str) -> UnitRef {
        UnitRef {
            id: UnitId::new(id),
            name: name.to_owned(),
            kind: UnitKind::Commune,
        }
    }

    fn new(name: &str) -> NewUnit {
        NewUnit {
            name: name.to_owned(),
            kind: UnitKind::Ward,
            parent: UnitId::new("48"),
        }
    }

    fn id(id: &str) -> UnitId {
        UnitId::new(id)
    }

    #[test]
    fn each_change_in_a_sentence() {
        let known = [unit("1", "Xã A"), unit("2", "Xã B"), unit("3", "Xã C")];
        let merge = |new| UnitChange::Merge {
            from: vec![id("1"), id("2"), id("3")],
            into: if new { id("9") } else { id("3") },
            new: new.then(|| self::new("Phường D")),
        };
        let split = |first: (&str, &str)| UnitChange::Split {
            from: id("1"),
            into: vec![(id(first.0), new(first.1)), (id("9"), new("Xã Y"))],
        };
        let table = [
            (
                UnitChange::Rename {
                    unit: id("1"),
                    name: "Xã Z".to_owned(),
                },
                "Đổi tên Xã A thành Xã Z",
            ),
            (
                UnitChange::Retype {
                    unit: id("1"),
                    kind: UnitKind::Ward,
                    name: "Phường A".to_owned(),
                },
                "Xã A thành Phường A",
            ),
            (
                UnitChange::Move {
                    unit: id("1"),
                    to: id("48"),
                },
                "Chuyển Xã A về đơn vị mã 48",
            ),
            (merge(true), "Sáp nhập Xã A, Xã B và Xã C thành Phường D"),
            (merge(false), "Sáp nhập Xã A và Xã B vào Xã C"),
            (split(("8", "Xã X")), "Chia Xã A thành Xã X và Xã Y"),
            (split(("1", "Xã A")), "Tách Xã Y khỏi Xã A"),
            (split(("1", "Phường A")), "Chia Xã A thành Phường A và Xã Y"),
        ];
        for (change, words) in &table {
            assert_eq!(sentence(change, &known), *words);
            let english = with_lang(Lang::En, || sentence(change, &known));
            assert!(english != *words && english.contains("Xã A"), "{english}");
        }
    }

    #[test]
    fn names_follow_kinds() {
        use UnitKind as K;
        let table = [
            ("Xã Trảng Bom", K::Commune, K::Ward, "Phường Trảng Bom"),
            ("Tỉnh Huế", K::Province, K::City, "Thành phố Huế"),
            ("Phường 9", K::Ward, K::SpecialZone, "Đặc khu 9"),
            ("Trảng Bom", K::Commune, K::Ward, "Phường Trảng Bom"),
            (
                "Phòng Kinh tế",
                K::Department,
                K::Department,
                "Phòng Kinh tế",
            ),
        ];
        for (name, from, to, expected) in table {
            assert_eq!(renamed(name, from, to), expected);
        }
    }

    #[test]
    fn levels_keep_to_themselves() {
        use UnitKind as K;
        let all = [
            K::Nation,
            K::Province,
            K::City,
            K::Commune,
            K::Ward,
            K::SpecialZone,
            K::Department,
        ];
        for kind in all {
            assert!(kind == K::Nation || kinds_like(kind).contains(&kind));
            assert!(!kind_word(kind).is_empty());
        }
        assert!(fits_under(K::Ward, K::City) && !fits_under(K::Ward, K::Commune));
        assert!(fits_under(K::Province, K::Nation) && !fits_under(K::City, K::Province));
        assert!(fits_under(K::Department, K::Department) && !fits_under(K::Nation, K::Nation));
    }
}
