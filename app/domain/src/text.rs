//! Vietnamese text: search that ignores diacritics, names that differ only in tone placement.

/// Folds a text for search and comparison: lower case, no diacritics, `đ` as `d`, blanks
/// collapsed. `Hòa` and `Hoà` (about 190 unit names differ so between sources) fold alike, and
/// so do precomposed and decomposed spellings.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(lower_letter) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(base_letter(c)),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Whether two names are the same to a reader who does not look closely: case, diacritics and
/// their placement, and blanks do not tell them apart.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// Whether every word of `needle` occurs in `haystack`, both folded here.
#[must_use]
pub fn matches(haystack: &str, needle: &str) -> bool {
    let haystack = fold(haystack);
    fold(needle).split(' ').all(|word| haystack.contains(word))
}

/// The small form of a letter, for the letters that Vietnamese is written with (and of the Latin
/// ones beside them); any other character stays. `char::to_lowercase` knows every script, with
/// tables that a phone would have to download.
#[must_use]
pub const fn lower_letter(c: char) -> char {
    let code = c as u32;
    let by = match code {
        0x41..=0x5a => 0x20,
        0xc0..=0xde if code != 0xd7 => 0x20,
        0x100..=0x137 | 0x14a..=0x177 | 0x1e00..=0x1e95 | 0x1ea0..=0x1eff
            if code.is_multiple_of(2) && code != 0x130 =>
        {
            1
        }
        0x1a0 | 0x1af => 1,
        _ => 0,
    };
    match char::from_u32(code + by) {
        Some(lower) => lower,
        None => c,
    }
}

/// The capital of a letter: the other way round.
#[must_use]
pub const fn upper_letter(c: char) -> char {
    let code = c as u32;
    let by = match code {
        0x61..=0x7a => 0x20,
        0xe0..=0xfe if code != 0xf7 => 0x20,
        0x100..=0x137 | 0x14a..=0x177 | 0x1e00..=0x1e95 | 0x1ea0..=0x1eff
            if code % 2 == 1 && code != 0x131 =>
        {
            1
        }
        0x1a1 | 0x1b0 => 1,
        _ => 0,
    };
    match char::from_u32(code - by) {
        Some(upper) => upper,
        None => c,
    }
}

const fn base_letter(c: char) -> char {
    match c {
        'à' | 'á' | 'ả' | 'ã' | 'ạ' | 'ă' | 'ằ' | 'ắ' | 'ẳ' | 'ẵ' | 'ặ' | 'â' | 'ầ' | 'ấ' | 'ẩ'
        | 'ẫ' | 'ậ' => 'a',
        'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ' | 'ê' | 'ề' | 'ế' | 'ể' | 'ễ' | 'ệ' => 'e',
        'ì' | 'í' | 'ỉ' | 'ĩ' | 'ị' => 'i',
        'ò' | 'ó' | 'ỏ' | 'õ' | 'ọ' | 'ô' | 'ồ' | 'ố' | 'ổ' | 'ỗ' | 'ộ' | 'ơ' | 'ờ' | 'ớ' | 'ở'
        | 'ỡ' | 'ợ' => 'o',
        'ù' | 'ú' | 'ủ' | 'ũ' | 'ụ' | 'ư' | 'ừ' | 'ứ' | 'ử' | 'ữ' | 'ự' => 'u',
        'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ' => 'y',
        'đ' => 'd',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_names() {
        let table = [
            ("Hòa Vang", "hoa vang"),
            ("Hoà Vang", "hoa vang"),
            ("  ĐÀ   NẴNG ", "da nang"),
            ("Đa\u{300} Na\u{306}\u{303}ng", "da nang"),
            ("Phường Thủ Đức", "phuong thu duc"),
        ];
        for (text, folded) in table {
            assert_eq!(fold(text), folded);
        }
        assert!(matches("Xã Tam Mỹ", "my tam"));
        assert!(!matches("Xã Tam Mỹ", "tam ky"));
    }

    #[test]
    fn names_that_are_the_same() {
        let table = [
            ("Phòng Văn hóa", "phòng  văn hoá ", true),
            ("PHÒNG VĂN HÓA", "Phong van hoa", true),
            ("Phòng Văn hóa", "Phòng Văn thư", false),
            ("Phòng Kinh tế", "Phòng Kinh tế 2", false),
        ];
        for (one, other, same) in table {
            assert_eq!(is_same_name(one, other), same, "{one} / {other}");
            assert_eq!(is_same_name(other, one), same, "{other} / {one}");
        }
    }

    #[test]
    fn letters_change_case_as_unicode_says() {
        let latin = ('a'..='ž').chain('Ơ'..='ư').chain('Ḁ'..='ỹ');
        let vietnamese = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ";
        for small in vietnamese.chars() {
            let capital = small.to_uppercase().next().unwrap();
            assert_eq!(upper_letter(small), capital);
            assert_eq!(lower_letter(capital), small);
            assert_eq!(
                (lower_letter(small), upper_letter(capital)),
                (small, capital)
            );
        }
        // Whatever is changed is changed as Unicode says.
        for c in latin.chain("×÷µĿŉſ…−".chars()) {
            let lower = lower_letter(c);
            assert!(lower == c || c.to_lowercase().eq([lower]), "{c}");
            let upper = upper_letter(c);
            assert!(upper == c || c.to_uppercase().eq([upper]), "{c}");
        }
    }

    proptest! {
        #[test]
        fn case_and_blanks_make_no_other_name(name in "[A-Za-zĐđẾếÔôƯư]{1,12}( [A-Za-zĐđẾế]{1,8}){0,3}") {
            let shouted = format!("  {} ", name.to_uppercase().replace(' ', "   "));
            prop_assert!(is_same_name(&name, &shouted));
            let longer = format!("{name} II");
            prop_assert!(!is_same_name(&name, &longer));
        }

        #[test]
        fn folding_twice_is_folding_once(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
