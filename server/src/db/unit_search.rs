//! Finding units, for administrators.

use crate::db::entity::{unit, user, user_grant};
use crate::db::units::{self, unit_ref, within};
use crate::db::users::containing;
use domain::id::UnitId;
use domain::text::fold;
use domain::unit::{UnitKind, UnitRef};
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::collections::HashMap;

/// Which units to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only directly below this one.
    pub parent: Option<UnitId>,
    /// Words that the name contains, diacritics ignored.
    pub words: String,
    /// Only of this kind.
    pub kind: Option<UnitKind>,
    /// At most so many.
    pub limit: u64,
    /// After so many.
    pub offset: u64,
}

/// A unit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The unit.
    pub unit: UnitRef,
    /// The unit above, if it is in the subtrees looked at.
    pub parent: Option<UnitRef>,
    /// Units directly below.
    pub children: u32,
    /// Active accounts with a role directly at it.
    pub users: u32,
}

/// Units in the subtrees of `roots`, in the tree's order.
///
/// # Errors
/// When the database fails.
pub async fn list_visible_to(
    db: &impl ConnectionTrait,
    roots: &[UnitId],
    filter: &Filter,
) -> Result<Vec<Found>, DbErr> {
    let mut query = unit::Entity::find()
        .filter(unit::Column::Id.in_subquery(within(roots)))
        .order_by_asc(unit::Column::Sort)
        .order_by_asc(unit::Column::Id)
        .limit(filter.limit)
        .offset(filter.offset);
    if let Some(parent) = &filter.parent {
        query = query.filter(unit::Column::ParentId.eq(parent.as_str()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(unit::Column::Kind.eq(kind.as_str()));
    }
    for word in fold(&filter.words)
        .split(' ')
        .filter(|word| !word.is_empty())
    {
        query = query.filter(unit::Column::NameFolded.like(containing(word)));
    }
    complete(db, roots, query.all(db).await?).await
}

/// One unit, if it is in the subtrees of `roots`.
///
/// # Errors
/// When the database fails.
pub async fn find_visible_to(
    db: &impl ConnectionTrait,
    roots: &[UnitId],
    id: &UnitId,
) -> Result<Option<Found>, DbErr> {
    let rows = unit::Entity::find_by_id(id.as_str())
        .filter(unit::Column::Id.in_subquery(within(roots)))
        .all(db)
        .await?;
    Ok(complete(db, roots, rows).await?.pop())
}

/// Of these units, those in the subtrees of `roots`.
///
/// # Errors
/// When the database fails.
pub async fn inside(
    db: &impl ConnectionTrait,
    ids: &[UnitId],
    roots: &[UnitId],
) -> Result<Vec<UnitId>, DbErr> {
    let rows: Vec<String> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Id.is_in(ids.iter().map(UnitId::as_str)))
        .filter(unit::Column::Id.in_subquery(within(roots)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(UnitId).collect())
}

async fn complete(
    db: &impl ConnectionTrait,
    roots: &[UnitId],
    rows: Vec<unit::Model>,
) -> Result<Vec<Found>, DbErr> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let children = children(db, &ids).await?;
    let users = active_users(db, &ids).await?;
    let parents: Vec<UnitId> = rows
        .iter()
        .filter_map(|row| row.parent_id.clone())
        .map(UnitId)
        .collect();
    let parents = units::refs(db, inside(db, &parents, roots).await?).await?;
    rows.into_iter()
        .map(|row| {
            let parent = row
                .parent_id
                .clone()
                .and_then(|id| parents.get(&UnitId(id)).cloned());
            Ok(Found {
                parent,
                children: children.get(&row.id).copied().unwrap_or(0),
                users: users.get(&row.id).copied().unwrap_or(0),
                unit: unit_ref(row)?,
            })
        })
        .collect()
}

async fn children(db: &impl ConnectionTrait, ids: &[&str]) -> Result<HashMap<String, u32>, DbErr> {
    let rows: Vec<(String, i64)> = unit::Entity::find()
        .select_only()
        .column(unit::Column::ParentId)
        .column_as(unit::Column::Id.count(), "children")
        .filter(unit::Column::ParentId.is_in(ids.iter().copied()))
        .group_by(unit::Column::ParentId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts(rows))
}

async fn active_users(
    db: &impl ConnectionTrait,
    ids: &[&str],
) -> Result<HashMap<String, u32>, DbErr> {
    let active = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::Disabled.eq(false))
        .take();
    let people = Func::count_distinct(Expr::col(user_grant::Column::UserId));
    let rows: Vec<(String, i64)> = user_grant::Entity::find()
        .select_only()
        .column(user_grant::Column::UnitId)
        .expr_as(people, "people")
        .filter(user_grant::Column::UnitId.is_in(ids.iter().copied()))
        .filter(Expr::col(user_grant::Column::UserId).in_subquery(active))
        .group_by(user_grant::Column::UnitId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts(rows))
}

fn counts(rows: Vec<(String, i64)>) -> HashMap<String, u32> {
    rows.into_iter()
        .map(|(id, count)| (id, u32::try_from(count).unwrap_or(u32::MAX)))
        .collect()
}
