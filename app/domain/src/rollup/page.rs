//! A page: every cell of a plan for one unit and one period, so that one report touches one page
//! per level and a screen reads one.

use super::cell::{Both, Counted, Heads, MeasureCell};
use super::leaf::Leaf;
use super::task::TaskCell;
use crate::measure::Accumulation;
use crate::report::Basis;
use serde::{Deserialize, Serialize};

/// Cells by the plan's reported measures and tasks, in its order. A page may be shorter than the
/// plan: what is missing is nought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The units' reports, line or no line.
    pub heads: Heads,
    /// By measure.
    pub measures: Vec<MeasureCell>,
    /// By task.
    pub tasks: Vec<TaskCell>,
}

/// Which of a plan's lines the lines of a reporting plan stand under: for each of the reporting
/// plan's lines, in its order, the place in the plan above, where it is linked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// By measure.
    pub measures: Vec<Option<u16>>,
    /// By task.
    pub tasks: Vec<Option<u16>>,
    /// Whether the plan above is the reporting plan itself.
    pub to_itself: bool,
}

impl Page {
    /// Adds a report, so many times: −1 takes it away.
    pub fn add_leaf(&mut self, leaf: &Leaf, links: &Links, times: i64) {
        if !leaf.expected && !leaf.state.counts(Basis::Received) {
            return;
        }
        self.heads.add(&leaf.heads(), times);
        let own;
        let links = if leaf.elsewhere.is_empty() {
            links
        } else {
            own = leaf.elsewhere.own(links);
            &own
        };
        for (place, to) in linked(&links.measures) {
            let cell = at(&mut self.measures, to);
            cell.add(&leaf.part(place).cell(), times);
        }
        for (place, to) in linked(&links.tasks) {
            if let Some(cell) = leaf.task(place) {
                at(&mut self.tasks, to).add(&cell, times);
            }
        }
    }

    /// Adds another page of the same plan, so many times.
    pub fn add(&mut self, other: &Self, times: i64) {
        self.heads.add(&other.heads, times);
        for (place, cell) in other.measures.iter().enumerate() {
            at(&mut self.measures, place).add(cell, times);
        }
        for (place, cell) in other.tasks.iter().enumerate() {
            at(&mut self.tasks, place).add(cell, times);
        }
    }

    /// Without noughts at the ends: two pages that say the same are equal.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let nought = MeasureCell::default();
        while self.measures.last() == Some(&nought) {
            self.measures.pop();
        }
        let nought = TaskCell::default();
        while self.tasks.last() == Some(&nought) {
            self.tasks.pop();
        }
        self
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_nought(&self) -> bool {
        self.clone().trimmed() == Self::default()
    }

    /// A longer period from its parts, oldest first (a quarter from its three months). A cumulative
    /// measure or a stock is its last part's figure, a flow the sum; tasks stand as in the last
    /// part. Behind a summed figure stand the units of the part with the fewest: nobody is counted
    /// for a part that they left out.
    #[must_use]
    pub fn over_time(parts: &[Self], accumulation: impl Fn(usize) -> Accumulation) -> Self {
        let Some(last) = parts.last() else {
            return Self::default();
        };
        let mut whole = last.clone();
        for (place, cell) in whole.measures.iter_mut().enumerate() {
            if accumulation(place) != Accumulation::Flow {
                continue;
            }
            let nought = MeasureCell::default();
            let cells = || {
                parts
                    .iter()
                    .map(|part| part.measures.get(place).unwrap_or(&nought))
            };
            let fewest = |of: &dyn Fn(&MeasureCell) -> i64| cells().map(of).min().unwrap_or(0);
            cell.heads.reported = fewest(&|cell| cell.heads.reported);
            cell.heads.approved = fewest(&|cell| cell.heads.approved);
            let mut counted = Both::<Counted>::default();
            for basis in super::cell::BASES {
                let sum = counted.under_mut(basis);
                for part in cells() {
                    sum.add(part.counted.under(basis), 1);
                }
                sum.units = fewest(&|cell| cell.counted.under(basis).units);
                // Whether a unit's own sum over the parts misses its threshold is not known here.
                sum.below = 0;
            }
            cell.counted = counted;
        }
        whole
    }

    /// Units whose report counts under the basis.
    #[must_use]
    pub const fn counting(&self, basis: Basis) -> i64 {
        self.heads.counting(basis)
    }
}

/// The places of linked lines, with the places that they are linked to.
pub(super) fn linked(links: &[Option<u16>]) -> impl Iterator<Item = (usize, usize)> {
    let places = links.iter().enumerate();
    places.filter_map(|(place, to)| Some((place, usize::from((*to)?))))
}

/// The cell at a place, made where the page is too short.
fn at<T: Clone + Default>(cells: &mut Vec<T>, place: usize) -> &mut T {
    if cells.len() <= place {
        cells.resize(place + 1, T::default());
    }
    &mut cells[place]
}
