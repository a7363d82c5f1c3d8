//! Tabs of one device, and the service worker, hear each other (`BroadcastChannel`).

use super::js;
use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;

/// The service worker wrote answers beside entries of the outbox: the engine has to settle them.
pub const ANSWERED: &str = "answered";

/// Says something to the other tabs.
#[derive(Clone, Debug)]
pub struct Tabs {
    tell: Function,
}

impl Tabs {
    /// Joins the others; `hear` gets what they say, never what this tab says. For as long as the
    /// page lives.
    #[must_use]
    pub fn join(hear: impl Fn(String) + 'static) -> Self {
        let hear: Box<dyn Fn(JsValue)> = Box::new(move |said| {
            if let Some(said) = said.as_string() {
                hear(said);
            }
        });
        let hear = Closure::wrap(hear).into_js_value();
        Self {
            tell: js::channel(hear.unchecked_ref()),
        }
    }

    /// Tells the others.
    pub fn tell(&self, said: &str) {
        let _ = self.tell.call1(&JsValue::UNDEFINED, &said.into());
    }
}
