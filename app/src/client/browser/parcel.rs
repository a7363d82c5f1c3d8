//! Unsent work as an encrypted file, for another device to take up (`frontend/js/parcel.js`).

use super::{code_of, js, text_of};
use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;
use web_sys::Blob;

/// Why a file cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParcelError {
    /// It is not one of ours.
    Foreign,
    /// It was made by a newer version of the application.
    Newer,
    /// It was cut off or changed on its way.
    Damaged,
    /// It is whole, but this is not its passphrase.
    Passphrase,
    /// The browser could not do it.
    Broken,
}

impl ParcelError {
    fn of(error: &JsValue) -> Self {
        match code_of(error).as_str() {
            "foreign" => Self::Foreign,
            "newer" => Self::Newer,
            "damaged" => Self::Damaged,
            "passphrase" => Self::Passphrase,
            _ => Self::Broken,
        }
    }
}

/// What a parcel holds.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// What the engine exported.
    pub json: String,
    /// Photos and files by their names.
    pub blobs: Vec<(String, Blob)>,
}

impl Parcel {
    /// Seals it under a passphrase.
    ///
    /// # Errors
    /// When the browser cannot, for lack of memory perhaps.
    pub async fn seal(&self, passphrase: &str) -> Result<Blob, ParcelError> {
        let blobs = Array::new();
        for (name, blob) in &self.blobs {
            blobs.push(&Array::of2(&name.into(), blob));
        }
        let sealed = js::seal(&self.json, &blobs, passphrase).await;
        sealed
            .and_then(JsCast::dyn_into)
            .map_err(|error| ParcelError::of(&error))
    }

    /// Opens a sealed file.
    ///
    /// # Errors
    /// See [`ParcelError`].
    pub async fn unseal(file: &Blob, passphrase: &str) -> Result<Self, ParcelError> {
        let opened = js::unseal(file, passphrase)
            .await
            .map_err(|error| ParcelError::of(&error))?;
        let blobs = Reflect::get(&opened, &"blobs".into()).unwrap_or_default();
        let blobs = blobs.dyn_ref::<Array>().cloned().unwrap_or_default();
        let blobs = blobs
            .iter()
            .filter_map(|pair| {
                let pair: Array = pair.dyn_into().ok()?;
                Some((pair.get(0).as_string()?, pair.get(1).dyn_into().ok()?))
            })
            .collect();
        Ok(Self {
            json: text_of(&opened, "json"),
            blobs,
        })
    }
}
