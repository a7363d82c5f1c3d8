//! What the release before kept in local storage and had not sent: taken up by the engine, once.

use crate::client::browser::storage;
use crate::draft::{Draft, Slot};
use crate::json::from_text;
use crate::sync::Engine;
use domain::id::{ReportId, UserId};
use domain::sync::OpBody;

/// Records every draft; they are forgotten where they were only once the engine has kept all.
pub(super) async fn take_up(engine: &Engine, user: UserId) {
    let drafts = storage::legacy_drafts(user);
    let mut all_kept = !drafts.is_empty();
    for (key, text) in drafts {
        // What nobody can read is nothing that could be sent.
        let Some((report, bodies)) = read(&key, &text) else {
            continue;
        };
        for body in bodies {
            all_kept &= engine.record(report, body).await.is_ok();
        }
    }
    if all_kept {
        storage::forget_legacy_drafts(user);
    }
}

fn read(key: &str, text: &str) -> Option<(ReportId, Vec<OpBody>)> {
    let (report, slot) = key.split_once('/')?;
    let draft: Draft = from_text(text)?;
    let mut bodies = Vec::new();
    match Slot::from_key(slot)? {
        Slot::Line(line) if !draft.fields.is_empty() => bodies.push(OpBody::EditLine {
            line,
            base_version: draft.base_version,
            edits: draft.fields,
        }),
        Slot::Texts if !draft.texts.is_empty() => bodies.push(OpBody::EditTexts {
            base_version: draft.base_version,
            edits: draft.texts,
        }),
        _ => {}
    }
    Some((report.parse().ok()?, bodies))
}
