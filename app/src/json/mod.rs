//! JSON, read and written without serde.
//!
//! Serde's derived readers for the wire types weigh about 100 KB of brotli in the WASM (measured:
//! 360 KB of code; the whole first visit may weigh 200 KB). These weigh a few. The wire form stays
//! the one that `domain` defines with serde: a struct literal without a field does not compile,
//! and `tests/json.rs` compares both readers and writers on every type.

mod desk;
mod parse;
pub(crate) mod read;
mod sync;
mod wire;
pub(crate) mod write;

pub use parse::parse;
pub use read::{FromJson, parse_day};
pub use write::ToJson;

pub(crate) use read::both;

/// A JSON value. The API has no fractions: exact decimals travel as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in the order of its members.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A member of an object.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads a value of a wire type; `None` where the text is not one.
#[must_use]
pub fn from_text<T: FromJson>(text: &str) -> Option<T> {
    T::from_json(&parse(text)?)
}

/// Writes a value.
#[must_use]
pub fn to_text(value: &(impl ToJson + ?Sized)) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}
