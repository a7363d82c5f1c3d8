//! What tests and measurements share that run the real program: a server process, and a client
//! that speaks just enough HTTP/1.1 not to be what is measured.

pub(crate) mod client;
pub(crate) mod process;
