//! Called by the generated glue as soon as the module is instantiated.

use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the application.
#[wasm_bindgen(start)]
pub(crate) fn start() {
    app::start();
}
