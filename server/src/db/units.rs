//! Units and the closure of their tree.

use super::bulk;
use super::codec::{corrupt, parse};
use super::counter::{self, Counter};
use super::entity::{unit, unit_closure};
use super::lists::padded;
use super::territory;
use chrono::NaiveDate;
use domain::id::UnitId;
use domain::territory::UnitSpan;
use domain::text::fold;
use domain::unit::{UnitKind, UnitRef};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// A unit as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRecord {
    /// The unit.
    pub unit: UnitRef,
    /// The unit above.
    pub parent: Option<UnitId>,
    /// First day of validity, where known.
    pub valid_from: Option<NaiveDate>,
    /// The first day on which it is no more, where it ended.
    pub valid_to: Option<NaiveDate>,
    /// Made up for the demonstration.
    pub simulated: bool,
    /// Order among its siblings.
    pub sort: i32,
}

impl UnitRecord {
    /// How it is at the beginning.
    #[must_use]
    pub fn span(&self) -> UnitSpan {
        UnitSpan {
            unit: self.unit.id.clone(),
            name: self.unit.name.clone(),
            kind: self.unit.kind,
            parent: self.parent.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        }
    }
}

/// The subquery of every unit in the subtrees of `roots`, themselves included: filter a unit
/// column with `in_subquery`. No roots, no units.
#[must_use]
pub fn within(roots: &[UnitId]) -> SelectStatement {
    Query::select()
        .column(unit_closure::Column::Descendant)
        .from(unit_closure::Entity)
        .and_where(unit_closure::Column::Ancestor.is_in(roots.iter().map(UnitId::as_str)))
        .take()
}

/// A unit's line of ancestors including itself; empty for a unit that does not exist. This is
/// what [`domain::policy::Actor::can`] decides by.
///
/// # Errors
/// When the database fails.
pub async fn ancestors_or_self<C: ConnectionTrait>(
    conn: &C,
    id: &UnitId,
) -> Result<Vec<UnitId>, DbErr> {
    let rows: Vec<String> = unit_closure::Entity::find()
        .select_only()
        .column(unit_closure::Column::Ancestor)
        .filter(unit_closure::Column::Descendant.eq(id.as_str()))
        .order_by_asc(unit_closure::Column::Depth)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(UnitId).collect())
}

/// The lines of ancestors of many units, each including the unit itself.
///
/// # Errors
/// When the database fails.
pub async fn lines_of<'a, C: ConnectionTrait>(
    conn: &C,
    ids: impl IntoIterator<Item = &'a UnitId>,
) -> Result<HashMap<UnitId, Vec<UnitId>>, DbErr> {
    let ids: Vec<&str> = ids.into_iter().map(UnitId::as_str).collect();
    let mut lines: HashMap<UnitId, Vec<UnitId>> = HashMap::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(lines);
    }
    let rows: Vec<(String, String)> = unit_closure::Entity::find()
        .select_only()
        .columns([
            unit_closure::Column::Descendant,
            unit_closure::Column::Ancestor,
        ])
        .filter(unit_closure::Column::Descendant.is_in(padded(ids)))
        .into_tuple()
        .all(conn)
        .await?;
    for (unit, ancestor) in rows {
        lines
            .entry(UnitId(unit))
            .or_default()
            .push(UnitId(ancestor));
    }
    Ok(lines)
}

/// Every unit in the subtrees of `roots`, themselves included, by code and once.
///
/// # Errors
/// When the database fails.
pub async fn all_within<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
) -> Result<Vec<UnitId>, DbErr> {
    if roots.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<String> = unit_closure::Entity::find()
        .select_only()
        .column(unit_closure::Column::Descendant)
        .distinct()
        .filter(unit_closure::Column::Ancestor.is_in(roots.iter().map(UnitId::as_str)))
        .into_tuple()
        .all(conn)
        .await?;
    let mut units: Vec<UnitId> = rows.into_iter().map(UnitId).collect();
    units.sort();
    Ok(units)
}

/// A unit by its code.
///
/// # Errors
/// When the database fails.
pub async fn find<C: ConnectionTrait>(conn: &C, id: &UnitId) -> Result<Option<UnitRecord>, DbErr> {
    unit::Entity::find_by_id(id.as_str())
        .one(conn)
        .await?
        .map(record)
        .transpose()
}

/// Every unit.
///
/// # Errors
/// When the database fails.
pub async fn all<C: ConnectionTrait>(conn: &C) -> Result<Vec<UnitRecord>, DbErr> {
    let rows = unit::Entity::find().all(conn).await?;
    rows.into_iter().map(record).collect()
}

/// The units directly below, in order.
///
/// # Errors
/// When the database fails.
pub async fn children<C: ConnectionTrait>(conn: &C, id: &UnitId) -> Result<Vec<UnitRef>, DbErr> {
    unit::Entity::find()
        .filter(unit::Column::ParentId.eq(id.as_str()))
        .order_by_asc(unit::Column::Sort)
        .all(conn)
        .await?
        .into_iter()
        .map(unit_ref)
        .collect()
}

/// The names of many units.
///
/// # Errors
/// When the database fails.
pub async fn refs<C: ConnectionTrait>(
    conn: &C,
    ids: impl IntoIterator<Item = UnitId>,
) -> Result<HashMap<UnitId, UnitRef>, DbErr> {
    let ids: HashSet<String> = ids.into_iter().map(|id| id.0).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        let rows = unit::Entity::find()
            .filter(unit::Column::Id.is_in(chunk.iter().map(String::as_str)))
            .all(conn)
            .await?;
        for row in rows {
            let unit = unit_ref(row)?;
            found.insert(unit.id.clone(), unit);
        }
    }
    Ok(found)
}

/// Adds units with their closure; parents come before their children, and may be there already.
///
/// # Errors
/// When the database fails, a parent is unknown, or a code is taken.
pub async fn insert<C: ConnectionTrait>(conn: &C, units: &[UnitRecord]) -> Result<(), DbErr> {
    let base: Vec<UnitSpan> = units.iter().map(UnitRecord::span).collect();
    insert_with(conn, units, &base).await
}

/// The same for units that were otherwise at the beginning.
///
/// # Errors
/// As [`insert`].
pub async fn insert_with<C: ConnectionTrait>(
    conn: &C,
    units: &[UnitRecord],
    base: &[UnitSpan],
) -> Result<(), DbErr> {
    // The line of ancestors of each new unit, nearest first.
    let mut lines: HashMap<&UnitId, Vec<UnitId>> = HashMap::new();
    let mut closure = Vec::new();
    for record in units {
        let mut line = vec![record.unit.id.clone()];
        if let Some(parent) = &record.parent {
            let above = match lines.get(parent) {
                Some(line) => line.clone(),
                None => ancestors_or_self(conn, parent).await?,
            };
            if above.is_empty() {
                return Err(corrupt("parent unit", parent));
            }
            line.extend(above.iter().cloned());
            lines.entry(parent).or_insert(above);
        }
        for (depth, ancestor) in (0_i32..).zip(&line) {
            closure.push(unit_closure::Model {
                ancestor: ancestor.0.clone(),
                descendant: record.unit.id.0.clone(),
                depth,
            });
        }
        lines.insert(&record.unit.id, line);
    }
    bulk::insert(conn, 9, units.iter().map(row).collect()).await?;
    bulk::insert(conn, 3, closure).await?;
    territory::insert_base(conn, base).await?;
    counter::next(conn, Counter::Tree).await.map(|_| ())
}

fn row(record: &UnitRecord) -> unit::Model {
    unit::Model {
        id: record.unit.id.0.clone(),
        name: record.unit.name.clone(),
        name_folded: fold(&record.unit.name),
        kind: record.unit.kind.as_str().to_owned(),
        parent_id: record.parent.as_ref().map(|parent| parent.0.clone()),
        valid_from: record.valid_from.map(|day| day.to_string()),
        valid_to: record.valid_to.map(|day| day.to_string()),
        simulated: record.simulated,
        sort: record.sort,
    }
}

fn record(row: unit::Model) -> Result<UnitRecord, DbErr> {
    let day = |text: &Option<String>| text.as_deref().map(|t| parse("date", t)).transpose();
    Ok(UnitRecord {
        parent: row.parent_id.clone().map(UnitId),
        valid_from: day(&row.valid_from)?,
        valid_to: day(&row.valid_to)?,
        simulated: row.simulated,
        sort: row.sort,
        unit: unit_ref(row)?,
    })
}

/// A row as others name the unit.
///
/// # Errors
/// When the kind is unknown.
pub fn unit_ref(row: unit::Model) -> Result<UnitRef, DbErr> {
    Ok(UnitRef {
        kind: UnitKind::from_name(&row.kind).ok_or_else(|| corrupt("unit kind", &row.kind))?,
        id: UnitId(row.id),
        name: row.name,
    })
}
