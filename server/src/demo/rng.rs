//! Chance that is the same on every machine: SplitMix64 with one seed, one stream per key, so that
//! adding a figure somewhere does not change all others.

/// The seed of the whole demonstration. Another seed gives another city.
const SEED: u64 = 0x0006_2026_0421_0180;

/// A stream of numbers.
pub(crate) struct Rng(u64);

impl Rng {
    /// The stream of a key.
    pub(crate) fn keyed(key: &str) -> Self {
        // FNV-1a spreads short keys well enough for SplitMix64 to do the rest.
        let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(hash ^ SEED)
    }

    /// The stream of some numbers: for millions of keys, without a text for each.
    pub(crate) fn numbered(key: [u64; 3]) -> Self {
        let mut rng = Self(SEED);
        for number in key {
            rng.0 ^= number;
            rng.0 = rng.next();
        }
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included; `low` where the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low))
            .unwrap_or(0)
            .saturating_add(1);
        low.saturating_add(i64::try_from(self.next() % span).unwrap_or(0))
    }

    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }

    /// One of them; empty text where there is none.
    pub(crate) fn pick<'a>(&mut self, texts: &'a [String]) -> &'a str {
        let last = i64::try_from(texts.len()).unwrap_or(0) - 1;
        let place = usize::try_from(self.between(0, last)).unwrap_or(0);
        texts.get(place).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_everywhere() {
        let draw = |key| {
            let mut rng = Rng::keyed(key);
            [rng.between(0, 999), rng.between(0, 999), rng.between(-5, 5)]
        };
        assert_eq!(draw("21004/1.9"), draw("21004/1.9"));
        assert_ne!(draw("21004/1.9"), draw("21004/1.10"));
        let mut rng = Rng::keyed("range");
        assert!(
            (0..10_000)
                .map(|_| rng.between(-2, 2))
                .all(|n| (-2..=2).contains(&n))
        );
        assert_eq!(rng.between(3, 1), 3);
        assert_eq!(rng.pick(&[]), "");
        let numbered = |key| Rng::numbered(key).between(0, 999_999);
        assert_eq!(numbered([21_004, 3, 1]), numbered([21_004, 3, 1]));
        assert_ne!(numbered([21_004, 3, 1]), numbered([21_004, 1, 3]));
    }
}
