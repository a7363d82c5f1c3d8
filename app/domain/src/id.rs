//! Identifiers. Each kind of thing has its own type, so that one cannot stand for another.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::ToSchema;
use uuid::Uuid;

/// A text is not the id that it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id: 32 hexadecimal digits in groups of 8-4-4-4-12")]
pub struct NotAnId;

/// The one way in which ids are written. (`uuid`'s own parser takes five, and explains itself at a
/// length that phones would have to download.)
fn parse(text: &str) -> Result<Uuid, NotAnId> {
    if text.len() != 36 {
        return Err(NotAnId);
    }
    let mut bits: u128 = 0;
    for (at, byte) in text.bytes().enumerate() {
        match (at, byte) {
            (8 | 13 | 18 | 23, b'-') => {}
            (8 | 13 | 18 | 23, _) => return Err(NotAnId),
            _ => {
                let digit = char::from(byte).to_digit(16).ok_or(NotAnId)?;
                bits = bits << 4 | u128::from(digit);
            }
        }
    }
    Ok(Uuid::from_u128(bits))
}

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// From its 128 bits: for whoever makes ids.
            #[must_use]
            pub const fn from_u128(bits: u128) -> Self {
                Self(Uuid::from_u128(bits))
            }

            /// Its 128 bits.
            #[must_use]
            pub const fn as_u128(self) -> u128 {
                self.0.as_u128()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                parse(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

uuid_ids! {
    /// A person with an account.
    UserId,
    /// A plan (kế hoạch).
    PlanId,
    /// A target (chỉ tiêu) of one plan.
    TargetId,
    /// One measure of a target.
    MeasureId,
    /// A task (nhiệm vụ) of one plan.
    TaskId,
    /// The report of one unit on one plan for one period.
    ReportId,
    /// A family of rotating refresh tokens: one sign-in on one device.
    SessionId,
    /// One operation made on a device (UUIDv7): the same one sent twice is stored once.
    OpId,
    /// A browser of one person: made at random when it first keeps something.
    DeviceId,
    /// A request to submit after the period was locked.
    LateRequestId,
    /// A photo or file behind a line.
    EvidenceId,
    /// A change of the tree of units (a merge, a new name…), as it was recorded.
    UnitEventId,
}

/// A unit's code: `vn` for the nation, the official 2- or 5-digit code of Decision
/// 19/2025/QĐ-TTg for provinces and communes, `<code>.<slug>` for a department inside a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "21004")]
pub struct UnitId(pub String);

impl UnitId {
    /// From a code.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A line of a report: a measure of a target or a task. Written `m:<uuid>` or `t:<uuid>`, which is
/// also its place in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineId {
    /// A measure's figures.
    Measure(MeasureId),
    /// A task's status.
    Task(TaskId),
}

impl fmt::Display for LineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measure(id) => write!(f, "m:{id}"),
            Self::Task(id) => write!(f, "t:{id}"),
        }
    }
}

/// A text that is not a [`LineId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a line is written m:<uuid> or t:<uuid>")]
pub struct LineIdError;

impl FromStr for LineId {
    type Err = LineIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.split_once(':').ok_or(LineIdError)?;
        let id = parse(id).map_err(|_| LineIdError)?;
        match kind {
            "m" => Ok(Self::Measure(MeasureId(id))),
            "t" => Ok(Self::Task(TaskId(id))),
            _ => Err(LineIdError),
        }
    }
}

impl Serialize for LineId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LineId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

crate::wire::string_schema!(
    LineId,
    "A line of a report: `m:<uuid>` for a measure, `t:<uuid>` for a task",
    "m:0199d3c4-7a10-7000-8000-000000000001"
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "0192f0c1000070008000000000000001",
            "{0192f0c1-0000-7000-8000-000000000001}",
            "0192f0c1-0000-7000-8000-00000000000g",
            "0192f0c1-0000-7000-8000-0000000000011",
            "0192f0c10-000-7000-8000-000000000001",
            "0192f0c1-0000-7000-8000-00000000001ộ",
        ] {
            assert!(text.parse::<PlanId>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn ids_are_read_as_they_are_written(bits: u128) {
            let id = ReportId::from_u128(bits);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        }

        #[test]
        fn whatever_is_read_is_what_uuid_reads(text in "[0-9a-f]{7,9}(-[0-9a-f]{3,5}){3}-[0-9a-f]{11,13}") {
            let ours = text.parse::<ReportId>().ok().map(|id| id.0);
            prop_assert_eq!(ours, text.parse::<Uuid>().ok());
        }
    }
}
