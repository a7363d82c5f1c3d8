//! What a line says, in a few words: for lists of changes, versions and confirmations.

use crate::i18n::t;
use crate::words;
use domain::measure::per_mille;
use domain::quantity::Quantity;
use domain::report::LineEntry;
use domain::text::upper_letter;

/// "412/486 (84,8 %)", "1.234", "Đạt", "Đang làm", "Không thuộc thẩm quyền", "chưa nhập". Texts
/// beside the figure are not in it.
#[must_use]
pub fn entry(entry: &LineEntry) -> String {
    if entry.not_applicable.is_some() {
        return t::review::not_applicable().to_owned();
    }
    if let Some(progress) = entry.progress {
        let day = entry
            .completed_on
            .map(|day| format!(" ({})", words::date(day)));
        let behind = if entry.behind {
            [", ", t::review::behind()].concat()
        } else {
            String::new()
        };
        let day = day.unwrap_or_default();
        return format!("{}{day}{behind}", words::progress(progress));
    }
    if let Some(reached) = entry.reached {
        return reached_words(reached).to_owned();
    }
    if let Some(count) = entry.count {
        return count.format_vi();
    }
    match (entry.numerator, entry.denominator) {
        (None, None) => t::review::not_entered().to_owned(),
        (numerator, denominator) => {
            let share = share(numerator, denominator).map(|share| format!(" ({share})"));
            format!(
                "{}/{}{}",
                number(numerator),
                number(denominator),
                share.unwrap_or_default()
            )
        }
    }
}

/// A subject as a heading: documents have it inside a sentence, with a small first letter.
#[must_use]
pub fn heading(subject: &str) -> String {
    let mut letters = subject.chars();
    letters.next().map_or_else(String::new, |first| {
        std::iter::once(upper_letter(first))
            .chain(letters)
            .collect()
    })
}

/// The percentage of a pair of numbers, where there is one.
#[must_use]
pub fn share(numerator: Option<Quantity>, denominator: Option<Quantity>) -> Option<String> {
    per_mille(
        numerator?.thousandths().into(),
        denominator?.thousandths().into(),
    )
    .map(words::percent)
}

/// A milestone: reached or not.
#[must_use]
pub fn reached_words(reached: bool) -> &'static str {
    if reached {
        t::words::met()
    } else {
        t::words::not_met()
    }
}

/// A number, or a dash where there is none.
#[must_use]
pub fn number(number: Option<Quantity>) -> String {
    number.map_or_else(|| "–".to_owned(), Quantity::format_vi)
}

/// `+9 %`, `−5 %`; `0 %` for what moved by less than half a percent.
#[must_use]
pub fn relative(percent: i64) -> String {
    let sign = match percent.signum() {
        1 => "+",
        -1 => "−",
        _ => "",
    };
    format!(
        "{sign}{}\u{a0}%",
        Quantity::from_int(percent.saturating_abs()).format_vi()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::TaskProgress;

    #[test]
    fn entries_in_words() {
        let empty = LineEntry::default();
        let n = |n| Some(Quantity::from_int(n));
        let table = [
            (empty.clone(), "chưa nhập"),
            (
                LineEntry {
                    numerator: n(412),
                    denominator: n(486),
                    ..empty.clone()
                },
                "412/486 (84,8\u{a0}%)",
            ),
            (
                LineEntry {
                    numerator: n(412),
                    ..empty.clone()
                },
                "412/–",
            ),
            (
                LineEntry {
                    numerator: n(0),
                    denominator: n(0),
                    ..empty.clone()
                },
                "0/0",
            ),
            (
                LineEntry {
                    count: n(1_234),
                    ..empty.clone()
                },
                "1.234",
            ),
            (
                LineEntry {
                    reached: Some(false),
                    ..empty.clone()
                },
                "chưa đạt",
            ),
            (
                LineEntry {
                    progress: Some(TaskProgress::Blocked),
                    ..empty.clone()
                },
                "Vướng mắc",
            ),
            (
                LineEntry {
                    progress: Some(TaskProgress::Done),
                    completed_on: chrono::NaiveDate::from_ymd_opt(2026, 9, 30),
                    ..empty.clone()
                },
                "Hoàn thành (30/09/2026)",
            ),
            (
                LineEntry {
                    not_applicable: Some("x".to_owned()),
                    numerator: n(1),
                    ..empty
                },
                "Không thuộc thẩm quyền",
            ),
        ];
        for (line, words) in table {
            assert_eq!(entry(&line), words);
        }
    }

    #[test]
    fn headings_begin_with_a_capital() {
        assert_eq!(heading("đơn vị sử dụng VNeID"), "Đơn vị sử dụng VNeID");
        assert_eq!(heading(""), "");
    }

    #[test]
    fn relative_changes_have_a_sign() {
        assert_eq!(
            [relative(9), relative(-5), relative(0)],
            ["+9\u{a0}%", "−5\u{a0}%", "0\u{a0}%"]
        );
        assert_eq!(relative(1_200), "+1.200\u{a0}%");
    }
}
