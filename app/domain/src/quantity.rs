//! Exact decimal numbers as people in Vietnam write them: `1.234,5`.
//!
//! **Invariant:** no floating point is stored or summed anywhere. A [`Quantity`] counts thousandths.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// Thousandths in one unit.
const SCALE: i64 = 1_000;
/// Digits after the decimal comma that a [`Quantity`] can hold.
const FRACTION_DIGITS: usize = 3;

/// An exact number with up to three decimals (thousandths in an `i64`): a count of files, people,
/// devices, or an amount of money in its own unit of measure.
///
/// On the wire it is a decimal string with a point (`"1234.5"`), never a JSON number, so that no
/// client rounds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

/// Why a text is not a [`Quantity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Nothing was written.
    #[error("empty")]
    Empty,
    /// A character that is not a digit, a separator or a leading minus.
    #[error("not a number")]
    NotANumber,
    /// More than three digits after the decimal comma.
    #[error("more than three decimals")]
    TooPrecise,
    /// Larger than the range of the type (about 9.2 × 10¹⁵).
    #[error("too large")]
    TooLarge,
}

impl Quantity {
    /// Nought.
    pub const ZERO: Self = Self(0);

    /// A whole number; saturates at the ends of the range.
    #[must_use]
    pub const fn from_int(whole: i64) -> Self {
        Self(whole.saturating_mul(SCALE))
    }

    /// From thousandths, the stored form.
    #[must_use]
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// Thousandths, the stored form.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// Whether there is nothing after the decimal comma.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.0 % SCALE == 0
    }

    /// Whether the number is below nought.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum, or `None` beyond the range.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference `self − other`, saturating at the ends of the range.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Reads what an official types: points (or blanks) group thousands, a comma is the decimal
    /// mark. One lone point followed by anything but three digits is taken as a decimal point,
    /// because number keyboards of some phones have no comma.
    ///
    /// # Errors
    /// See [`QuantityError`].
    pub fn parse_vi(text: &str) -> Result<Self, QuantityError> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (negative, body) = match compact.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, compact.as_str()),
        };
        if body.is_empty() {
            return Err(if negative {
                QuantityError::NotANumber
            } else {
                QuantityError::Empty
            });
        }
        let (whole, fraction) = match body.split_once(',') {
            Some((whole, fraction)) => (ungroup(whole)?, fraction.to_owned()),
            None => match body.split_once('.') {
                Some((whole, tail)) if !tail.contains('.') && tail.len() != 3 => {
                    (whole.to_owned(), tail.to_owned())
                }
                _ => (ungroup(body)?, String::new()),
            },
        };
        Self::from_parts(negative, &whole, &fraction)
    }

    /// Reads the wire form: digits, at most one point, an optional leading minus.
    ///
    /// # Errors
    /// See [`QuantityError`].
    pub fn parse_wire(text: &str) -> Result<Self, QuantityError> {
        let (negative, body) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if body.is_empty() {
            return Err(QuantityError::Empty);
        }
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        Self::from_parts(negative, whole, fraction)
    }

    fn from_parts(negative: bool, whole: &str, fraction: &str) -> Result<Self, QuantityError> {
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return Err(QuantityError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > FRACTION_DIGITS {
            return Err(QuantityError::TooPrecise);
        }
        let mut thousandths: i64 = 0;
        let padded = whole
            .bytes()
            .chain(fraction.bytes())
            .map(|b| i64::from(b - b'0'));
        let zeros = std::iter::repeat_n(0, FRACTION_DIGITS - fraction.len());
        for digit in padded.chain(zeros) {
            thousandths = thousandths
                .checked_mul(10)
                .and_then(|t| t.checked_add(digit))
                .ok_or(QuantityError::TooLarge)?;
        }
        Ok(Self(if negative { -thousandths } else { thousandths }))
    }

    /// As Vietnamese officials write it: `1.234,5`.
    #[must_use]
    pub fn format_vi(self) -> String {
        self.format_with('.', ',')
    }

    /// As English readers write it: `1,234.5`.
    #[must_use]
    pub fn format_en(self) -> String {
        self.format_with(',', '.')
    }

    fn format_with(self, group: char, decimal: char) -> String {
        let (sign, whole, fraction) = self.parts();
        let digits = whole.to_string();
        let mut out = String::with_capacity(digits.len() + 8);
        out.push_str(sign);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(decimal);
            out.push_str(&fraction);
        }
        out
    }

    fn parts(self) -> (&'static str, u64, String) {
        let scale = SCALE.unsigned_abs();
        let absolute = self.0.unsigned_abs();
        let fraction = format!("{:03}", absolute % scale);
        let sign = if self.0 < 0 { "-" } else { "" };
        (
            sign,
            absolute / scale,
            fraction.trim_end_matches('0').to_owned(),
        )
    }
}

/// Takes the grouping points out of `1.234.567`; refuses groups of any other length, so that
/// `1.23` is never silently read as 123.
fn ungroup(text: &str) -> Result<String, QuantityError> {
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    let mut out = first.to_owned();
    let mut grouped = false;
    for group in groups {
        grouped = true;
        if group.len() != 3 {
            return Err(QuantityError::NotANumber);
        }
        out.push_str(group);
    }
    if grouped && (first.is_empty() || first.len() > 3) {
        return Err(QuantityError::NotANumber);
    }
    Ok(out)
}

impl fmt::Display for Quantity {
    /// The wire form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, whole, fraction) = self.parts();
        write!(f, "{sign}{whole}")?;
        if fraction.is_empty() {
            Ok(())
        } else {
            write!(f, ".{fraction}")
        }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse_wire(&text).map_err(D::Error::custom)
    }
}

crate::wire::string_schema!(
    Quantity,
    "Exact decimal with up to three decimals",
    "1234.5"
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_officials_type() {
        let table = [
            ("412", Ok(412_000)),
            ("1.234", Ok(1_234_000)),
            ("1.234,5", Ok(1_234_500)),
            (" 1 234,50 ", Ok(1_234_500)),
            ("0,125", Ok(125)),
            ("12.5", Ok(12_500)),
            ("12.", Ok(12_000)),
            (",5", Ok(500)),
            ("-3", Ok(-3_000)),
            ("1.234.567", Ok(1_234_567_000)),
            ("1.23.456", Err(QuantityError::NotANumber)),
            ("1234.567.890", Err(QuantityError::NotANumber)),
            ("1,2345", Err(QuantityError::TooPrecise)),
            ("", Err(QuantityError::Empty)),
            ("   ", Err(QuantityError::Empty)),
            ("-", Err(QuantityError::NotANumber)),
            ("12a", Err(QuantityError::NotANumber)),
            ("1,2,3", Err(QuantityError::NotANumber)),
            ("99999999999999999999", Err(QuantityError::TooLarge)),
        ];
        for (text, expected) in table {
            assert_eq!(
                Quantity::parse_vi(text).map(Quantity::thousandths),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn writes_both_ways() {
        let table = [
            (0, "0", "0"),
            (1_234_500, "1.234,5", "1,234.5"),
            (-999_999, "-999,999", "-999.999"),
        ];
        for (thousandths, vi, en) in table {
            let quantity = Quantity::from_thousandths(thousandths);
            assert_eq!(
                (quantity.format_vi().as_str(), quantity.format_en().as_str()),
                (vi, en)
            );
        }
    }

    proptest! {
        #[test]
        fn survives_the_round_trip(thousandths in -(1_i64 << 60)..(1_i64 << 60)) {
            let quantity = Quantity::from_thousandths(thousandths);
            prop_assert_eq!(Quantity::parse_vi(&quantity.format_vi()), Ok(quantity));
            prop_assert_eq!(Quantity::parse_wire(&quantity.to_string()), Ok(quantity));
            let json = serde_json::to_string(&quantity).unwrap();
            prop_assert_eq!(serde_json::from_str::<Quantity>(&json).unwrap(), quantity);
        }

        #[test]
        fn never_panics(text in ".*") {
            let _read = (Quantity::parse_vi(&text), Quantity::parse_wire(&text));
        }
    }
}
