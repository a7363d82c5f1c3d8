//! What stands around a clause without being part of it, and whether two texts are the same words.

use super::token::{Kind, Tokens};
use super::vi::same;

/// Whether two texts are the same words.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.split(' '), b.split(' '));
    a.by_ref().zip(b.by_ref()).all(|(a, b)| same(a, b)) && a.next().is_none() && b.next().is_none()
}

/// `mỗi thôn`, `từng hộ`: whatever is demanded is demanded of each.
pub(super) fn is_each(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, &["mỗi", "từng"])
}

/// The number or mark of a list item: `- `, `1.`, `a)`, `(2)`.
pub(super) fn skip_list_mark(tokens: &Tokens<'_>) -> usize {
    let mut at = 0;
    while tokens.is_any(at, &["-", "–", "+", "•"]) {
        at += 1;
    }
    let short =
        |i: usize| tokens.word(i).chars().count() <= 2 || tokens.kind(i) == Some(Kind::Number);
    let closed = |i: usize| tokens.is_any(i, &[")", "/"]);
    if tokens.kind(at) == Some(Kind::Open) && short(at + 1) && closed(at + 2) {
        return at + 3;
    }
    if short(at) && closed(at + 1) {
        at + 2
    } else {
        at
    }
}

/// Without punctuation at either end and without a bracket at the end ("(trừ số ít thủ tục …)").
pub(super) fn trim(text: &str) -> &str {
    let marks: &[char] = &[' ', ',', ';', ':', '.', '-', '–', '/'];
    let mut text = text.trim_matches(marks);
    while text.ends_with(')') {
        let mut depth = 0_usize;
        let open = text.char_indices().rev().find(|(_, c)| {
            match c {
                ')' => depth += 1,
                '(' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        match open {
            Some((at, '(')) if at > 0 => text = text[..at].trim_matches(marks),
            _ => break,
        }
    }
    text
}
