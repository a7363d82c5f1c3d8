//! What each measure usually looks like in the simulation: over how many, how high at the start,
//! how fast it grows. Chosen so that most city figures end just around their thresholds.

/// What the denominator is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Base {
    /// The same everywhere: a catalogue of services.
    Fixed(i64),
    /// So many per ten thousand inhabitants.
    People(i64),
    /// Staff, offices, schools: from … to …, drawn once per unit.
    Between(i64, i64),
}

/// A ratio's profile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// The target's number.
    pub(crate) no: &'static str,
    /// Which of the target's measures, from 0.
    pub(crate) place: usize,
    /// The denominator.
    pub(crate) base: Base,
    /// Usual share in the first period, in thousandths.
    pub(crate) level: i64,
    /// Growth per period, in thousandths.
    pub(crate) growth: i64,
    /// How far units scatter, in thousandths; with 0 neither skill nor chance counts.
    pub(crate) spread: i64,
}

const fn ratio(no: &'static str, base: Base, level: i64, growth: i64, spread: i64) -> Profile {
    Profile {
        no,
        place: 0,
        base,
        level,
        growth,
        spread,
    }
}

const fn second(profile: Profile) -> Profile {
    Profile {
        place: 1,
        ..profile
    }
}

use Base::{Between, Fixed, People};

/// Plan B's 28 ratios.
pub(crate) const COMMUNE: [Profile; 28] = [
    ratio("1.1", Fixed(415), 482, 19, 60),
    ratio("1.2", Fixed(38), 478, 22, 70),
    ratio("1.3", Fixed(62), 458, 25, 70),
    ratio("1.4", Fixed(415), 566, 21, 60),
    ratio("1.5", People(6_340), 702, 24, 50),
    ratio("1.6", Fixed(25), 1_000, 0, 0),
    second(ratio("1.6", Fixed(118), 792, 14, 40)),
    ratio("1.7", Fixed(25), 783, 18, 45),
    second(ratio("1.7", Fixed(96), 472, 19, 60)),
    ratio("1.8", People(352), 655, 24, 55),
    ratio("1.9", People(318), 787, 27, 45),
    ratio("1.10", People(121), 757, 14, 45),
    ratio("1.11", People(305), 931, 13, 30),
    ratio("1.12", Between(6, 12), 1_000, 0, 0),
    ratio("1.13", People(311), 947, 11, 28),
    ratio("1.14", People(3_870), 455, 26, 60),
    ratio("1.16", Fixed(415), 1_000, 0, 0),
    ratio("2.1", People(246), 894, 15, 38),
    ratio("2.2", People(548), 771, 17, 48),
    ratio("2.3", People(17), 842, 21, 60),
    ratio("2.4", Between(7, 22), 868, 40, 60),
    ratio("3.1", People(8_610), 951, 7, 22),
    ratio("3.2", People(2_790), 902, 10, 32),
    ratio("3.3", People(7_190), 772, 22, 55),
    ratio("3.4", Between(44, 78), 872, 42, 45),
    ratio("3.5", People(880), 551, 31, 80),
    ratio("4.1", Between(44, 78), 938, 16, 30),
    ratio("4.3", Fixed(415), 496, 15, 55),
];

/// Plan A's 7 ratios.
pub(crate) const OFFICE: [Profile; 7] = [
    ratio("2", Between(17_900, 18_400), 874, 14, 0),
    ratio("3", Between(17_200, 17_800), 938, 9, 0),
    ratio("4", Between(15_100, 15_700), 918, 11, 0),
    ratio("5", Fixed(126), 905, 24, 0),
    ratio("6", Between(2_050, 2_160), 946, 4, 0),
    ratio("7", Fixed(148), 966, 17, 0),
    ratio("8", Fixed(148), 682, 121, 0),
];
