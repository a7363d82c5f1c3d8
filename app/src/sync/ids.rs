//! Ids of operations: UUIDv7, and never below one that the outbox holds, so that the order of the
//! keys is the order in which things were done, whatever the clock does.

use crate::sync::ports::{Clock, Entropy};
use domain::id::{DeviceId, OpId};
use std::cell::Cell;

const RANDOM_BITS: u32 = 62;

/// Makes ids.
#[derive(Default)]
pub(super) struct Ids {
    last: Cell<u128>,
}

impl Ids {
    /// Ids made from now on are above this one.
    pub(super) fn above(&self, id: OpId) {
        self.last.set(self.last.get().max(id.as_u128()));
    }

    /// The next id.
    pub(super) fn next(&self, clock: &dyn Clock, entropy: &dyn Entropy) -> OpId {
        let last_ms = self.last.get() >> 80;
        let now = u128::try_from(clock.now_ms()).unwrap_or(0);
        let ms = if now > last_ms { now } else { last_ms + 1 };
        let id = version_7(ms, entropy);
        self.last.set(id);
        OpId::from_u128(id)
    }
}

fn version_7(ms: u128, entropy: &dyn Entropy) -> u128 {
    let (a, b) = (u128::from(entropy.random()), u128::from(entropy.random()));
    ((ms & 0xffff_ffff_ffff) << 80)
        | (7 << 76)
        | ((a & 0xfff) << 64)
        | (0b10 << RANDOM_BITS)
        | (b & ((1 << RANDOM_BITS) - 1))
}

/// An id for this device.
pub(super) fn device(clock: &dyn Clock, entropy: &dyn Entropy) -> DeviceId {
    let now = u128::try_from(clock.now_ms()).unwrap_or(0);
    DeviceId::from_u128(version_7(now, entropy))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(Cell<i64>);

    impl Clock for At {
        fn now_ms(&self) -> i64 {
            self.0.get()
        }
    }

    impl Entropy for At {
        fn random(&self) -> u64 {
            0x9e37_79b9_7f4a_7c15
        }
    }

    #[test]
    fn ids_rise_whatever_the_clock_does() {
        let at = At(Cell::new(1_763_287_200_123));
        let ids = Ids::default();
        let mut last = ids.next(&at, &at);
        assert_eq!(last.0.get_version_num(), 7);
        assert_eq!(last.as_u128() >> 80, 1_763_287_200_123);
        for ms in [
            1_763_287_200_123,
            1_763_287_200_122,
            5,
            -7,
            1_763_287_200_125,
        ] {
            at.0.set(ms);
            let next = ids.next(&at, &at);
            assert!(next > last && next.to_string() > last.to_string(), "{ms}");
            last = next;
        }
        let later = OpId::from_u128(u128::from(u64::MAX) << 64);
        ids.above(OpId::from_u128(0x0200_0000_0000_7000_8000_0000_0000_0000));
        assert!(ids.next(&at, &at).to_string().as_str() > "02000000-0000-7000-8000-000000000000");
        assert!(ids.next(&at, &at) < later);
    }
}
