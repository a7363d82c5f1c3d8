//! What the engine needs from the place where it runs. Object-safe, single-threaded.

use domain::id::ReportId;
use domain::wire::problem::Problem;
use std::future::Future;
use std::pin::Pin;

/// A future of this thread.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// One change of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Sets a key.
    Put {
        /// The key.
        key: String,
        /// Its new value.
        value: String,
    },
    /// Takes a key out.
    Delete {
        /// The key.
        key: String,
    },
    /// Takes every key with this beginning out.
    DeletePrefix {
        /// The beginning.
        prefix: String,
    },
}

/// Why the store did not do it. Nothing of a failed commit is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// No room left on the device.
    Full,
    /// The store was closed: signed out, or taken over by a newer version of the application.
    Closed,
    /// Anything else, in the browser's words.
    Broken(String),
}

/// An ordered map of texts on the device.
pub trait LocalStore {
    /// The value of a key.
    fn get<'a>(&'a self, key: &'a str) -> Local<'a, Result<Option<String>, StoreError>>;

    /// Keys with this beginning and their values, in the order of the keys.
    fn list<'a>(&'a self, prefix: &'a str) -> Local<'a, Result<Vec<(String, String)>, StoreError>>;

    /// Carries every write out, in order, or none of them; durable when it answers.
    fn commit(&self, writes: Vec<Write>) -> Local<'_, Result<(), StoreError>>;
}

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// No answer, or none that this program can read.
    Offline,
    /// 5xx or 429: the same call may succeed later.
    Retry {
        /// What `Retry-After` asked for.
        after_seconds: Option<u64>,
    },
    /// Any other 4xx: the same call will not succeed.
    Refused(Box<Problem>),
    /// 426: this version of the application is too old to be understood.
    TooOld,
    /// 401 that a refresh did not mend.
    SignedOut,
}

/// The server.
pub trait Transport {
    /// `POST /api/v1/sync/push`.
    fn push(&self, body: String) -> Local<'_, Result<String, TransportError>>;

    /// `GET /api/v1/sync/pull?cursor=`.
    fn pull<'a>(&'a self, cursor: &'a str) -> Local<'a, Result<String, TransportError>>;
}

/// The device's clock: shown, and part of ids; never decides anything.
pub trait Clock {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> i64;
}

/// Randomness, for ids and for spreading retries.
pub trait Entropy {
    /// 64 random bits.
    fn random(&self) -> u64;
}

/// Told about what changed on the device, after it is durable.
pub trait Screen {
    /// These reports changed; with none, only what waits (the badge) did.
    fn changed(&self, reports: &[ReportId]);
}

/// What may end a wait before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Anything: something was recorded, the server said *changed*, the network is back.
    Anything,
    /// The network is back, or the person asks.
    Connection,
    /// Nothing: the server asked for this time.
    Nothing,
}

/// Waits.
pub trait Alarm {
    /// Until so many milliseconds have passed (for ever with `None`) or one of the reasons comes.
    fn wait(&self, milliseconds: Option<u64>, wake: Wake) -> Local<'_, ()>;
}
