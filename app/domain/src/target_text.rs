//! Reads the measures out of the verbatim text of a target bullet (chỉ tiêu), or of a task's
//! product that embeds one: "Tối thiểu 80% hồ sơ TTHC được xử lý hoàn toàn trực tuyến".
//!
//! The result is a **proposal**: the person who enters the plan sees it beside the verbatim text
//! and corrects it. The parser therefore prefers silence to a guess, and never fails.
//!
//! # Rules (source: `DOMAIN.md` §1, both plans of `seeds/seed_plans.json`)
//! - **Every percentage is a figure**; a count is one only with a comparison before it ("tối thiểu
//!   02 mô hình", "không quá 05 phút", "phấn đấu đạt 19 tiêu chí"). So "mức độ 2", "một lần",
//!   "giai đoạn 2026-2030", "Đề án 06", dates and document numbers are none; ages never are. Not
//!   figures either: what is only compared with ("so với 70%", the 70 of "từ 70% lên 90%") and
//!   remarks in brackets ("(năm 2025 đạt 85%)").
//! - **Comparator** is the literal reading, [`ParsedMeasure::evaluate_as`] the scoring. A bare
//!   figure is `Eq`, scored ≥; scored ≤ if it is nought ("0% hồ sơ quá hạn") or reduced to
//!   ("giảm xuống còn 5%").
//! - **Role.** The figure of a clause of its own is a headline; later ones are too if they stand
//!   right after a comma, *và*, *trong đó* or semicolon ("100% X và tối thiểu 80% Y"), or their
//!   clause begins with a noun like *tỷ lệ*. A figure further inside the clause is a condition on
//!   each member ("… không quá 05 phút", "có ít nhất 01 thiết bị"), as is everything after *mỗi*.
//!   A figure after another statement ("Tổ chức đào tạo …, phấn đấu 100% …") is embedded. The text
//!   alone cannot tell a task's product from a target that is worded like one: a caller that reads
//!   a target may take its only figure as the headline.
//! - **Subject** is the whole clause without the figure: "Tỷ lệ X" of "Tỷ lệ X đạt 95%", "X được
//!   Y" of "80% X được Y", "Số hóa X" of "Số hóa 100% X". No rule tells where the population ends
//!   and the predicate begins; a person does. A bracket at its end is left off. A later figure
//!   without a subject ("…, năm 2027 đạt 85%") has the one before.
//! - **Aspiration.** A figure without a subject of its own that is striven for belongs to the one
//!   before that binds: "tối thiểu 80% hồ sơ, phấn đấu đạt 90%", "đạt 95% trở lên (phấn đấu 98%)",
//!   "tối thiểu 80%, phấn đấu 100% hồ sơ". So does the reverse ("phấn đấu đạt 100%, tối thiểu 80%").
//!   Not if it has a subject, another unit or a date ("phấn đấu đến năm 2030 đạt 100%": another
//!   time), or is easier to reach. What is striven for alone is a measure of its own.

mod aspiration;
mod clause;
mod figure;
mod following;
mod lexicon;
mod token;
mod units;
mod vi;
mod wording;

use crate::measure::{Comparator, MeasureRole, Threshold};
use crate::quantity::Quantity;
use aspiration::Measures;
use clause::Segment;
use token::Tokens;

/// One figure read from a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedMeasure {
    /// The literal reading: `Eq` for a bare figure.
    pub comparator: Comparator,
    /// The words of the comparison as written ("đạt tối thiểu", "từ … trở lên"); empty for a bare
    /// figure.
    pub surface: String,
    /// The figure, in [`ParsedMeasure::unit`]. Of a range, the end that binds.
    pub value: Quantity,
    /// `%`, `phút`, `thiết bị`, `triệu đồng`, `buổi/tháng`.
    pub unit: String,
    /// What is measured, in precomposed letters and single blanks; may be empty.
    pub subject: String,
    /// What the figure is to the target.
    pub role: MeasureRole,
    /// How it is scored.
    pub evaluate_as: Comparator,
    /// Whether it is only striven for (*phấn đấu*); never so for a condition on each member.
    pub aspirational: bool,
    /// What is striven for beside it, where it binds; never of another unit, nor easier to reach.
    pub aspiration: Option<Threshold>,
}

/// Bytes of the longest text that is read; no bullet or table cell comes near it. A longer one is
/// silent, so that nobody can keep the parser busy with a page of percentages.
pub const MAX_TEXT: usize = 20_000;

/// The measures in `text`, in reading order; empty for a principle, a milestone or any text
/// without a threshold. Markdown asterisks, list marks, blanks and the spelling of diacritics
/// (tone placement, precomposed or decomposed) make no difference.
#[must_use]
pub fn parse_target(text: &str) -> Vec<ParsedMeasure> {
    if text.len() > MAX_TEXT {
        return Vec::new();
    }
    let clean = vi::clean(text);
    let tokens = Tokens::new(&clean);
    let mut figures = figure::figures(&tokens);
    let mut measures = Measures::default();
    for segment in Segment::all(&tokens) {
        let (here, later) = figures.into_iter().partition(|f| segment.holds(f));
        figures = later;
        for read in segment.measures(here, measures.subject()) {
            measures.push(read);
        }
    }
    measures.into_all()
}
