//! The engine's store over IndexedDB, encrypted (`frontend/js/store.js`).

use super::js::{self, JsStore};
use super::{code_of, pairs};
use crate::sync::ports::{Local, LocalStore, StoreError, Write};
use domain::id::UserId;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;

/// What one person keeps on this device.
#[derive(Clone, Debug)]
pub struct BrowserStore {
    js: JsStore,
}

impl BrowserStore {
    /// Opens a person's store, and notes that they use this device now.
    ///
    /// # Errors
    /// When the browser has no room or no database.
    pub async fn open(user: UserId) -> Result<Self, StoreError> {
        let opened = js::open_store(&user.to_string()).await;
        opened
            .map(|js| Self {
                js: js.unchecked_into(),
            })
            .map_err(|error| failure(&error))
    }

    /// Lets go of it. What is being written is written first.
    pub fn close(&self) {
        self.js.close();
    }

    pub(super) const fn js(&self) -> &JsStore {
        &self.js
    }
}

/// Who was last signed in on this device, and has not signed out.
pub async fn current_user() -> Option<UserId> {
    let user = js::current_user().await.ok()?;
    user.as_string()?.parse().ok()
}

/// Destroys a person's key and everything kept for them on this device.
///
/// # Errors
/// When the browser fails.
pub async fn sign_out(user: UserId) -> Result<(), StoreError> {
    js::sign_out(&user.to_string())
        .await
        .map(drop)
        .map_err(|error| failure(&error))
}

/// What an error of the store's modules means to the engine.
pub(super) fn failure(error: &JsValue) -> StoreError {
    match code_of(error).as_str() {
        "full" => StoreError::Full,
        "closed" => StoreError::Closed,
        _ => StoreError::Broken(super::text_of(error, "message")),
    }
}

impl LocalStore for BrowserStore {
    fn get<'a>(&'a self, key: &'a str) -> Local<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            let text = self.js.get(key).await.map_err(|error| failure(&error))?;
            Ok(text.as_string())
        })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Local<'a, Result<Vec<(String, String)>, StoreError>> {
        Box::pin(async move {
            let listed = self.js.list(prefix).await;
            let listed = listed.map_err(|error| failure(&error))?;
            Ok(pairs(listed.unchecked_ref()))
        })
    }

    fn commit(&self, writes: Vec<Write>) -> Local<'_, Result<(), StoreError>> {
        let changes = Array::new();
        for write in writes {
            let change = match write {
                Write::Put { key, value } => Array::of3(&"put".into(), &key.into(), &value.into()),
                Write::Delete { key } => Array::of2(&"delete".into(), &key.into()),
                Write::DeletePrefix { prefix } => {
                    Array::of2(&"deletePrefix".into(), &prefix.into())
                }
            };
            changes.push(&change);
        }
        Box::pin(async move {
            self.js
                .commit(&changes)
                .await
                .map(drop)
                .map_err(|error| failure(&error))
        })
    }
}
