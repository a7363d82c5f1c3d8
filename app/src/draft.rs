//! What was typed and is not yet acknowledged by the server, for one line or for a report's texts.

use domain::id::LineId;
use domain::report::{FieldEdit, TextEdit};
use std::mem::discriminant;

/// What a draft belongs to inside its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// A measure or a task.
    Line(LineId),
    /// Obstacles, recommendations, notes.
    Texts,
}

impl Slot {
    /// Its part of a storage key.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Line(line) => line.to_string(),
            Self::Texts => "texts".to_owned(),
        }
    }

    /// From [`Slot::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "texts" => Some(Self::Texts),
            line => line.parse().ok().map(Self::Line),
        }
    }
}

/// Edits waiting to be acknowledged; the last one of each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The line's version that the person saw when the first edit was made.
    pub base_version: i64,
    /// Edits of a line.
    pub fields: Vec<FieldEdit>,
    /// Edits of the report's texts.
    pub texts: Vec<TextEdit>,
}

impl Draft {
    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.texts.is_empty()
    }

    /// Adds an edit of a line in place of an earlier one of the same field.
    pub fn put_field(&mut self, edit: FieldEdit) {
        self.fields.retain(|known| known.field() != edit.field());
        self.fields.push(edit);
    }

    /// Adds an edit of a text in place of an earlier one of the same text.
    pub fn put_text(&mut self, edit: TextEdit) {
        self.texts
            .retain(|known| discriminant(known) != discriminant(&edit));
        self.texts.push(edit);
    }

    /// Takes out what the server has acknowledged. What was typed while the call was under way
    /// stays, now based on the version that the server answered.
    pub fn settle(&mut self, sent: &Self, version: i64) {
        self.fields.retain(|edit| !sent.fields.contains(edit));
        self.texts.retain(|edit| !sent.texts.contains(edit));
        self.base_version = version;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::MeasureId;
    use domain::quantity::Quantity;
    use proptest::prelude::*;

    fn numerator(n: i64) -> FieldEdit {
        FieldEdit::Numerator(Some(Quantity::from_int(n)))
    }

    #[test]
    fn keeps_the_last_edit_of_each_field() {
        let mut draft = Draft::default();
        draft.put_field(numerator(1));
        draft.put_field(FieldEdit::Note("a".to_owned()));
        draft.put_field(numerator(2));
        assert_eq!(
            draft.fields,
            [FieldEdit::Note("a".to_owned()), numerator(2)]
        );
        draft.put_text(TextEdit::Notes("x".to_owned()));
        draft.put_text(TextEdit::Obstacles("y".to_owned()));
        draft.put_text(TextEdit::Notes("z".to_owned()));
        assert_eq!(draft.texts.len(), 2);
    }

    #[test]
    fn what_was_typed_meanwhile_stays() {
        let mut draft = Draft {
            base_version: 3,
            ..Draft::default()
        };
        draft.put_field(numerator(41));
        let sent = draft.clone();
        draft.put_field(numerator(412));
        draft.settle(&sent, 4);
        assert_eq!(
            (draft.base_version, draft.fields.as_slice()),
            (4, &[numerator(412)][..])
        );
        let sent = draft.clone();
        draft.settle(&sent, 5);
        assert!(draft.is_empty());
    }

    #[test]
    fn survives_storage() {
        let mut draft = Draft {
            base_version: 7,
            ..Draft::default()
        };
        draft.put_field(numerator(412));
        draft.put_field(FieldEdit::NotApplicable(None));
        let json = crate::json::to_text(&draft);
        assert_eq!(crate::json::from_text(&json), Some(draft));
        let slot = Slot::Line(LineId::Measure(MeasureId(uuid::Uuid::from_u128(5))));
        assert_eq!(Slot::from_key(&slot.key()), Some(slot));
        assert_eq!(Slot::from_key("texts"), Some(Slot::Texts));
        assert_eq!(Slot::from_key("x"), None);
    }

    proptest! {
        #[test]
        fn nothing_typed_is_lost(typed in proptest::collection::vec(0_i64..100, 1..20), acknowledged in 0_usize..20) {
            // The server acknowledges the state at some moment; the last edit is either part of
            // it or still waits.
            let mut draft = Draft::default();
            let mut sent = Draft::default();
            for (i, n) in typed.iter().enumerate() {
                draft.put_field(numerator(*n));
                if i == acknowledged {
                    sent = draft.clone();
                }
            }
            let last = numerator(typed[typed.len() - 1]);
            draft.settle(&sent, 1);
            prop_assert!(draft.fields.contains(&last) || sent.fields.contains(&last));
        }
    }
}
