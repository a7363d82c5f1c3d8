//! The application's own JSON against serde's, which defines the wire form in `domain`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod assigning;
mod names;
mod planning;
mod syncing;
mod syntax;
mod values;

use app::json::{FromJson, ToJson, from_text, to_text};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;

/// Serde's value of the JSON, and ours of what serde writes for it, are the same.
pub(crate) fn reads<T: DeserializeOwned + Serialize + FromJson + PartialEq + Debug>(json: Value) {
    let value: T = serde_json::from_value(json).unwrap();
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(from_text::<T>(&text), Some(value), "{text}");
}

/// The same, and serde reads what we write of it.
pub(crate) fn both<T: DeserializeOwned + Serialize + FromJson + ToJson + PartialEq + Debug>(
    json: Value,
) {
    let value: T = serde_json::from_value(json.clone()).unwrap();
    reads::<T>(json);
    writes(&value);
}

/// Serde reads what we write.
pub(crate) fn writes<T: DeserializeOwned + ToJson + PartialEq + Debug>(value: &T) {
    let text = to_text(value);
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
}
