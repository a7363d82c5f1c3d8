//! May the report still be changed?

use crate::db::evidence;
use crate::db::reports::{self, StoredLine, StoredReport};
use crate::error::ServiceError;
use domain::id::{LineId, ReportId};
use domain::report::Step;
use domain::sync::refusal::why_not;
use sea_orm::{ConnectionTrait, DbErr};

/// Goes on only while figures may be entered: evidence is part of what is submitted.
///
/// # Errors
/// `Conflict` with code `wrong_state` or `period_locked`.
pub(super) async fn editable<C: ConnectionTrait>(
    conn: &C,
    report: &StoredReport,
) -> Result<(), ServiceError> {
    if !report.state.is_editable() {
        return Err(ServiceError::Conflict {
            code: "wrong_state",
            detail: why_not(report.state, Step::Save).to_owned(),
        });
    }
    if evidence::is_locked(conn, report).await? {
        return Err(ServiceError::Conflict {
            code: "period_locked",
            detail: "Kỳ báo cáo đã khóa. Gửi đề nghị nộp muộn; khi được chấp nhận, minh chứng sẽ \
                     được gửi tiếp."
                .to_owned(),
        });
    }
    Ok(())
}

/// Gives a line, and its row where it has none yet, a place in the sequence of changes, so that
/// devices fetch it with its evidence.
///
/// # Errors
/// When the database fails.
pub(super) async fn touch_line<C: ConnectionTrait>(
    conn: &C,
    report: ReportId,
    line: LineId,
    seq: i64,
) -> Result<(), DbErr> {
    let held = reports::lines(conn, &[report]).await?.remove(&report);
    let mut touched = held
        .unwrap_or_default()
        .into_iter()
        .find(|held| held.id == line)
        .unwrap_or_else(|| StoredLine::empty(line));
    touched.seq = seq;
    reports::put_lines(conn, report, &[touched]).await
}
