//! Units of measure: `phút`, `thiết bị`, `triệu đồng`, `buổi/tháng`.

use super::token::{Kind, Tokens};

/// Units of time, money, frequency and the like: the quantity is a property ("thời gian … không quá 05
/// phút"), so what is measured stands before the figure.
const PROPERTIES: &[&str] = &[
    "ngày làm việc",
    "giờ làm việc",
    "điểm phần trăm",
    "phút",
    "giờ",
    "ngày",
    "giây",
    "tháng",
    "năm",
    "tuần",
    "tiếng",
    "đồng",
    "điểm",
    "lần",
    "Mbps",
    "Gbps",
    "MB",
    "GB",
    "TB",
    "km",
    "ha",
    "m2",
];

/// Things that are counted; only what the fallback of [`unit_at`] would cut wrongly needs a row.
const THINGS: &[&str] = &[
    "thiết bị",
    "khóa học",
    "lớp học",
    "lớp tập huấn",
    "lớp",
    "lượt",
    "lượt người",
    "người",
    "hộ",
    "hộ gia đình",
    "tài khoản",
    "dịch vụ công",
    "dịch vụ",
    "thủ tục hành chính",
    "thủ tục",
    "TTHC",
    "hồ sơ",
    "mô hình",
    "cuộc",
    "đợt",
    "buổi",
    "tin",
    "bài",
    "tin bài",
    "video",
    "chuyên mục",
    "phóng sự",
    "cán bộ",
    "công chức",
    "viên chức",
    "học sinh",
    "hội viên",
    "đoàn viên",
    "tổ",
    "tổ công nghệ số cộng đồng",
    "điểm cung cấp",
    "cơ sở dữ liệu",
    "hệ thống",
    "nền tảng",
    "ứng dụng",
    "phần mềm",
    "máy tính",
    "máy quét",
    "camera",
    "đường truyền",
    "trường hợp",
    "văn bản",
    "báo cáo",
    "kế hoạch",
    "sáng kiến",
    "giải pháp",
    "sản phẩm",
    "tiêu chí",
    "chỉ tiêu",
    "nhiệm vụ",
    "thôn",
    "xã",
    "phường",
    "tổ dân phố",
    "doanh nghiệp",
    "hợp tác xã",
    "cơ quan",
    "đơn vị",
    "trường học",
    "trạm y tế",
    "chữ ký số",
    "chứng thư số",
    "bộ",
    "chiếc",
    "cái",
    "trang",
    "chương trình",
    "hội nghị",
    "chuyên đề",
    "sao",
];

/// Things of which "trên 1.500" means "more than"; before others it may be a place ("trên 03 nền
/// tảng").
const AMOUNTS: &[&str] = &[
    "hồ sơ",
    "lượt",
    "lượt người",
    "người",
    "hộ",
    "hộ gia đình",
    "tài khoản",
    "tin",
    "bài",
    "tin bài",
    "cán bộ",
    "công chức",
    "viên chức",
    "học sinh",
    "hội viên",
    "đoàn viên",
    "văn bản",
    "chữ ký số",
    "lớp",
    "cuộc",
    "buổi",
    "đợt",
];

/// Multipliers that are part of the unit: `500 triệu đồng`.
const MAGNITUDES: &[&str] = &["nghìn", "ngàn", "triệu", "tỷ", "tỉ"];

/// No unit begins or goes on with these.
const NOT_UNITS: &[&str] = &[
    "được", "có", "cho", "tại", "trên", "trong", "và", "để", "của", "từ", "với", "ở", "về", "là",
    "phải", "theo", "mỗi", "trở", "đã", "khi", "đến", "so", "hoặc", "cùng", "phần", "bằng", "vào",
    "đạt", "hoàn", "sử", "nay", "sau", "trước", "tới", "như", "do", "bị", "đều", "các", "những",
];

/// A unit of measure in the text.
pub(super) struct Unit {
    /// As it is shown: `%`, `phút`, `thiết bị`, `triệu đồng`, `buổi/tháng`.
    pub(super) name: String,
    /// First token.
    pub(super) start: usize,
    /// Token after the last.
    pub(super) end: usize,
    /// Whether it is a unit of time, money or the like.
    pub(super) property: bool,
    /// Whether it is in the lists.
    pub(super) known: bool,
    /// Whether "trên" before it can only compare.
    pub(super) amount: bool,
}

/// The unit of a count at `i`. Known units are written as in the lists (so `khoá học` is `khóa
/// học`); otherwise it is up to two words as they stand. Ages are no unit: "18 tuổi" defines a
/// population.
pub(super) fn unit_at(tokens: &Tokens<'_>, i: usize) -> Option<Unit> {
    let mut head = i;
    while head < i + 2 && tokens.is_any(head, MAGNITUDES) {
        head += 1;
    }
    let mut unit = noun_at(tokens, head)?;
    if head > i {
        unit.name = format!("{} {}", tokens.slice(i, head).to_lowercase(), unit.name);
        unit.start = i;
    }
    if tokens.is(unit.end, "/")
        && let Some(per) = noun_at(tokens, unit.end + 1)
    {
        unit.name = format!("{}/{}", unit.name, per.name);
        unit.end = per.end;
    }
    Some(unit)
}

fn noun_at(tokens: &Tokens<'_>, i: usize) -> Option<Unit> {
    if tokens.kind(i) != Some(Kind::Word) || tokens.is(i, "tuổi") {
        return None;
    }
    let listed = PROPERTIES
        .iter()
        .map(|name| (*name, true))
        .chain(THINGS.iter().map(|name| (*name, false)))
        .filter_map(|(name, property)| Some((tokens.after(i, name)?, name, property)))
        .max_by_key(|(end, _, _)| *end);
    if let Some((end, name, property)) = listed {
        return Some(Unit {
            name: name.to_owned(),
            start: i,
            end,
            property,
            known: true,
            amount: property || AMOUNTS.contains(&name),
        });
    }
    let mut end = i;
    while end < i + 2 && tokens.kind(end) == Some(Kind::Word) && !tokens.is_any(end, NOT_UNITS) {
        end += 1;
    }
    (end > i).then(|| Unit {
        name: tokens.slice(i, end).to_lowercase(),
        start: i,
        end,
        property: false,
        known: false,
        amount: false,
    })
}
