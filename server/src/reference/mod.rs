//! The official administrative units, embedded: what every installation starts with.
//!
//! `seeds/vn_units_2025-07-01.csv` (Decision 19/2025/QĐ-TTg) with the changes in force from
//! 2026-04-30 (Resolution 30/2026/QH16) applied. See `seeds/README.md`.

use crate::db::Db;
use crate::db::calendar::{self, SourcedDay};
use crate::db::counter::{self, Counter};
use crate::db::territory::{self, StoredEvent};
use crate::db::units::{self, UnitRecord};
use crate::error::ServiceError;
use anyhow::{Context as _, anyhow, ensure};
use chrono::NaiveDate;
use domain::calendar::CalendarDay;
use domain::id::{UnitEventId, UnitId};
use domain::territory::{UnitChange, UnitEvent, UnitSpan};
use domain::unit::{UnitKind, UnitRef};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};

const UNITS: &str = include_str!("../../../seeds/vn_units_2025-07-01.csv");
const HOLIDAYS: &str = include_str!("../../../seeds/holidays.csv");
const CHANGES: &str = include_str!("../../../seeds/vn_unit_changes_2026-04-30.csv");

/// The day from which the list is in force: two tiers, no districts.
const IN_FORCE_FROM: (i32, u32, u32) = (2025, 7, 1);

/// The documents behind the changes of the list.
const CHANGED_BY: &str = "Nghị quyết 30/2026/QH16 và 237/NQ-UBTVQH16";
/// Ids of changes that came with the list: version 8, then the unit's place in it.
const EVENTS: u128 = 0x7469_656e_646f_8000_8000_0000_0000_0000;

/// The code of the whole country.
pub const NATION: &str = "vn";

/// A change of name or kind.
struct Change<'a> {
    from: NaiveDate,
    old: (&'a str, &'a str),
    new: (&'a str, &'a str),
}

/// The nation, then the 34 provinces, then the 3,321 communes, as they are called today, each
/// with the day from which its present name and kind are in force.
///
/// # Errors
/// When the embedded lists are damaged; a test reads them.
pub fn official_units() -> anyhow::Result<Vec<UnitRecord>> {
    let changes = changes()?;
    let (y, m, d) = IN_FORCE_FROM;
    let listed_from = NaiveDate::from_ymd_opt(y, m, d).context("day of the list")?;
    let mut records = vec![nation()];
    for (sort, line) in (1_i32..).zip(UNITS.lines().skip(1)) {
        let [code, name, kind, parent] = cells(line)?;
        let (mut name, mut kind, mut valid_from) = (name, kind, listed_from);
        if let Some(change) = changes.get(code) {
            ensure!(
                change.old == (name, kind),
                "change of {code} does not fit the list"
            );
            (name, kind) = change.new;
            valid_from = change.from;
        }
        let parent = if parent.is_empty() { NATION } else { parent };
        records.push(UnitRecord {
            unit: UnitRef {
                id: UnitId::new(code),
                name: name.to_owned(),
                kind: UnitKind::from_list(kind).with_context(|| format!("kind {kind}"))?,
            },
            parent: Some(UnitId::new(parent)),
            valid_from: Some(valid_from),
            valid_to: None,
            simulated: false,
            sort,
        });
    }
    Ok(records)
}

fn nation() -> UnitRecord {
    UnitRecord {
        unit: UnitRef {
            id: UnitId::new(NATION),
            name: "Việt Nam".to_owned(),
            kind: UnitKind::Nation,
        },
        parent: None,
        valid_from: None,
        valid_to: None,
        simulated: false,
        sort: 0,
    }
}

fn changes() -> anyhow::Result<HashMap<&'static str, Change<'static>>> {
    CHANGES
        .lines()
        .skip(1)
        .map(|line| {
            let [code, from, old_name, old_kind, new_name, new_kind] = cells(line)?;
            let change = Change {
                from: from.parse()?,
                old: (old_name, old_kind),
                new: (new_name, new_kind),
            };
            Ok((code, change))
        })
        .collect()
}

/// The cells of a line; no cell of these lists holds a comma or a quotation mark.
fn cells<const N: usize>(line: &str) -> anyhow::Result<[&str; N]> {
    let cells: Vec<&str> = line.trim_end().split(',').collect();
    cells
        .try_into()
        .map_err(|_| anyhow!("line {line:?} has not {N} cells"))
}

/// The days off (and weekends worked) that every installation starts with; administrators edit them.
///
/// # Errors
/// When the embedded list is damaged; a test reads it.
pub fn holidays() -> anyhow::Result<Vec<SourcedDay>> {
    HOLIDAYS
        .lines()
        .skip(1)
        .map(|line| {
            let [date, kind, name, source] = cells(line)?;
            let kind = serde_json::from_value(serde_json::Value::from(kind))
                .with_context(|| format!("kind of {date}"))?;
            Ok(SourcedDay {
                day: CalendarDay {
                    date: date.parse()?,
                    kind,
                    name: name.to_owned(),
                },
                source: basis_vi(source),
            })
        })
        .collect()
}

/// A day's source as people read it: the list says in a word how far it is settled.
fn basis_vi(source: &str) -> String {
    let (basis, rest) = source.split_once(':').unwrap_or((source, ""));
    let words = match basis {
        "announced" => "Đã công bố",
        "computed" => "Tính theo",
        "unverified" => "Chưa kiểm chứng",
        _ => return source.to_owned(),
    };
    [words, rest].join(":")
}

/// Loads the official units into a database that has none; does nothing where they are loaded.
/// Returns how many were added.
///
/// # Errors
/// When the database fails.
pub async fn load(db: &Db) -> Result<usize, ServiceError> {
    let transaction = db.begin_write().await?;
    let added = load_into(&transaction).await?;
    load_holidays(&transaction).await?;
    transaction.commit().await?;
    Ok(added)
}

/// As [`load`], inside a transaction. Where the units are there from before their history was
/// kept, the history is added.
pub(crate) async fn load_into<C: ConnectionTrait>(conn: &C) -> Result<usize, ServiceError> {
    let is_new = units::find(conn, &UnitId::new(NATION)).await?.is_none();
    if !is_new && !territory::is_empty(conn).await? {
        return Ok(0);
    }
    let records = official_units().map_err(ServiceError::Internal)?;
    let (mut base, events) = official_history().map_err(ServiceError::Internal)?;
    if is_new {
        units::insert_with(conn, &records, &base).await?;
    } else {
        let official: HashSet<&UnitId> = records.iter().map(|record| &record.unit.id).collect();
        let all = units::all(conn).await?;
        base.extend(
            all.into_iter()
                .filter(|record| !official.contains(&record.unit.id))
                .map(|record| record.span()),
        );
        territory::insert_base(conn, &base).await?;
        counter::next(conn, Counter::Tree).await?;
    }
    for event in &events {
        territory::record(conn, event).await?;
    }
    Ok(if is_new { records.len() } else { 0 })
}

/// The official units as they were on 2025-07-01, and the changes since, as recorded from the
/// official lists.
///
/// # Errors
/// When the embedded lists are damaged; a test reads them.
pub fn official_history() -> anyhow::Result<(Vec<UnitSpan>, Vec<StoredEvent>)> {
    let changes = changes()?;
    let (y, m, d) = IN_FORCE_FROM;
    let listed_from = NaiveDate::from_ymd_opt(y, m, d).context("day of the list")?;
    let mut base = Vec::new();
    let mut events = Vec::new();
    for (place, record) in (0_u128..).zip(official_units()?) {
        let mut span = record.span();
        span.valid_from = record.parent.as_ref().map(|_| listed_from);
        if let Some(change) = changes.get(record.unit.id.as_str()) {
            let (name, kind) = change.old;
            span.name = name.to_owned();
            span.kind = UnitKind::from_list(kind).with_context(|| format!("kind {kind}"))?;
            events.push(StoredEvent {
                event: UnitEvent {
                    id: UnitEventId(uuid::Uuid::from_u128(EVENTS | place)),
                    effective_on: change.from,
                    change: UnitChange::Retype {
                        unit: record.unit.id,
                        kind: record.unit.kind,
                        name: record.unit.name,
                    },
                    document: Some(CHANGED_BY.to_owned()),
                    undone: false,
                },
                made_at: change.from.and_time(chrono::NaiveTime::MIN).and_utc(),
                made_by: None,
                undone: None,
                undo_reason: None,
            });
        }
        base.push(span);
    }
    Ok((base, events))
}

/// Loads the days off where there are none.
pub(crate) async fn load_holidays<C: ConnectionTrait>(conn: &C) -> Result<(), ServiceError> {
    if calendar::is_empty(conn).await? {
        let days = holidays().map_err(ServiceError::Internal)?;
        calendar::put(conn, &days).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::territory::Territory;

    fn count(units: &[UnitRecord], test: impl Fn(&UnitRecord) -> bool) -> usize {
        units.iter().filter(|unit| test(unit)).count()
    }

    #[test]
    fn counts_of_the_list() {
        let units = official_units().unwrap();
        let province = |u: &UnitRecord| u.unit.kind.is_province_level();
        let commune = |u: &UnitRecord| u.unit.kind.is_commune_level();
        assert_eq!(units.len(), 1 + 34 + 3_321);
        assert_eq!(count(&units, province), 34);
        assert_eq!(count(&units, commune), 3_321);
        assert_eq!(count(&units, |u| u.parent == Some(UnitId::new("48"))), 94);
        let cities = count(&units, |u| u.unit.kind == UnitKind::City);
        assert_eq!(cities, 7, "six, and Đồng Nai from 2026-04-30");
        let ids: HashSet<_> = units.iter().map(|u| &u.unit.id).collect();
        assert_eq!(ids.len(), units.len());
    }

    #[test]
    fn the_history_leads_to_the_list() {
        let (base, events) = official_history().unwrap();
        assert_eq!((base.len(), events.len()), (1 + 34 + 3_321, 11));
        let events: Vec<_> = events.into_iter().map(|stored| stored.event).collect();
        let territory = Territory::build(&base, &events).unwrap();
        for record in official_units().unwrap() {
            let (id, unit) = (&record.unit.id, &record.unit);
            let name = territory.name_at(id, NaiveDate::MAX).unwrap();
            assert_eq!(
                (name, territory.kind_at(id, NaiveDate::MAX)),
                (&unit.name[..], Some(unit.kind))
            );
        }
        let before = NaiveDate::from_ymd_opt(2026, 4, 29).unwrap();
        let dong_nai = UnitId::new("75");
        assert_eq!(territory.name_at(&dong_nai, before), Some("Tỉnh Đồng Nai"));
    }

    #[test]
    fn the_days_off_are_read() {
        let days = holidays().unwrap();
        let named = |name: &str| {
            days.iter()
                .filter(|day| day.day.name.contains(name))
                .count()
        };
        assert!(named("Tết Âm lịch") >= 10, "{days:?}");
        let basis = |day: &SourcedDay| {
            let mut all = ["Đã công bố: ", "Tính theo: ", "Chưa kiểm chứng: "].into_iter();
            all.any(|basis| day.source.starts_with(basis))
        };
        assert!(days.iter().all(basis), "{days:?}");
    }

    #[test]
    fn parents_come_first() {
        let mut seen = HashSet::new();
        for record in official_units().unwrap() {
            assert!(record.parent.is_none_or(|parent| seen.contains(&parent)));
            seen.insert(record.unit.id);
        }
    }

    #[test]
    fn changes_are_in_force() {
        let units = official_units().unwrap();
        let get = |code: &str| units.iter().find(|u| u.unit.id.as_str() == code).unwrap();
        let changed = NaiveDate::from_ymd_opt(2026, 4, 30);
        assert_eq!(get("75").unit.name, "Thành phố Đồng Nai");
        assert_eq!(get("75").unit.kind, UnitKind::City);
        assert_eq!(get("26368").unit.kind, UnitKind::Ward);
        assert_eq!(count(&units, |u| u.valid_from == changed), 11);
        let tam_my = get("21004");
        assert_eq!(tam_my.unit.name, "Xã Tam Mỹ");
        assert_eq!(tam_my.valid_from, NaiveDate::from_ymd_opt(2025, 7, 1));
    }
}
