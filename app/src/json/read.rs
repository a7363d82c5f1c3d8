//! Reading values of plain types, and the macros that list the members of the wire types.

use crate::json::Json;
use chrono::{DateTime, NaiveDate, Utc};
use domain::quantity::Quantity;

/// A type that is read from JSON.
pub trait FromJson: Sized {
    /// The value; `None` where the JSON is not one.
    fn from_json(json: &Json) -> Option<Self>;

    /// What stands for an absent member: lists, texts, options and what is not so may be left out.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// A member of an object.
pub(crate) fn member<T: FromJson>(json: &Json, name: &str) -> Option<T> {
    match json.member(name) {
        Some(value) => T::from_json(value),
        None => T::absent(),
    }
}

impl FromJson for bool {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// What is not so is left out of lines.
    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl FromJson for i64 {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Int(value) => Some(*value),
            _ => None,
        }
    }
}

impl FromJson for u64 {
    fn from_json(json: &Json) -> Option<Self> {
        i64::from_json(json)?.try_into().ok()
    }
}

impl FromJson for u32 {
    fn from_json(json: &Json) -> Option<Self> {
        i64::from_json(json)?.try_into().ok()
    }
}

impl FromJson for i32 {
    fn from_json(json: &Json) -> Option<Self> {
        i64::from_json(json)?.try_into().ok()
    }
}

impl FromJson for u16 {
    fn from_json(json: &Json) -> Option<Self> {
        i64::from_json(json)?.try_into().ok()
    }
}

impl FromJson for String {
    fn from_json(json: &Json) -> Option<Self> {
        json.text().map(str::to_owned)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// As it is.
impl FromJson for Json {
    fn from_json(json: &Json) -> Option<Self> {
        Some(json.clone())
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(json: &Json) -> Option<Self> {
        T::from_json(json).map(Self::new)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            value => T::from_json(value).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::List(items) => {
                let mut read = Self::with_capacity(items.len());
                for item in items {
                    read.push(T::from_json(item)?);
                }
                Some(read)
            }
            _ => None,
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// A list of two.
impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::List(items) => match items.as_slice() {
                [a, b] => Some((A::from_json(a)?, B::from_json(b)?)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl FromJson for Quantity {
    fn from_json(json: &Json) -> Option<Self> {
        Self::parse_wire(json.text()?).ok()
    }
}

/// `2026-11-22`.
impl FromJson for NaiveDate {
    fn from_json(json: &Json) -> Option<Self> {
        parse_day(json.text()?)
    }
}

/// `2026-11-22T10:21:00.123Z`: the server always writes UTC.
impl FromJson for DateTime<Utc> {
    fn from_json(json: &Json) -> Option<Self> {
        let (date, time) = json.text()?.strip_suffix('Z')?.split_once('T')?;
        let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
        let mut parts = time.splitn(3, ':').map(|part| part.parse::<u32>().ok());
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        let mut nanos = 0_u32;
        for place in 0..9 {
            let digit = fraction
                .as_bytes()
                .get(place)
                .map_or(0, |byte| byte.wrapping_sub(b'0'));
            (digit < 10).then_some(())?;
            nanos = nanos * 10 + u32::from(digit);
        }
        Some(
            parse_day(date)?
                .and_hms_nano_opt(hour, minute, second, nanos)?
                .and_utc(),
        )
    }
}

/// `2026-11-22`, as date fields write it too.
#[must_use]
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, month, parts.next()?.parse().ok()?)
}

/// Objects by their members: `object!(Stamp { by, at })`. A member with another name on the wire
/// is written `kind = "type"`, one whose own members stand in the same object `summary = flat`.
macro_rules! object {
    ($($type:ty { $($field:ident $(= $name:tt)?),* $(,)? })+) => {$(
        impl $crate::json::FromJson for $type {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                // All are read before any is looked at, and none is cleared away where one is
                // missing: an answer that is not ours is rare, and the code that clears away what
                // was read until then would be a third of all reading.
                match ($($crate::json::read::object!(@ json $field $($name)?),)*) {
                    ($(Some($field),)*) => Some(Self { $($field),* }),
                    other => {
                        let _left = std::mem::ManuallyDrop::new(other);
                        None
                    }
                }
            }
        }
    )+};
    (@ $json:ident $field:ident) => { $crate::json::read::member($json, stringify!($field)) };
    (@ $json:ident $field:ident flat) => { $crate::json::FromJson::from_json($json) };
    (@ $json:ident $field:ident $name:literal) => { $crate::json::read::member($json, $name) };
}
pub(crate) use object;

/// The same, and written too: what the device keeps or sends.
macro_rules! both {
    ($($type:ty { $($field:ident $(= $name:tt)?),* $(,)? })+) => {
        $crate::json::read::object! { $($type { $($field $(= $name)?),* })+ }
        $(
            impl $crate::json::ToJson for $type {
                fn write(&self, out: &mut String) {
                    let mut members = $crate::json::write::Members::open(out);
                    $($crate::json::both!(@ self members $field $($name)?);)*
                    members.close();
                }
            }
        )+
    };
    (@ $self:ident $members:ident $field:ident) => {
        $members.put(stringify!($field), &$self.$field)
    };
    (@ $self:ident $members:ident $field:ident flat) => { $members.flat(&$self.$field) };
    (@ $self:ident $members:ident $field:ident $name:literal) => {
        $members.put($name, &$self.$field)
    };
}
pub(crate) use both;

/// Types that are texts on the wire, read by `FromStr` and written by `Display`.
macro_rules! texts {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::json::FromJson for $type {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                json.text()?.parse().ok()
            }
        }

        impl $crate::json::ToJson for $type {
            fn write(&self, out: &mut String) {
                $crate::json::write::shown(out, self);
            }
        }
    )+};
}
pub(super) use texts;

/// Enums that are names on the wire.
macro_rules! names {
    ($($type:ty { $($name:literal = $variant:ident),+ $(,)? })+) => {$(
        impl $crate::json::FromJson for $type {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                Some(match json.text()? {
                    $($name => Self::$variant,)+
                    _ => return None,
                })
            }
        }

        impl $crate::json::ToJson for $type {
            fn write(&self, out: &mut String) {
                match self {
                    $(Self::$variant => $name,)+
                }
                .write(out);
            }
        }
    )+};
}
pub(super) use names;

/// Enums that are names on the wire and know them themselves.
macro_rules! named {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::json::FromJson for $type {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                Self::from_name(json.text()?)
            }
        }

        impl $crate::json::ToJson for $type {
            fn write(&self, out: &mut String) {
                self.as_str().write(out);
            }
        }
    )+};
}
pub(super) use named;
