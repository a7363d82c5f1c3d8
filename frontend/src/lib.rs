//! The WASM entry. Everything else is in `app`; this crate only starts it.

#[cfg(target_arch = "wasm32")]
mod entry;
