//! Units over time: how they were at the beginning, and the changes recorded since. The table
//! `unit` and the closure say what holds now and follow from these two.

use super::bulk;
use super::codec::{at, corrupt, date, from_json, json, ms};
use super::counter::{self, Counter};
use super::entity::{unit, unit_closure, unit_event, unit_span};
use super::reports::Mark;
use super::text_uuid::TextUuid;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{UnitEventId, UnitId, UserId};
use domain::territory::{Territory, UnitEvent, UnitSpan};
use domain::text::fold;
use domain::unit::UnitKind;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _,
    PaginatorTrait, QueryFilter, QueryOrder,
};

/// A change with who recorded it, and who undid it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// The change.
    pub event: UnitEvent,
    /// When it was recorded.
    pub made_at: DateTime<Utc>,
    /// Who recorded it; none: it came with the official list.
    pub made_by: Option<UserId>,
    /// Who undid it, and when.
    pub undone: Option<Mark>,
    /// Why it was undone.
    pub undo_reason: Option<String>,
}

/// How units were at the beginning.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn base<C: ConnectionTrait>(conn: &C) -> Result<Vec<UnitSpan>, DbErr> {
    let rows = unit_span::Entity::find()
        .order_by_asc(unit_span::Column::UnitId)
        .all(conn)
        .await?;
    let day = |day: Option<String>| day.as_deref().map(date).transpose();
    rows.into_iter()
        .map(|row| {
            Ok(UnitSpan {
                kind: UnitKind::from_name(&row.kind)
                    .ok_or_else(|| corrupt("unit kind", &row.kind))?,
                unit: UnitId(row.unit_id),
                name: row.name,
                parent: row.parent_id.map(UnitId),
                valid_from: day(row.valid_from)?,
                valid_to: day(row.valid_to)?,
            })
        })
        .collect()
}

/// Whether nothing is known of how units were at the beginning: from before their history was
/// kept.
///
/// # Errors
/// When the database fails.
pub async fn is_empty<C: ConnectionTrait>(conn: &C) -> Result<bool, DbErr> {
    Ok(unit_span::Entity::find().count(conn).await? == 0)
}

/// Stores how units were at the beginning.
///
/// # Errors
/// When the database fails, or one is known already.
pub async fn insert_base<C: ConnectionTrait>(conn: &C, spans: &[UnitSpan]) -> Result<(), DbErr> {
    let rows = spans.iter().map(|span| unit_span::Model {
        unit_id: span.unit.0.clone(),
        name: span.name.clone(),
        kind: span.kind.as_str().to_owned(),
        parent_id: span.parent.as_ref().map(|parent| parent.0.clone()),
        valid_from: span.valid_from.map(|day| day.to_string()),
        valid_to: span.valid_to.map(|day| day.to_string()),
    });
    bulk::insert(conn, 6, rows.collect()).await
}

/// Every change in the order of recording, undone ones too.
///
/// # Errors
/// When the database fails.
pub async fn events<C: ConnectionTrait>(conn: &C) -> Result<Vec<StoredEvent>, DbErr> {
    let rows = unit_event::Entity::find()
        .order_by_asc(unit_event::Column::Position)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let undone = match (row.undone_by, row.undone_at) {
                (Some(by), Some(when)) => Some(Mark {
                    by: UserId(by.0),
                    at: at(when)?,
                }),
                _ => None,
            };
            Ok(StoredEvent {
                event: UnitEvent {
                    id: UnitEventId(row.id.0),
                    effective_on: date(&row.effective_on)?,
                    change: from_json(&row.change)?,
                    document: row.document,
                    undone: undone.is_some(),
                },
                made_at: at(row.made_at)?,
                made_by: row.made_by.map(|by| UserId(by.0)),
                undone,
                undo_reason: row.undo_reason,
            })
        })
        .collect()
}

/// The tree of units over time.
///
/// # Errors
/// When the database fails or holds a history that cannot be.
pub async fn load<C: ConnectionTrait>(conn: &C) -> Result<Territory, DbErr> {
    let base = base(conn).await?;
    let events: Vec<UnitEvent> = events(conn).await?.into_iter().map(|e| e.event).collect();
    Territory::build(&base, &events).map_err(|error| corrupt("history of units", &error))
}

/// Records a change after all others.
///
/// # Errors
/// When the database fails.
pub async fn record<C: ConnectionTrait>(conn: &C, stored: &StoredEvent) -> Result<(), DbErr> {
    let last = unit_event::Entity::find()
        .order_by_desc(unit_event::Column::Position)
        .one(conn)
        .await?;
    let row = unit_event::Model {
        id: TextUuid(stored.event.id.0),
        position: last.map_or(0, |last| last.position).saturating_add(1),
        effective_on: stored.event.effective_on.to_string(),
        change: json(&stored.event.change)?,
        document: stored.event.document.clone(),
        made_at: ms(stored.made_at),
        made_by: stored.made_by.map(|by| TextUuid(by.0)),
        undone_at: None,
        undone_by: None,
        undo_reason: None,
    };
    row.into_active_model().insert(conn).await.map(|_| ())
}

/// Marks a change as undone.
///
/// # Errors
/// When the database fails.
pub async fn mark_undone<C: ConnectionTrait>(
    conn: &C,
    event: UnitEventId,
    mark: Mark,
    reason: &str,
) -> Result<(), DbErr> {
    unit_event::Entity::update_many()
        .col_expr(unit_event::Column::UndoneAt, Expr::value(ms(mark.at)))
        .col_expr(
            unit_event::Column::UndoneBy,
            Expr::value(mark.by.to_string()),
        )
        .col_expr(unit_event::Column::UndoReason, Expr::value(reason))
        .filter(unit_event::Column::Id.eq(TextUuid(event.0)))
        .exec(conn)
        .await
        .map(|_| ())
}

/// The name of a unit where it stands now. Departments of units that were merged have the same
/// names ("Công an xã"), which no two departments of one unit may have: the one that comes along
/// says where it comes from.
async fn told_apart<C: ConnectionTrait>(
    conn: &C,
    territory: &Territory,
    span: &UnitSpan,
    parent: Option<&UnitId>,
    coming: &[unit::Model],
) -> Result<String, DbErr> {
    let (UnitKind::Department, Some(parent)) = (span.kind, parent) else {
        return Ok(span.name.clone());
    };
    let there = unit::Entity::find()
        .filter(unit::Column::ParentId.eq(parent.as_str()))
        .filter(unit::Column::Kind.eq(UnitKind::Department.as_str()))
        .all(conn)
        .await?;
    let is_taken = |name: &str| {
        let mut others = there.iter().chain(coming);
        others.any(|other| {
            other.id != span.unit.0
                && other.parent_id.as_deref() == Some(parent.as_str())
                && other.name_folded == fold(name)
        })
    };
    if !is_taken(&span.name) {
        return Ok(span.name.clone());
    }
    let first = territory.spans_of(&span.unit).first();
    let from = first.and_then(|first| first.parent.as_ref());
    let from = from.and_then(|from| territory.name_at(from, NaiveDate::MIN));
    let name = match from {
        Some(from) => format!("{} ({from})", span.name),
        None => span.name.clone(),
    };
    Ok(if is_taken(&name) {
        format!("{} ({})", span.name, span.unit)
    } else {
        name
    })
}

/// Brings the table of units and the closure in line with the tree, for these units, and counts the
/// change of the tree. A unit that is no more stays, below what it became: whoever has rights there
/// has them on its reports.
///
/// # Errors
/// When the database fails.
pub async fn settle<C: ConnectionTrait>(
    conn: &C,
    territory: &Territory,
    units: &[UnitId],
) -> Result<(), DbErr> {
    let end = NaiveDate::MAX;
    let mut rows = Vec::new();
    let mut closure = Vec::new();
    // What others hang under comes first.
    let mut lines: Vec<(&UnitId, Vec<UnitId>)> = units
        .iter()
        .map(|id| (id, territory.line_in(id, end, end)))
        .collect();
    lines.sort_by_key(|(_, line)| line.len());
    for (id, line) in lines {
        let Some(span) = territory.spans_of(id).last() else {
            continue;
        };
        let known = unit::Entity::find_by_id(id.as_str()).one(conn).await?;
        let name = told_apart(conn, territory, span, line.get(1), &rows).await?;
        rows.push(unit::Model {
            id: id.0.clone(),
            name_folded: fold(&name),
            name,
            kind: span.kind.as_str().to_owned(),
            parent_id: line.get(1).map(|parent| parent.0.clone()),
            valid_from: span.valid_from.map(|day| day.to_string()),
            valid_to: span.valid_to.map(|day| day.to_string()),
            simulated: known.as_ref().is_some_and(|known| known.simulated),
            sort: known.map_or(i32::MAX / 2, |known| known.sort),
        });
        for (depth, ancestor) in (0_i32..).zip(line) {
            closure.push(unit_closure::Model {
                ancestor: ancestor.0,
                descendant: id.0.clone(),
                depth,
            });
        }
    }
    let again = OnConflict::column(unit::Column::Id)
        .update_columns([
            unit::Column::Name,
            unit::Column::NameFolded,
            unit::Column::Kind,
            unit::Column::ParentId,
            unit::Column::ValidFrom,
            unit::Column::ValidTo,
        ])
        .to_owned();
    for row in rows {
        bulk::put(conn, 9, vec![row], &again).await?;
    }
    for chunk in units.chunks(500) {
        unit_closure::Entity::delete_many()
            .filter(unit_closure::Column::Descendant.is_in(chunk.iter().map(UnitId::as_str)))
            .exec(conn)
            .await?;
    }
    bulk::insert(conn, 3, closure).await?;
    counter::next(conn, Counter::Tree).await.map(|_| ())
}
