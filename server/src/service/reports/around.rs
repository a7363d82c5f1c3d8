//! What stands around reports: names, figures of earlier periods and of peers, locks, evidence. The
//! same few flat queries for one report as for a page of them.

use super::peers;
use super::summary::Heads;
use crate::db::evidence::{self, StoredEvidence};
use crate::db::late::{self, StoredRequest};
use crate::db::locks::{self, Lock};
use crate::db::people::{self, People};
use crate::db::plans::{self, LineShape, PlanShape};
use crate::db::reports::{self, Mark, StoredLine, StoredReport};
use crate::db::rollup::{self, Book, PeerFigures};
use crate::service::sync::{late_marks, late_request};
use domain::id::{LineId, PlanId, ReportId, UserId};
use domain::measure::MeasureKind;
use domain::period::Period;
use domain::report::LineKind;
use domain::rollup::own_figure;
use domain::wire::report::{
    LineReturn, PeerRange, PreviousEntry, ReportProgress, ReportSummary, Stamp, TrendPoint,
};
use domain::wire::sync::{Evidence, LateRequest, LineContext, LineState, PeriodLock};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};

/// Periods before this one in a line's trend.
const HISTORY: usize = 6;

type Lines = HashMap<LineId, StoredLine>;

/// The surroundings of several reports.
pub(crate) struct Around {
    heads: Heads,
    shapes: HashMap<PlanId, PlanShape>,
    /// Of the reports themselves, and of those before.
    lines: HashMap<ReportId, Lines>,
    /// For whole reports: the counted reports before, newest first.
    before: HashMap<ReportId, Vec<StoredReport>>,
    peers: PeerFigures,
    locks: HashMap<ReportId, Lock>,
    late: HashMap<ReportId, StoredRequest>,
    evidence: HashMap<ReportId, Vec<StoredEvidence>>,
    people: People,
}

impl Around {
    /// Loads what stands around the reports; only for those in `whole` also what stands beside
    /// each line. `names` are people to know besides those who are found here.
    ///
    /// The heads were read before this, or in the same snapshot, so the lines are never older than
    /// them: whoever acts on what they saw names the head's version, and a change in between is
    /// refused as stale.
    pub(crate) async fn load<C: ConnectionTrait>(
        conn: &C,
        book: &Book,
        reports: &[StoredReport],
        whole: &HashSet<ReportId>,
        names: Vec<UserId>,
    ) -> Result<Self, DbErr> {
        let ids: Vec<ReportId> = reports.iter().map(|report| report.id).collect();
        let shapes = plans::shapes(conn, book, reports.iter().map(|report| report.plan)).await?;
        let whole: Vec<&StoredReport> = reports
            .iter()
            .filter(|report| whole.contains(&report.id))
            .collect();
        let before = before(conn, &whole).await?;
        let earlier = before.values().flatten().map(|report| report.id);
        let with_lines: HashSet<ReportId> = ids.iter().copied().chain(earlier).collect();
        let with_lines: Vec<ReportId> = with_lines.into_iter().collect();
        let lines = reports::lines(conn, &with_lines).await?;
        let mut around = Self {
            heads: Heads::load(conn, reports).await?,
            lines: lines
                .into_iter()
                .map(|(report, lines)| (report, by_id(lines)))
                .collect(),
            before,
            peers: peers_of(conn, book, &whole).await?,
            locks: locks::of_reports(conn, reports).await?,
            late: late::last_of(conn, &ids).await?,
            evidence: evidence::of_reports(conn, &ids).await?,
            people: People::default(),
            shapes,
        };
        let found = around.names(reports);
        around.people = people::load(conn, found.into_iter().chain(names)).await?;
        Ok(around)
    }

    /// Everyone who is named somewhere.
    fn names(&self, reports: &[StoredReport]) -> Vec<UserId> {
        let heads = reports
            .iter()
            .flat_map(|report| [report.submitted, report.approved]);
        let lines = self
            .lines
            .values()
            .flat_map(HashMap::values)
            .flat_map(|line| [line.updated, line.returned.as_ref().map(|r| r.mark)]);
        let locks = self.locks.values().map(|lock| Some(lock.mark));
        let late = self.late.values().flat_map(late_marks).map(Some);
        let evidence = self
            .evidence
            .values()
            .flatten()
            .map(|piece| Some(piece.added));
        heads
            .chain(lines)
            .chain(locks)
            .chain(late)
            .chain(evidence)
            .flatten()
            .map(|mark| mark.by)
            .collect()
    }

    pub(crate) const fn people(&self) -> &People {
        &self.people
    }

    pub(crate) fn stamp(&self, mark: Mark) -> Stamp {
        Stamp {
            by: self.people.get(mark.by),
            at: mark.at,
        }
    }

    /// The lines that the report has, in the plan's order.
    pub(crate) fn shape(&self, report: &StoredReport) -> impl Iterator<Item = &LineShape> {
        let shape = self.shapes.get(&report.plan).into_iter();
        let ends_on = self.heads.ends_on(report);
        shape.flat_map(move |shape| shape.asked_on(ends_on))
    }

    fn line(&self, report: ReportId, line: LineId) -> Option<&StoredLine> {
        self.lines.get(&report)?.get(&line)
    }

    pub(crate) fn summary(&self, report: &StoredReport) -> Result<ReportSummary, DbErr> {
        let stored: Vec<StoredLine> = self
            .lines
            .get(&report.id)
            .map(|lines| lines.values().cloned().collect())
            .unwrap_or_default();
        let progress = self
            .shapes
            .get(&report.plan)
            .map_or_else(ReportProgress::default, |shape| {
                reports::of_lines(shape, self.heads.ends_on(report), &stored)
            });
        self.heads.summary(report, progress)
    }

    pub(crate) fn lock(&self, report: &StoredReport) -> Option<PeriodLock> {
        let lock = self.locks.get(&report.id)?;
        Some(PeriodLock {
            stamp: self.stamp(lock.mark),
            reason: lock.reason.clone(),
        })
    }

    pub(crate) fn late(&self, report: &StoredReport) -> Option<LateRequest> {
        let late = self.late.get(&report.id)?;
        Some(late_request(late, &self.people))
    }

    /// What the lines hold, in the plan's order: all of them, or those on which something changed
    /// after a sequence.
    pub(crate) fn line_states(&self, report: &StoredReport, after: Option<i64>) -> Vec<LineState> {
        self.shape(report)
            .filter(|shape| after.is_none_or(|seq| self.changed_after(report.id, shape.id, seq)))
            .map(|shape| self.line_state(report.id, shape.id))
            .collect()
    }

    fn changed_after(&self, report: ReportId, line: LineId, seq: i64) -> bool {
        let stored = self.line(report, line);
        let pieces = self.evidence.get(&report).into_iter().flatten();
        stored.is_some_and(|stored| stored.seq > seq)
            || pieces
                .filter(|piece| piece.line == line)
                .any(|piece| piece.seq > seq)
    }

    fn line_state(&self, report: ReportId, id: LineId) -> LineState {
        let held = self.line(report, id);
        LineState {
            id,
            entry: held.map(|line| line.entry.clone()).unwrap_or_default(),
            version: held.map_or(0, |line| line.version),
            updated: held
                .and_then(|line| line.updated)
                .map(|mark| self.stamp(mark)),
            returned: held.and_then(|line| self.returned(line)),
            evidence: self.pieces(report, id),
        }
    }

    fn pieces(&self, report: ReportId, line: LineId) -> Vec<Evidence> {
        let pieces = self.evidence.get(&report).into_iter().flatten();
        pieces
            .filter(|piece| piece.line == line && piece.removed.is_none())
            .map(|piece| Evidence {
                id: piece.id,
                name: piece.name.clone(),
                media_type: piece.media_type.clone(),
                size: piece.size,
                stamp: self.stamp(piece.added),
            })
            .collect()
    }

    fn returned(&self, line: &StoredLine) -> Option<LineReturn> {
        let returned = line.returned.as_ref()?;
        Some(LineReturn {
            reason: returned.reason.clone(),
            stamp: self.stamp(returned.mark),
            addressed: line.is_addressed(),
        })
    }

    /// What stands beside a line of a whole report.
    pub(crate) fn context(&self, report: &StoredReport, shape: &LineShape) -> LineContext {
        LineContext {
            kind: shape.kind,
            accumulation: shape.accumulation,
            previous: self.previous(report, shape.id),
            history: self.history(report, shape.id, shape.kind),
            peers: self.peer_range(report, shape),
        }
    }

    /// The counted reports before, newest first.
    fn before(&self, report: &StoredReport) -> &[StoredReport] {
        self.before.get(&report.id).map_or(&[], Vec::as_slice)
    }

    /// The last counted report that says something on the line.
    fn previous(&self, report: &StoredReport, id: LineId) -> Option<PreviousEntry> {
        self.before(report).iter().find_map(|before| {
            let line = self.line(before.id, id)?;
            (!line.entry.is_empty()).then(|| PreviousEntry {
                period: before.period,
                entry: line.entry.clone(),
                by: line.updated.map(|mark| self.people.get(mark.by)),
            })
        })
    }

    /// Oldest first.
    fn history(&self, report: &StoredReport, id: LineId, kind: LineKind) -> Vec<TrendPoint> {
        let Some(kind) = measure_kind(kind) else {
            return Vec::new();
        };
        let point = |before: &StoredReport| {
            let figure = own_figure(kind, None, &self.line(before.id, id)?.entry)?;
            Some(TrendPoint {
                period: before.period,
                per_mille: figure.per_mille?,
            })
        };
        self.before(report).iter().rev().filter_map(point).collect()
    }

    /// The other units' shares in the period before.
    fn peer_range(&self, report: &StoredReport, shape: &LineShape) -> Option<PeerRange> {
        let key = (shape.parent?, report.period.previous()?);
        let others = self.peers.get(&key)?.iter();
        let others = others.filter(|(unit, _)| *unit != report.unit);
        peers::range(others.map(|(_, share)| *share).collect())
    }
}

const fn measure_kind(kind: LineKind) -> Option<MeasureKind> {
    match kind {
        LineKind::Ratio => Some(MeasureKind::Ratio),
        LineKind::Count => Some(MeasureKind::Count),
        LineKind::Milestone => Some(MeasureKind::Milestone),
        LineKind::Task => None,
    }
}

fn by_id(lines: Vec<StoredLine>) -> Lines {
    lines.into_iter().map(|line| (line.id, line)).collect()
}

/// For each report the counted reports of the same unit on the same plan for the periods of the
/// same length before it, newest first.
async fn before<C: ConnectionTrait>(
    conn: &C,
    whole: &[&StoredReport],
) -> Result<HashMap<ReportId, Vec<StoredReport>>, DbErr> {
    let plans: HashSet<PlanId> = whole.iter().map(|report| report.plan).collect();
    let mut counted = reports::counted(conn, &plans).await?;
    counted.sort_by_key(|report| std::cmp::Reverse(report.period));
    let of = |report: &&StoredReport| (report.id, earlier(report, &counted));
    Ok(whole.iter().map(of).collect())
}

/// Of counted reports, newest first, those that come before a report.
fn earlier(report: &StoredReport, counted: &[StoredReport]) -> Vec<StoredReport> {
    let earlier = counted.iter().filter(|other| {
        other.plan == report.plan
            && other.unit == report.unit
            && other.period.kind == report.period.kind
            && other.period < report.period
    });
    earlier.take(HISTORY).cloned().collect()
}

/// What the peers of the whole reports' units counted in the period before each.
async fn peers_of<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    whole: &[&StoredReport],
) -> Result<PeerFigures, DbErr> {
    let periods: HashSet<Period> = whole
        .iter()
        .filter_map(|report| report.period.previous())
        .collect();
    let plans: HashSet<PlanId> = whole.iter().map(|report| report.plan).collect();
    rollup::peer_figures(conn, book, &plans, &periods).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::UnitId;
    use domain::report::{ReportState, ReportTexts};
    use uuid::Uuid;

    fn report(plan: u128, unit: &str, period: &str) -> StoredReport {
        StoredReport {
            id: ReportId(Uuid::from_u128(1)),
            plan: PlanId(Uuid::from_u128(plan)),
            unit: UnitId::new(unit),
            period: period.parse().unwrap(),
            state: ReportState::Approved,
            version: 1,
            simulated: true,
            texts: ReportTexts::default(),
            submitted: None,
            approved: None,
            return_reason: None,
            updated_at: None,
            seq: 1,
            whole_seq: 1,
            late_open: false,
        }
    }

    #[test]
    fn only_the_same_unit_s_earlier_periods_of_the_same_length_come_before() {
        let counted = [
            report(1, "a", "2026-M12"),
            report(1, "a", "2026-M11"),
            report(2, "a", "2026-M10"),
            report(1, "b", "2026-M10"),
            report(1, "a", "2026-Q3"),
            report(1, "a", "2026-M09"),
            report(1, "a", "2025-M12"),
        ];
        let before = earlier(&report(1, "a", "2026-M11"), &counted);
        let periods: Vec<String> = before.iter().map(|r| r.period.to_string()).collect();
        assert_eq!(periods, ["2026-M09", "2025-M12"]);
        let months = |year, months: std::ops::RangeInclusive<u32>| {
            months
                .rev()
                .map(move |month| report(1, "a", &format!("{year}-M{month:02}")))
        };
        let many: Vec<StoredReport> = months(2026, 1..=8).collect();
        let before = earlier(&report(1, "a", "2026-M09"), &many);
        assert_eq!((before.len(), before[0].period.index), (HISTORY, 8));
    }
}
