//! Cuts a cleaned text into words, numbers and marks.

use super::vi::same;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of letters (and digits after a letter: `A1`).
    Word,
    /// Digits with inner points and commas: `01`, `99,5`, `1.000`.
    Number,
    /// A date, a document number or a fraction: `19/3/2026`, `961/QĐ-UBND`, `57-NQ/TW`, `5G`.
    Code,
    /// `%`.
    Percent,
    /// `,`.
    Comma,
    /// `;` or the end of a sentence.
    Stop,
    /// `(` or `[`.
    Open,
    /// `)` or `]`.
    Close,
    /// Anything else; `>=` and `<=` are one token.
    Sign,
}

/// A piece of the text: bytes `start..end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// How many brackets are open around it.
    pub(super) depth: usize,
}

/// A cleaned text and its tokens. Positions are token indices unless a name says bytes.
pub(super) struct Tokens<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Tokens<'a> {
    /// Cuts `text`, which must come from [`super::vi::clean`].
    pub(super) fn new(text: &'a str) -> Self {
        let mut tokens: Vec<Token> = Vec::new();
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            if c == ' ' {
                at += 1;
                continue;
            }
            let (kind, len) = next_token(&text[at..], &text[..at]);
            tokens.push(Token {
                kind,
                start: at,
                end: at + len,
                depth: 0,
            });
            at += len;
        }
        close_brackets(&mut tokens);
        Self { text, tokens }
    }

    /// How many tokens there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token at `i`.
    pub(super) fn get(&self, i: usize) -> Option<Token> {
        self.tokens.get(i).copied()
    }

    /// The kind of the token at `i`.
    pub(super) fn kind(&self, i: usize) -> Option<Kind> {
        self.get(i).map(|t| t.kind)
    }

    /// The token's own text; empty beyond the end.
    pub(super) fn word(&self, i: usize) -> &'a str {
        self.get(i)
            .and_then(|t| self.text.get(t.start..t.end))
            .unwrap_or("")
    }

    /// The text of the tokens `from..to`, as written.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        match (
            self.get(from),
            to.checked_sub(1).and_then(|last| self.get(last)),
        ) {
            (Some(a), Some(b)) if a.start < b.end => &self.text[a.start..b.end],
            _ => "",
        }
    }

    /// Whether the token at `i` is the word (or sign) `word`.
    pub(super) fn is(&self, i: usize, word: &str) -> bool {
        i < self.len() && same(self.word(i), word)
    }

    /// Whether the token at `i` is one of `words`.
    pub(super) fn is_any(&self, i: usize, words: &[&str]) -> bool {
        words.iter().any(|w| self.is(i, w))
    }

    /// If the words of `phrase` stand at `i`, the position after them.
    pub(super) fn after(&self, i: usize, phrase: &str) -> Option<usize> {
        let mut at = i;
        for word in phrase.split(' ') {
            if !self.is(at, word) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// If the words of `phrase` end just before `end`, the position of the first.
    pub(super) fn before(&self, end: usize, phrase: &str) -> Option<usize> {
        let start = end.checked_sub(phrase.split(' ').count())?;
        self.after(start, phrase).map(|_| start)
    }
}

/// Sets the depths. A bracket without its partner is an ordinary sign (`a) Tối thiểu …`).
fn close_brackets(tokens: &mut [Token]) {
    let mut open: Vec<usize> = Vec::new();
    for i in 0..tokens.len() {
        match tokens[i].kind {
            Kind::Open => open.push(i),
            Kind::Close => match open.pop() {
                Some(from) => tokens[from + 1..i].iter_mut().for_each(|t| t.depth += 1),
                None => tokens[i].kind = Kind::Sign,
            },
            _ => {}
        }
    }
    for i in open {
        tokens[i].kind = Kind::Sign;
    }
}

/// The kind and byte length of the token at the head of `rest`; `read` is the text before it.
fn next_token(rest: &str, read: &str) -> (Kind, usize) {
    let mut chars = rest.chars();
    let first = chars.next().unwrap_or(' ');
    let second = chars.next();
    let single = |kind| (kind, first.len_utf8());
    match first {
        '%' | '％' | '﹪' => single(Kind::Percent),
        ',' | '，' => single(Kind::Comma),
        ';' => single(Kind::Stop),
        '!' | '?' => single(Kind::Stop),
        '.' if second.is_none_or(|c| c == ' ') && !ends_in_abbreviation(read) => single(Kind::Stop),
        '(' | '[' => single(Kind::Open),
        ')' | ']' => single(Kind::Close),
        '>' | '<' if second == Some('=') => (Kind::Sign, 2),
        c if c.is_ascii_digit() => number(rest),
        c if c.is_alphabetic() => (Kind::Word, run(rest, |c| c.is_alphanumeric() || is_mark(c))),
        // "/4/2026": a date whose day is still blank.
        '/' if second.is_some_and(|c| c.is_ascii_digit()) => (Kind::Code, 1 + code(&rest[1..])),
        _ => single(Kind::Sign),
    }
}

/// `TP. Đà Nẵng`, `KT. CHỦ TỊCH`: the point ends no sentence.
fn ends_in_abbreviation(read: &str) -> bool {
    let word = read.rsplit(' ').next().unwrap_or(read);
    ["TP", "Tp", "TX", "TT", "P", "Q", "TS", "KT", "TM"].contains(&word)
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Bytes of the longest head of `text` whose characters satisfy `keep`.
fn run(text: &str, keep: impl Fn(char) -> bool) -> usize {
    text.find(|c| !keep(c)).unwrap_or(text.len())
}

/// A token that begins with a digit: a number, or a code when letters or slashes are glued to it.
fn number(rest: &str) -> (Kind, usize) {
    let mut len = run(rest, |c| c.is_ascii_digit());
    while let Some(tail) = rest.get(len..) {
        let inner = tail
            .strip_prefix(['.', ','])
            .map_or(0, |t| run(t, |c| c.is_ascii_digit()));
        if inner == 0 {
            break;
        }
        len += 1 + inner;
    }
    let mut tail = rest[len..].chars();
    let (next, then) = (tail.next(), tail.next());
    let glued = match next {
        Some('/') => then.is_some_and(char::is_alphanumeric),
        Some('-' | '–') => then.is_some_and(char::is_alphabetic),
        Some(':') => then.is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_uppercase(),
        None => false,
    };
    if glued {
        (Kind::Code, len + code(&rest[len..]))
    } else {
        (Kind::Number, len)
    }
}

/// Bytes of a date or document number: letters, digits, `/`, `-` and inner points.
fn code(text: &str) -> usize {
    let len = run(text, |c| {
        c.is_alphanumeric() || matches!(c, '/' | '-' | '–' | '.' | ':' | '&')
    });
    text[..len]
        .trim_end_matches(['.', '-', '–', '/', ':', '&'])
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let tokens = Tokens::new(text);
        (0..tokens.len()).filter_map(|i| tokens.kind(i)).collect()
    }

    #[test]
    fn numbers_are_not_document_numbers() {
        use Kind::{Code, Number, Percent, Sign, Stop, Word};
        let table: [(&str, &[Kind]); 10] = [
            ("95 %", &[Number, Percent]),
            ("99,5%.", &[Number, Percent, Stop]),
            ("961/QĐ-UBND", &[Code]),
            ("66.7/2025/NQ-CP.", &[Code, Stop]),
            ("/4/2026", &[Code]),
            ("57-NQ/TW", &[Code]),
            ("2026-2030", &[Number, Sign, Number]),
            ("5G 05phút", &[Code, Number, Word]),
            ("TP. Huế", &[Word, Sign, Word]),
            (">= 3", &[Sign, Number]),
        ];
        for (text, expected) in table {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }
}
