//! The parser of target bullets against the two plans of `seeds/`, a table of further forms, and
//! properties.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::measure::{Comparator, MeasureRole};
use domain::quantity::Quantity;
use domain::target_text::{MAX_TEXT, ParsedMeasure, parse_target};
use proptest::prelude::*;
use serde_json::Value;

const SEEDS: &str = include_str!("../../../seeds/seed_plans.json");

fn seeds() -> Value {
    serde_json::from_str(SEEDS).unwrap()
}

fn comparator(measure: &Value, key: &str) -> Comparator {
    serde_json::from_value(measure[key].clone()).unwrap()
}

/// The key and the text of every place of the seeds that holds measures, with those measures.
fn seed_cases() -> Vec<(String, Vec<String>, Vec<Value>)> {
    let seeds = seeds();
    let mut cases = Vec::new();
    for document in seeds["documents"].as_array().unwrap() {
        for target in document["targets"].as_array().unwrap() {
            let texts = ["text", "text_raw"].map(|k| target[k].as_str().unwrap().to_owned());
            let measures = target["measures"].as_array().cloned().unwrap_or_default();
            cases.push((
                target["id"].as_str().unwrap().to_owned(),
                texts.to_vec(),
                measures,
            ));
        }
        for task in document["tasks"].as_array().unwrap() {
            let product = task["product"].as_str().unwrap().to_owned();
            let measures = task["embedded_measures"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            cases.push((
                task["id"].as_str().unwrap().to_owned(),
                vec![product],
                measures,
            ));
        }
    }
    cases
}

/// Of every target (8 + 32) and every task's product of both plans, in `text` and `text_raw`
/// (with asterisks): the same number of measures, and of each, exactly, comparator, surface,
/// value, unit, role and evaluate_as. The seed's subject was cut by hand, now the population alone
/// ("hộ gia đình"), now with its predicate, so of the subject it is checked that the parsed clause
/// contains it; [`seed_subjects_that_are_equal`] counts where it is the same.
#[test]
fn every_seed_target_is_read() {
    let mut targets = 0;
    for (id, texts, measures) in seed_cases() {
        targets += usize::from(!id.contains("-N"));
        for text in texts {
            let parsed = parse_target(&text);
            assert_eq!(parsed.len(), measures.len(), "{id}: {parsed:#?}");
            for (got, want) in parsed.iter().zip(&measures) {
                assert_eq!(got.comparator, comparator(want, "comparator"), "{id}");
                assert_eq!(got.evaluate_as, comparator(want, "evaluate_as"), "{id}");
                assert_eq!(
                    got.surface,
                    want["comparator_surface"].as_str().unwrap(),
                    "{id}"
                );
                assert_eq!(
                    got.value,
                    Quantity::from_int(want["value"].as_i64().unwrap()),
                    "{id}"
                );
                assert_eq!(got.unit, want["unit"].as_str().unwrap(), "{id}");
                let role: MeasureRole = serde_json::from_value(want["role"].clone()).unwrap();
                assert_eq!(got.role, role, "{id}");
                assert_eq!(got.aspirational, got.surface == "phấn đấu", "{id}");
                let subject = want["subject"].as_str().unwrap();
                assert!(
                    got.subject.contains(subject),
                    "{id}: {:?} ⊉ {subject:?}",
                    got.subject
                );
            }
        }
    }
    assert_eq!(targets, 40);
}

/// Where the hand-cut subject is the parsed clause itself. A rule that cuts better lengthens the
/// list; one that shortens it is worse.
#[test]
fn seed_subjects_that_are_equal() {
    let mut equal: Vec<String> = Vec::new();
    for (id, texts, measures) in seed_cases() {
        for (got, want) in parse_target(&texts[0]).iter().zip(&measures) {
            if got.subject == want["subject"].as_str().unwrap() {
                equal.push(format!("{id} {}", want["value"]));
            }
        }
    }
    let expected = [
        "A-T3 95",
        "A-T4 95",
        "A-T6 95",
        "A-N8 100",
        "A-N8 1",
        "B-1.3 5",
        "B-1.4 50",
        "B-1.6 100",
        "B-1.7 80",
        "B-1.8 70",
        "B-1.9 80",
        "B-2.4 100",
        "B-3.2 1",
        "B-3.4 100",
    ];
    assert_eq!(equal, expected);
}

/// One line per measure: sign as read, sign as scored (`*` if striven for), value, unit, role
/// (**H**eadline, per **M**ember, **E**mbedded), `[surface]`, subject. A bare figure is read `=`.
fn show(measures: &[ParsedMeasure]) -> Vec<String> {
    let line = |m: &ParsedMeasure| {
        let role = match m.role {
            MeasureRole::Headline => "H",
            MeasureRole::PerMemberThreshold => "M",
            MeasureRole::Embedded => "E",
        };
        let aim = if m.aspirational { "*" } else { "" };
        let hope = m.aspiration.as_ref().map(|hope| {
            assert!(hope.aspirational && hope.unit == m.unit);
            let sign = hope.evaluate_as.sign();
            format!(" + {sign} {} [{}]", hope.value.format_vi(), hope.surface)
        });
        let (value, unit) = (m.value.format_vi(), &m.unit);
        let (is, by) = (m.comparator.sign(), m.evaluate_as.sign());
        format!(
            "{is}{by}{aim} {value} {unit} {role} [{}] {}{}",
            m.surface,
            m.subject,
            hope.unwrap_or_default()
        )
    };
    measures.iter().map(line).collect()
}

/// A form of ordinary administrative Vietnamese, and indented below it what is read from it.
const FORMS: &str = include_str!("target_text/forms.txt");

fn forms() -> Vec<(&'static str, Vec<&'static str>)> {
    read(FORMS)
}

fn read(text: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut forms: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("    "), forms.last_mut()) {
            (Some(measure), Some((_, measures))) => measures.push(measure),
            _ => forms.push((line, Vec::new())),
        }
    }
    forms
}

/// What is striven for beside a figure that binds, and what is not.
const BESIDE: &str = include_str!("target_text/aspirations.txt");

#[test]
fn what_is_striven_for_beside_what_binds() {
    let forms = read(BESIDE);
    assert!(forms.len() > 30);
    for (text, expected) in forms {
        assert_eq!(show(&parse_target(text)), expected, "{text}");
    }
}

#[test]
fn further_forms() {
    let forms = forms();
    assert!(forms.len() > 100);
    assert!(
        forms
            .iter()
            .filter(|(_, measures)| measures.is_empty())
            .count()
            > 15
    );
    for (text, expected) in forms {
        assert_eq!(show(&parse_target(text)), expected, "{text}");
    }
}

#[test]
fn tone_placement_and_case_of_the_keywords() {
    let table = [
        ("TỐI THIỂU 80% HỒ SƠ", "≥≥ 80 % H [TỐI THIỂU] HỒ SƠ"),
        ("Ít nhất 01 khoá học", "≥≥ 1 khóa học H [Ít nhất] khoá học"),
        ("Tỉ lệ hài lòng đạt 90%", "=≥ 90 % H [đạt] Tỉ lệ hài lòng"),
        (
            "tối\u{a0}thiểu\n80\u{202f}％ hồ sơ",
            "≥≥ 80 % H [tối thiểu] hồ sơ",
        ),
        (
            "**Tối thiểu** *80%* hồ\u{200b} sơ",
            "≥≥ 80 % H [Tối thiểu] hồ sơ",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(show(&parse_target(text)), [expected], "{text}");
    }
}

#[test]
fn several_lines_are_several_clauses() {
    let text = "- 100% hồ sơ được số hóa\n- Tối thiểu 50% hồ sơ trực tuyến\n+ 02 lớp";
    let expected = [
        "=≥ 100 % H [] hồ sơ được số hóa",
        "≥≥ 50 % H [Tối thiểu] hồ sơ trực tuyến",
    ];
    assert_eq!(show(&parse_target(text)), expected);
}

#[test]
fn too_long_or_too_large_is_silent() {
    assert!(parse_target(&"1% ".repeat(MAX_TEXT)).is_empty());
    assert!(!parse_target(&"1% ".repeat(MAX_TEXT / 3)).is_empty());
    for text in [
        "99999999999999999999% hồ sơ",
        "1,2,3% hồ sơ",
        "1.2.3% hồ sơ",
        "99,12345%",
    ] {
        assert_eq!(show(&parse_target(text)), [""; 0], "{text}");
    }
}

/// Canonical decomposition of the Vietnamese letters.
fn decompose(text: &str) -> String {
    const PLAIN: &str = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY";
    const ROWS: [(char, &str); 5] = [
        ('\u{300}', "àằầèềìòồờùừỳÀẰẦÈỀÌÒỒỜÙỪỲ"),
        ('\u{301}', "áắấéếíóốớúứýÁẮẤÉẾÍÓỐỚÚỨÝ"),
        ('\u{309}', "ảẳẩẻểỉỏổởủửỷẢẲẨẺỂỈỎỔỞỦỬỶ"),
        ('\u{303}', "ãẵẫẽễĩõỗỡũữỹÃẴẪẼỄĨÕỖỠŨỮỸ"),
        ('\u{323}', "ạặậẹệịọộợụựỵẠẶẬẸỆỊỌỘỢỤỰỴ"),
    ];
    const SHAPES: [(char, &str, &str); 3] = [
        ('\u{302}', "âêôÂÊÔ", "aeoAEO"),
        ('\u{306}', "ăĂ", "aA"),
        ('\u{31b}', "ơưƠƯ", "ouOU"),
    ];
    let mut out = String::new();
    for c in text.chars() {
        let toned = ROWS.iter().find_map(|(mark, row)| {
            let at = row.chars().position(|v| v == c)?;
            Some((PLAIN.chars().nth(at).unwrap(), *mark))
        });
        let (letter, tone) = toned.map_or((c, None), |(letter, mark)| (letter, Some(mark)));
        let shaped = SHAPES.iter().find_map(|(mark, from, to)| {
            let at = from.chars().position(|v| v == letter)?;
            Some((to.chars().nth(at).unwrap(), *mark))
        });
        let (base, shape) = shaped.map_or((letter, None), |(base, mark)| (base, Some(mark)));
        out.push(base);
        // Canonical order: horn, dot below, then the marks above (shape before tone).
        let mut marks: Vec<char> = shape.into_iter().chain(tone).collect();
        marks.sort_by_key(|m| match m {
            '\u{31b}' => 0,
            '\u{323}' => 1,
            _ => 2,
        });
        out.extend(marks);
    }
    out
}

#[test]
fn decomposed_spelling_reads_the_same() {
    assert_eq!(decompose("ậợĐ"), "a\u{323}\u{302}o\u{31b}\u{323}Đ");
    let seeds = seed_cases().into_iter().flat_map(|(_, texts, _)| texts);
    let forms = forms().into_iter().chain(read(BESIDE));
    for text in seeds.chain(forms.map(|(text, _)| text.to_owned())) {
        assert_eq!(
            parse_target(&decompose(&text)),
            parse_target(&text),
            "{text}"
        );
    }
}

/// Words, numbers and marks in any order: far more figures than arbitrary characters hit upon.
fn jumble() -> impl Strategy<Value = String> {
    let words = "tối thiểu|ít nhất|không quá|đạt|trên|dưới|từ|đến|trở lên|phấn đấu|tỷ lệ|và|có|\
        mỗi|trong đó|được|hồ sơ|thiết bị|phút|tuổi|năm|một|lên|xuống còn|so với|triệu đồng|số|\
        01|5|80|100|99,5|1.500|2026|%|%|phần trăm|(|)|(%)|,|;|. |:|-|/|≥|>=|19/3/2026|\n- |*| |  ";
    let words: Vec<&str> = words.split('|').collect();
    prop::collection::vec((prop::sample::select(words), any::<bool>()), 0..30).prop_map(|parts| {
        parts
            .iter()
            .map(|(w, blank)| format!("{w}{}", if *blank { " " } else { "" }))
            .collect()
    })
}

/// Ordinary words after the figure.
fn words() -> impl Strategy<Value = String> {
    let words = [
        "hồ sơ",
        "người dân",
        "được số hóa",
        "có tài khoản",
        "và doanh nghiệp",
        "cấp xã",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 1..5).prop_map(|w| w.join(" "))
}

fn sane(text: &str) -> Result<(), TestCaseError> {
    for m in parse_target(text) {
        prop_assert!(!m.unit.is_empty() && !m.value.is_negative());
        prop_assert!(
            m.evaluate_as != Comparator::Eq,
            "a bare figure is scored one way or other"
        );
        prop_assert!(m.comparator == Comparator::Eq || m.comparator == m.evaluate_as);
        prop_assert!(m.subject.trim() == m.subject && m.surface.trim() == m.surface);
        if let Some(hope) = &m.aspiration {
            prop_assert!(!m.aspirational && hope.aspirational && hope.unit == m.unit);
            let (of, by) = (hope.evaluate_as, m.evaluate_as);
            let rises = |c| matches!(c, Comparator::Gte | Comparator::Gt);
            prop_assert_eq!(rises(of), rises(by));
            let harder = if rises(of) {
                hope.value >= m.value
            } else {
                hope.value <= m.value
            };
            prop_assert!(harder);
            prop_assert!(m.role != MeasureRole::PerMemberThreshold);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        sane(&text)?;
    }

    #[test]
    fn never_panics_on_its_own_words(text in jumble()) {
        sane(&text)?;
    }

    #[test]
    fn a_text_is_read_the_same_however_it_is_spelt(text in jumble()) {
        prop_assert_eq!(parse_target(&decompose(&text)), parse_target(&text));
    }

    #[test]
    fn blanks_and_asterisks_around_do_not_matter(
        text in jumble(), before in "[ \t\u{a0}*]{0,5}", after in "[ \t\r\n*]{0,5}",
    ) {
        prop_assert_eq!(parse_target(&format!("{before}{text}{after}")), parse_target(&text));
    }

    #[test]
    fn the_percentage_is_recovered(tenths in 0_i64..=1_000, blank in "[ \u{a0}]?", words in words()) {
        let value = Quantity::from_thousandths(tenths * 100);
        let parsed = parse_target(&format!("{}{blank}% {words}", value.format_vi()));
        prop_assert_eq!(parsed.len(), 1);
        prop_assert_eq!(parsed[0].value, value);
        prop_assert_eq!(parsed[0].comparator, Comparator::Eq);
        prop_assert_eq!(parsed[0].role, MeasureRole::Headline);
        prop_assert_eq!((parsed[0].unit.as_str(), &parsed[0].subject), ("%", &words));
        let mirrored = parse_target(&format!("Tỷ lệ {words} đạt tối thiểu {},0%", tenths / 10));
        prop_assert_eq!(mirrored[0].value, Quantity::from_int(tenths / 10));
        prop_assert_eq!(&mirrored[0].subject, &format!("Tỷ lệ {words}"));
        prop_assert_eq!(mirrored[0].comparator, Comparator::Gte);
    }
}
