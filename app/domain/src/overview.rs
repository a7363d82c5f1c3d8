//! The order in which leaders read: what is worst first, communes ranked.

use std::cmp::Ordering;

/// How a unit stands over all its lines; the basis of the ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Measures that reach their threshold.
    pub met: u32,
    /// Measures that apply and should be reported, entered or not: silence earns nothing.
    pub applicable: u32,
    /// Tasks, without those called off.
    pub tasks: u32,
    /// Tasks finished.
    pub done: u32,
    /// Tasks overdue.
    pub overdue: u32,
}

/// Best first: the larger share of measures met (compared exactly), then fewer overdue tasks.
#[must_use]
pub fn compare_standing(a: &Standing, b: &Standing) -> Ordering {
    let cross = |x: &Standing, y: &Standing| u64::from(x.met) * u64::from(y.applicable.max(1));
    cross(b, a)
        .cmp(&cross(a, b))
        .then(a.overdue.cmp(&b.overdue))
}

/// Ranks of a list already sorted by [`compare_standing`]: equals share a rank, the next one
/// counts them all (1, 2, 2, 4).
#[must_use]
pub fn ranks(sorted: &[Standing]) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(sorted.len());
    for (index, standing) in sorted.iter().enumerate() {
        let shared = index
            .checked_sub(1)
            .filter(|before| compare_standing(&sorted[*before], standing).is_eq())
            .and_then(|before| out.get(before).copied());
        out.push(
            shared.unwrap_or_else(|| u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn standing() -> impl Strategy<Value = Standing> {
        (0_u32..40, 0_u32..40, 0_u32..10).prop_map(|(a, b, overdue)| Standing {
            met: a.min(b),
            applicable: b,
            overdue,
            ..Standing::default()
        })
    }

    #[test]
    fn better_share_first_then_fewer_overdue() {
        let s = |met, applicable, overdue| Standing {
            met,
            applicable,
            overdue,
            ..Standing::default()
        };
        let mut list = vec![
            s(10, 30, 0),
            s(20, 30, 2),
            s(20, 30, 1),
            s(2, 3, 1),
            s(0, 0, 0),
        ];
        list.sort_by(compare_standing);
        assert_eq!(
            list,
            [
                s(20, 30, 1),
                s(2, 3, 1),
                s(20, 30, 2),
                s(10, 30, 0),
                s(0, 0, 0)
            ]
        );
        assert_eq!(ranks(&list), [1, 1, 3, 4, 5]);
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in standing(), b in standing(), c in standing()) {
            prop_assert_eq!(compare_standing(&a, &b), compare_standing(&b, &a).reverse());
            if compare_standing(&a, &b).is_le() && compare_standing(&b, &c).is_le() {
                prop_assert!(compare_standing(&a, &c).is_le());
            }
        }
    }
}
