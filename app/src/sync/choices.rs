//! What the person decides about operations that the server did not take. Each choice is one
//! commit.

use crate::sync::document::Document;
use crate::sync::engine::{Engine, keep_document};
use crate::sync::outbox::{Entry, EntryState, Outbox};
use crate::sync::ports::StoreError;
use crate::sync::set::Set;
use crate::sync::slots::{is_step, set_base};
use domain::id::{LineId, OpId, ReportId};
use domain::sync::{Op, OpBody};
use domain::wire::sync::{Outcome, Theirs, Unmerged};

/// What the person wants with an operation that the server did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Insist on what was done here, now that the person has seen what the other hand wrote.
    Mine,
    /// Give way to what the other hand wrote. The own value stays in the report's history as not
    /// chosen.
    Theirs,
    /// Send again what was refused, as a new operation.
    Retry,
    /// Drop what the server did not take or does not know. What may be there already cannot be
    /// dropped.
    Discard,
}

impl Choice {
    const fn fits(self, entry: &Entry) -> bool {
        match self {
            Self::Mine | Self::Theirs => {
                matches!(entry.state, EntryState::Conflict)
                    && matches!(entry.answer, Some(Outcome::Conflict { .. }))
            }
            Self::Retry => matches!(entry.state, EntryState::Refused),
            Self::Discard => !matches!(entry.state, EntryState::Sent | EntryState::Late),
        }
    }
}

impl Engine {
    /// Carries a choice out: one commit. Answers whether there was something to choose about: a
    /// conflict, a refusal, or something that can still be dropped.
    ///
    /// # Errors
    /// When the store fails; then nothing changed.
    pub async fn choose(&self, id: OpId, choice: Choice) -> Result<bool, StoreError> {
        let _pass = self.gate.enter().await;
        let mut outbox = self.outbox().await?;
        let Some(entry) = outbox.get(id).filter(|entry| choice.fits(entry)).cloned() else {
            return Ok(false);
        };
        let report = entry.op.report;
        let document = match choice {
            Choice::Mine | Choice::Theirs => self.document(report).await?,
            Choice::Retry | Choice::Discard => None,
        };
        let mut writes = Vec::new();
        match (choice, &entry.answer) {
            (Choice::Mine, Some(Outcome::Conflict { theirs })) => {
                let mut base = theirs.version;
                if is_step(&entry.op.body)
                    && let Some(document) = document
                {
                    // A step stands for the whole report: only what the device has was on screen.
                    base = base.min(document.report.summary.version);
                }
                self.replace(&mut outbox, &entry, Some(base));
            }
            (Choice::Retry, _) => self.replace(&mut outbox, &entry, None),
            (_, answer) => {
                for id in outbox.group(&entry) {
                    outbox.remove(id);
                }
                if let Some(mut document) = document
                    && let Some(Outcome::Conflict { theirs }) = answer
                    && take_in(&mut document, &entry.op, theirs.as_ref().clone())
                {
                    writes.extend(keep_document(&document));
                }
            }
        }
        self.tidy(&mut outbox);
        let kept = self.commit(&outbox, writes).await;
        self.note_store(&kept);
        kept?;
        self.show(Set::from_iter([report]));
        Ok(true)
    }

    /// Enters again what lost a conflict, over what the report holds now.
    ///
    /// # Errors
    /// When the store is full or fails.
    pub async fn restore(&self, report: ReportId, value: &Unmerged) -> Result<(), StoreError> {
        let document = self.document(report).await?;
        let version = |line: Option<LineId>| {
            let report = &document.as_ref()?.report;
            match line {
                Some(id) => report.lines.iter().find(|l| l.id == id).map(|l| l.version),
                None => Some(report.summary.version),
            }
        };
        let base_version = version(value.line).unwrap_or(0);
        let body = match value.line {
            Some(line) => OpBody::EditLine {
                line,
                base_version,
                edits: value.fields.clone(),
            },
            None => OpBody::EditTexts {
                base_version,
                edits: value.texts.clone(),
            },
        };
        self.record(report, body).await
    }

    /// Puts one new operation in the place of an entry and those like it.
    fn replace(&self, outbox: &mut Outbox, entry: &Entry, base: Option<i64>) {
        let group = outbox.group(entry);
        let Some(mut op) = outbox.take(&group) else {
            return;
        };
        if let Some(base) = base {
            set_base(&mut op.body, base);
        }
        op.op_id = self.next_id();
        outbox.put(Entry::new(op));
    }
}

/// Shows at once what the other hand wrote, where the pull has not brought it yet.
fn take_in(document: &mut Document, op: &Op, theirs: Theirs) -> bool {
    match (&op.body, theirs.entry, theirs.texts) {
        (OpBody::EditLine { line, .. }, Some(entry), _) => {
            let lines = &mut document.report.lines;
            let Some(line) = lines.iter_mut().find(|known| known.id == *line) else {
                return false;
            };
            let is_newer = theirs.version > line.version;
            if is_newer {
                line.entry = entry;
                line.version = theirs.version;
                line.updated = Some(theirs.stamp);
            }
            is_newer
        }
        (OpBody::EditTexts { .. }, _, Some(texts)) => {
            let is_newer = theirs.version > document.report.summary.version;
            if is_newer {
                document.report.texts = texts;
            }
            is_newer
        }
        _ => false,
    }
}
