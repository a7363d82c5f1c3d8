//! JSON itself: what is none, and texts and moments of every kind.

use app::json::{from_text, parse, to_text};
use proptest::prelude::*;

#[test]
fn what_is_not_json() {
    for text in [
        "",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "\"\\x\"",
        "\"\\ud800\"",
        "nul",
        "1.5",
        "[1] 2",
        "\"",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
    assert_eq!(parse(&"[".repeat(100_000)), None);
    assert_eq!(
        from_text::<String>(r#""\u0041\ud83d\ude00\/""#).as_deref(),
        Some("A😀/")
    );
}

proptest! {
    #[test]
    fn texts_survive(text in any::<String>()) {
        prop_assert_eq!(&serde_json::from_str::<String>(&to_text(&text)).unwrap(), &text);
        let by_serde = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(from_text::<String>(&by_serde), Some(text));
    }

    #[test]
    fn moments_survive(millis in -2_000_000_000_000_i64..4_000_000_000_000) {
        let moment = chrono::DateTime::from_timestamp_millis(millis).unwrap();
        prop_assert_eq!(serde_json::from_str::<chrono::DateTime<chrono::Utc>>(&to_text(&moment)).unwrap(), moment);
        prop_assert_eq!(from_text(&to_text(&moment)), Some(moment));
    }

    #[test]
    fn parsing_never_panics(text in "[\\[\\]{}\",:\\\\0-9a-zđ\\- ]*") {
        let _value = parse(&text);
    }
}
