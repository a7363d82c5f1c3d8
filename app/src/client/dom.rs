//! The few browser calls the application makes, without their error plumbing: a browser that
//! lacks `window` or forbids storage gets the quiet fallback named at each function.

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, Storage, Window};

/// The window, which every page has.
#[must_use]
pub fn window() -> Window {
    leptos::prelude::window()
}

/// The document.
#[must_use]
pub fn document() -> Document {
    leptos::prelude::document()
}

/// Local storage; `None` where the browser forbids it.
#[must_use]
pub fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// `document.cookie`; empty where cookies are forbidden.
#[must_use]
pub fn cookies() -> String {
    document()
        .dyn_into::<web_sys::HtmlDocument>()
        .ok()
        .and_then(|document| document.cookie().ok())
        .unwrap_or_default()
}

/// Sets a cookie for a year, for this site only.
pub fn set_cookie(name: &str, value: &str) {
    if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
        let secure = if window().location().protocol().as_deref() == Ok("https:") {
            "; Secure"
        } else {
            ""
        };
        // A refused cookie leaves the default in force.
        let _refused = document.set_cookie(&format!(
            "{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}"
        ));
    }
}

/// The element with an id.
#[must_use]
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Every element that a selector finds, in the order of the page.
#[must_use]
pub fn all(selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

/// Moves the focus without moving the page; nothing where the element is gone.
pub fn focus(element: &HtmlElement) {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into());
    let call: Result<js_sys::Function, _> =
        js_sys::Reflect::get(element, &"focus".into()).and_then(JsCast::dyn_into);
    if let Ok(call) = call {
        let _ = call.call1(element, &options);
    }
}

/// Brings a field with its label on screen and moves the focus to it.
pub fn show(field: &HtmlElement) {
    if let Some(parent) = field.parent_element() {
        parent.scroll_into_view();
    }
    focus(field);
}

/// Leaves the application for a page that the server renders, without a way back to here.
pub fn leave_to(address: &str) {
    let _ = window().location().replace(address);
}

/// Whether the browser believes it has a network.
#[must_use]
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Milliseconds by the device's clock, which may be wrong: only for intervals on this device.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and positive until far beyond any date"
)]
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}
