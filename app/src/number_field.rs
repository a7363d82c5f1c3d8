//! What a number field accepts and shows. Numbers are written the Vietnamese way (`1.234,5`) in
//! both languages: an official form has one notation, and a field that read `1,234` now as a
//! thousand and now as one would be a trap.

use crate::i18n::t;
use domain::quantity::{Quantity, QuantityError};

/// Reads a field; an empty one is no number. `+35` adds to what the last period held.
///
/// # Errors
/// What is wrong with the text, to be shown through [`explain`].
pub fn read(text: &str, previous: Option<Quantity>) -> Result<Option<Quantity>, QuantityError> {
    if let (Some(more), Some(previous)) = (text.trim_start().strip_prefix('+'), previous) {
        let more = Quantity::parse_vi(more)?;
        return previous
            .checked_add(more)
            .map(Some)
            .ok_or(QuantityError::TooLarge);
    }
    match Quantity::parse_vi(text) {
        Ok(number) => Ok(Some(number)),
        Err(QuantityError::Empty) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What stands in a field for a stored value.
#[must_use]
pub fn show(value: Option<Quantity>) -> String {
    value.map(Quantity::format_vi).unwrap_or_default()
}

/// What to tell somebody whose text is not a number.
#[must_use]
pub fn explain(error: QuantityError) -> &'static str {
    match error {
        QuantityError::Empty | QuantityError::NotANumber => t::problem::not_a_number(),
        QuantityError::TooPrecise => t::problem::too_precise(),
        QuantityError::TooLarge => t::problem::too_large(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_shows() {
        assert_eq!(read("  ", None), Ok(None));
        assert_eq!(
            read("1234,5", None),
            Ok(Some(Quantity::from_thousandths(1_234_500)))
        );
        assert_eq!(show(read("1234,5", None).unwrap()), "1.234,5");
        assert_eq!(read("12x", None), Err(QuantityError::NotANumber));
        assert_eq!(show(None), "");
        let previous = Some(Quantity::from_int(377));
        assert_eq!(read("+35", previous), Ok(Some(Quantity::from_int(412))));
        assert_eq!(read("35", previous), Ok(Some(Quantity::from_int(35))));
        assert_eq!(read("+", previous), Err(QuantityError::Empty));
        assert_eq!(read("+35", None), Err(QuantityError::NotANumber));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(thousandths in 0_i64..1_000_000_000_000) {
            let value = Some(Quantity::from_thousandths(thousandths));
            prop_assert_eq!(read(&show(value), None), Ok(value));
        }
    }
}
