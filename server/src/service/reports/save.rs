//! `PATCH /api/v1/reports/{id}`: every line sent gets its own outcome, all in one transaction, and
//! whatever was changed makes one version. The rules are [`domain::sync::decide`]'s.

use super::open::open;
use super::plain::{Plain, refused};
use crate::committer::Committer;
use crate::db::people::{self, People};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::sync::{Decided, Done};
use domain::id::{LineId, ReportId};
use domain::policy::{Action, Actor};
use domain::report::LineEdit;
use domain::sync::{OpBody, RefusalCode, text_problems};
use domain::wire::report::{LineOutcome, SaveReport, Saved, Stamp};

/// Stores edits. A line that is wrong or in conflict is answered so and left alone; the others are
/// stored. A call that changes nothing makes no version. Texts name no version: the last one
/// stays.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` (`wrong_state`, `period_locked`), `Invalid` for a text that
/// is too long.
pub async fn save(
    ctx: Ctx<'_>,
    committer: &Committer,
    actor: &Actor,
    id: ReportId,
    request: SaveReport,
) -> Result<Saved, ServiceError> {
    let errors = text_problems(&request.texts);
    if !errors.is_empty() {
        // Nothing at all is stored then, and whoever has no right learns nothing of it.
        let opened = open(ctx, actor, id).await?;
        opened.allow(actor, Action::EditReport)?;
        return Err(ServiceError::Invalid(errors));
    }
    let lines: Vec<LineId> = request.lines.iter().map(|edit| edit.line).collect();
    let edits = request.lines.into_iter().map(edit_line);
    // Also without edits: the answer says how the report stands.
    let texts = OpBody::EditTexts {
        base_version: i64::MAX,
        edits: request.texts,
    };
    let bodies = edits.chain([texts]);
    let done = Plain { ctx, actor, id }.commit(committer, bodies).await?;
    saved(ctx, &lines, done).await
}

fn edit_line(edit: LineEdit) -> OpBody {
    OpBody::EditLine {
        line: edit.line,
        base_version: edit.base_version,
        edits: edit.edits,
    }
}

async fn saved(ctx: Ctx<'_>, lines: &[LineId], done: Done) -> Result<Saved, ServiceError> {
    let standing = match (done.standing, done.ops.last()) {
        (_, Some(Decided::Refused(refusal))) => return Err(refused(refusal.clone())),
        (Some(standing), _) => standing,
        (None, _) => return Err(ServiceError::NotFound),
    };
    let names = done.ops.iter().filter_map(|decided| match decided {
        Decided::Conflict { clash, .. } => Some(clash.mark.by),
        _ => None,
    });
    let people = people::load(ctx.db.read(), names).await?;
    let outcomes = lines.iter().zip(done.ops);
    Ok(Saved {
        version: standing.version,
        at: done.at,
        progress: standing.progress,
        lines: outcomes
            .map(|(line, decided)| outcome(*line, decided, &people))
            .collect::<Result<_, _>>()?,
    })
}

fn outcome(line: LineId, decided: Decided, people: &People) -> Result<LineOutcome, ServiceError> {
    Ok(match decided {
        Decided::Applied { version } | Decided::Duplicate { version, .. } => {
            LineOutcome::Applied { line, version }
        }
        Decided::Already {
            version,
            line: held,
        } => LineOutcome::Applied {
            line,
            version: held.unwrap_or(version),
        },
        Decided::Conflict { clash, entry, .. } => LineOutcome::Conflict {
            line,
            current: entry.unwrap_or_default(),
            version: clash.version,
            stamp: Stamp {
                by: people.get(clash.mark.by),
                at: clash.mark.at,
            },
        },
        Decided::Refused(refusal) if refusal.code == RefusalCode::Invalid => {
            LineOutcome::Rejected {
                line,
                errors: refusal.errors,
            }
        }
        Decided::Refused(refusal) => return Err(refused(refusal)),
        Decided::Stale | Decided::Late { .. } => return Err(super::plain::stale()),
    })
}
