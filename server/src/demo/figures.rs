//! The figures of a simulated unit's reports, period by period.

use super::cascade::TAM_MY;
use super::profile::{Base, COMMUNE, OFFICE, Profile};
use super::rng::Rng;
use super::size::Size;
use super::tasks::Texts;
use super::words::Words;
use domain::measure::{Accumulation, MeasureKind};
use domain::plan::{Measure, Target};
use domain::quantity::Quantity;
use domain::report::LineEntry;

/// Periods of the demonstration.
pub(crate) const PERIODS: usize = 3;

/// What a line holds in each period.
pub(crate) type Series = [LineEntry; PERIODS];

/// In so many of a hundred units SOC and the city's data warehouse are somebody else's business.
pub(crate) const OUT_OF_SCOPE_PERCENT: i64 = 11;
/// Measures with a word of explanation, in a hundred.
const NOTED_PERCENT: i64 = 5;

/// Tam Mỹ's figures of the sketch in UX.md, by period; the last one is left to whoever tries the
/// demonstration.
const SKETCHED: (&str, [(i64, i64); 2]) = ("1.9", [(349, 458), (377, 471)]);

/// Figures of the last period that make it worth looking into.
struct Notable {
    unit: &'static str,
    target: &'static str,
    /// Against the period before, in thousandths: numerator and denominator.
    change: (i64, i64),
    /// What the reporter says.
    note: &'static str,
}

const NOTABLE: [Notable; 6] = [
    // Over 100 %, waiting for approval.
    Notable {
        unit: "20320",
        target: "1.13",
        change: (1_108, 1_024),
        note: "",
    },
    // Nobody has said why: returned.
    Notable {
        unit: "20965",
        target: "3.1",
        change: (1_001, 989),
        note: "",
    },
    Notable {
        unit: "20965",
        target: "2.2",
        change: (1_268, 1_001),
        note: "",
    },
    // A shrunk denominator, explained.
    Notable {
        unit: "20314",
        target: "3.2",
        change: (983, 939),
        note: "Mẫu số giảm do rà soát, loại các hộ khai trùng sau sáp nhập.",
    },
    // Far below everybody, and far below its own past.
    Notable {
        unit: "20950",
        target: "3.3",
        change: (551, 1_006),
        note: "Kỳ trước tính cả tài khoản ngân hàng; kỳ này chỉ tính tài khoản an sinh xã hội.",
    },
    Notable {
        unit: "20350",
        target: "2.1",
        change: (636, 1_026),
        note: "Hệ thống thanh toán lỗi từ 02/11 đến 09/11.",
    },
];

/// One unit whose figures are made.
pub(crate) struct Subject<'a> {
    /// The unit's code.
    pub(crate) key: &'a str,
    /// The words it uses.
    pub(crate) words: Words,
    /// How large, how good.
    pub(crate) size: Size,
    /// Ready-made words.
    pub(crate) texts: &'a Texts,
}

impl Subject<'_> {
    /// What a measure's line holds in each period.
    pub(crate) fn measure(&self, target: &Target, measure: &Measure, place: usize) -> Series {
        if measure.kind == MeasureKind::Milestone {
            return self.milestone(&target.no);
        }
        let profile = COMMUNE
            .iter()
            .chain(&OFFICE)
            .find(|profile| profile.no == target.no && profile.place == place);
        profile.map_or_else(Series::default, |profile| {
            self.ratio(profile, measure.accumulation)
        })
    }

    fn milestone(&self, no: &str) -> Series {
        let mut rng = Rng::keyed(&format!("{}/{no}/milestone", self.key));
        let reasons = self
            .texts
            .not_applicable
            .get(no)
            .filter(|_| self.key != TAM_MY);
        if let Some(reasons) = reasons
            && rng.chance(OUT_OF_SCOPE_PERCENT)
        {
            let reason = self.words.fill(rng.pick(reasons));
            return Series::default().map(|entry| LineEntry {
                not_applicable: Some(reason.clone()),
                ..entry
            });
        }
        // In which period it is reached, and whether it ever is.
        let (soon, late) = match no {
            "4.4" | "5.1" => (86, 100),
            "1.15" => (48, 71),
            "1.17" => (34, 62),
            "4.2" => (0, 22),
            _ => (0, 8),
        };
        let draw = rng.between(0, 99);
        let said = self.texts.milestones.get(no);
        let noted = rng.chance(40);
        let mut period = 0;
        Series::default().map(|entry| {
            let needed = soon + (late - soon) * period / 2;
            period += 1;
            let reached = draw < needed;
            let note = said
                .filter(|_| noted)
                .map_or("", |(yes, no)| if reached { yes } else { no });
            LineEntry {
                reached: Some(reached),
                note: note.to_owned(),
                ..entry
            }
        })
    }

    fn ratio(&self, profile: &Profile, accumulation: Accumulation) -> Series {
        let mut rng = Rng::keyed(&format!("{}/{}/{}", self.key, profile.no, profile.place));
        let mut denominator = match profile.base {
            Base::Fixed(whole) => whole,
            Base::People(share) => self.size.people * share / 10_000,
            Base::Between(low, high) => rng.between(low, high),
        };
        let grows = match (profile.base, accumulation) {
            (Base::Fixed(_), _) | (_, Accumulation::Cumulative) => (0, 0),
            (Base::People(_) | Base::Between(..), Accumulation::Flow) => (6, 48),
            (Base::People(_), Accumulation::Stock) => (0, 3),
            (Base::Between(..), Accumulation::Stock) => (0, 0),
        };
        let own = if profile.spread == 0 {
            0
        } else {
            self.size.skill + rng.between(-profile.spread, profile.spread)
        };
        let mut level = profile.level + own;
        let (mut last, mut before) = (0, denominator);
        let mut period = 0;
        Series::default().map(|_| {
            if period > 0 {
                denominator += rounded(denominator * rng.between(grows.0, grows.1), 1_000);
                let wobble = if profile.spread == 0 {
                    0
                } else {
                    rng.between(-4, 6)
                };
                level += profile.growth + wobble;
            }
            let mut numerator = rounded(denominator * level.clamp(0, 1_000), 1_000);
            if accumulation != Accumulation::Flow {
                numerator = numerator.max(last).min(denominator);
            }
            let noted = rng.chance(NOTED_PERCENT);
            let mut note = self.words.fill(rng.pick(&self.texts.measure_notes));
            if !noted {
                note.clear();
            }
            if let Some(notable) = self.notable(profile, period) {
                numerator = rounded(last * notable.change.0, 1_000);
                denominator = rounded(before * notable.change.1, 1_000);
                notable.note.clone_into(&mut note);
            }
            if let Some(sketched) = self.sketched(profile, period) {
                (numerator, denominator) = sketched;
            }
            if denominator == 0 {
                note = format!(
                    "Không phát sinh: {} chưa có dân cư thường trú.",
                    self.words.level
                );
            }
            (last, before) = (numerator, denominator);
            period += 1;
            LineEntry {
                numerator: Some(Quantity::from_int(numerator)),
                denominator: Some(Quantity::from_int(denominator)),
                note,
                ..LineEntry::default()
            }
        })
    }

    fn notable(&self, profile: &Profile, period: usize) -> Option<&'static Notable> {
        let last = period + 1 == PERIODS && profile.place == 0;
        NOTABLE
            .iter()
            .find(|notable| last && notable.unit == self.key && notable.target == profile.no)
    }

    fn sketched(&self, profile: &Profile, period: usize) -> Option<(i64, i64)> {
        let (target, figures) = SKETCHED;
        let here = self.key == TAM_MY && profile.no == target;
        figures.get(period).copied().filter(|_| here)
    }
}

/// Division rounded half up, for what is not below nought.
pub(crate) const fn rounded(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}
