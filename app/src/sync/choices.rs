//! What the person decides about operations that the server did not take. Each choice is one
//! commit.

use crate::sync::document::Document;
use crate::sync::engine::{Engine, keep_document};
use crate::sync::outbox::{Entry, EntryState, Outbox};
use crate::sync::ports::{StoreError, Write};
use crate::sync::set::Set;
use crate::sync::slots::{is_step, set_base};
use domain::id::{LineId, OpId, ReportId};
use domain::sync::{Op, OpBody};
use domain::wire::sync::{Outcome, Theirs, Unmerged};

impl Engine {
    /// Insists on what was done here, now that the person has seen what the other hand wrote.
    /// Answers whether there was a conflict to settle.
    ///
    /// # Errors
    /// When the store fails; then nothing changed.
    pub async fn keep_mine(&self, id: OpId) -> Result<bool, StoreError> {
        let _pass = self.gate.enter().await;
        let mut outbox = self.outbox().await?;
        let Some((entry, theirs)) = conflict(&outbox, id) else {
            return Ok(false);
        };
        let mut base = theirs.version;
        if is_step(&entry.op.body)
            && let Some(document) = self.document(entry.op.report).await?
        {
            // A step stands for the whole report: only what the device has was on screen.
            base = base.min(document.report.summary.version);
        }
        self.replace(&mut outbox, &entry, Some(base));
        self.choose(&mut outbox, entry.op.report, Vec::new()).await
    }

    /// Gives way to what the other hand wrote. The own value stays in the report's history as not
    /// chosen. Answers whether there was a conflict to settle.
    ///
    /// # Errors
    /// When the store fails; then nothing changed.
    pub async fn take_theirs(&self, id: OpId) -> Result<bool, StoreError> {
        let _pass = self.gate.enter().await;
        let mut outbox = self.outbox().await?;
        let Some((entry, theirs)) = conflict(&outbox, id) else {
            return Ok(false);
        };
        for id in outbox.group(&entry) {
            outbox.remove(id);
        }
        let mut writes = Vec::new();
        if let Some(mut document) = self.document(entry.op.report).await?
            && take_in(&mut document, &entry.op, theirs)
        {
            writes.extend(keep_document(&document));
        }
        self.choose(&mut outbox, entry.op.report, writes).await
    }

    /// Sends again what was refused, as a new operation. Answers whether there was one.
    ///
    /// # Errors
    /// When the store fails; then nothing changed.
    pub async fn retry(&self, id: OpId) -> Result<bool, StoreError> {
        let _pass = self.gate.enter().await;
        let mut outbox = self.outbox().await?;
        let refused = |entry: &&Entry| entry.state == EntryState::Refused;
        let Some(entry) = outbox.get(id).filter(refused).cloned() else {
            return Ok(false);
        };
        self.replace(&mut outbox, &entry, None);
        self.choose(&mut outbox, entry.op.report, Vec::new()).await
    }

    /// Drops what the server did not take or does not know. What may be there already cannot be
    /// dropped. Answers whether it was.
    ///
    /// # Errors
    /// When the store fails; then nothing changed.
    pub async fn discard(&self, id: OpId) -> Result<bool, StoreError> {
        let _pass = self.gate.enter().await;
        let mut outbox = self.outbox().await?;
        let droppable =
            |entry: &&Entry| !matches!(entry.state, EntryState::Sent | EntryState::Late);
        let Some(entry) = outbox.get(id).filter(droppable).cloned() else {
            return Ok(false);
        };
        for id in outbox.group(&entry) {
            outbox.remove(id);
        }
        self.choose(&mut outbox, entry.op.report, Vec::new()).await
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

    async fn choose(
        &self,
        outbox: &mut Outbox,
        report: ReportId,
        more: Vec<Write>,
    ) -> Result<bool, StoreError> {
        self.tidy(outbox);
        let kept = self.commit(outbox, more).await;
        self.note_store(&kept);
        kept?;
        self.show(Set::from_iter([report]));
        Ok(true)
    }
}

fn conflict(outbox: &Outbox, id: OpId) -> Option<(Entry, Theirs)> {
    let entry = outbox.get(id)?.clone();
    match (&entry.state, &entry.answer) {
        (EntryState::Conflict, Some(Outcome::Conflict { theirs })) => {
            let theirs = theirs.as_ref().clone();
            Some((entry, theirs))
        }
        _ => None,
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
