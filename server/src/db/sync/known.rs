//! Operations that came before.

use crate::db::codec::{at, corrupt};
use crate::db::entity::{late_op, late_request, sync_op};
use crate::db::lists::padded;
use crate::db::text_uuid::TextUuid;
use chrono::{DateTime, Utc};
use domain::id::{LateRequestId, OpId, UserId};
use domain::wire::sync::LateState;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
};
use std::collections::HashMap;

/// What is known of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownOp {
    /// It was applied.
    Applied {
        /// Who made it.
        user: UserId,
        /// The report's version after it.
        version: i64,
        /// When it was stored.
        at: DateTime<Utc>,
    },
    /// It is part of a request to submit late.
    Late {
        /// Who made it.
        user: UserId,
        /// The request.
        request: LateRequestId,
        /// Where that stands.
        state: LateState,
        /// Why it was refused.
        reason: Option<String>,
    },
}

/// Which of these operations came before. One that was late and then applied is applied.
///
/// # Errors
/// When the database fails.
pub async fn known<C: ConnectionTrait>(
    conn: &C,
    ids: &[OpId],
) -> Result<HashMap<OpId, KnownOp>, DbErr> {
    let mut known = HashMap::new();
    if ids.is_empty() {
        return Ok(known);
    }
    let ids = padded(ids.iter().map(|id| TextUuid(id.0)).collect());
    let late: Vec<(TextUuid, TextUuid, TextUuid, String, Option<String>)> = late_op::Entity::find()
        .select_only()
        .columns([
            late_op::Column::OpId,
            late_op::Column::UserId,
            late_op::Column::RequestId,
        ])
        .columns([late_request::Column::State, late_request::Column::Reason])
        .join(
            JoinType::InnerJoin,
            late_op::Entity::belongs_to(late_request::Entity)
                .from(late_op::Column::RequestId)
                .to(late_request::Column::Id)
                .into(),
        )
        .filter(late_op::Column::OpId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    for (op, user, request, state, reason) in late {
        let state =
            LateState::from_name(&state).ok_or_else(|| corrupt("late request's state", &state))?;
        let late = KnownOp::Late {
            user: UserId(user.0),
            request: LateRequestId(request.0),
            state,
            reason,
        };
        known.insert(OpId(op.0), late);
    }
    let applied: Vec<(TextUuid, TextUuid, i64, i64)> = sync_op::Entity::find()
        .select_only()
        .columns([
            sync_op::Column::OpId,
            sync_op::Column::UserId,
            sync_op::Column::Version,
            sync_op::Column::At,
        ])
        .filter(sync_op::Column::OpId.is_in(ids))
        .into_tuple()
        .all(conn)
        .await?;
    for (op, user, version, when) in applied {
        let applied = KnownOp::Applied {
            user: UserId(user.0),
            version,
            at: at(when)?,
        };
        known.insert(OpId(op.0), applied);
    }
    Ok(known)
}
