//! Photos and files on this device: chosen, kept, on their way to the server.
//!
//! `e/<id>` in the store is written by `frontend/js/evidence.js`, which the service worker shares.

use crate::client::browser::alarm::Device;
use crate::client::browser::evidence::{self, FileError, Prepared};
use crate::client::{desk, dom, sending};
use crate::json::{Json, both, from_text};
use crate::sync::Set;
use crate::sync::ports::{Clock as _, Entropy as _, LocalStore as _, StoreError};
use domain::id::{EvidenceId, LineId, ReportId};
use domain::sync::OpBody;
use leptos::task::spawn_local;
use std::cell::Cell;
use web_sys::{Blob, File};

/// Keys of what is on its way.
const GROUP: &str = "e/";

/// What stands beside the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The report.
    pub report: ReportId,
    /// The line.
    pub line: LineId,
    /// The file's name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Of the bytes.
    pub sha256: String,
    /// Bytes that the server has.
    pub offset: u64,
    /// `new`, `done`, `refused`.
    pub state: String,
    /// The server's refusal.
    pub answer: Json,
}

both! {
    Entry { report, line, name, media_type = "type", size, sha256, offset, state, answer }
}

/// A photo or file of this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    /// Its id, the server's too.
    pub id: EvidenceId,
    /// What is known of it.
    pub entry: Entry,
}

impl LocalFile {
    /// Whether it is still to be sent.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.entry.state == "new"
    }

    /// Why the server does not take it.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        (self.entry.state == "refused").then(|| {
            let said = |name| self.entry.answer.member(name).and_then(Json::text);
            said("detail")
                .or_else(|| said("code"))
                .unwrap_or_default()
                .to_owned()
        })
    }

    /// How much of it the server has, in percent.
    #[must_use]
    pub fn percent(&self) -> u64 {
        (self.entry.offset * 100)
            .checked_div(self.entry.size)
            .unwrap_or(0)
    }
}

/// Everything of this device that the server does not have yet, in no order.
pub async fn all() -> Vec<LocalFile> {
    let Some(store) = desk::store() else {
        return Vec::new();
    };
    let listed = store.list(GROUP).await.unwrap_or_default();
    let mut files = Vec::new();
    for (key, text) in &listed {
        let id = key.strip_prefix(GROUP).and_then(|id| id.parse().ok());
        if let (Some(id), Some(entry)) = (id, from_text::<Entry>(text))
            && entry.state != "done"
        {
            files.push(LocalFile { id, entry });
        }
    }
    files
}

/// Those of one report.
pub async fn of_report(report: ReportId) -> Vec<LocalFile> {
    let mut files = all().await;
    files.retain(|file| file.entry.report == report);
    files
}

/// Why a file could not be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddError {
    /// The file.
    File(FileError),
    /// The store.
    Store(StoreError),
}

/// Keeps a photo or file behind a line; the upload begins by itself.
///
/// # Errors
/// See [`AddError`]; nothing is kept then.
pub async fn add(report: ReportId, line: LineId, file: &File) -> Result<(), AddError> {
    let store = desk::store().ok_or(AddError::Store(StoreError::Closed))?;
    let prepared = evidence::prepare(file).await.map_err(AddError::File)?;
    evidence::queue(&store, new_id(), report, line, &prepared)
        .await
        .map_err(AddError::Store)?;
    desk::touch();
    sending::tell_changed();
    sending::flush();
    Ok(())
}

/// Takes up a file that another device had kept.
///
/// # Errors
/// When the store is full or fails.
pub async fn take_up(id: EvidenceId, entry: &Entry, blob: &Blob) -> Result<(), StoreError> {
    let store = desk::store().ok_or(StoreError::Closed)?;
    let prepared = Prepared::again(
        blob,
        &entry.name,
        &entry.media_type,
        entry.size,
        &entry.sha256,
    );
    evidence::queue(&store, id, entry.report, entry.line, &prepared).await
}

/// The bytes of a file of this device.
pub async fn blob(id: EvidenceId) -> Option<Blob> {
    let store = desk::store()?;
    evidence::blob(&store, id).await.ok().flatten()
}

/// Shows a file of this device in a window of its own.
pub fn view(id: EvidenceId) {
    spawn_local(async move {
        let Some(blob) = blob(id).await else { return };
        if let Ok(address) = web_sys::Url::create_object_url_with_blob(&blob) {
            let _ = dom::window().open_with_url_and_target(&address, "_blank");
        }
    });
}

/// Takes a file off its line: one of this device is forgotten; of the server's, the removal is sent.
pub fn remove(report: ReportId, id: EvidenceId) {
    spawn_local(async move {
        if let Some(store) = desk::store() {
            let _ = evidence::forget(&store, id).await;
        }
        let Some(engine) = desk::engine() else { return };
        let view = engine.report_view(report).await.ok().flatten();
        let has = view.is_some_and(|view| {
            let mut pieces = view.report.lines.iter().flat_map(|line| &line.evidence);
            pieces.any(|piece| piece.id == id)
        });
        if has {
            let body = OpBody::RemoveEvidence { evidence: id };
            let _ = engine.record(report, body).await;
        }
        desk::touch();
        sending::tell_changed();
        sending::flush();
    });
}

/// Sends a refused file once more.
pub fn retry(id: EvidenceId) {
    spawn_local(async move {
        if let Some(store) = desk::store() {
            let _ = evidence::retry(&store, id).await;
        }
        desk::touch();
        sending::flush();
    });
}

/// Reports with files still to be sent.
pub(super) async fn waiting_reports() -> Set<ReportId> {
    let files = all().await;
    let waiting = files.iter().filter(|file| file.waits());
    waiting.map(|file| file.entry.report).collect()
}

thread_local! {
    static UPLOADING: Cell<bool> = const { Cell::new(false) };
}

/// Sends what waits, beside the operations: a large file must not hold figures up.
pub(super) fn upload() {
    if UPLOADING.replace(true) {
        return;
    }
    spawn_local(async {
        let settled = match desk::store() {
            Some(store) => evidence::upload(&store, |_, _, _| desk::touch()).await,
            None => None,
        };
        UPLOADING.set(false);
        if settled.is_some_and(|count| count > 0) {
            desk::touch();
            sending::tell_changed();
            // The report has it now, and a submission may have waited for it.
            sending::flush();
        }
    });
}

/// An id (UUIDv7).
fn new_id() -> EvidenceId {
    let ms = u128::try_from(Device.now_ms()).unwrap_or(0) & 0xffff_ffff_ffff;
    let (a, b) = (u128::from(Device.random()), u128::from(Device.random()));
    EvidenceId::from_u128(
        (ms << 80) | (7 << 76) | ((a & 0xfff) << 64) | (0b10 << 62) | (b & ((1 << 62) - 1)),
    )
}
