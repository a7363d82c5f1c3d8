//! Photos and files: made ready, queued, sent in pieces (`frontend/js/photo.js`, `evidence.js`).

use super::store::{BrowserStore, failure};
use super::{code_of, js, number_of, text_of, whole};
use crate::sync::ports::StoreError;
use domain::id::{EvidenceId, LineId, ReportId};
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;
use web_sys::{Blob, File};

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It is empty.
    Empty,
    /// More than 20 MB (60 MB for a photo, which becomes small).
    TooBig,
    /// Of a type that the server does not take.
    Type,
    /// A photo that the browser cannot read.
    Unreadable,
}

/// A file ready to be queued.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    js: JsValue,
}

impl Prepared {
    /// One that was made ready before, by another device perhaps.
    #[must_use]
    pub fn again(blob: &Blob, name: &str, media_type: &str, size: u64, sha256: &str) -> Self {
        let js = Object::new();
        // Not by way of a text: reading floats would bring ten kilobytes of tables into the WASM.
        #[allow(clippy::cast_precision_loss, reason = "files are far below 2^53 bytes")]
        let number = size as f64;
        for (key, value) in [
            ("blob", blob.into()),
            ("name", name.into()),
            ("type", media_type.into()),
            ("size", number.into()),
            ("sha256", sha256.into()),
        ] {
            // Never refused on an object of our own.
            let _ = Reflect::set(&js, &key.into(), &value);
        }
        Self {
            name: name.to_owned(),
            size,
            js: js.into(),
        }
    }
}

/// Makes a file ready: a photo becomes small and loses what it says about place and time.
///
/// # Errors
/// See [`FileError`].
pub async fn prepare(file: &File) -> Result<Prepared, FileError> {
    let prepared = js::prepare_file(file).await;
    let js = prepared.map_err(|error| match code_of(&error).as_str() {
        "empty" => FileError::Empty,
        "too_big" => FileError::TooBig,
        "type" => FileError::Type,
        _ => FileError::Unreadable,
    })?;
    Ok(Prepared {
        name: text_of(&js, "name"),
        size: number_of(&js, "size"),
        js,
    })
}

/// Keeps a file for sending, durably.
///
/// # Errors
/// When the store is full or fails.
pub async fn queue(
    store: &BrowserStore,
    id: EvidenceId,
    report: ReportId,
    line: LineId,
    prepared: &Prepared,
) -> Result<(), StoreError> {
    let (id, report, line) = (id.to_string(), report.to_string(), line.to_string());
    js::queue_evidence(store.js(), &id, &report, &line, &prepared.js)
        .await
        .map(drop)
        .map_err(|error| failure(&error))
}

/// A queued file, to be shown; `None` once the server has it.
///
/// # Errors
/// When the store fails.
pub async fn blob(store: &BrowserStore, id: EvidenceId) -> Result<Option<Blob>, StoreError> {
    js::evidence_blob(store.js(), &id.to_string())
        .await
        .map(|blob| blob.dyn_into().ok())
        .map_err(|error| failure(&error))
}

/// Sends once more what the server refused.
///
/// # Errors
/// When the store fails.
pub async fn retry(store: &BrowserStore, id: EvidenceId) -> Result<(), StoreError> {
    js::retry_evidence(store.js(), &id.to_string())
        .await
        .map(drop)
        .map_err(|error| failure(&error))
}

/// Forgets a queued file.
///
/// # Errors
/// When the store fails.
pub async fn forget(store: &BrowserStore, id: EvidenceId) -> Result<(), StoreError> {
    js::forget_evidence(store.js(), &id.to_string())
        .await
        .map(drop)
        .map_err(|error| failure(&error))
}

/// Sends what waits, one after the other. `progress` is told the id, the bytes that the server has,
/// and the bytes in all. Answers how many are settled now, or `None` where it has to be tried again
/// later: no network, or the session is over.
pub async fn upload(
    store: &BrowserStore,
    progress: impl Fn(EvidenceId, u64, u64) + 'static,
) -> Option<usize> {
    let progress: Box<dyn Fn(JsValue, f64, f64)> = Box::new(move |id, offset, size| {
        if let Some(id) = id.as_string().and_then(|id| id.parse().ok()) {
            progress(id, whole(offset), whole(size));
        }
    });
    let progress = Closure::wrap(progress);
    let told: &Function = progress.as_ref().unchecked_ref();
    let settled = js::upload_evidence(store.js(), told).await.ok()?;
    usize::try_from(whole(settled.as_f64()?)).ok()
}
