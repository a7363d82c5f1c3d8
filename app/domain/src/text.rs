//! Vietnamese text: search that ignores diacritics, names that differ only in tone placement.

/// Folds a text for search and comparison: lower case, no diacritics, `đ` as `d`, blanks
/// collapsed. `Hòa` and `Hoà` (about 190 unit names differ so between sources) fold alike, and
/// so do precomposed and decomposed spellings.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
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
