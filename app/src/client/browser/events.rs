//! Server-sent events.

use super::js;
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;

/// An open connection for events; closed when dropped.
pub struct ServerEvents {
    stop: Function,
    _hear: Closure<dyn Fn(JsValue)>,
    _over: Closure<dyn Fn()>,
}

impl ServerEvents {
    /// Listens at an address; the browser connects again by itself after a break. `over` is told
    /// when it has given up, as after a refusal: then one has to poll.
    #[must_use]
    pub fn listen(
        address: &str,
        hear: impl Fn(String) + 'static,
        over: impl Fn() + 'static,
    ) -> Rc<Self> {
        let hear: Box<dyn Fn(JsValue)> =
            Box::new(move |data| hear(data.as_string().unwrap_or_default()));
        let hear = Closure::wrap(hear);
        let over: Box<dyn Fn()> = Box::new(over);
        let over = Closure::wrap(over);
        let stop = js::events(
            address,
            hear.as_ref().unchecked_ref(),
            over.as_ref().unchecked_ref(),
        );
        Rc::new(Self {
            stop,
            _hear: hear,
            _over: over,
        })
    }
}

impl Drop for ServerEvents {
    fn drop(&mut self) {
        let _ = self.stop.call0(&JsValue::UNDEFINED);
    }
}
