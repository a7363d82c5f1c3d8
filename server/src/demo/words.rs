//! The words by which a unit speaks of itself: a ward has no hamlets, a commune no urban office.

use domain::unit::{UnitKind, UnitRef};

/// The words of one unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// "xã", "phường", "đặc khu"; "cấp xã" in the city's plan.
    pub(crate) level: &'static str,
    /// "thôn", "tổ dân phố"…
    pub(crate) hamlet: &'static str,
    /// The office for the economy.
    pub(crate) economy: &'static str,
    /// "địa bàn xã".
    pub(crate) area: &'static str,
}

impl Words {
    /// The words of a kind of unit; the only department that reports is a provincial office.
    pub(crate) const fn of(kind: UnitKind) -> Self {
        match kind {
            UnitKind::Ward => Self {
                level: "phường",
                hamlet: "tổ dân phố",
                economy: "Phòng Kinh tế, Hạ tầng và Đô thị",
                area: "địa bàn phường",
            },
            UnitKind::SpecialZone => Self {
                level: "đặc khu",
                hamlet: "khu vực",
                economy: "Phòng Kinh tế",
                area: "địa bàn đặc khu",
            },
            UnitKind::City | UnitKind::Province => Self {
                level: "cấp xã",
                hamlet: "thôn, tổ dân phố",
                economy: "Phòng Kinh tế cấp xã",
                area: "địa bàn thành phố",
            },
            UnitKind::Department => Self {
                level: "tỉnh",
                hamlet: "xã, phường",
                economy: "Sở Tài chính",
                area: "địa bàn tỉnh",
            },
            UnitKind::Commune | UnitKind::Nation => Self {
                level: "xã",
                hamlet: "thôn",
                economy: "Phòng Kinh tế",
                area: "địa bàn xã",
            },
        }
    }

    /// Fills the places of a ready-made text.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("{xa}", self.level)
            .replace("{thon}", self.hamlet)
            .replace("{kinh_te}", self.economy)
    }

    /// A text of Tam Mỹ's plan as this unit would write it.
    pub(crate) fn localise(&self, text: &str) -> String {
        text.replace("địa bàn xã", self.area)
            .replace("Công an xã", &format!("Công an {}", self.level))
            .replace("UBND xã", &format!("UBND {}", self.level))
    }
}

/// "phường Hải Châu": the name inside a sentence.
pub(crate) fn in_sentence(unit: &UnitRef) -> String {
    let mut letters = unit.name.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::UnitId;

    #[test]
    fn speaks_as_the_unit() {
        let ward = Words::of(UnitKind::Ward);
        assert_eq!(
            ward.fill("Công an {xa}; các {thon}"),
            "Công an phường; các tổ dân phố"
        );
        assert_eq!(
            ward.localise("UBND xã (qua Công an xã)"),
            "UBND phường (qua Công an phường)"
        );
        let name = "Đặc khu Hoàng Sa".to_owned();
        let unit = UnitRef {
            id: UnitId::new("20333"),
            name,
            kind: UnitKind::SpecialZone,
        };
        assert_eq!(in_sentence(&unit), "đặc khu Hoàng Sa");
    }
}
