//! The working calendar: public holidays, days off in lieu, weekends that are worked.

use super::bulk;
use super::codec::{date, from_name, name};
use super::entity::calendar_day;
use chrono::NaiveDate;
use domain::calendar::{CalendarDay, WorkCalendar};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryOrder};

/// A day with the document that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcedDay {
    /// The day.
    pub day: CalendarDay,
    /// Who says so.
    pub source: String,
}

/// Every day, in order.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn list<C: ConnectionTrait>(conn: &C) -> Result<Vec<SourcedDay>, DbErr> {
    let rows = calendar_day::Entity::find()
        .order_by_asc(calendar_day::Column::Date)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let day = CalendarDay {
                date: date(&row.date)?,
                kind: from_name("kind of day", &row.kind)?,
                name: row.name,
            };
            Ok(SourcedDay {
                day,
                source: row.source,
            })
        })
        .collect()
}

/// What due dates are counted by.
///
/// # Errors
/// When the database fails.
pub async fn work_calendar<C: ConnectionTrait>(conn: &C) -> Result<WorkCalendar, DbErr> {
    let days = list(conn).await?;
    Ok(WorkCalendar::new(
        days.into_iter().map(|sourced| sourced.day),
    ))
}

/// Whether there is no day yet.
///
/// # Errors
/// When the database fails.
pub async fn is_empty<C: ConnectionTrait>(conn: &C) -> Result<bool, DbErr> {
    Ok(calendar_day::Entity::find().count(conn).await? == 0)
}

/// Stores days in place of what was said of them before.
///
/// # Errors
/// When the database fails.
pub async fn put<C: ConnectionTrait>(conn: &C, days: &[SourcedDay]) -> Result<(), DbErr> {
    let rows = days
        .iter()
        .map(|sourced| {
            Ok(calendar_day::Model {
                date: sourced.day.date.to_string(),
                kind: name(&sourced.day.kind)?,
                name: sourced.day.name.clone(),
                source: sourced.source.clone(),
            })
        })
        .collect::<Result<Vec<_>, DbErr>>()?;
    let again = OnConflict::column(calendar_day::Column::Date)
        .update_columns([
            calendar_day::Column::Kind,
            calendar_day::Column::Name,
            calendar_day::Column::Source,
        ])
        .to_owned();
    bulk::put(conn, 4, rows, &again).await
}

/// Forgets a day. Answers whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn remove<C: ConnectionTrait>(conn: &C, day: NaiveDate) -> Result<bool, DbErr> {
    let gone = calendar_day::Entity::delete_by_id(day.to_string())
        .exec(conn)
        .await?;
    Ok(gone.rows_affected > 0)
}
