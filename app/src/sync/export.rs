//! What was not sent, as a text that another device of the same person takes in. The caller
//! encrypts it.

use crate::json::{FromJson, Json, both, from_text, parse, to_text};
use crate::sync::engine::Engine;
use crate::sync::keys;
use crate::sync::outbox::{Entry, EntryState};
use crate::sync::ports::StoreError;
use crate::sync::set::Set;
use crate::sync::slots::is_step;
use domain::id::{DeviceId, ReportId, UserId};

/// The version of the form of the file.
const FORMAT: i64 = 1;

struct File {
    format: i64,
    user: UserId,
    device: DeviceId,
    entries: Vec<Json>,
}

both! {
    File { format, user, device, entries }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// Taken in.
    Taken {
        /// Operations that are new here.
        added: usize,
        /// That were here already.
        known: usize,
        /// That this version cannot read.
        unreadable: usize,
    },
    /// It is another person's.
    NotYours,
    /// It is no such file.
    Unreadable,
}

impl Engine {
    /// Everything of the outbox, sent or not, as JSON; `None` before anybody is known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn export_json(&self) -> Result<Option<String>, StoreError> {
        // Best with ids that stay; without room they go out all the same.
        let _kept_or_in_memory = self.save_again().await;
        let Some(user) = self.me.borrow().as_ref().map(|me| me.id) else {
            return Ok(None);
        };
        let listed = self.ports.store.list(keys::OUTBOX).await?;
        let mut entries: Vec<Json> = listed.iter().filter_map(|(_, text)| parse(text)).collect();
        let unsaved = self.unsaved.borrow().clone();
        if !unsaved.is_empty() {
            let mut outbox = self.outbox().await?;
            let before: Set<_> = outbox.entries().map(|entry| entry.op.op_id).collect();
            for done in &unsaved {
                self.add(&mut outbox, done);
            }
            let added = outbox.entries().filter(|e| !before.contains(&e.op.op_id));
            entries.extend(added.filter_map(|entry| parse(&to_text(entry))));
        }
        Ok(Some(to_text(&File {
            format: FORMAT,
            user,
            device: self.device,
            entries,
        })))
    }

    /// Takes in what [`Engine::export_json`] wrote, once: an operation that is here already stays
    /// as it is. The server is asked about each of them anew, unchanged.
    ///
    /// # Errors
    /// When the store is full or fails; then nothing was taken in.
    pub async fn import_json(&self, text: &str) -> Result<Imported, StoreError> {
        let Some(file) = from_text::<File>(text).filter(|file| file.format == FORMAT) else {
            return Ok(Imported::Unreadable);
        };
        if self.me.borrow().as_ref().map(|me| me.id) != Some(file.user) {
            return Ok(Imported::NotYours);
        }
        let _pass = self.gate.enter().await;
        let mut outbox = self.outbox().await?;
        let (mut added, mut known, mut unreadable) = (0, 0, 0);
        let mut reports: Set<ReportId> = Set::new();
        for json in &file.entries {
            let Some(mut entry) = Entry::from_json(json) else {
                unreadable += 1;
                continue;
            };
            if outbox.get(entry.op.op_id).is_some() {
                known += 1;
                continue;
            }
            let waits = is_step(&entry.op.body) && entry.state == EntryState::Blocked;
            if !waits {
                entry.state = EntryState::Sent;
            }
            entry.answer = None;
            reports.insert(entry.op.report);
            outbox.put(entry);
            added += 1;
        }
        self.tidy(&mut outbox);
        let kept = self.commit(&outbox, Vec::new()).await;
        self.note_store(&kept);
        kept?;
        self.show(reports);
        Ok(Imported::Taken {
            added,
            known,
            unreadable,
        })
    }
}
