//! Requests to submit late, with the operations that wait in them.

use super::bulk;
use super::codec::{at, corrupt, from_json, json, ms};
use super::entity::{late_op, late_request, report};
use super::text_uuid::TextUuid;
use super::units;
use domain::id::{DeviceId, LateRequestId, ReportId, UnitId, UserId};
use domain::report::Mark;
use domain::sync::{Author, Op};
use domain::wire::sync::LateState;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, Order, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::HashMap;

/// A request as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    /// Its id.
    pub id: LateRequestId,
    /// On which report.
    pub report: ReportId,
    /// Where it stands.
    pub state: LateState,
    /// Who asked, and when.
    pub asked: Mark,
    /// Who decided, and when.
    pub decided: Option<Mark>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// An operation in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateOp {
    /// The request.
    pub request: LateRequestId,
    /// Its place in the request.
    pub position: i32,
    /// Who made it, on which device.
    pub author: Author,
    /// The operation.
    pub op: Op,
}

/// The request that waits for each report, where one does, with the place of the next operation.
///
/// # Errors
/// When the database fails.
pub async fn waiting<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<HashMap<ReportId, (LateRequestId, i32)>, DbErr> {
    if reports.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(TextUuid, TextUuid, Option<i32>)> = late_request::Entity::find()
        .select_only()
        .columns([late_request::Column::ReportId, late_request::Column::Id])
        .column_as(late_op::Column::Position.max(), "last")
        .join(
            JoinType::LeftJoin,
            late_request::Entity::belongs_to(late_op::Entity)
                .from(late_request::Column::Id)
                .to(late_op::Column::RequestId)
                .into(),
        )
        .filter(late_request::Column::ReportId.is_in(reports.iter().map(|id| TextUuid(id.0))))
        .filter(late_request::Column::State.eq(LateState::Waiting.as_str()))
        .group_by(late_request::Column::ReportId)
        .group_by(late_request::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let next = |(report, request, last): (TextUuid, TextUuid, Option<i32>)| {
        let next = last.map_or(0, |last| last.saturating_add(1));
        (ReportId(report.0), (LateRequestId(request.0), next))
    };
    Ok(rows.into_iter().map(next).collect())
}

/// Adds requests.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, requests: &[StoredRequest]) -> Result<(), DbErr> {
    let row = |request: &StoredRequest| late_request::Model {
        id: TextUuid(request.id.0),
        report_id: TextUuid(request.report.0),
        state: request.state.as_str().to_owned(),
        asked_by: TextUuid(request.asked.by.0),
        asked_at: ms(request.asked.at),
        decided_by: request.decided.map(|mark| TextUuid(mark.by.0)),
        decided_at: request.decided.map(|mark| ms(mark.at)),
        reason: request.reason.clone(),
    };
    bulk::insert(conn, 8, requests.iter().map(row).collect()).await
}

/// Adds operations to requests. One that was in an earlier request (let in, and locked out again
/// before it could be applied) goes into the new one.
///
/// # Errors
/// When the database fails.
pub async fn insert_ops<C: ConnectionTrait>(conn: &C, ops: &[LateOp]) -> Result<(), DbErr> {
    let row = |late: &LateOp| {
        Ok(late_op::Model {
            op_id: TextUuid(late.op.op_id.0),
            request_id: TextUuid(late.request.0),
            position: late.position,
            user_id: TextUuid(late.author.user.0),
            device: late.author.device.map(|device| TextUuid(device.0)),
            body: json(&late.op)?,
        })
    };
    let rows = ops.iter().map(row).collect::<Result<_, DbErr>>()?;
    let again = OnConflict::column(late_op::Column::OpId)
        .update_columns([late_op::Column::RequestId, late_op::Column::Position])
        .to_owned();
    bulk::put(conn, 6, rows, &again).await
}

/// A request by its id, if the unit of its report lies in the subtrees of `roots`.
///
/// # Errors
/// When the database fails.
pub async fn find_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    id: LateRequestId,
) -> Result<Option<StoredRequest>, DbErr> {
    let query = scoped(roots).filter(late_request::Column::Id.eq(TextUuid(id.0)));
    query.one(conn).await?.map(stored).transpose()
}

/// Requests on reports of units in the subtrees of `roots`: those that wait first, the newest
/// first.
///
/// # Errors
/// When the database fails.
pub async fn list_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    limit: u64,
) -> Result<Vec<StoredRequest>, DbErr> {
    let decided = Expr::col((late_request::Entity, late_request::Column::DecidedAt)).is_not_null();
    let rows = scoped(roots)
        .order_by(decided, Order::Asc)
        .order_by_desc(late_request::Column::AskedAt)
        .order_by_asc(late_request::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    rows.into_iter().map(stored).collect()
}

/// The last request on each report, where there is one.
///
/// # Errors
/// When the database fails.
pub async fn last_of<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<HashMap<ReportId, StoredRequest>, DbErr> {
    let mut last = HashMap::new();
    for chunk in reports.chunks(500) {
        let rows = late_request::Entity::find()
            .filter(late_request::Column::ReportId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .order_by_asc(late_request::Column::AskedAt)
            .order_by_asc(late_request::Column::Id)
            .all(conn)
            .await?;
        for row in rows {
            let request = stored(row)?;
            last.insert(request.report, request);
        }
    }
    Ok(last)
}

/// The operations of requests, each request's in order.
///
/// # Errors
/// When the database fails.
pub async fn ops<C: ConnectionTrait>(
    conn: &C,
    requests: &[LateRequestId],
) -> Result<HashMap<LateRequestId, Vec<LateOp>>, DbErr> {
    let mut found: HashMap<LateRequestId, Vec<LateOp>> = HashMap::new();
    for chunk in requests.chunks(500) {
        let rows = late_op::Entity::find()
            .filter(late_op::Column::RequestId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .order_by_asc(late_op::Column::Position)
            .all(conn)
            .await?;
        for row in rows {
            let late = LateOp {
                request: LateRequestId(row.request_id.0),
                position: row.position,
                author: Author {
                    user: UserId(row.user_id.0),
                    device: row.device.map(|device| DeviceId(device.0)),
                },
                op: from_json(&row.body)?,
            };
            found.entry(late.request).or_default().push(late);
        }
    }
    Ok(found)
}

/// Closes requests that wait; answers how many did.
///
/// # Errors
/// When the database fails.
pub async fn decide<C: ConnectionTrait>(
    conn: &C,
    requests: &[LateRequestId],
    state: LateState,
    mark: Mark,
    reason: Option<&str>,
) -> Result<u64, DbErr> {
    use late_request::Column as L;
    let mut decided = 0;
    for chunk in requests.chunks(500) {
        decided += late_request::Entity::update_many()
            .col_expr(L::State, Expr::value(state.as_str()))
            .col_expr(L::DecidedBy, Expr::value(mark.by.to_string()))
            .col_expr(L::DecidedAt, Expr::value(ms(mark.at)))
            .col_expr(L::Reason, Expr::value(reason))
            .filter(L::Id.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .filter(L::State.eq(LateState::Waiting.as_str()))
            .exec(conn)
            .await?
            .rows_affected;
    }
    Ok(decided)
}

fn scoped(roots: &[UnitId]) -> sea_orm::Select<late_request::Entity> {
    late_request::Entity::find()
        .join(
            JoinType::InnerJoin,
            late_request::Entity::belongs_to(report::Entity)
                .from(late_request::Column::ReportId)
                .to(report::Column::Id)
                .into(),
        )
        .filter(report::Column::UnitId.in_subquery(units::within(roots)))
}

fn stored(row: late_request::Model) -> Result<StoredRequest, DbErr> {
    let mark = |by: Option<TextUuid>, when: Option<i64>| -> Result<Option<Mark>, DbErr> {
        by.zip(when)
            .map(|(by, when)| {
                Ok(Mark {
                    by: UserId(by.0),
                    at: at(when)?,
                })
            })
            .transpose()
    };
    Ok(StoredRequest {
        id: LateRequestId(row.id.0),
        report: ReportId(row.report_id.0),
        state: LateState::from_name(&row.state)
            .ok_or_else(|| corrupt("late request's state", &row.state))?,
        asked: Mark {
            by: UserId(row.asked_by.0),
            at: at(row.asked_at)?,
        },
        decided: mark(row.decided_by, row.decided_at)?,
        reason: row.reason,
    })
}
