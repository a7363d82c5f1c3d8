//! `GET /api/v1/sync/pull`: see [`Cursor`] for how rounds of pages go.

use super::scope::{Scope, Scopes};
use crate::auth::CurrentUser;
use crate::db::counter::{self, Counter};
use crate::db::overview::snapshot;
use crate::db::reports::StoredReport;
use crate::db::rollup::Book;
use crate::db::sync::{self, Place, StoredUnmerged, Wanted};
use crate::db::units;
use crate::db::versions::{StoredVersion, versions_of_reports};
use crate::error::ServiceError;
use crate::service::reports::{Around, rights, wire_version};
use crate::service::{Ctx, auth, plans};
use domain::id::{PlanId, ReportId, UnitId};
use domain::plan::Plan;
use domain::policy::Actor;
use domain::sync::Cursor;
use domain::wire::sync::{Pulled, ReportChange, Unmerged};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Deserialize;
use std::collections::HashSet;
use utoipa::IntoParams;

/// Reports of one page where nothing else is asked for.
const USUAL_LIMIT: u64 = 20;
/// Most reports of one page.
const MAX_LIMIT: u64 = 100;
/// Most versions of one page, unless one report has more: what a page costs in memory and on a thin
/// line is its history.
const MAX_VERSIONS: i64 = 500;

/// The query of `GET /api/v1/sync/pull`.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct PullQuery {
    /// The cursor of the answer before; none at first.
    pub cursor: String,
    /// At most so many reports (20; no more than 100).
    pub limit: Option<u64>,
}

/// What changed in the scope of the person's devices after the cursor. Nothing of a cursor is
/// believed beyond what it says about the device: what the person may hold is decided anew.
///
/// # Errors
/// When the database fails.
pub async fn pull(
    ctx: Ctx<'_>,
    scopes: &Scopes,
    who: &CurrentUser,
    query: PullQuery,
) -> Result<Pulled, ServiceError> {
    let conn = ctx.db.read();
    let now = counter::all(conn).await?;
    let scope = scopes.of(conn, now.tree, &who.actor).await?;
    let sent: Option<Cursor> = query.cursor.parse().ok();
    let sent = sent.filter(|cursor| cursor.fits(&scope.key, now.change));
    if let Some(cursor) = &sent
        && cursor.is_between_rounds()
        && cursor.seq == now.change
    {
        return Ok(Pulled {
            cursor: query.cursor,
            ..Pulled::default()
        });
    }
    let reset = sent.is_none();
    let cursor = sent.unwrap_or_else(|| Cursor::at(0, scope.key.clone()));
    let me = if reset {
        Some(auth::me(ctx, who).await?)
    } else {
        None
    };
    let limit = query.limit.unwrap_or(USUAL_LIMIT).clamp(1, MAX_LIMIT);
    let conn = snapshot(ctx.db).await?;
    let page = Page::load(&conn, &scope, cursor, limit).await?;
    let pulled = page.pulled(ctx, &conn, &who.actor).await?;
    conn.commit().await?;
    Ok(Pulled {
        reset,
        me,
        ..pulled
    })
}

/// A page of a round.
struct Page {
    /// What the device held before the round.
    base: i64,
    /// Where the page begins.
    from: Place,
    /// The cursor after it.
    next: Cursor,
    more: bool,
    reports: Vec<StoredReport>,
    gone: Vec<ReportId>,
}

impl Page {
    async fn load<C: ConnectionTrait>(
        conn: &C,
        scope: &Scope,
        cursor: Cursor,
        limit: u64,
    ) -> Result<Self, DbErr> {
        let change = counter::now(conn, Counter::Change).await?;
        let from = place(&cursor);
        let mut page = Self {
            base: cursor.base,
            from,
            next: Cursor::at(change, cursor.scope),
            more: false,
            reports: Vec::new(),
            gone: Vec::new(),
        };
        if scope.roots.is_empty() {
            return Ok(page);
        }
        page.reports = sync::page_visible_to(conn, &scope.roots, from, limit + 1).await?;
        let length = usize::try_from(limit).unwrap_or(usize::MAX);
        let versions = page
            .reports
            .iter()
            .map(|report| page.versions_at_most(report));
        let length = length.min(fitting(versions));
        page.more = page.reports.len() > length;
        page.reports.truncate(length);
        if let Some(last) = page.reports.last().filter(|_| page.more) {
            page.next.base = page.base;
            page.next.seq = last.seq;
            page.next.after = Some(last.id);
        }
        let to = place(&page.next);
        page.gone = sync::gone_visible_to(conn, &scope.roots, from.seq, to.seq).await?;
        // In a first round the device holds nothing that could have become too old.
        if page.base > 0 {
            let old = sync::old_visible_to(conn, &scope.roots, from, to).await?;
            page.gone.extend(old);
        }
        Ok(page)
    }

    /// How many versions of a report the page may come to hold: each change raises its number by one.
    /// Of one that the device has, few are new.
    fn versions_at_most(&self, report: &StoredReport) -> i64 {
        if self.is_whole(report) {
            report.version
        } else {
            report.version.min(50)
        }
    }

    /// Whether the device needs the report whole: it never had it, or what stands beside its lines
    /// changed.
    const fn is_whole(&self, report: &StoredReport) -> bool {
        report.whole_seq > self.base
    }

    fn wanted(&self) -> Wanted {
        let (whole, changed): (Vec<&StoredReport>, Vec<&StoredReport>) = self
            .reports
            .iter()
            .partition(|report| self.is_whole(report));
        let ids = |reports: Vec<&StoredReport>| reports.iter().map(|report| report.id).collect();
        Wanted {
            whole: ids(whole),
            changed: ids(changed),
            base: self.base,
        }
    }

    async fn pulled<C: ConnectionTrait>(
        self,
        ctx: Ctx<'_>,
        conn: &C,
        actor: &Actor,
    ) -> Result<Pulled, DbErr> {
        let (plans, reports) = if self.reports.is_empty() {
            (Vec::new(), Vec::new())
        } else {
            let plans = self.plans(ctx, conn, actor).await?;
            (plans, self.reports(conn, ctx.db.book(), actor).await?)
        };
        Ok(Pulled {
            cursor: self.next.to_string(),
            more: self.more,
            plans,
            reports,
            gone: self.gone,
            ..Pulled::default()
        })
    }

    /// The plans that the device has not, or not as they are now, and that no page of this round
    /// came with before.
    async fn plans<C: ConnectionTrait>(
        &self,
        ctx: Ctx<'_>,
        conn: &C,
        actor: &Actor,
    ) -> Result<Vec<Plan>, DbErr> {
        let of_page: HashSet<PlanId> = self.reports.iter().map(|report| report.plan).collect();
        let mut wanted = sync::plans_changed_after(conn, of_page, self.base).await?;
        let is_first_page = self.from.seq == self.base && self.from.after.is_none();
        if !is_first_page && !wanted.is_empty() {
            let named = sync::named_plans(conn, &wanted, self.base, self.from).await?;
            wanted.retain(|plan| !named.contains(plan));
        }
        plans::get_all(ctx, conn, actor, &wanted).await
    }

    async fn reports<C: ConnectionTrait>(
        &self,
        conn: &C,
        book: &Book,
        actor: &Actor,
    ) -> Result<Vec<ReportChange>, DbErr> {
        let wanted = self.wanted();
        let mut versions = versions_of_reports(conn, &wanted).await?;
        let mut unmerged = sync::unmerged_of_reports(conn, &wanted).await?;
        let names = versions.values().flatten().map(|version| version.mark.by);
        let names = names.chain(unmerged.values().flatten().map(|value| value.mark.by));
        let names = names.collect();
        let whole: HashSet<ReportId> = wanted.whole.iter().copied().collect();
        let around = Around::load(conn, book, &self.reports, &whole, names).await?;
        let units: HashSet<UnitId> = self.reports.iter().map(|r| r.unit.clone()).collect();
        let lines = units::lines_of(conn, &units).await?;
        self.reports
            .iter()
            .map(|report| {
                let history = History {
                    versions: versions.remove(&report.id).unwrap_or_default(),
                    unmerged: unmerged.remove(&report.id).unwrap_or_default(),
                };
                let line = lines.get(&report.unit).map_or(&[][..], Vec::as_slice);
                self.change(report, &around, history, actor, line)
            })
            .collect()
    }

    fn change(
        &self,
        report: &StoredReport,
        around: &Around,
        history: History,
        actor: &Actor,
        ancestors: &[UnitId],
    ) -> Result<ReportChange, DbErr> {
        let whole = self.is_whole(report);
        let shape = around.shape(report);
        let after = if whole { None } else { Some(self.base) };
        let lines = around.line_states(report, after);
        let context = if whole {
            shape.map(|line| around.context(report, line)).collect()
        } else {
            Vec::new()
        };
        let unmerged = history.unmerged.into_iter().map(|value| Unmerged {
            op_id: value.op,
            line: value.line,
            fields: value.fields,
            texts: value.texts,
            stamp: around.stamp(value.mark),
        });
        let versions = history.versions.into_iter();
        Ok(ReportChange {
            summary: around.summary(report)?,
            may: rights(actor, ancestors, report.state),
            texts: report.texts.clone(),
            submitted: report.submitted.map(|mark| around.stamp(mark)),
            approved: report.approved.map(|mark| around.stamp(mark)),
            return_reason: report.return_reason.clone(),
            lock: around.lock(report),
            late: around.late(report),
            whole,
            lines,
            context,
            versions: versions
                .map(|version| wire_version(version, around.people()))
                .collect(),
            unmerged: unmerged.collect(),
        })
    }
}

/// What happened to a report, as far as the device does not know it.
struct History {
    versions: Vec<StoredVersion>,
    unmerged: Vec<StoredUnmerged>,
}

/// How many reports make a page by their versions; at least one.
fn fitting(versions: impl IntoIterator<Item = i64>) -> usize {
    let mut sum = 0;
    let within = versions.into_iter().take_while(|versions| {
        sum += versions;
        sum <= MAX_VERSIONS
    });
    within.count().max(1)
}

fn place(cursor: &Cursor) -> Place {
    Place {
        seq: cursor.seq,
        after: cursor.after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_where_its_history_is_long() {
        let table = [
            (vec![], 1),
            (vec![10, 10, 10], 3),
            (vec![MAX_VERSIONS, 0, 1], 2),
            (vec![MAX_VERSIONS + 1, 1], 1),
            (vec![300, 300, 1], 1),
        ];
        for (versions, length) in table {
            assert_eq!(fitting(versions.clone()), length, "{versions:?}");
        }
    }
}
