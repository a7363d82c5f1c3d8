//! What this browser can keep.

use super::{js, number_of, pairs};
use domain::id::UserId;
use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;

/// Why nothing, or not for long, can be kept on this device. To be told before typing starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No WebCrypto: an old browser, or plain HTTP.
    NoCrypto,
    /// No IndexedDB, or forbidden.
    NoDatabase,
    /// Probably a private window: what is kept ends with it.
    Private,
    /// Little room is left.
    NearlyFull,
}

impl Obstacle {
    const ALL: [(Self, &'static str); 4] = [
        (Self::NoCrypto, "no_crypto"),
        (Self::NoDatabase, "no_database"),
        (Self::Private, "private"),
        (Self::NearlyFull, "nearly_full"),
    ];

    /// Whether nothing can be kept at all.
    #[must_use]
    pub const fn is_fatal(self) -> bool {
        matches!(self, Self::NoCrypto | Self::NoDatabase)
    }
}

/// What stands in the way of keeping work on this device; nothing where all is well.
pub async fn obstacles() -> Vec<Obstacle> {
    let found = js::obstacles().await.unwrap_or_default();
    let codes = found.dyn_ref::<Array>().cloned().unwrap_or_default();
    codes
        .iter()
        .filter_map(|code| {
            let code = code.as_string()?;
            Obstacle::ALL
                .into_iter()
                .find_map(|(obstacle, name)| (name == code).then_some(obstacle))
        })
        .collect()
}

/// Room on the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Bytes in use.
    pub usage: u64,
    /// Bytes granted; 0 where the browser does not say.
    pub quota: u64,
    /// Whether the browser has promised not to clear them by itself.
    pub is_persisted: bool,
}

/// How much room there is.
pub async fn room() -> Room {
    let estimate = js::estimate().await.unwrap_or_default();
    Room {
        usage: number_of(&estimate, "usage"),
        quota: number_of(&estimate, "quota"),
        is_persisted: Reflect::get(&estimate, &"persisted".into())
            .is_ok_and(|persisted| persisted.is_truthy()),
    }
}

/// Asks the browser not to clear what is kept by itself.
pub async fn persist() -> bool {
    js::persist().await.is_ok_and(|answer| answer.is_truthy())
}

/// What the release before kept for a person and had not sent: `report/slot` and the JSON of a
/// [`crate::draft::Draft`].
#[must_use]
pub fn legacy_drafts(user: UserId) -> Vec<(String, String)> {
    pairs(&js::legacy_drafts(&user.to_string()))
}

/// Forgets it, once the engine has taken it up.
pub fn forget_legacy_drafts(user: UserId) {
    js::forget_legacy_drafts(&user.to_string());
}
