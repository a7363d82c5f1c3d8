//! Finds the figures of a text: a number, its unit, and the comparison around it.

use super::following::After;
use super::lexicon::{self, Meaning};
use super::token::{Kind, Tokens};
use crate::measure::Comparator;
use crate::quantity::Quantity;

/// A number that is a threshold, with what is written right around it. Positions are tokens.
#[derive(Debug)]
pub(super) struct Figure {
    /// Where its comparison begins (the number itself for a bare figure).
    pub(super) from: usize,
    /// Where the words of what is counted begin: after `%`, or at the unit of a count.
    pub(super) own: usize,
    /// Token after number, unit and `trở lên`.
    pub(super) end: usize,
    /// How many brackets are open around it.
    pub(super) depth: usize,
    pub(super) value: Quantity,
    pub(super) unit: String,
    pub(super) percent: bool,
    /// Whether the unit is one of time, money or the like.
    pub(super) property: bool,
    pub(super) comparator: Comparator,
    pub(super) evaluate_as: Comparator,
    pub(super) surface: String,
    /// Whether `phấn đấu` stands in the comparison.
    pub(super) aims: bool,
    /// Whether the comparison ends in a colon ("Cấp xã: 100% …").
    pub(super) colon: bool,
}

/// All figures of the text in reading order.
pub(super) fn figures(tokens: &Tokens<'_>) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    let mut baseline: Option<usize> = None;
    let mut i = 0;
    while i < tokens.len() {
        let Some(mut figure) = figure_at(tokens, i) else {
            i += 1;
            continue;
        };
        i = figure.end.max(i + 1);
        if is_reference(tokens, &figure) {
            continue;
        }
        if is_baseline(tokens, &figure) {
            baseline = Some(figure.from);
            continue;
        }
        if defines_population(tokens, &figure, found.last()) {
            continue;
        }
        figure.from = baseline.take().unwrap_or(figure.from);
        found.push(figure);
    }
    if found.iter().any(|f| f.depth == 0) {
        found.retain(|f| f.depth == 0 || counts_in_brackets(tokens, f));
    }
    found
}

/// The words before a number: where they begin, and what they say.
struct Before {
    /// Where the comparison begins, fillers included.
    from: usize,
    /// Where the part of it that is quoted begins.
    quoted: usize,
    meanings: Vec<Meaning>,
}

fn words_before(tokens: &Tokens<'_>, number: usize) -> Before {
    let mut phrases: Vec<(usize, Meaning)> = Vec::new();
    let mut at = number;
    while let Some((start, meaning)) = lexicon::phrase_before(tokens, at) {
        phrases.push((start, meaning));
        at = start;
    }
    let start_without = |dropped: &[Meaning]| {
        let kept = phrases.iter().rposition(|(_, m)| !dropped.contains(m));
        kept.map_or(number, |k| phrases[k].0)
    };
    Before {
        from: start_without(&[Meaning::Noun]),
        quoted: start_without(&[Meaning::Noun, Meaning::Filler, Meaning::Equals]),
        meanings: phrases.iter().map(|(_, m)| *m).collect(),
    }
}

fn figure_at(tokens: &Tokens<'_>, number: usize) -> Option<Figure> {
    let token = tokens.get(number)?;
    let before = words_before(tokens, number);
    let says = |meaning| before.meanings.contains(&meaning);
    let is = before.meanings.iter().find_map(|m| match m {
        Meaning::Is(comparator) => Some(*comparator),
        _ => None,
    });
    let lower = match token.kind {
        Kind::Number => Quantity::parse_vi(tokens.word(number)).ok()?,
        Kind::Word if is.is_some() && !ends_in(tokens, number, &["trên", "dưới", "hơn"]) => {
            number_word(tokens, number)?
        }
        _ => return None,
    };
    let bracketed = before.from.checked_sub(3).filter(|open| {
        is.is_some()
            && tokens.kind(*open) == Some(Kind::Open)
            && tokens.kind(open + 1) == Some(Kind::Percent)
            && tokens.kind(open + 2) == Some(Kind::Close)
    });
    let after = After::read(tokens, number, bracketed.is_some())?;

    let bounded = says(Meaning::From) && (after.tail.is_some() || after.upper.is_some());
    if !after.percent {
        let meant = is.is_some()
            || says(Meaning::Reaches)
            || says(Meaning::Aims)
            || says(Meaning::DownTo)
            || bounded
            || (says(Meaning::From) && moves_on(tokens, after.end));
        let year = after.upper.is_none()
            && (1_900..=2_100).any(|y| lower == Quantity::from_int(y))
            && !tokens.word(number).contains('.');
        if !meant || (year && !after.unit.known) || is_stray(tokens, number, &before, &after) {
            return None;
        }
    }

    let comparator = match (is, &after.tail) {
        (Some(comparator), _) => comparator,
        (None, Some((comparator, _))) => *comparator,
        (None, None) if after.upper.is_some() || says(Meaning::From) => Comparator::Gte,
        (None, None) => Comparator::Eq,
    };
    let evaluate_as = match comparator {
        Comparator::Eq if says(Meaning::DownTo) || lower == Quantity::ZERO => Comparator::Lte,
        Comparator::Eq => Comparator::Gte,
        other => other,
    };
    // The binding end of a range: its lower one for a minimum, its upper one for a maximum.
    let value = match (evaluate_as, after.upper) {
        (Comparator::Lte | Comparator::Lt, Some(upper)) => upper,
        _ => lower,
    };
    let tail = after
        .tail
        .map(|(_, words)| words)
        .or(after.range_word.filter(|_| bounded));
    Some(Figure {
        from: bracketed.unwrap_or(before.from),
        own: after.own,
        end: after.end,
        depth: token.depth,
        value,
        percent: after.percent,
        property: after.unit.property,
        unit: after.unit.name,
        comparator,
        evaluate_as,
        surface: surface(tokens.slice(before.quoted, number), tail.as_deref()),
        aims: says(Meaning::Aims),
        colon: before.from < number && tokens.is(number - 1, ":"),
    })
}

/// The comparison as written; the number in its midst is an ellipsis: `từ … trở lên`.
fn surface(head: &str, tail: Option<&str>) -> String {
    match tail {
        None => head.to_owned(),
        Some(tail) if head.is_empty() => tail.to_owned(),
        Some(tail) => format!("{head} … {tail}"),
    }
}

/// Whether the comparison right before the number is one of these words, which are prepositions
/// and parts of other phrases as well.
fn ends_in(tokens: &Tokens<'_>, number: usize, words: &[&str]) -> bool {
    let last = number.wrapping_sub(1);
    tokens.is_any(last, words)
        && lexicon::phrase_before(tokens, number).is_some_and(|(start, _)| start == last)
}

/// `tích hợp trên 03 nền tảng`: "trên" before a count is a place unless the thing counted, a verb
/// or the start of the clause says that it compares.
fn is_stray(tokens: &Tokens<'_>, number: usize, before: &Before, after: &After) -> bool {
    let compares = after.unit.amount
        || before.meanings.len() > 1
        || before.from.checked_sub(1).is_none_or(|last| {
            tokens.is_any(last, &["có", "được", "giảm", "tăng", "thêm"])
                || matches!(
                    tokens.kind(last),
                    Some(Kind::Stop | Kind::Comma | Kind::Open)
                )
        });
    ends_in(tokens, number, &["trên", "dưới"]) && !compares
}

/// `ít nhất một`: small numbers in words. `năm` is left out before another number or a word
/// that makes it "year".
fn number_word(tokens: &Tokens<'_>, i: usize) -> Option<Quantity> {
    const WORDS: [&str; 10] = [
        "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười",
    ];
    let index = WORDS.iter().position(|w| tokens.is(i, w))?;
    let next_is_word = tokens.kind(i + 1) == Some(Kind::Word);
    let compound = WORDS.iter().any(|w| tokens.is(i + 1, w))
        || tokens.is_any(i + 1, &["mươi", "trăm", "nghìn", "chục", "lăm", "phần"]);
    if !next_is_word || compound {
        return None;
    }
    i64::try_from(index + 1).ok().map(Quantity::from_int)
}

/// "tăng 10% so với mức 70% của năm 2025": the second is only compared with.
fn is_reference(tokens: &Tokens<'_>, figure: &Figure) -> bool {
    ["so với", "thay vì", "thay cho", "so với kế hoạch"]
        .iter()
        .any(|phrase| tokens.before(figure.from, phrase).is_some())
}

/// "từ 70% lên 90%": the first is where it starts.
fn is_baseline(tokens: &Tokens<'_>, figure: &Figure) -> bool {
    let from = (figure.from..figure.own).any(|k| tokens.is(k, "từ"));
    from && moves_on(tokens, figure.end)
}

/// Whether the words at `at` go on to the figure that is meant: "… lên 90%", "… xuống còn 02 ngày".
fn moves_on(tokens: &Tokens<'_>, at: usize) -> bool {
    (at..at + 5).any(|k| {
        tokens.is_any(k, &["lên", "xuống", "còn"])
            && !tokens.is(k.wrapping_sub(1), "trở")
            && (k + 1..k + 4).any(|n| tokens.kind(n) == Some(Kind::Number))
    })
}

/// "100% doanh nghiệp có từ 10 lao động trở lên được …": who is meant, not what is demanded. So
/// read only after a percentage, for the comparisons that such phrases use, when the verb of the
/// sentence is still to come.
fn defines_population(tokens: &Tokens<'_>, figure: &Figure, previous: Option<&Figure>) -> bool {
    let Some(previous) = previous.filter(|p| p.percent && !figure.percent) else {
        return false;
    };
    let loose = ["từ", "trên", "dưới", "hơn"];
    if !(figure.from..figure.own).any(|k| tokens.is_any(k, &loose)) {
        return false;
    }
    let verb = ["được", "phải", "đều"];
    let mut rest = figure.end..tokens.len();
    let later = rest
        .find(|k| {
            tokens.is_any(*k, &verb) || matches!(tokens.kind(*k), Some(Kind::Stop | Kind::Number))
        })
        .is_some_and(|k| tokens.is_any(k, &verb));
    later && !(previous.end..figure.from).any(|k| tokens.is_any(k, &verb))
}

/// A figure in brackets is a remark ("năm 2025 đạt 85%") unless it reads as a demand.
fn counts_in_brackets(tokens: &Tokens<'_>, figure: &Figure) -> bool {
    let open = (0..figure.from).rfind(|k| tokens.kind(*k) == Some(Kind::Open));
    open.is_some_and(|open| {
        tokens.after(open + 1, "trong đó").is_some()
            || (figure.from == open + 1 && !figure.surface.is_empty())
    })
}
