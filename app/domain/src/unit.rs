//! Units: the administrative tree of two tiers (from 2025-07-01) and the departments inside it.

use crate::id::UnitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a unit is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The whole country.
    Nation,
    /// Tỉnh.
    Province,
    /// Thành phố trực thuộc trung ương.
    City,
    /// Xã.
    Commune,
    /// Phường.
    Ward,
    /// Đặc khu.
    SpecialZone,
    /// A department or office inside a unit (Công an xã, Văn phòng HĐND và UBND…).
    Department,
}

impl UnitKind {
    /// The `type` column of the published list: `tinh`, `thanh_pho`, `xa`, `phuong`, `dac_khu`.
    #[must_use]
    pub fn from_list(kind: &str) -> Option<Self> {
        Some(match kind {
            "tinh" => Self::Province,
            "thanh_pho" => Self::City,
            "xa" => Self::Commune,
            "phuong" => Self::Ward,
            "dac_khu" => Self::SpecialZone,
            _ => return None,
        })
    }

    /// Its stored and wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Province => "province",
            Self::City => "city",
            Self::Commune => "commune",
            Self::Ward => "ward",
            Self::SpecialZone => "special_zone",
            Self::Department => "department",
        }
    }

    /// From [`UnitKind::as_str`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Nation,
            Self::Province,
            Self::City,
            Self::Commune,
            Self::Ward,
            Self::SpecialZone,
            Self::Department,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == name)
    }

    /// Whether it is a commune-level unit (xã, phường, đặc khu).
    #[must_use]
    pub const fn is_commune_level(self) -> bool {
        matches!(self, Self::Commune | Self::Ward | Self::SpecialZone)
    }

    /// Whether it is a province-level unit.
    #[must_use]
    pub const fn is_province_level(self) -> bool {
        matches!(self, Self::Province | Self::City)
    }
}

/// A unit as lists and headings name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitRef {
    /// Its code.
    pub id: UnitId,
    /// Its full name, "Xã Tam Mỹ".
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
}
