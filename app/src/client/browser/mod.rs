//! What the browser does for the application beyond `fetch` and the page itself: what is kept on
//! the device, one tab at a time, tabs that hear each other, photos, a new build.
//!
//! The work is done by modules in `frontend/js`, which the service worker shares; here are thin
//! adapters. The entry script puts them at `globalThis.tiendo` before the application starts, so
//! that the generated glue needs no imports of its own ([`js`]).

pub mod alarm;
pub mod events;
pub mod evidence;
mod js;
pub mod locks;
#[cfg(feature = "full")]
pub mod parcel;
pub mod storage;
pub mod store;
pub mod tabs;
pub mod transport;
pub mod updates;

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::JsValue;

/// A text field of an object; empty where there is none.
fn text_of(object: &JsValue, name: &str) -> String {
    Reflect::get(object, &name.into())
        .ok()
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

/// A number field of an object; 0 where there is none.
fn number_of(object: &JsValue, name: &str) -> u64 {
    let value = Reflect::get(object, &name.into()).ok();
    whole(value.and_then(|value| value.as_f64()).unwrap_or(0.0))
}

/// JavaScript's numbers of bytes and milliseconds.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and positive, far below 2^53"
)]
fn whole(number: f64) -> u64 {
    number as u64
}

/// `[name, text, name, text, …]` as pairs.
fn pairs(listed: &Array) -> Vec<(String, String)> {
    let texts: Vec<String> = listed.iter().filter_map(|text| text.as_string()).collect();
    let mut texts = texts.into_iter();
    let mut pairs = Vec::new();
    while let (Some(name), Some(text)) = (texts.next(), texts.next()) {
        pairs.push((name, text));
    }
    pairs
}

/// The `code` of an error of our modules, else the browser's own words.
fn code_of(error: &JsValue) -> String {
    let code = text_of(error, "code");
    if !code.is_empty() {
        return code;
    }
    let message = text_of(error, "message");
    if message.is_empty() {
        error.as_string().unwrap_or_default()
    } else {
        message
    }
}
