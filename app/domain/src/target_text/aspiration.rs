//! Puts a figure that is striven for beside the one that binds: "tối thiểu 80% hồ sơ …, phấn đấu đạt
//! 100%" and "đạt 95% trở lên (phấn đấu 98%)" are one measure with both.

use super::ParsedMeasure;
use super::wording::trim;
use crate::measure::{Comparator, MeasureRole, Threshold};

/// A figure as its segment reads it, with what decides whether it stands beside the one before.
pub(super) struct Read {
    pub(super) measure: ParsedMeasure,
    /// Whether it says nothing of its own of what is measured: it may be of the figure before.
    pub(super) alone: bool,
    /// Whether it follows the figure before with nothing but a comma or *và* between.
    pub(super) adjacent: bool,
    /// Whether *phấn đấu* stands in its own clause, not in one before.
    pub(super) aims: bool,
    /// Whether its clause names a year or a day: then it is of another time.
    pub(super) dated: bool,
    /// The bracket around it, where it fills one: "(phấn đấu 98%)".
    pub(super) bracket: String,
}

/// The measures of a text as they come.
#[derive(Default)]
pub(super) struct Measures {
    found: Vec<ParsedMeasure>,
    /// Whether the last headline was [`Read::alone`], and whether it was [`Read::dated`].
    last: (bool, bool),
}

impl Measures {
    /// Adds a figure: beside the last headline if it belongs there, else as a measure of its own.
    pub(super) fn push(&mut self, read: Read) {
        if read.measure.role == MeasureRole::PerMemberThreshold {
            self.found.push(read.measure);
            return;
        }
        let (alone, dated) = self.last;
        if let Some(last) = self.last_headline() {
            // "Tối thiểu 80%, phấn đấu 100% hồ sơ …": both are of what follows.
            let shares = alone && read.adjacent;
            let together = (read.alone || shares)
                && !read.dated
                && last.unit == read.measure.unit
                && last.aspiration.is_none();
            if together && is_hope_of(&read, last) {
                if shares && !read.alone {
                    last.subject.clone_from(&read.measure.subject);
                }
                leave_out(&mut last.subject, &read.bracket);
                last.aspiration = Some(threshold(&read.measure));
                return;
            }
            if together && read.alone && !dated && is_bound_of(&read, last) {
                let hope = threshold(last);
                let (subject, role) = (std::mem::take(&mut last.subject), last.role);
                *last = ParsedMeasure {
                    subject,
                    role,
                    aspirational: false,
                    aspiration: Some(hope),
                    ..read.measure
                };
                leave_out(&mut last.subject, &read.bracket);
                return;
            }
        }
        self.last = (read.alone, read.dated);
        self.found.push(read.measure);
    }

    /// What the last headline measures; empty before the first.
    pub(super) fn subject(&self) -> &str {
        let mut found = self.found.iter();
        let last = found.rfind(|m| m.role != MeasureRole::PerMemberThreshold);
        last.map_or("", |m| m.subject.as_str())
    }

    /// All of them, in reading order.
    pub(super) fn into_all(self) -> Vec<ParsedMeasure> {
        self.found
    }

    fn last_headline(&mut self) -> Option<&mut ParsedMeasure> {
        let mut found = self.found.iter_mut();
        found.rfind(|m| m.role != MeasureRole::PerMemberThreshold)
    }
}

/// "…, phấn đấu đạt 90%" after a figure that binds; an easier one is no aspiration of it.
fn is_hope_of(read: &Read, last: &ParsedMeasure) -> bool {
    read.aims && !last.aspirational && threshold(&read.measure).implies(&threshold(last))
}

/// The other way round: "phấn đấu đạt 100% …, tối thiểu 80%".
fn is_bound_of(read: &Read, last: &ParsedMeasure) -> bool {
    let binds = read.measure.comparator != Comparator::Eq && !read.aims;
    binds && last.aspirational && threshold(last).implies(&threshold(&read.measure))
}

/// A figure as a threshold.
fn threshold(measure: &ParsedMeasure) -> Threshold {
    Threshold {
        comparator: measure.comparator,
        surface: measure.surface.clone(),
        value: measure.value,
        unit: measure.unit.clone(),
        evaluate_as: measure.evaluate_as,
        aspirational: measure.aspirational,
    }
}

/// Takes a bracket that has been read out of what is measured.
fn leave_out(subject: &mut String, bracket: &str) {
    if let Some((before, after)) = subject.split_once(bracket)
        && !bracket.is_empty()
    {
        let (before, after) = (trim(before), trim(after));
        let blank = if before.is_empty() || after.is_empty() {
            ""
        } else {
            " "
        };
        *subject = [before, after].join(blank);
    }
}
