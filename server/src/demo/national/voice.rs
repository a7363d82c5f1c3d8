//! How a unit of the country speaks: a commune's words, and what it calls the unit above it.

use crate::demo::words::Words;
use domain::unit::UnitKind;

/// The words of one unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
    /// Of its own kind.
    pub(super) words: Words,
    /// "thành phố" or "tỉnh": the province it is, or lies in.
    province: &'static str,
}

impl Voice {
    /// Of a unit in a province of some kind; of the nation without one.
    pub(super) const fn of(kind: UnitKind, province: Option<UnitKind>) -> Self {
        let (name, area) = match province {
            Some(UnitKind::City) => ("thành phố", "địa bàn thành phố"),
            Some(_) => ("tỉnh", "địa bàn tỉnh"),
            None => ("tỉnh, thành phố", "phạm vi cả nước"),
        };
        let words = if kind.is_commune_level() {
            Words::of(kind)
        } else {
            Words {
                area,
                ..Words::of(UnitKind::City)
            }
        };
        Self {
            words,
            province: name,
        }
    }

    /// A ready-made text, or one of Tam Mỹ's plan, as this unit would say it.
    pub(super) fn say(&self, text: &str) -> String {
        let text = self.words.localise(&self.words.fill(text));
        if self.province == "thành phố" {
            return text;
        }
        text.replace("thành phố", self.province)
            .replace("Thành phố", &capital(self.province))
    }

    /// Several.
    pub(super) fn say_all(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.say(text)).collect()
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_is_no_city() {
        let text = "Thành phố thông báo: Kho dữ liệu dùng chung của thành phố";
        let of = |province| Voice::of(UnitKind::Ward, province).say(text);
        assert_eq!(of(Some(UnitKind::City)), text);
        assert_eq!(
            of(Some(UnitKind::Province)),
            "Tỉnh thông báo: Kho dữ liệu dùng chung của tỉnh"
        );
        let nation = Voice::of(UnitKind::Nation, None);
        assert_eq!(
            nation.say("trên địa bàn xã; UBND {xa}"),
            "trên phạm vi cả nước; UBND cấp xã"
        );
    }
}
