//! `GET /api/v1/reports/{id}`.

use super::open::{Opened, open};
use super::peers;
use super::summary::Heads;
use crate::db::codec::corrupt;
use crate::db::evidence::{self, StoredEvidence};
use crate::db::people::{self, People};
use crate::db::plans::{self, PlanShape};
use crate::db::reports::{self, Mark, PeerFigures, StoredLine, StoredReport};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{LineId, MeasureId, ReportId, UserId};
use domain::measure::MeasureKind;
use domain::plan::Plan;
use domain::policy::Actor;
use domain::report::LineKind;
use domain::rollup::own_figure;
use domain::wire::report::{Line, LineReturn, PreviousEntry, Report, Stamp, TrendPoint};
use domain::wire::sync::Evidence;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;

/// Periods before this one in a line's trend.
const HISTORY: usize = 6;

/// A report with all that its screens need.
///
/// # Errors
/// `NotFound` for what the actor may not see.
pub async fn get(ctx: Ctx<'_>, actor: &Actor, id: ReportId) -> Result<Report, ServiceError> {
    let opened = open(ctx, actor, id).await?;
    let around = Around::load(ctx.db.read(), &opened.report).await?;
    Ok(around.report(actor, &opened)?)
}

/// A report's surroundings, loaded flat.
struct Around {
    heads: Heads,
    plan: Plan,
    shape: PlanShape,
    lines: HashMap<LineId, StoredLine>,
    /// Counted reports before this one with their lines, newest first.
    before: Vec<(StoredReport, HashMap<LineId, StoredLine>)>,
    peers: PeerFigures,
    evidence: Vec<StoredEvidence>,
    people: People,
}

impl Around {
    /// The head was read before this, so the lines are never older than it: whoever acts on what
    /// they saw names the head's version, and a change in between is refused as stale.
    async fn load<C: ConnectionTrait>(conn: &C, report: &StoredReport) -> Result<Self, DbErr> {
        let stored = plans::load(conn, report.plan).await?;
        let plan = stored.ok_or_else(|| corrupt("plan", &report.plan))?.plan;
        let before = reports::counted_before(conn, report, HISTORY).await?;
        let ids: Vec<ReportId> = std::iter::once(report.id)
            .chain(before.iter().map(|before| before.id))
            .collect();
        let mut lines = reports::lines(conn, &ids).await?;
        let mut of = |id| by_id(lines.remove(&id).unwrap_or_default());
        let mut around = Self {
            heads: Heads::load(conn, std::slice::from_ref(report)).await?,
            shape: PlanShape::of(&plan),
            lines: of(report.id),
            before: before
                .into_iter()
                .map(|before| (before.id, before))
                .map(|(id, before)| (before, of(id)))
                .collect(),
            peers: peers_of(conn, report, &plan).await?,
            evidence: evidence::of_reports(conn, &[report.id])
                .await?
                .remove(&report.id)
                .unwrap_or_default(),
            people: People::default(),
            plan,
        };
        around.people = people::load(conn, around.names(report)).await?;
        Ok(around)
    }

    /// Everyone who is named somewhere.
    fn names(&self, report: &StoredReport) -> Vec<UserId> {
        let lines = self.lines.values();
        let earlier = self.before.iter().flat_map(|(_, lines)| lines.values());
        let heads = [report.submitted, report.approved].into_iter().flatten();
        lines
            .chain(earlier)
            .flat_map(|line| [line.updated, line.returned.as_ref().map(|r| r.mark)])
            .flatten()
            .chain(heads)
            .chain(self.evidence.iter().map(|piece| piece.added))
            .map(|mark| mark.by)
            .collect()
    }

    fn report(&self, actor: &Actor, opened: &Opened) -> Result<Report, DbErr> {
        let report = &opened.report;
        let stored: Vec<StoredLine> = self.lines.values().cloned().collect();
        let progress = reports::of_lines(&self.shape, &stored);
        Ok(Report {
            summary: self.heads.summary(report, progress)?,
            may: opened.rights(actor),
            texts: report.texts.clone(),
            lines: self.lines(),
            submitted: report.submitted.map(|mark| self.stamp(mark)),
            approved: report.approved.map(|mark| self.stamp(mark)),
            return_reason: report.return_reason.clone(),
            lock: None,
            late: None,
        })
    }

    fn stamp(&self, mark: Mark) -> Stamp {
        Stamp {
            by: self.people.get(mark.by),
            at: mark.at,
        }
    }

    fn lines(&self) -> Vec<Line> {
        let parents: HashMap<LineId, MeasureId> = self
            .plan
            .reported_measures()
            .filter_map(|(_, measure)| Some((LineId::Measure(measure.id), measure.parent?)))
            .collect();
        let lines = self.shape.0.iter().map(|shape| {
            let held = self.lines.get(&shape.id);
            let shares = parents
                .get(&shape.id)
                .and_then(|parent| self.peers.get(parent));
            Line {
                id: shape.id,
                kind: shape.kind,
                accumulation: shape.accumulation,
                entry: held.map(|line| line.entry.clone()).unwrap_or_default(),
                version: held.map_or(0, |line| line.version),
                updated: held
                    .and_then(|line| line.updated)
                    .map(|mark| self.stamp(mark)),
                returned: held.and_then(|line| self.returned(line)),
                previous: self.previous(shape.id),
                history: self.history(shape.id, shape.kind),
                peers: shares.and_then(|shares| peers::range(shares.clone())),
                evidence: self.evidence(shape.id),
            }
        });
        lines.collect()
    }

    fn evidence(&self, line: LineId) -> Vec<Evidence> {
        let pieces = self.evidence.iter().filter(|piece| piece.line == line);
        pieces
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

    /// The last counted report that says something on the line.
    fn previous(&self, id: LineId) -> Option<PreviousEntry> {
        let said = |(report, lines): &'_ (StoredReport, HashMap<LineId, StoredLine>)| {
            let line = lines.get(&id).filter(|line| !line.entry.is_empty())?;
            Some(PreviousEntry {
                period: report.period,
                entry: line.entry.clone(),
                by: line.updated.map(|mark| self.people.get(mark.by)),
            })
        };
        self.before.iter().find_map(said)
    }

    /// Oldest first.
    fn history(&self, id: LineId, kind: LineKind) -> Vec<TrendPoint> {
        let Some(kind) = measure_kind(kind) else {
            return Vec::new();
        };
        let point = |(report, lines): &(StoredReport, HashMap<LineId, StoredLine>)| {
            let figure = own_figure(kind, None, &lines.get(&id)?.entry)?;
            Some(TrendPoint {
                period: report.period,
                per_mille: figure.per_mille?,
            })
        };
        self.before.iter().rev().filter_map(point).collect()
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

fn by_id(lines: Vec<StoredLine>) -> HashMap<LineId, StoredLine> {
    lines.into_iter().map(|line| (line.id, line)).collect()
}

/// What the unit's peers counted in the period before.
async fn peers_of<C: ConnectionTrait>(
    conn: &C,
    report: &StoredReport,
    plan: &Plan,
) -> Result<PeerFigures, DbErr> {
    let Some(before) = report.period.previous() else {
        return Ok(PeerFigures::new());
    };
    let parents: Vec<MeasureId> = plan
        .reported_measures()
        .filter_map(|(_, measure)| measure.parent)
        .collect();
    reports::peer_figures(conn, report, &parents, before).await
}
