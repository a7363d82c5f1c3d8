//! What an approver has marked for return and not sent yet, kept on the device so that it is found
//! again after a reload: the body of the return as it would be sent, with the version of the report
//! that it was written about.

use crate::client::store;
use crate::json::{from_text, to_text};
use domain::id::{ReportId, UserId};
use domain::wire::report::ReturnReport;

/// One person's marks on one report. Two people who share a device never see each other's.
#[derive(Clone, Debug)]
pub struct Marks {
    key: String,
}

impl Marks {
    /// The marks of a person on a report.
    #[must_use]
    pub fn of(user: UserId, report: ReportId) -> Self {
        Self {
            key: format!("{}{user}/{report}", store::MARKS),
        }
    }

    /// What was marked on exactly this version: reasons about other figures are forgotten.
    #[must_use]
    pub fn get(&self, version: i64) -> Option<ReturnReport> {
        let kept: ReturnReport = from_text(&store::read(&self.key)?)?;
        if kept.version == version {
            return Some(kept);
        }
        self.forget();
        None
    }

    /// Keeps the marks, or forgets them where there are none.
    pub fn set(&self, marks: &ReturnReport) {
        if marks.lines.is_empty() && marks.reason.trim().is_empty() {
            self.forget();
        } else {
            store::write(&self.key, Some(&to_text(marks)));
        }
    }

    /// Forgets them.
    pub fn forget(&self) {
        store::write(&self.key, None);
    }
}
