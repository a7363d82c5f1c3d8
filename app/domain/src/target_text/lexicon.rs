//! The words that carry meaning in a target: comparisons, nouns of measurement, lead-ins.

use super::token::Tokens;
use crate::measure::Comparator;

/// What a phrase before a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A comparison: `tối thiểu`, `trên`, `không quá`.
    Is(Comparator),
    /// A figure to be reached: `đạt`, `lên`.
    Reaches,
    /// The same without intent, too weak to make a count a measure: `là`, `bằng`, `:`.
    Equals,
    /// Reduced to the figure: scored as ≤ unless a comparison says otherwise.
    DownTo,
    /// `phấn đấu`.
    Aims,
    /// `từ`: a lower bound if `trở lên` or a range follows.
    From,
    /// Stands between the others and says nothing: `khoảng`, `phải`.
    Filler,
    /// `tỷ lệ`: part of the comparison between others ("đạt tỷ lệ 80%"), else of the subject.
    Noun,
}

/// Every phrase; the longest that ends at a position wins, so `không dưới` is never `dưới`.
const PHRASES: &[(&str, Meaning)] = &[
    ("nhỏ hơn hoặc bằng", Meaning::Is(Comparator::Lte)),
    ("thấp hơn hoặc bằng", Meaning::Is(Comparator::Lte)),
    ("ít hơn hoặc bằng", Meaning::Is(Comparator::Lte)),
    ("lớn hơn hoặc bằng", Meaning::Is(Comparator::Gte)),
    ("cao hơn hoặc bằng", Meaning::Is(Comparator::Gte)),
    ("nhiều hơn hoặc bằng", Meaning::Is(Comparator::Gte)),
    ("bằng hoặc lớn hơn", Meaning::Is(Comparator::Gte)),
    ("bằng hoặc cao hơn", Meaning::Is(Comparator::Gte)),
    ("bằng hoặc nhỏ hơn", Meaning::Is(Comparator::Lte)),
    ("bằng hoặc thấp hơn", Meaning::Is(Comparator::Lte)),
    ("không được vượt quá", Meaning::Is(Comparator::Lte)),
    ("không được thấp hơn", Meaning::Is(Comparator::Gte)),
    ("không vượt quá", Meaning::Is(Comparator::Lte)),
    ("không được vượt", Meaning::Is(Comparator::Lte)),
    ("không được quá", Meaning::Is(Comparator::Lte)),
    ("không được dưới", Meaning::Is(Comparator::Gte)),
    ("không lớn hơn", Meaning::Is(Comparator::Lte)),
    ("không cao hơn", Meaning::Is(Comparator::Lte)),
    ("không nhiều hơn", Meaning::Is(Comparator::Lte)),
    ("không thấp hơn", Meaning::Is(Comparator::Gte)),
    ("không nhỏ hơn", Meaning::Is(Comparator::Gte)),
    ("không ít hơn", Meaning::Is(Comparator::Gte)),
    ("không kém hơn", Meaning::Is(Comparator::Gte)),
    ("đạt và vượt", Meaning::Is(Comparator::Gte)),
    ("đạt hoặc vượt", Meaning::Is(Comparator::Gte)),
    ("bằng hoặc vượt", Meaning::Is(Comparator::Gte)),
    ("bằng hoặc trên", Meaning::Is(Comparator::Gte)),
    ("trên hoặc bằng", Meaning::Is(Comparator::Gte)),
    ("dưới hoặc bằng", Meaning::Is(Comparator::Lte)),
    ("không để quá", Meaning::Is(Comparator::Lte)),
    ("không dưới", Meaning::Is(Comparator::Gte)),
    ("không kém", Meaning::Is(Comparator::Gte)),
    ("không quá", Meaning::Is(Comparator::Lte)),
    ("không vượt", Meaning::Is(Comparator::Lte)),
    ("không hơn", Meaning::Is(Comparator::Lte)),
    ("tối thiểu", Meaning::Is(Comparator::Gte)),
    ("ít nhất", Meaning::Is(Comparator::Gte)),
    ("thấp nhất", Meaning::Is(Comparator::Gte)),
    ("tối đa", Meaning::Is(Comparator::Lte)),
    ("nhiều nhất", Meaning::Is(Comparator::Lte)),
    ("cao nhất", Meaning::Is(Comparator::Lte)),
    ("chậm nhất", Meaning::Is(Comparator::Lte)),
    ("lớn hơn", Meaning::Is(Comparator::Gt)),
    ("cao hơn", Meaning::Is(Comparator::Gt)),
    ("nhiều hơn", Meaning::Is(Comparator::Gt)),
    ("nhỏ hơn", Meaning::Is(Comparator::Lt)),
    ("thấp hơn", Meaning::Is(Comparator::Lt)),
    ("ít hơn", Meaning::Is(Comparator::Lt)),
    ("vượt quá", Meaning::Is(Comparator::Gt)),
    ("trên", Meaning::Is(Comparator::Gt)),
    ("hơn", Meaning::Is(Comparator::Gt)),
    ("vượt", Meaning::Is(Comparator::Gt)),
    ("dưới", Meaning::Is(Comparator::Lt)),
    ("≥", Meaning::Is(Comparator::Gte)),
    (">=", Meaning::Is(Comparator::Gte)),
    ("≤", Meaning::Is(Comparator::Lte)),
    ("<=", Meaning::Is(Comparator::Lte)),
    (">", Meaning::Is(Comparator::Gt)),
    ("<", Meaning::Is(Comparator::Lt)),
    ("=", Meaning::Equals),
    ("đạt", Meaning::Reaches),
    ("chiếm", Meaning::Equals),
    ("bằng", Meaning::Equals),
    ("là", Meaning::Equals),
    ("lên", Meaning::Reaches),
    ("lên đến", Meaning::Reaches),
    ("lên tới", Meaning::Reaches),
    (":", Meaning::Equals),
    ("giảm xuống còn", Meaning::DownTo),
    ("giảm còn", Meaning::DownTo),
    ("giảm xuống", Meaning::DownTo),
    ("xuống còn", Meaning::DownTo),
    ("chỉ còn", Meaning::DownTo),
    ("xuống", Meaning::DownTo),
    ("phấn đấu", Meaning::Aims),
    ("hướng tới", Meaning::Aims),
    ("hướng đến", Meaning::Aims),
    ("tiến tới", Meaning::Aims),
    ("từ", Meaning::From),
    ("tỷ lệ", Meaning::Noun),
    ("tỉ lệ", Meaning::Noun),
    ("mức", Meaning::Filler),
    ("khoảng", Meaning::Filler),
    ("gần", Meaning::Filler),
    ("cơ bản", Meaning::Filler),
    ("phải", Meaning::Filler),
    ("cần", Meaning::Filler),
    ("cũng", Meaning::Filler),
    ("đều", Meaning::Filler),
];

/// The longest phrase that ends just before `end`: where it starts, and what it says.
pub(super) fn phrase_before(tokens: &Tokens<'_>, end: usize) -> Option<(usize, Meaning)> {
    PHRASES
        .iter()
        .filter_map(|(phrase, meaning)| Some((tokens.before(end, phrase)?, *meaning)))
        .min_by_key(|(start, _)| *start)
}

/// Nouns that name a measured property: "thời gian xử lý", "tỷ lệ hài lòng".
pub(super) const HEADS: &[&str] = &[
    "thời gian",
    "thời hạn",
    "tỷ lệ",
    "tỉ lệ",
    "số lượng",
    "tổng số",
    "chi phí",
    "mức độ",
    "chỉ số",
    "điểm số",
    "kinh phí",
    "tốc độ",
    "giá trị",
    "tỷ trọng",
    "tỉ trọng",
];

/// Words that may open a clause without being part of what is measured.
pub(super) const OPENERS: &[&str] = &[
    "phấn đấu",
    "bảo đảm",
    "đảm bảo",
    "trong đó",
    "đồng thời",
    "có",
    "đạt",
    "duy trì",
    "riêng",
    "ngoài ra",
    "còn lại",
    "và",
    "hoặc",
    "-",
    "–",
    "+",
    "•",
    ":",
];

/// Words of a date or period; a run of them with a number or one of [`PERIODS`] is a time.
pub(super) const TIMES: &[&str] = &[
    "đến", "tới", "trong", "hết", "trước", "vào", "cuối", "đầu", "năm", "quý", "tháng", "ngày",
    "giai", "đoạn", "hằng", "hàng", "mỗi", "từ", "nay", "kỳ", "nhiệm", "học", "thời", "điểm",
    "tuần", "mốc", "nửa", "sau", "I", "II", "III", "IV", "-", "–",
];

/// Units of time: without one (or a year) a run of [`TIMES`] is a mere preposition.
pub(super) const PERIODS: &[&str] = &["năm", "quý", "tháng", "ngày", "đoạn", "kỳ", "tuần"];

/// A clause that opens with one of these and ends in a comma is a setting, not a task.
pub(super) const SETTINGS: &[&str] = &["tại", "ở", "đối với", "với", "về", "trên địa bàn", "riêng"];

/// What follows a figure without being what is measured.
pub(super) const TRAILERS: &[&str] = &[
    "trong", "vào", "so", "theo", "tại", "ở", "đến", "trước", "khi", "hằng", "hàng", "mỗi", "năm",
    "trên", "/",
];
