//! Unsent work as an encrypted file: saved by one device, taken up by another of the same person.

use crate::client::browser::parcel::{Parcel, ParcelError};
use crate::client::files::{self, Entry};
use crate::client::{desk, dom, sending};
use crate::json::{Json, both, from_text, to_text};
use crate::sync::Imported;
use crate::sync::ports::StoreError;
use domain::id::EvidenceId;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlElement, Url};

/// A photo or file in the parcel, as the name of its bytes.
struct Piece {
    id: EvidenceId,
    entry: Entry,
}

both! {
    Piece { id, entry }
}

/// Why there is no file, or nothing of it was taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The file.
    Parcel(ParcelError),
    /// It is another person's.
    NotYours,
    /// It holds nothing that this version can read.
    Unreadable,
    /// The store on this device.
    Store(StoreError),
}

/// What was taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenUp {
    /// Operations and files that are new here.
    pub added: usize,
    /// That were here already.
    pub known: usize,
}

/// Seals everything that the server does not have under a passphrase, and gives it to the person as
/// a download.
///
/// # Errors
/// See [`Trouble`].
pub async fn save(passphrase: &str) -> Result<(), Trouble> {
    let engine = desk::engine().ok_or(Trouble::Store(StoreError::Closed))?;
    let json = engine.export_json().await.map_err(Trouble::Store)?;
    let json = json.ok_or(Trouble::Unreadable)?;
    let mut blobs = Vec::new();
    for file in files::all().await {
        if let Some(blob) = files::blob(file.id).await {
            let piece = Piece {
                id: file.id,
                entry: file.entry,
            };
            blobs.push((to_text(&piece), blob));
        }
    }
    let parcel = Parcel { json, blobs };
    let sealed = parcel.seal(passphrase).await.map_err(Trouble::Parcel)?;
    let day = desk::today().map(|day| day.to_string()).unwrap_or_default();
    download(&sealed, &format!("tien-do-{day}.tiendo"));
    Ok(())
}

/// Takes up such a file.
///
/// # Errors
/// See [`Trouble`]; what was taken up before it failed stays.
pub async fn take_up(file: &Blob, passphrase: &str) -> Result<TakenUp, Trouble> {
    let engine = desk::engine().ok_or(Trouble::Store(StoreError::Closed))?;
    let parcel = Parcel::unseal(file, passphrase)
        .await
        .map_err(Trouble::Parcel)?;
    let imported = engine.import_json(&parcel.json).await;
    let mut taken = match imported.map_err(Trouble::Store)? {
        Imported::Taken { added, known, .. } => TakenUp { added, known },
        Imported::NotYours => return Err(Trouble::NotYours),
        Imported::Unreadable => return Err(Trouble::Unreadable),
    };
    let here = files::all().await;
    for (name, blob) in parcel.blobs {
        let Some(piece) = from_text::<Piece>(&name) else {
            continue;
        };
        if here.iter().any(|file| file.id == piece.id) {
            taken.known += 1;
            continue;
        }
        let entry = Entry {
            answer: Json::Null,
            ..piece.entry
        };
        files::take_up(piece.id, &entry, &blob)
            .await
            .map_err(Trouble::Store)?;
        taken.added += 1;
    }
    desk::touch();
    sending::send_now();
    Ok(taken)
}

fn download(blob: &Blob, name: &str) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else {
        return;
    };
    let link = dom::document()
        .create_element("a")
        .ok()
        .and_then(|link| link.dyn_into::<HtmlElement>().ok());
    if let Some(link) = link {
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", name);
        link.click();
    }
}
