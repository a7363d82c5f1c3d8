//! What follows a number: the rest of a range, the unit, `trở lên`.

use super::token::{Kind, Tokens};
use super::units::{self, Unit};
use crate::measure::Comparator;
use crate::quantity::Quantity;

/// What follows a number. Positions are tokens.
pub(super) struct After {
    /// The upper end of a range.
    pub(super) upper: Option<Quantity>,
    /// The word of a range in words: `đến`.
    pub(super) range_word: Option<String>,
    pub(super) unit: Unit,
    pub(super) percent: bool,
    /// Where the words of what is counted begin: after `%`, or at the unit of a count.
    pub(super) own: usize,
    /// Token after number, unit and `trở lên`.
    pub(super) end: usize,
    /// `trở lên`, `trở xuống`, as written.
    pub(super) tail: Option<(Comparator, String)>,
}

const UP: [&str; 3] = ["trở lên", "hoặc cao hơn", "hoặc hơn"];
const DOWN: [&str; 3] = ["trở xuống", "hoặc thấp hơn", "hoặc ít hơn"];

impl After {
    /// Reads what follows the number at `number`; `None` if that is no unit. After "(%)" the
    /// number needs none (`bracketed`).
    pub(super) fn read(tokens: &Tokens<'_>, number: usize, bracketed: bool) -> Option<Self> {
        let (at, range) = range_end(tokens, number + 1);
        let mut after = if let Some(end) = percent_end(tokens, at) {
            Self::percent(skip_percent_gloss(tokens, end))
        } else if bracketed {
            Self::percent(at)
        } else {
            let unit = units::unit_at(tokens, skip_gloss(tokens, at, |k| k == Kind::Word))?;
            let own = if unit.property { unit.end } else { unit.start };
            let end = unit.end;
            Self {
                upper: None,
                range_word: None,
                unit,
                percent: false,
                own,
                end,
                tail: None,
            }
        };
        (after.upper, after.range_word) = range.unzip();
        after.range_word = after.range_word.filter(|word| word.len() > "–".len());
        after.read_tail(tokens);
        Some(after)
    }

    fn percent(end: usize) -> Self {
        let name = "%".to_owned();
        let unit = Unit {
            name,
            start: end,
            end,
            property: false,
            known: true,
            amount: true,
        };
        Self {
            upper: None,
            range_word: None,
            unit,
            percent: true,
            own: end,
            end,
            tail: None,
        }
    }

    /// `trở lên` after the unit; "từ 02 mô hình thí điểm trở lên": after a count, a few words of
    /// the counted thing may stand between.
    fn read_tail(&mut self, tokens: &Tokens<'_>) {
        let reach = if self.percent { 0 } else { 3 };
        for k in self.end..=self.end + reach {
            let ends = |phrases: &[&str]| phrases.iter().find_map(|p| tokens.after(k, p));
            let up = ends(&UP).map(|end| (Comparator::Gte, end));
            if let Some((comparator, end)) =
                up.or_else(|| ends(&DOWN).map(|end| (Comparator::Lte, end)))
            {
                self.tail = Some((comparator, tokens.slice(k, end).to_owned()));
                if k == self.end {
                    if self.percent || self.unit.property {
                        self.own = end;
                    }
                    self.end = end;
                }
                return;
            }
            if tokens.kind(k) != Some(Kind::Word) {
                return;
            }
        }
    }
}

/// The position after `%` or "phần trăm" at `i`.
fn percent_end(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    match tokens.kind(i) {
        Some(Kind::Percent) => Some(i + 1),
        _ => tokens.after(i, "phần trăm"),
    }
}

/// If "80-90%", "80% đến 90%" or "03 - 05 lớp" goes on at `at` (after the first number): the
/// position after the second number, that number, and the sign or word between.
fn range_end(tokens: &Tokens<'_>, at: usize) -> (usize, Option<(Quantity, String)>) {
    let first_percent = percent_end(tokens, at);
    let sign = first_percent.unwrap_or(at);
    let joined = tokens.is_any(sign, &["-", "–", "đến", "tới"]);
    let upper = Quantity::parse_vi(tokens.word(sign + 1)).ok();
    let next = sign + 2;
    match upper.filter(|_| joined && tokens.kind(sign + 1) == Some(Kind::Number)) {
        Some(upper)
            if percent_end(tokens, next).is_some()
                || (first_percent.is_none()
                    && units::unit_at(tokens, next).is_some_and(|u| u.known)) =>
        {
            (next, Some((upper, tokens.word(sign).to_owned())))
        }
        _ => (at, None),
    }
}

/// Skips a remark in brackets after a number: "01 (một) thiết bị".
fn skip_gloss(tokens: &Tokens<'_>, i: usize, begins: impl Fn(Kind) -> bool) -> usize {
    if tokens.kind(i) != Some(Kind::Open) || !tokens.kind(i + 1).is_some_and(begins) {
        return i;
    }
    let close = (i + 2..i + 8).find(|k| tokens.kind(*k) == Some(Kind::Close));
    close.map_or(i, |k| k + 1)
}

/// Skips "(05/05)" and "/năm" after a percentage.
fn skip_percent_gloss(tokens: &Tokens<'_>, i: usize) -> usize {
    let at = skip_gloss(tokens, i, |k| matches!(k, Kind::Number | Kind::Code));
    let per = tokens.is(at, "/") && tokens.kind(at + 1) == Some(Kind::Word);
    if per { at + 2 } else { at }
}
