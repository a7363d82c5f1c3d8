//! Departments inside units: those that the two plans name, and their like in Đà Nẵng's communes.

use super::words::Words;
use crate::db::units::UnitRecord;
use domain::id::UnitId;
use domain::unit::{UnitKind, UnitRef};

/// The office that issued plan A: Gia Lai, as its annex and recipients show.
pub(crate) const OFFICE: &str = "52.van-phong";
/// The city of the roll-up.
pub(crate) const CITY: &str = "48";
const OFFICE_PROVINCE: &str = "52";
/// Units whose departments are named in the seed documents; elsewhere they are made up.
const DOCUMENTED: [&str; 2] = [super::cascade::TAM_MY, OFFICE_PROVINCE];

/// Departments of the office, made up: plan A assigns a task to "Các phòng, ban, trung tâm trực thuộc".
pub(crate) const OFFICE_DEPARTMENTS: [(&str, &str); 4] = [
    ("hanh-chinh", "Phòng Hành chính - Tổ chức"),
    ("tong-hop", "Phòng Tổng hợp"),
    ("tiep-cong-dan", "Ban Tiếp công dân tỉnh"),
    ("tin-hoc", "Trung tâm Tin học - Công báo"),
];

/// The departments of the demonstration. `communes` are those of [`CITY`].
pub(crate) fn departments(communes: &[UnitRef]) -> Vec<UnitRecord> {
    let mut records = Vec::new();
    for (parent, level, of) in [
        (OFFICE_PROVINCE, "tỉnh", "tỉnh Gia Lai"),
        (CITY, "thành phố", "thành phố Đà Nẵng"),
    ] {
        let names = [
            ("van-phong", format!("Văn phòng UBND {of}")),
            ("hcc", format!("Trung tâm Phục vụ hành chính công {level}")),
            ("cong-an", format!("Công an {level}")),
            ("khcn", "Sở Khoa học và Công nghệ".to_owned()),
        ];
        add(&mut records, parent, names);
    }
    add(&mut records, OFFICE, OFFICE_DEPARTMENTS);
    for commune in communes {
        let Words { level, economy, .. } = Words::of(commune.kind);
        let names = [
            ("van-phong", format!("Văn phòng HĐND và UBND {level}")),
            ("cong-an", format!("Công an {level}")),
            ("kinh-te", economy.to_owned()),
            ("van-hoa", "Phòng Văn hóa - Xã hội".to_owned()),
            ("hcc", format!("Trung tâm Phục vụ hành chính công {level}")),
        ];
        add(&mut records, commune.id.as_str(), names);
    }
    records
}

fn add<const N: usize>(
    records: &mut Vec<UnitRecord>,
    parent: &str,
    names: [(&'static str, impl Into<String>); N],
) {
    for (sort, (slug, name)) in (10_001_i32..).zip(names) {
        records.push(UnitRecord {
            unit: UnitRef {
                id: UnitId(format!("{parent}.{slug}")),
                name: name.into(),
                kind: UnitKind::Department,
            },
            parent: Some(UnitId::new(parent)),
            valid_from: None,
            valid_to: None,
            simulated: !DOCUMENTED.contains(&parent),
            sort,
        });
    }
}
