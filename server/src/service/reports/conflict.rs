//! Which fields two people changed.
//!
//! Different fields of a line merge by themselves. The same field changed by somebody else since
//! the person last saw the line is a conflict, unless both wrote the same.

use crate::db::reports::{Mark, StoredLine};
use crate::db::versions::StoredVersion;
use domain::id::UserId;
use domain::report::{LineEdit, LineEntry};
use domain::validate::Field;

/// The fields in which two entries differ.
pub(super) fn differing(a: &LineEntry, b: &LineEntry) -> Vec<Field> {
    let fields = [
        (Field::Numerator, a.numerator != b.numerator),
        (Field::Denominator, a.denominator != b.denominator),
        (Field::Count, a.count != b.count),
        (Field::Reached, a.reached != b.reached),
        (Field::Progress, a.progress != b.progress),
        (Field::CompletedOn, a.completed_on != b.completed_on),
        (Field::Note, a.note != b.note),
        (Field::NotApplicable, a.not_applicable != b.not_applicable),
    ];
    let differ = fields.into_iter().filter(|(_, differs)| *differs);
    differ.map(|(field, _)| field).collect()
}

/// Who last entered something else into a field that storing `wanted` would overwrite, since the
/// version that the edit was made against; `None` where there is no conflict. `later` holds at
/// least every version after that one, newest first.
pub(super) fn conflicting(
    by: UserId,
    edit: &LineEdit,
    held: &StoredLine,
    wanted: &LineEntry,
    later: &[StoredVersion],
) -> Option<Mark> {
    let overwritten = differing(&held.entry, wanted);
    let overlaps = |version: &&StoredVersion| {
        let changes = version
            .changes
            .iter()
            .filter(|change| change.line == edit.line);
        changes
            .flat_map(|change| differing(&change.before, &change.after))
            .any(|field| overwritten.contains(&field))
    };
    later
        .iter()
        .filter(|version| version.version > edit.base_version && version.mark.by != by)
        .find(overlaps)
        .map(|version| version.mark)
}
