//! Random trees, random changes, random figures. Communes hold plots of land, which a second,
//! simple model moves about: it knows where a figure must count.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A commune's land at the beginning: its number and 128 plots.
const PLOTS: u16 = 128;
type Land = BTreeMap<UnitId, BTreeSet<(usize, u16)>>;

/// What one change is made of: which kind, which units, how many days after the last.
type Raw = (u8, u8, u8, u8);

struct World {
    base: Vec<UnitSpan>,
    events: Vec<UnitEvent>,
    tree: Territory,
    /// Who holds what, from which day on.
    land: Vec<(NaiveDate, Land)>,
}

const START: &str = "2026-01-01";

fn world(sizes: &[usize], raw: &[Raw]) -> World {
    use UnitKind::{Commune, Department, Nation, Province};
    let mut base = vec![span("vn", Nation, None)];
    let mut land = Land::new();
    for (p, size) in sizes.iter().enumerate() {
        let province = format!("{p:02}");
        base.push(span(&province, Province, Some("vn")));
        for c in 0..*size {
            let commune = format!("{p:02}{c:03}");
            base.push(span(&commune, Commune, Some(&province)));
            let number = land.len();
            land.insert(
                id(&commune),
                (0..PLOTS).map(|plot| (number, plot)).collect(),
            );
            if c < 2 {
                base.push(span(&format!("{commune}.ca"), Department, Some(&commune)));
            }
        }
    }
    let mut world = World {
        tree: Territory::build(&base, &[]).unwrap(),
        base,
        events: Vec::new(),
        land: vec![(NaiveDate::MIN, land)],
    };
    let mut on = day(START);
    for (no, raw) in raw.iter().enumerate() {
        on = on + chrono::Days::new(u64::from(raw.3 % 3) * 10);
        if let Some(change) = change(&world.tree, on, no, *raw) {
            let event = event(no as u128, &on.to_string(), change);
            // Some are refused (a unit that would end on its first day); the rest is what counts.
            if let Ok(tree) = world.tree.with_event(&event) {
                world.tree = tree;
                let mut land = world.land.last().unwrap().1.clone();
                settle(&mut land, &event.change, no);
                world.land.push((on, land));
                world.events.push(event);
            }
        }
    }
    world
}

fn change(tree: &Territory, on: NaiveDate, no: usize, (kind, a, b, _): Raw) -> Option<UnitChange> {
    let of = |level| {
        let units = tree.current(on).into_iter();
        units
            .filter(|span| Level::of(span.kind) == level)
            .map(|span| span.unit.clone())
            .collect::<Vec<_>>()
    };
    let pick = |units: &[UnitId], at: u8| units.get(usize::from(at) % units.len()).cloned();
    let level = match kind % 12 {
        8 | 9 => Level::Province,
        10 | 11 => Level::Department,
        _ => Level::Commune,
    };
    let units = of(level);
    let one = pick(&units, a)?;
    let other = pick(&units, b)?;
    let province = pick(&of(Level::Province), b)?;
    let name = format!("Tên {no}");
    let code = |part: u8| id(&format!("9{no}{part}"));
    let now = tree.span_at(&one, on)?;
    let made = |parent: &UnitId| NewUnit {
        name: name.clone(),
        kind: now.kind,
        parent: parent.clone(),
    };
    let home = now.parent.clone()?;
    let merge = |from, into, new| UnitChange::Merge { from, into, new };
    Some(match kind % 12 {
        0 => UnitChange::Rename { unit: one, name },
        1 => UnitChange::Retype {
            unit: one,
            kind: UnitKind::Ward,
            name,
        },
        2 => UnitChange::Move {
            unit: one,
            to: province,
        },
        3 | 8 => merge(vec![one.clone(), other], one, None),
        4 | 10 => merge(vec![one, other], code(0), Some(made(&home))),
        5 => merge(vec![one], other, None),
        6 | 9 => UnitChange::Split {
            from: one,
            into: vec![(code(0), made(&home)), (code(1), made(&home))],
        },
        7 => UnitChange::Split {
            from: one.clone(),
            into: vec![(one, made(&home)), (code(1), made(&province))],
        },
        _ => UnitChange::Move {
            unit: one,
            to: other,
        },
    })
}

/// The second model: land goes with merges, and is halved by splits, each along another bit of the
/// plot's number, so that whatever is split is really divided.
fn settle(land: &mut Land, change: &UnitChange, no: usize) {
    match change {
        UnitChange::Merge { from, into, .. } => {
            let parts: Vec<_> = from.iter().filter_map(|unit| land.remove(unit)).collect();
            if !parts.is_empty() {
                let whole = land.entry(into.clone()).or_default();
                whole.extend(parts.into_iter().flatten());
            }
        }
        UnitChange::Split { from, into } => {
            if let Some(whole) = land.remove(from) {
                let (one, other) = whole.into_iter().partition(|(_, plot)| plot >> no & 1 == 0);
                for ((unit, _), part) in into.iter().zip([one, other]) {
                    land.insert(unit.clone(), part);
                }
            }
        }
        _ => {}
    }
}

impl World {
    fn land_on(&self, on: NaiveDate) -> &Land {
        let mut past = self.land.iter().rev();
        &past.find(|(from, _)| *from <= on).unwrap().1
    }

    /// The days around every change.
    fn days(&self) -> BTreeSet<NaiveDate> {
        let on = self.events.iter().map(|event| event.effective_on);
        on.flat_map(|on| [on.pred_opt().unwrap(), on])
            .chain([day("2025-06-01"), day("2027-01-01")])
            .collect()
    }

    /// Sums by province of figures reported on one day, in the boundaries of another.
    fn sums(
        &self,
        figures: u64,
        reported: NaiveDate,
        boundaries: NaiveDate,
    ) -> BTreeMap<UnitId, u64> {
        let mut sums = BTreeMap::new();
        for span in self.tree.current(reported).into_iter() {
            if let Some(province) = self.tree.province_in(&span.unit, reported, boundaries) {
                *sums.entry(province).or_default() += figure(figures, &span.unit, reported);
            }
        }
        sums
    }
}

/// Some figure of a unit for a period.
fn figure(seed: u64, unit: &UnitId, reported: NaiveDate) -> u64 {
    let text = format!("{unit} {reported}");
    text.bytes().fold(seed, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte)) % 1_000_003
    })
}

fn worlds() -> impl Strategy<Value = World> {
    let sizes = proptest::collection::vec(2_usize..=6, 2..=4);
    let raw = proptest::collection::vec(any::<Raw>(), 0..=7);
    (sizes, raw).prop_map(|(sizes, raw)| world(&sizes, &raw))
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{} units, {:#?}", self.base.len(), self.events)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn lines_end_at_the_nation_without_repeats(w in worlds()) {
        let units: BTreeSet<UnitId> = w.tree.spans().iter().map(|s| s.unit.clone()).collect();
        let days = w.days();
        for unit in &units {
            for on in &days {
                let mut lines = vec![w.tree.line_at(unit, *on)];
                lines.extend(days.iter().map(|then| w.tree.line_in(unit, *on, *then)));
                for line in &lines {
                    prop_assert_eq!(line.first(), Some(unit));
                    prop_assert_eq!(line.last().unwrap(), w.tree.nation());
                    prop_assert_eq!(line.iter().collect::<BTreeSet<_>>().len(), line.len());
                }
                if w.tree.exists_at(unit, *on) {
                    prop_assert_eq!(&lines[0], &w.tree.line_in(unit, *on, *on));
                    prop_assert!(lines[0].iter().all(|above| w.tree.exists_at(above, *on)));
                }
            }
        }
    }

    #[test]
    fn nothing_is_lost_or_made(w in worlds(), seed: u64) {
        for reported in w.days() {
            let units = w.tree.current(reported);
            let units = units.iter().filter(|span| span.kind != UnitKind::Nation);
            let all: u64 = units.map(|span| figure(seed, &span.unit, reported)).sum();
            let mut at_the_time: BTreeMap<UnitId, u64> = BTreeMap::new();
            for span in w.tree.current(reported) {
                let line = w.tree.line_at(&span.unit, reported);
                if let Some(province) = line.iter().rev().nth(1) {
                    *at_the_time.entry(province.clone()).or_default() +=
                        figure(seed, &span.unit, reported);
                }
            }
            prop_assert_eq!(at_the_time.values().sum::<u64>(), all);
            prop_assert_eq!(&w.sums(seed, reported, reported), &at_the_time);
            for boundaries in w.days() {
                let sums = w.sums(seed, reported, boundaries);
                prop_assert_eq!(sums.values().sum::<u64>(), all);
                for province in sums.keys() {
                    // A province of that day, or one that cannot be divided.
                    prop_assert!(
                        w.tree.exists_at(province, boundaries)
                            || w.tree.successors(province, boundaries).len() > 1
                            || w.tree.predecessors(province, boundaries).len() > 1
                    );
                }
            }
        }
    }

    #[test]
    fn figures_count_where_the_land_lies(w in worlds()) {
        for (reported, boundaries) in w.days().iter().flat_map(|a| w.days().into_iter().map(|b| (*a, b))) {
            let then = w.land_on(boundaries);
            for (unit, plots) in w.land_on(reported) {
                let holders: Vec<&UnitId> = then
                    .iter()
                    .filter(|(_, held)| !held.is_disjoint(plots))
                    .map(|(holder, _)| holder)
                    .collect();
                let line = w.tree.line_in(unit, reported, boundaries);
                let province = w.tree.province_in(unit, reported, boundaries).unwrap();
                let above: BTreeSet<Option<&UnitId>> = holders
                    .iter()
                    .map(|h| w.tree.span_at(h, boundaries).unwrap().parent.as_ref())
                    .collect();
                if let [holder] = holders.as_slice() {
                    prop_assert!(line.ends_with(&w.tree.line_at(holder, boundaries)));
                } else if above.len() == 1 {
                    prop_assert_eq!(above.first(), Some(&Some(&province)));
                    let parts = line.iter().skip(1).rev().skip(2);
                    for part in parts {
                        prop_assert!(!w.tree.exists_at(part, boundaries));
                    }
                }
                let mut ends = if reported <= boundaries {
                    w.tree.successors(unit, boundaries)
                } else {
                    w.tree.predecessors(unit, boundaries)
                };
                // They look at the whole of a unit's life, which may be more than this day's land.
                ends.retain(|end| holders.contains(&end));
                prop_assert_eq!(ends.iter().collect::<Vec<_>>(), holders);
            }
        }
    }

    #[test]
    fn undoing_the_last_event_is_never_having_recorded_it(w in worlds()) {
        let Some((last, before)) = w.events.split_last() else { return Ok(()) };
        let without = Territory::build(&w.base, before).unwrap();
        prop_assert_eq!(&Territory::undo(&w.base, &w.events, last.id).unwrap(), &without);
        let mut marked = w.events.clone();
        marked.last_mut().unwrap().undone = true;
        prop_assert_eq!(&Territory::build(&w.base, &marked).unwrap(), &without);
    }

    #[test]
    fn whatever_may_be_undone_can_be_built(w in worlds()) {
        for at in 0..w.events.len() {
            let mut marked = w.events.clone();
            let event = marked.get_mut(at).unwrap();
            event.undone = true;
            let id = event.id;
            if let Ok(tree) = Territory::undo(&w.base, &w.events, id) {
                prop_assert_eq!(Territory::build(&w.base, &marked).unwrap(), tree);
            }
        }
    }

    #[test]
    fn merges_inside_a_province_leave_its_sums(w in worlds(), seed: u64, a: u8, b: u8, fresh: bool) {
        let on = day("2026-11-01");
        let communes = w.tree.current(on).into_iter();
        let communes: Vec<_> = communes.filter(|s| s.kind.is_commune_level()).collect();
        let one = communes[usize::from(a) % communes.len()];
        let beside: Vec<_> = communes
            .iter()
            .filter(|s| s.parent == one.parent && s.unit != one.unit)
            .collect();
        prop_assume!(!beside.is_empty());
        let other = beside[usize::from(b) % beside.len()];
        let parent = one.parent.clone().unwrap();
        let made = fresh.then(|| new(UnitKind::Ward, parent.as_str()));
        let change = UnitChange::Merge {
            from: vec![one.unit.clone(), other.unit.clone()],
            into: if fresh { id("99999") } else { one.unit.clone() },
            new: made,
        };
        let tree = w.tree.with_event(&event(77, "2026-11-01", change)).unwrap();
        let merged = World { tree, land: Vec::new(), base: w.base.clone(), events: w.events.clone() };
        for reported in w.days().into_iter().filter(|reported| *reported < on) {
            prop_assert_eq!(
                w.sums(seed, reported, on.pred_opt().unwrap()),
                merged.sums(seed, reported, on)
            );
            prop_assert_eq!(
                w.sums(seed, reported, reported),
                merged.sums(seed, reported, reported)
            );
        }
    }

    #[test]
    fn independent_events_come_in_any_order(w in worlds(), picks: [(u8, u8, u8); 2]) {
        // Two changes of one day, each on units that the other does not touch.
        let on = day("2026-11-01");
        let [one, other] = [100_usize, 101].map(|no| {
            let (kind, a, b) = picks[no - 100];
            change(&w.tree, on, no, (kind, a, b, 0))
                .map(|change| event(no as u128, "2026-11-01", change))
        });
        let (Some(one), Some(other)) = (one, other) else { return Ok(()) };
        let mut tree = w.tree.clone();
        let Ok(first) = tree.apply(&one) else { return Ok(()) };
        let mut tree = w.tree.clone();
        let Ok(second) = tree.apply(&other) else { return Ok(()) };
        prop_assume!(first.is_disjoint(&second));
        let orders = [[&one, &other], [&other, &one]].map(|order| {
            let mut events = w.events.clone();
            events.extend(order.into_iter().cloned());
            Territory::build(&w.base, &events)
        });
        // Where one puts a unit under what the other ends, one order is refused.
        if let [Ok(a), Ok(b)] = orders {
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn the_same_twice(w in worlds()) {
        let again = Territory::build(&w.base, &w.events).unwrap();
        prop_assert_eq!(&again, &w.tree);
        // What is stored says the same.
        let spans = again.spans().into_iter().cloned().collect::<Vec<_>>();
        let stored = Territory::build(&spans, &[]).unwrap();
        prop_assert_eq!(stored.spans(), again.spans());
    }
}
