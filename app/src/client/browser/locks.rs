//! Web Locks: one tab (or the service worker) at a time.

use super::js;
use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;

/// Who holds it sends and fetches; the service worker leaves it to a page that does.
pub const SYNC: &str = "tiendo.sync";

/// A lock that is held until the value is dropped, or the tab ends.
#[derive(Debug)]
pub struct Held {
    release: Option<Function>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

fn held(release: &JsValue) -> Held {
    Held {
        release: release.dyn_ref().cloned(),
    }
}

/// Waits until nobody else holds it. A browser without locks, or that refuses them, gives it at
/// once.
pub async fn hold(name: &str) -> Held {
    held(&js::acquire(name).await.unwrap_or_default())
}

/// Takes it if it is free.
pub async fn try_hold(name: &str) -> Option<Held> {
    let release = js::try_acquire(name).await.ok()?;
    release.is_function().then(|| held(&release))
}
