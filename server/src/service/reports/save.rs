//! `PATCH /api/v1/reports/{id}`: every line sent gets its own outcome, all in one transaction.

use super::conflict::conflicting;
use super::open::{after, open};
use crate::db::codec::name;
use crate::db::counter::{self, Counter};
use crate::db::people::{self, People};
use crate::db::plans::{self, LineShape, PlanShape};
use crate::db::reports::{self, Mark, StoredLine, StoredReport};
use crate::db::versions::{self, StoredVersion};
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::NaiveDate;
use domain::id::{LineId, ReportId};
use domain::policy::{Action, Actor};
use domain::report::{LineEdit, LineEntry, Step, TextEdit};
use domain::validate::{MAX_TEXT, Problem, check_line};
use domain::wire::problem::FieldProblem;
use domain::wire::report::{LineChange, LineOutcome, SaveReport, Saved, Stamp};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;

/// Stores edits. A line that is wrong or in conflict is answered so and left alone; the others are
/// stored. A call that changes nothing makes no version.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` (`wrong_state`), `Invalid` for a text that is too long.
pub async fn save(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: ReportId,
    request: SaveReport,
) -> Result<Saved, ServiceError> {
    let opened = open(ctx, actor, id).await?;
    opened.allow(actor, Action::EditReport)?;
    check_texts(&request.texts)?;
    let plan = opened.report.plan;
    let shape = plans::shapes(ctx.db.read(), [plan]).await?.remove(&plan);
    let now = Now {
        mark: Mark {
            by: actor.user,
            at: ctx.clock.now(),
        },
        today: ctx.clock.today(),
    };

    let txn = ctx.db.begin_write().await?;
    let found = reports::find_for_update(&txn, id).await?;
    let mut report = found.ok_or(ServiceError::NotFound)?;
    after(report.state, Step::Save)?;
    let mut work = Work::load(&txn, &report, shape.unwrap_or_default(), &request.lines).await?;
    let outcomes: Vec<Outcome> = request
        .lines
        .iter()
        .map(|edit| work.edit(now, report.version + 1, edit))
        .collect::<Result<_, _>>()?;
    let texts = change_texts(&mut report, request.texts);
    let changes = work.changes();
    if !changes.is_empty() || !texts.is_empty() {
        report.version += 1;
        report.updated_at = Some(now.mark.at);
        report.seq = counter::next(&txn, Counter::Change).await?;
        reports::put_lines(&txn, id, &work.changed(&changes, report.seq)).await?;
        reports::update(&txn, &report).await?;
        versions::insert(&txn, &[version(&report, now.mark, changes, texts)]).await?;
    }
    let people = people::load(&txn, outcomes.iter().filter_map(Outcome::names)).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(Saved {
        version: report.version,
        at: now.mark.at,
        progress: reports::of_lines(&work.shape, &work.all()),
        lines: outcomes.into_iter().map(|o| o.wire(&people)).collect(),
    })
}

/// Who saves and when.
#[derive(Clone, Copy)]
struct Now {
    mark: Mark,
    today: NaiveDate,
}

/// What became of a line's edits, before names are known.
enum Outcome {
    Applied {
        line: LineId,
        version: i64,
    },
    Conflict {
        held: Box<StoredLine>,
        mark: Mark,
    },
    Rejected {
        line: LineId,
        errors: Vec<FieldProblem>,
    },
}

impl Outcome {
    /// Whom the answer will name.
    fn names(&self) -> Option<domain::id::UserId> {
        match self {
            Self::Conflict { mark, .. } => Some(mark.by),
            Self::Applied { .. } | Self::Rejected { .. } => None,
        }
    }

    fn wire(self, people: &People) -> LineOutcome {
        match self {
            Self::Applied { line, version } => LineOutcome::Applied { line, version },
            Self::Rejected { line, errors } => LineOutcome::Rejected { line, errors },
            Self::Conflict { held, mark } => LineOutcome::Conflict {
                line: held.id,
                current: held.entry,
                version: held.version,
                stamp: Stamp {
                    by: people.get(mark.by),
                    at: mark.at,
                },
            },
        }
    }
}

/// The report's lines while they are being edited.
struct Work {
    shape: PlanShape,
    /// As stored.
    before: HashMap<LineId, StoredLine>,
    /// As edited: only lines that were.
    edited: HashMap<LineId, StoredLine>,
    /// Versions that somebody else may have made since the person looked, newest first.
    later: Vec<StoredVersion>,
}

impl Work {
    async fn load<C: ConnectionTrait>(
        conn: &C,
        report: &StoredReport,
        shape: PlanShape,
        edits: &[LineEdit],
    ) -> Result<Self, DbErr> {
        let lines = reports::lines(conn, &[report.id]).await?.remove(&report.id);
        let before: HashMap<LineId, StoredLine> = lines
            .unwrap_or_default()
            .into_iter()
            .map(|line| (line.id, line))
            .collect();
        let is_late = |edit: &&LineEdit| {
            let held = before.get(&edit.line);
            held.is_some_and(|held| held.version > edit.base_version)
        };
        let oldest = edits
            .iter()
            .filter(is_late)
            .map(|edit| edit.base_version)
            .min();
        let later = match oldest {
            Some(version) => versions::after(conn, report.id, version).await?,
            None => Vec::new(),
        };
        Ok(Self {
            shape,
            before,
            edited: HashMap::new(),
            later,
        })
    }

    /// Applies one line's edits, or says why not.
    fn edit(&mut self, now: Now, version: i64, edit: &LineEdit) -> Result<Outcome, DbErr> {
        let line = edit.line;
        let Some(shape) = self.shape.line(line).copied() else {
            let errors = vec![unknown_line(line)];
            return Ok(Outcome::Rejected { line, errors });
        };
        let held = self.line(line);
        let mut wanted = held.entry.clone();
        wanted.apply(&edit.edits);
        if let Some(mark) = conflicting(now.mark.by, edit, &held, &wanted, &self.later) {
            return Ok(Outcome::Conflict {
                held: Box::new(held),
                mark,
            });
        }
        let errors = errors(&shape, &wanted, now.today)?;
        if !errors.is_empty() {
            return Ok(Outcome::Rejected { line, errors });
        }
        if wanted == held.entry {
            let version = held.version;
            return Ok(Outcome::Applied { line, version });
        }
        let edited = StoredLine {
            entry: wanted,
            version,
            updated: Some(now.mark),
            ..held
        };
        self.edited.insert(line, edited);
        Ok(Outcome::Applied { line, version })
    }

    /// A line as it is now.
    fn line(&self, id: LineId) -> StoredLine {
        let held = self.edited.get(&id).or_else(|| self.before.get(&id));
        held.cloned().unwrap_or_else(|| StoredLine::empty(id))
    }

    /// What changed, in the plan's order. A line edited there and back in one call has not.
    fn changes(&self) -> Vec<LineChange> {
        let changed = self.shape.0.iter().filter_map(|shape| {
            let after = self.edited.get(&shape.id)?.entry.clone();
            let before = self.before.get(&shape.id);
            let before = before.map(|line| line.entry.clone()).unwrap_or_default();
            (before != after).then_some(LineChange {
                line: shape.id,
                before,
                after,
                reason: None,
            })
        });
        changed.collect()
    }

    /// The lines to store.
    fn changed(&self, changes: &[LineChange], seq: i64) -> Vec<StoredLine> {
        changes
            .iter()
            .map(|change| StoredLine {
                seq,
                ..self.line(change.line)
            })
            .collect()
    }

    fn all(&self) -> Vec<StoredLine> {
        self.shape
            .0
            .iter()
            .map(|shape| self.line(shape.id))
            .collect()
    }
}

/// What stops the line from being stored.
fn errors(
    shape: &LineShape,
    wanted: &LineEntry,
    today: NaiveDate,
) -> Result<Vec<FieldProblem>, DbErr> {
    check_line(shape.kind, shape.accumulation, wanted, None, today)
        .into_iter()
        .filter(|finding| finding.problem.is_error())
        .map(|finding| {
            Ok(FieldProblem {
                line: Some(shape.id),
                field: name(&finding.field)?,
                code: name(&finding.problem)?,
                message: finding.problem.message_vi().to_owned(),
            })
        })
        .collect()
}

fn unknown_line(line: LineId) -> FieldProblem {
    FieldProblem {
        line: Some(line),
        field: "line".to_owned(),
        code: "unknown_line".to_owned(),
        message: "Dòng này không có trong báo cáo. Tải lại trang.".to_owned(),
    }
}

fn check_texts(texts: &[TextEdit]) -> Result<(), ServiceError> {
    let problems: Vec<FieldProblem> = texts
        .iter()
        .map(|edit| match edit {
            TextEdit::Obstacles(text) => ("obstacles", text),
            TextEdit::Recommendations(text) => ("recommendations", text),
            TextEdit::Notes(text) => ("notes", text),
        })
        .filter(|(_, text)| text.chars().count() > MAX_TEXT)
        .map(|(field, _)| FieldProblem {
            line: None,
            field: field.to_owned(),
            code: "too_long".to_owned(),
            message: Problem::TooLong.message_vi().to_owned(),
        })
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ServiceError::Invalid(problems))
    }
}

/// Applies the texts, the last writer's as they are; answers those that changed something.
fn change_texts(report: &mut StoredReport, edits: Vec<TextEdit>) -> Vec<TextEdit> {
    let mut changed = Vec::new();
    for edit in edits {
        let before = report.texts.clone();
        report.texts.apply(std::slice::from_ref(&edit));
        if report.texts != before {
            changed.push(edit);
        }
    }
    changed
}

fn version(
    report: &StoredReport,
    mark: Mark,
    changes: Vec<LineChange>,
    texts: Vec<TextEdit>,
) -> StoredVersion {
    StoredVersion {
        report: report.id,
        version: report.version,
        step: Step::Save,
        state: report.state,
        mark,
        reason: None,
        changes,
        texts,
        seq: report.seq,
        device: None,
    }
}
