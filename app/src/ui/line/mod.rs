//! The parts of a line's screen: fields, verdict, state of saving, conflict.

pub mod choice;
pub mod conflict;
pub mod evidence;
pub mod excerpt;
pub mod figure;
pub mod head;
pub mod note;
pub mod number;
pub mod pager;
pub mod saved;

use crate::client::desk::OpenReport;
use crate::view::prelude::*;
use domain::id::LineId;
use domain::wire::report::Line;

/// A line of the report on the desk, as a view sees it. `Copy`-cheap to hand to closures.
#[derive(Clone)]
pub struct LineView {
    /// The report it belongs to.
    pub open: OpenReport,
    /// Which line.
    pub id: LineId,
    /// The line as the device has it; follows every edit.
    pub line: Memo<Line>,
    /// Whether figures may be entered.
    pub editable: bool,
}

impl LineView {
    /// The view of a line that the report has.
    #[must_use]
    pub fn new(open: &OpenReport, line: &Line) -> Self {
        let (report, id, first) = (open.report.clone(), line.id, line.clone());
        let line = Memo::new(move |()| {
            report.with(|report| {
                // A report that was fetched anew keeps its lines; the fallback is never stale long.
                report
                    .lines
                    .iter()
                    .find(|line| line.id == id)
                    .unwrap_or(&first)
                    .clone()
            })
        });
        let editable = open.report.with_untracked(|report| report.may.edit);
        Self {
            open: open.clone(),
            id,
            line,
            editable,
        }
    }
}
