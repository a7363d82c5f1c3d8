//! Reading and storing pages.

use super::{decode, encode};
use crate::db::bulk;
use crate::db::codec::parse;
use crate::db::entity::{rollup_page, rollup_shift};
use crate::db::lists::one_of;
use crate::db::text_uuid::TextUuid;
use domain::id::{PlanId, UnitId};
use domain::period::Period;
use domain::rollup::Page;
use sea_orm::sea_query::{Expr, OnConflict, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};

/// Pages in one query.
const AT_ONCE: usize = 250;

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageKey {
    /// The plan whose lines the cells are of.
    pub plan: PlanId,
    /// The unit whose figures they are.
    pub unit: UnitId,
    /// For which period.
    pub period: Period,
}

/// A page as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredPage {
    /// The cells.
    pub page: Page,
    /// Its last change in the sequence of changes.
    pub seq: i64,
}

/// What both tables of pages have in common.
macro_rules! table_of_pages {
    ($module:ident, $entity:ident) => {
        pub(super) mod $module {
            use super::*;

            pub(in crate::db::rollup) async fn load<C: ConnectionTrait>(
                conn: &C,
                keys: &[PageKey],
            ) -> Result<HashMap<PageKey, StoredPage>, DbErr> {
                let mut found = HashMap::with_capacity(keys.len());
                for chunk in keys.chunks(AT_ONCE) {
                    let columns = [
                        Expr::col($entity::Column::PlanId),
                        Expr::col($entity::Column::UnitId),
                        Expr::col($entity::Column::Period),
                    ];
                    let keys = chunk.iter().map(|key| {
                        let unit = key.unit.0.clone();
                        (key.plan.to_string(), unit, key.period.to_string())
                    });
                    let one_of = one_of(columns, keys);
                    let rows = $entity::Entity::find().filter(one_of).all(conn).await?;
                    for row in rows {
                        let key = PageKey {
                            plan: PlanId(row.plan_id.0),
                            unit: UnitId(row.unit_id),
                            period: parse("period", &row.period)?,
                        };
                        let page = decode(&row.body)?;
                        found.insert(key, StoredPage { page, seq: row.seq });
                    }
                }
                Ok(found)
            }

            pub(in crate::db::rollup) async fn put<C: ConnectionTrait>(
                conn: &C,
                pages: &[(PageKey, Page)],
                seq: i64,
            ) -> Result<(), DbErr> {
                let rows = pages
                    .iter()
                    .map(|(key, page)| {
                        Ok($entity::Model {
                            plan_id: TextUuid(key.plan.0),
                            unit_id: key.unit.0.clone(),
                            period: key.period.to_string(),
                            body: encode(page)?,
                            seq,
                        })
                    })
                    .collect::<Result<Vec<_>, DbErr>>()?;
                let again = OnConflict::columns([
                    $entity::Column::PlanId,
                    $entity::Column::UnitId,
                    $entity::Column::Period,
                ])
                .update_columns([$entity::Column::Body, $entity::Column::Seq])
                .to_owned();
                bulk::put(conn, 5, rows, &again).await
            }

            /// Adds differences to what is there.
            pub(in crate::db::rollup) async fn add<C: ConnectionTrait>(
                conn: &C,
                differences: BTreeMap<PageKey, Page>,
                seq: i64,
            ) -> Result<(), DbErr> {
                let mut pages: Vec<_> = differences
                    .into_iter()
                    .filter(|(_, page)| !page.is_nought())
                    .collect();
                let keys: Vec<PageKey> = pages.iter().map(|(key, _)| key.clone()).collect();
                let known = load(conn, &keys).await?;
                for (key, page) in &mut pages {
                    if let Some(known) = known.get(key) {
                        page.add(&known.page, 1);
                    }
                }
                put(conn, &pages, seq).await
            }

            pub(in crate::db::rollup) async fn of_period<C: ConnectionTrait>(
                conn: &C,
                period: Period,
            ) -> Result<HashMap<PageKey, StoredPage>, DbErr> {
                let rows = $entity::Entity::find()
                    .filter($entity::Column::Period.eq(period.to_string()))
                    .all(conn)
                    .await?;
                rows.into_iter()
                    .map(|row| {
                        let key = PageKey {
                            plan: PlanId(row.plan_id.0),
                            unit: UnitId(row.unit_id),
                            period,
                        };
                        let page = decode(&row.body)?;
                        Ok((key, StoredPage { page, seq: row.seq }))
                    })
                    .collect()
            }

            pub(super) fn last_change(plan: PlanId, unit: &UnitId) -> SelectStatement {
                Query::select()
                    .expr($entity::Column::Seq.max())
                    .from($entity::Entity)
                    .and_where($entity::Column::PlanId.eq(TextUuid(plan.0)))
                    .and_where($entity::Column::UnitId.eq(unit.as_str()))
                    .take()
            }

            pub(in crate::db::rollup) async fn forget<C: ConnectionTrait>(
                conn: &C,
                period: Period,
            ) -> Result<(), DbErr> {
                $entity::Entity::delete_many()
                    .filter($entity::Column::Period.eq(period.to_string()))
                    .exec(conn)
                    .await
                    .map(|_| ())
            }
        }
    };
}

table_of_pages!(kept, rollup_page);
table_of_pages!(shifts, rollup_shift);

/// The last change of a plan's figures for a unit, in whatever period and boundaries; nought where
/// there are none.
///
/// # Errors
/// When the database fails.
pub async fn last_change<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
    unit: &UnitId,
) -> Result<i64, DbErr> {
    let both = kept::last_change(plan, unit)
        .union(UnionType::All, shifts::last_change(plan, unit))
        .take();
    let mut last = 0;
    for row in conn.query_all(&both).await? {
        let one: Option<i64> = row.try_get_by_index(0)?;
        last = Ord::max(last, one.unwrap_or_default());
    }
    Ok(last)
}

/// The pages of that time. One that is missing is nought.
///
/// # Errors
/// When the database fails.
pub async fn pages<C: ConnectionTrait>(
    conn: &C,
    keys: &[PageKey],
) -> Result<HashMap<PageKey, StoredPage>, DbErr> {
    kept::load(conn, keys).await
}

/// The pages in today's boundaries. One that is missing is nought.
///
/// # Errors
/// When the database fails.
pub async fn pages_now<C: ConnectionTrait>(
    conn: &C,
    keys: &[PageKey],
) -> Result<HashMap<PageKey, StoredPage>, DbErr> {
    let mut found = kept::load(conn, keys).await?;
    for (key, shift) in shifts::load(conn, keys).await? {
        let page = found.entry(key).or_default();
        page.page.add(&shift.page, 1);
        page.seq = Ord::max(page.seq, shift.seq);
    }
    Ok(found)
}
