//! Where things are in the repository.

use std::path::PathBuf;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}

/// Cargo's output for the host. Fixed, whatever `CARGO_TARGET_DIR` says: the browser tests look
/// here for the server.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// Cargo's output for WASM: apart, so that two toolchains never wait for one lock.
pub(crate) fn web_target() -> PathBuf {
    target().join("web")
}

/// The built web application, as the server serves it.
pub(crate) fn site() -> PathBuf {
    target().join("site")
}

/// The browser tests.
pub(crate) fn e2e() -> PathBuf {
    root().join("e2e")
}
