//! Slowing down guesses of passwords: the arithmetic. The counts are kept in the database (several
//! server processes share them, a restart does not forget them) by `db::sessions`.
//!
//! Counted per user name (also for names that do not exist, so that nothing shows which do) and per
//! network address. A try is counted *before* its password is checked and taken back when it was
//! right, so that a burst of parallel tries gains nothing.

use chrono::{DateTime, Duration, Utc};
use std::net::IpAddr;

/// Failures of one user name before waiting begins (TCVN 14423:2026 suggests at most 5).
pub const FREE_FAILURES_NAME: u32 = 5;

/// Failures of one address before waiting begins. More than for a name: a whole office often
/// shares one address, and must not be locked out by a few colleagues' slips.
pub const FREE_FAILURES_ADDRESS: u32 = 20;

/// After so many seconds without a try the failures are forgotten.
pub const FORGET_SECONDS: i64 = 60 * 60;

const FIRST_WAIT_SECONDS: i64 = 30;
const LONGEST_WAIT_SECONDS: i64 = 15 * 60;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// Tries at this user name (folded to lower case).
    Name(String),
    /// Tries from this address.
    Address(IpAddr),
}

impl Key {
    /// The keys that a try counts under.
    #[must_use]
    pub fn of(name: &str, address: Option<IpAddr>) -> Vec<Self> {
        // A name nobody can have needs no long key.
        let name = Self::Name(name.chars().take(64).collect());
        std::iter::once(name)
            .chain(address.map(|a| Self::Address(network(a))))
            .collect()
    }

    /// How many failures are free.
    #[must_use]
    pub const fn free(&self) -> u32 {
        match self {
            Self::Name(_) => FREE_FAILURES_NAME,
            Self::Address(_) => FREE_FAILURES_ADDRESS,
        }
    }

    /// As the database keeps it.
    #[must_use]
    pub fn stored(&self) -> String {
        match self {
            Self::Name(name) => format!("name:{name}"),
            Self::Address(address) => format!("addr:{address}"),
        }
    }
}

/// Failures in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// The last one; `None` before the first.
    pub last: Option<DateTime<Utc>>,
}

impl Failures {
    /// Seconds still to wait, rounded up so that whoever waits as told is let in.
    #[must_use]
    pub fn remaining(self, free: u32, now: DateTime<Utc>) -> u64 {
        let Some(last) = self.last.filter(|last| !forgotten(*last, now)) else {
            return 0;
        };
        let until = last + Duration::seconds(wait_seconds(self.count, free));
        u64::try_from(((until - now).num_milliseconds() + 999).div_euclid(1_000)).unwrap_or(0)
    }

    /// With one more failure.
    #[must_use]
    pub fn and_one(self, now: DateTime<Utc>) -> Self {
        let before = self
            .last
            .filter(|last| !forgotten(*last, now))
            .map_or(0, |_| self.count);
        Self {
            count: before.saturating_add(1),
            last: Some(now),
        }
    }

    /// After a right password. The name starts anew; the address gets only this try back, or
    /// whoever has an account could guess at others' for ever.
    #[must_use]
    pub const fn after_success(self, key: &Key) -> Self {
        match key {
            Key::Name(_) => Self {
                count: 0,
                last: None,
            },
            Key::Address(_) => Self {
                count: self.count.saturating_sub(1),
                last: self.last,
            },
        }
    }
}

/// Seconds to wait after so many failures in a row: none while free, then 30 s, doubling up to a
/// quarter of an hour. Never for ever: nobody can lock a colleague out for the day.
#[must_use]
pub fn wait_seconds(failures: u32, free: u32) -> i64 {
    failures.checked_sub(free).map_or(0, |over| {
        FIRST_WAIT_SECONDS
            .saturating_mul(1_i64 << over.min(32))
            .min(LONGEST_WAIT_SECONDS)
    })
}

fn forgotten(last: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - last > Duration::seconds(FORGET_SECONDS)
}

/// An IPv6 customer holds a whole /64 and could take a new address for each try.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(
            || IpAddr::V6((v6.to_bits() & (u128::MAX << 64)).into()),
            IpAddr::V4,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let table = [
            (0, 0),
            (4, 0),
            (5, 30),
            (6, 60),
            (7, 120),
            (9, 480),
            (10, 900),
            (99, 900),
        ];
        for (failures, wait) in table {
            assert_eq!(wait_seconds(failures, 5), wait, "{failures} failures");
        }
        assert_eq!(wait_seconds(u32::MAX, 5), 900);
    }

    #[test]
    fn five_failures_are_free_then_waiting_begins() {
        let mut failures = Failures::default();
        for _ in 0..5 {
            assert_eq!(failures.remaining(5, at(0)), 0);
            failures = failures.and_one(at(0));
        }
        assert_eq!(failures.remaining(5, at(0)), 30);
        assert_eq!(failures.remaining(5, at(29)), 1);
        assert_eq!(failures.remaining(5, at(30)), 0);
        assert_eq!(failures.and_one(at(30)).remaining(5, at(31)), 59);
    }

    #[test]
    fn an_hour_forgets() {
        let failures = Failures {
            count: 50,
            last: Some(at(0)),
        };
        assert_eq!(failures.remaining(5, at(3_601)), 0);
        assert_eq!(failures.and_one(at(3_601)).count, 1);
    }

    #[test]
    fn a_success_clears_the_name_and_gives_the_address_one_back() {
        let failures = Failures {
            count: 4,
            last: Some(at(0)),
        };
        let [name, address] = &Key::of("an", Some(IpAddr::from([192, 0, 2, 1])))[..] else {
            panic!("two keys")
        };
        assert_eq!(failures.after_success(name), Failures::default());
        assert_eq!(failures.after_success(address).count, 3);
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        let stored = |address: &str| Key::of("an", address.parse().ok())[1].stored();
        assert_eq!(stored("2001:db8:0:1::1"), stored("2001:db8:0:1:9:9:9:9"));
        assert_ne!(stored("2001:db8:0:1::1"), stored("2001:db8:0:2::1"));
        assert_eq!(stored("::ffff:192.0.2.1"), "addr:192.0.2.1");
    }

    proptest! {
        #[test]
        fn more_failures_never_wait_less(failures in 0_u32..200) {
            prop_assert!(wait_seconds(failures + 1, 5) >= wait_seconds(failures, 5));
        }
    }
}
