//! Where a figure counts: in the tree of its own day, and in the boundaries of another.

use super::node::{Moment, Step, end_of};
use super::{Level, Territory};
use crate::id::UnitId;
use chrono::NaiveDate;

/// A guard against endless walks; real ones take a few steps.
const MAX_DEPTH: u16 = 512;

/// A line from the top: the nation first. (Lines are handed out the other way round.)
type Path<'a> = Vec<&'a UnitId>;

impl Territory {
    /// *Theo thời điểm*: the unit, then the units above it as they were on a day, up to the
    /// nation. Empty for a code that no unit has.
    ///
    /// On a day outside the unit's life its figures still count: under the parent of its first
    /// span (before its life) or of its last span (after it, or in a gap), taken to where that
    /// parent counts on the day itself, as [`Territory::line_in`] does.
    #[must_use]
    pub fn line_at(&self, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        handed_out(&self.path_at(unit, day, 0))
    }

    /// *Theo địa giới*: where a figure that the unit reported for a period ending on
    /// `reported_on` counts in the boundaries of another day. The unit itself comes first.
    ///
    /// - It still exists: its line on that day.
    /// - It was merged: the unit itself, as a part that is no more, then the line of what it
    ///   became (`[X, Z, province, nation]`): who looks into Z finds X's old figure as a part.
    /// - It was split: an old figure cannot be divided, so it counts at the nearest unit that
    ///   holds all parts (`[X, province, nation]`). Where the parts lie in different provinces by
    ///   then, it stays with the province that X was in, or with what became of that.
    /// - It was merged into a unit that goes on, but gave off a part later: the figure counts above
    ///   that unit, not in it.
    /// - Boundaries of an earlier day: the same backwards. A unit split off counts in what it was
    ///   split from; a merged unit's figure at the nearest unit that held all its parts.
    ///
    /// A report from outside the unit's life counts as one of the nearest day of its life.
    #[must_use]
    pub fn line_in(
        &self,
        unit: &UnitId,
        reported_on: NaiveDate,
        boundaries_on: NaiveDate,
    ) -> Vec<UnitId> {
        handed_out(&self.path_in(unit, reported_on, boundaries_on, 0))
    }

    /// The province in which a figure counts: of the line of [`Territory::line_in`] the
    /// province-level unit directly below the nation. `None` for the nation, for a department
    /// directly below it, and for an unknown code. (*Theo thời điểm* with both days the same.)
    ///
    /// It is a province of that day, but for what a province reported that was split since: its
    /// own figures (not those of its communes) stay with it, undivided.
    #[must_use]
    pub fn province_in(
        &self,
        unit: &UnitId,
        reported_on: NaiveDate,
        boundaries_on: NaiveDate,
    ) -> Option<UnitId> {
        let path = self.path_in(unit, reported_on, boundaries_on, 0);
        self.province_of(&path).cloned()
    }

    fn province_of<'a>(&self, path: &Path<'a>) -> Option<&'a UnitId> {
        let mut units = path.iter().copied();
        units.find(|unit| self.level(unit) == Some(Level::Province))
    }

    fn path_at<'a>(&'a self, unit: &UnitId, day: NaiveDate, depth: u16) -> Path<'a> {
        let Some((span, near)) = self.nodes.get(unit).and_then(|node| node.nearest(day)) else {
            return Path::new();
        };
        let mut path = match &span.parent {
            _ if depth > MAX_DEPTH => vec![&self.nation],
            None => Path::new(),
            Some(parent) if near == day => self.path_at(parent, day, depth + 1),
            Some(parent) => self.path_in(parent, near, day, depth + 1),
        };
        end_with(&mut path, &span.unit);
        path
    }

    fn path_in<'a>(
        &'a self,
        unit: &UnitId,
        reported: NaiveDate,
        day: NaiveDate,
        depth: u16,
    ) -> Path<'a> {
        let near = self.nodes.get(unit).and_then(|node| node.nearest(reported));
        let near = near.map_or(reported, |(_, near)| near);
        let mut path = self.follow(unit, end_of(near), day, day >= near, depth);
        if let Some((unit, _)) = self.nodes.get_key_value(unit) {
            end_with(&mut path, unit);
        }
        path
    }

    /// The first merge or split that made something else of a unit after a moment and by the end
    /// of a day; backwards, the last that made it of something else, before the moment and after
    /// the day.
    pub(super) fn next_step(
        &self,
        unit: &UnitId,
        since: Moment,
        day: NaiveDate,
        ahead: bool,
    ) -> Option<&Step> {
        let node = self.nodes.get(unit)?;
        if ahead {
            let mut steps = node.became.iter();
            steps.find(|step| step.at > since && step.at.0 <= day)
        } else {
            let mut steps = node.came_from.iter().rev();
            steps.find(|step| step.at < since && step.at.0 > day)
        }
    }

    /// The path of what became of a unit between a moment and the end of a day; backwards, of
    /// what it came from.
    fn follow<'a>(
        &'a self,
        unit: &UnitId,
        since: Moment,
        day: NaiveDate,
        ahead: bool,
        depth: u16,
    ) -> Path<'a> {
        let step = self.next_step(unit, since, day, ahead);
        let Some(step) = step.filter(|_| depth <= MAX_DEPTH) else {
            return self.path_at(unit, day, depth + 1);
        };
        let mut paths = step
            .units
            .iter()
            .map(|next| self.follow(next, step.at, day, ahead, depth + 1));
        let mut path = paths.next().unwrap_or_default();
        for other in paths {
            let same = path.iter().zip(&other).take_while(|(a, b)| a == b).count();
            path.truncate(same);
        }
        if step.units.len() > 1 && self.province_of(&path).is_none() {
            // The parts are in different provinces.
            let beside = match step.at.0.pred_opt() {
                Some(before) if ahead => before,
                _ => step.at.0,
            };
            let own = self.path_at(unit, beside, depth + 1);
            if let Some(province) = self.province_of(&own).filter(|own| *own != unit) {
                path = self.path_in(province, beside, day, depth + 1);
            }
        }
        // A unit that is no more is a part of what holds it. One that goes on, smaller, holds only
        // a part of what it was: a figure of the whole does not count in it.
        if let Some((unit, _)) = self.nodes.get_key_value(unit)
            && !self.exists_at(unit, day)
        {
            end_with(&mut path, unit);
        }
        path
    }
}

/// Puts a unit at the end of a path, once.
fn end_with<'a>(path: &mut Path<'a>, unit: &'a UnitId) {
    if path.last() != Some(&unit) {
        path.push(unit);
    }
}

fn handed_out(path: &Path<'_>) -> Vec<UnitId> {
    path.iter().rev().map(|unit| (*unit).clone()).collect()
}
