//! Vietnamese letters: one spelling for precomposed and decomposed input, and comparison of
//! syllables that ignores where the tone mark stands (`khóa` and `khoá` are one word).
//!
//! [`crate::text::fold`] is too coarse here: without diacritics *đạt* (reaches) and *đất* (land)
//! are the same word, and so are *trên* (above) and *trẻn*.

/// The vowels, each row one letter: no tone, then grave, acute, hook, tilde, dot below.
const VOWELS: [[char; 6]; 12] = [
    ['a', 'à', 'á', 'ả', 'ã', 'ạ'],
    ['ă', 'ằ', 'ắ', 'ẳ', 'ẵ', 'ặ'],
    ['â', 'ầ', 'ấ', 'ẩ', 'ẫ', 'ậ'],
    ['e', 'è', 'é', 'ẻ', 'ẽ', 'ẹ'],
    ['ê', 'ề', 'ế', 'ể', 'ễ', 'ệ'],
    ['i', 'ì', 'í', 'ỉ', 'ĩ', 'ị'],
    ['o', 'ò', 'ó', 'ỏ', 'õ', 'ọ'],
    ['ô', 'ồ', 'ố', 'ổ', 'ỗ', 'ộ'],
    ['ơ', 'ờ', 'ớ', 'ở', 'ỡ', 'ợ'],
    ['u', 'ù', 'ú', 'ủ', 'ũ', 'ụ'],
    ['ư', 'ừ', 'ứ', 'ử', 'ữ', 'ự'],
    ['y', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ'],
];

/// Splits a letter into its toneless lower-case form and its tone (0 = none).
fn split(letter: char) -> (char, usize) {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    if lower.is_ascii() {
        return (lower, 0);
    }
    for row in &VOWELS {
        if let Some(tone) = row.iter().position(|v| *v == lower) {
            return (row[0], tone);
        }
    }
    (lower, 0)
}

/// The letter `base` with the combining mark `mark`, where Vietnamese has such a letter.
fn compose(letter: char, mark: char) -> Option<char> {
    let (base, tone) = split(letter);
    let (base, tone) = match mark {
        '\u{300}' | '\u{340}' => (base, 1),
        '\u{301}' | '\u{341}' => (base, 2),
        '\u{309}' => (base, 3),
        '\u{303}' => (base, 4),
        '\u{323}' => (base, 5),
        '\u{306}' if base == 'a' => ('ă', tone),
        '\u{302}' if base == 'a' => ('â', tone),
        '\u{302}' if base == 'e' => ('ê', tone),
        '\u{302}' if base == 'o' => ('ô', tone),
        '\u{31b}' if base == 'o' => ('ơ', tone),
        '\u{31b}' if base == 'u' => ('ư', tone),
        _ => return None,
    };
    let lower = VOWELS.iter().find(|row| row[0] == base)?[tone];
    if letter.is_uppercase() {
        lower.to_uppercase().next()
    } else {
        Some(lower)
    }
}

/// The text in precomposed letters, blanks collapsed, Markdown asterisks and invisible characters
/// dropped. A line break before a list mark (`-`, `+`, `•`) becomes a semicolon: such a cell holds
/// several clauses.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let (mut blank, mut broken) = (false, false);
    while let Some(c) = chars.next() {
        match c {
            '*' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            c if c.is_whitespace() || c.is_control() => {
                blank = true;
                broken |= c == '\n' || c == '\r';
            }
            c => {
                if blank && !out.is_empty() {
                    let mark = matches!(c, '-' | '+' | '•' | '–')
                        && chars.peek().is_some_and(|next| next.is_whitespace());
                    if broken && mark {
                        // The blank after the mark is pushed with what comes next.
                        out.push(';');
                        broken = false;
                        continue;
                    }
                    out.push(' ');
                }
                (blank, broken) = (false, false);
                let joined = out.chars().next_back().and_then(|last| compose(last, c));
                match joined {
                    Some(letter) => {
                        out.pop();
                        out.push(letter);
                    }
                    None => out.push(c),
                }
            }
        }
    }
    out
}

/// Whether two syllables are the same word: letters without regard to case, and the same tone
/// wherever its mark is written.
pub(super) fn same(a: &str, b: &str) -> bool {
    let (mut tone_a, mut tone_b) = (0, 0);
    let bare = |tone: &mut usize, c: char| {
        let (base, t) = split(c);
        *tone = (*tone).max(t);
        base
    };
    let mut left = a.chars();
    let mut right = b.chars();
    loop {
        match (left.next(), right.next()) {
            (None, None) => return tone_a == tone_b,
            (Some(x), Some(y)) if bare(&mut tone_a, x) == bare(&mut tone_b, y) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composes_whatever_the_order_of_the_marks() {
        let table = [
            ("To\u{302}\u{301}i thie\u{302}\u{309}u", "Tối thiểu"),
            ("đa\u{323}t ky\u{309} va\u{323}\u{302}n", "đạt kỷ vận"),
            ("U\u{31b}\u{309}NG U\u{301}\u{31b}NG", "ỬNG ỨNG"),
            ("  **95**\u{a0}%  \n hồ sơ ", "95 % hồ sơ"),
            ("80% A\n- 90% B", "80% A; 90% B"),
        ];
        for (text, expected) in table {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn tone_placement_does_not_matter_but_the_tone_does() {
        for (a, b) in [
            ("khóa", "khoá"),
            ("Thủy", "thuỷ"),
            ("ĐẠT", "đạt"),
            ("≥", "≥"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("đạt", "đất"),
            ("trên", "trện"),
            ("dưới", "dười"),
            ("từ", "tử"),
            ("a", "ab"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
