//! How far a device has pulled. Opaque to clients: they send back what they were given.

use crate::id::{ReportId, UnitId};
use crate::policy::Grant;
use std::{fmt, str::FromStr};

/// A device's place in the server's sequence of changes.
///
/// Changes are handed out in *rounds* of pages, in the order of sequence and id. Everything up to
/// and including `base` is on the device; of what came after, the round under way has named all up
/// to `seq`, and of `seq` itself all up to `after`. A row that changes during a round moves behind
/// the place and is named again, so nothing is ever skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What the device holds completely; 0 in the first round.
    pub base: i64,
    /// How far the round under way is; the same as `base` between rounds.
    pub seq: i64,
    /// The last report of `seq` that was named, where a page ended in the midst of `seq`.
    pub after: Option<ReportId>,
    /// [`scope_key`] at the beginning of the round.
    pub scope: String,
}

/// A text that is not a [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct CursorError;

impl Cursor {
    /// Between rounds: everything up to and including `seq` is on the device. At 0 nothing is, and
    /// a first round begins.
    #[must_use]
    pub const fn at(seq: i64, scope: String) -> Self {
        Self {
            base: seq,
            seq,
            after: None,
            scope,
        }
    }

    /// Whether no round is under way.
    #[must_use]
    pub const fn is_between_rounds(&self) -> bool {
        self.base == self.seq && self.after.is_none()
    }

    /// Whether the cursor can go on in a scope, in a sequence that has come so far. One from
    /// another scope cannot, nor one from ahead of the sequence: the database was restored.
    #[must_use]
    pub fn fits(&self, scope: &str, change: i64) -> bool {
        self.scope == scope && self.seq <= change
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.base, self.seq, self.scope)?;
        match self.after {
            Some(after) => write!(f, ".{after}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('.');
        let mut part = || parts.next().ok_or(CursorError);
        let base = part()?.parse().map_err(|_| CursorError)?;
        let seq = part()?.parse().map_err(|_| CursorError)?;
        let scope = part()?.to_owned();
        let after = part().ok().map(str::parse).transpose();
        let cursor = Self {
            base,
            seq,
            after: after.map_err(|_| CursorError)?,
            scope,
        };
        // One spelling per cursor, and only what this program writes.
        let valid = 0 <= base && base <= seq && is_key(&cursor.scope) && cursor.to_string() == text;
        valid.then_some(cursor).ok_or(CursorError)
    }
}

fn is_key(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    text.len() == 16 && text.chars().all(is_digit)
}

/// What a person's devices hold depends on the roles held and on the units below them: a short
/// text that stays the same as long as both do. The order of neither matters.
#[must_use]
pub fn scope_key<'a>(grants: &[Grant], units: impl IntoIterator<Item = &'a UnitId>) -> String {
    let mut roles: Vec<(&str, &str)> = grants
        .iter()
        .map(|grant| (grant.unit.as_str(), grant.role.as_str()))
        .collect();
    roles.sort_unstable();
    roles.dedup();
    let mut units: Vec<&str> = units.into_iter().map(UnitId::as_str).collect();
    units.sort_unstable();
    units.dedup();
    let mut hash = Fnv::new();
    for (unit, role) in roles {
        hash.add(unit);
        hash.add(role);
    }
    hash.add("");
    for unit in units {
        hash.add(unit);
    }
    format!("{:016x}", hash.0)
}

/// FNV-1a with 64 bits: short, and the same on every machine and in every version.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// A word and an end of word, which no code contains.
    fn add(&mut self, word: &str) {
        for byte in word.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;
    use proptest::prelude::*;
    use uuid::Uuid;

    const SCOPE: &str = "0123456789abcdef";

    fn grants(held: &[(Role, &str)]) -> Vec<Grant> {
        held.iter()
            .map(|(role, unit)| Grant {
                role: *role,
                unit: UnitId::new(*unit),
            })
            .collect()
    }

    fn key(held: &[(Role, &str)], units: &[&str]) -> String {
        let units: Vec<UnitId> = units.iter().map(|unit| UnitId::new(*unit)).collect();
        scope_key(&grants(held), &units)
    }

    #[test]
    fn written_and_read() {
        let after = ReportId(Uuid::from_u128(0xab));
        let table = [
            (Cursor::at(0, SCOPE.to_owned()), "0.0.0123456789abcdef"),
            (Cursor::at(42, SCOPE.to_owned()), "42.42.0123456789abcdef"),
            (
                Cursor {
                    base: 7,
                    seq: 9,
                    after: Some(after),
                    scope: SCOPE.to_owned(),
                },
                "7.9.0123456789abcdef.00000000-0000-0000-0000-0000000000ab",
            ),
        ];
        for (cursor, text) in table {
            assert_eq!(cursor.to_string(), text);
            assert_eq!(text.parse(), Ok(cursor));
        }
    }

    #[test]
    fn what_is_not_a_cursor() {
        let table = [
            "",
            ".",
            "1.1",
            "1.1.",
            "1.1.0123456789ABCDEF",
            "1.1.0123456789abcde",
            "1.1.0123456789abcdef.",
            "1.1.0123456789abcdef.x",
            "1.1.0123456789abcdef.00000000-0000-0000-0000-0000000000ab.1",
            "2.1.0123456789abcdef",
            "-1.1.0123456789abcdef",
            "+1.1.0123456789abcdef",
            "01.1.0123456789abcdef",
            "1.99999999999999999999.0123456789abcdef",
            "1.1.0123456789abcdef.000000000000000000000000000000ab",
        ];
        for text in table {
            assert_eq!(text.parse::<Cursor>(), Err(CursorError), "{text}");
        }
    }

    #[test]
    fn a_cursor_fits_its_own_scope_and_sequence() {
        let cursor = Cursor::at(5, SCOPE.to_owned());
        assert!(cursor.fits(SCOPE, 5) && cursor.fits(SCOPE, 6));
        assert!(!cursor.fits(SCOPE, 4), "ahead of the sequence");
        assert!(!cursor.fits("fedcba9876543210", 5), "another scope");
    }

    #[test]
    fn the_key_depends_on_roles_and_units_and_on_nothing_else() {
        use Role::{Approver, Reporter};
        let usual = key(&[(Reporter, "21004")], &["21004"]);
        // A stored cursor outlives the program: the key of the same scope never changes.
        assert_eq!(usual, "a844d2adfaef9b10");
        assert_eq!(key(&[(Reporter, "21004"); 2], &["21004"; 2]), usual);
        let two = [(Reporter, "21004"), (Approver, "20001")];
        let turned = [two[1], two[0]];
        assert_eq!(key(&two, &["a", "b"]), key(&turned, &["b", "a"]));
        let others = [
            key(&[], &[]),
            key(&[], &["21004"]),
            key(&[(Reporter, "21004")], &[]),
            key(&[(Approver, "21004")], &["21004"]),
            key(&[(Reporter, "20001")], &["21004"]),
            key(&[(Reporter, "21004")], &["21004", "21004.vp"]),
            key(&[(Reporter, "21004")], &["2100", "4"]),
        ];
        for (n, other) in others.iter().enumerate() {
            assert_ne!(*other, usual);
            assert!(!others[..n].contains(other), "{n}");
        }
    }

    proptest! {
        #[test]
        fn every_cursor_comes_back(
            base in 0_i64..,
            more in 0_i64..1_000,
            after in proptest::option::of(any::<u128>()),
            units in proptest::collection::vec("[a-z0-9.]{1,8}", 0..4),
        ) {
            let units: Vec<UnitId> = units.into_iter().map(UnitId).collect();
            let cursor = Cursor {
                base,
                seq: base.saturating_add(more),
                after: after.map(|id| ReportId(Uuid::from_u128(id))),
                scope: scope_key(&[], &units),
            };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn no_text_is_read_as_another(text in "[0-9a-f.-]{0,60}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }
}
