//! Places of a report in which something is entered, and what the release before the sync engine
//! kept of them.

use domain::id::LineId;
use domain::report::{FieldEdit, TextEdit};

/// A place of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// A measure or a task.
    Line(LineId),
    /// Obstacles, recommendations, notes.
    Texts,
}

impl Slot {
    /// From its part of a key of the release before: a line's id, or `texts`.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "texts" => Some(Self::Texts),
            line => line.parse().ok().map(Self::Line),
        }
    }
}

/// What the release before kept of a slot until the server acknowledged it: the engine takes it up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The line's version that the person saw when the first edit was made.
    pub base_version: i64,
    /// Edits of a line.
    pub fields: Vec<FieldEdit>,
    /// Edits of the report's texts.
    pub texts: Vec<TextEdit>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::MeasureId;

    #[test]
    fn keys_of_the_release_before() {
        let line = LineId::Measure(MeasureId(uuid::Uuid::from_u128(5)));
        assert_eq!(Slot::from_key(&line.to_string()), Some(Slot::Line(line)));
        assert_eq!(Slot::from_key("texts"), Some(Slot::Texts));
        assert_eq!(Slot::from_key("x"), None);
    }
}
