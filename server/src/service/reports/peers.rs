//! What "lệch so với xã tương tự" is judged by.

use domain::wire::report::PeerRange;

/// Fewer peers say nothing about what is usual.
const MIN_PEERS: usize = 5;

/// The middle half of the peers' shares (tenths of a percent): a quarter of the peers are below
/// the lower end and a quarter above the upper one, by nearest rank. `None` for fewer than five.
pub(super) fn range(mut shares: Vec<i64>) -> Option<PeerRange> {
    if shares.len() < MIN_PEERS {
        return None;
    }
    shares.sort_unstable();
    let quarter = shares.len() / 4;
    Some(PeerRange {
        lower: *shares.get(quarter)?,
        upper: *shares.get(shares.len() - 1 - quarter)?,
        count: u32::try_from(shares.len()).unwrap_or(u32::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_half() {
        let table = [
            (vec![], None),
            (vec![1, 2, 3, 4], None),
            (vec![5, 1, 4, 2, 3], Some((2, 4))),
            (vec![8, 7, 6, 5, 4, 3, 2, 1], Some((3, 6))),
            (vec![500; 6], Some((500, 500))),
        ];
        for (shares, expected) in table {
            let got = range(shares.clone()).map(|range| (range.lower, range.upper));
            assert_eq!(got, expected, "{shares:?}");
        }
    }
}
