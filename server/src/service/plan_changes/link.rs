//! What a line carries out.

use super::carry::{Reach, carry_along};
use super::{Logged, allow, log, settled};
use crate::db::counter;
use crate::db::plans::{self, LineShape};
use crate::db::rollup::Book;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{LineId, PlanId, UnitId};
use domain::policy::{Action, Actor};
use domain::report::LineKind;
use sea_orm::ConnectionTrait;
use serde_json::json;

/// Says which line of a plan above a line carries out, or that it carries out none: what is not
/// linked is listed ([`super::unlinked`]), never dropped.
///
/// # Errors
/// `NotFound` for what the actor may not see or a line that reports do not have, `Forbidden`,
/// `Invalid` for a parent that is not a line of a plan above, of another kind, or that another line
/// of the plan carries out already.
pub async fn link(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    line: LineId,
    parent: Option<LineId>,
) -> Result<(), ServiceError> {
    let unit = allow(ctx.db.read(), actor, plan, Action::ChangePlan).await?;
    settled(ctx, store(ctx, actor, plan, unit, line, parent).await)
}

async fn store(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    unit: UnitId,
    line: LineId,
    parent: Option<LineId>,
) -> Result<(), ServiceError> {
    let txn = ctx.db.begin_write().await?;
    let seq = counter::raise(&txn).await?.change;
    check(&txn, ctx.db.book(), plan, line, parent).await?;
    let mut reached = plans::family(&txn, plan).await?;
    // What is carried out here, the plans above do not report themselves.
    let above = plans::above(&txn, plan).await?;
    reached.extend(&above);
    let reach = Reach {
        plans: reached,
        from: None,
        other_lines: above.into_iter().chain([plan]).collect(),
    };
    let act = async || plans::link(&txn, line, parent).await;
    let reports = carry_along(ctx, &txn, &reach, seq, act).await?;
    let what = Logged {
        action: "plan.link_line",
        unit,
        subject: line.to_string(),
        detail: json!({ "plan": plan, "parent": parent, "reports": reports }),
    };
    log(ctx, &txn, actor, what).await?;
    txn.commit().await?;
    Ok(())
}

/// Whether the line is the plan's, and the parent one that it can carry out.
async fn check<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    plan: PlanId,
    line: LineId,
    parent: Option<LineId>,
) -> Result<(), ServiceError> {
    let above = plans::above(conn, plan).await?;
    let all = above.iter().copied().chain([plan]);
    let shapes = plans::shapes(conn, book, all).await?;
    let find = |plan: &PlanId, id| shapes.get(plan)?.line(id);
    let own: &LineShape = find(&plan, line).ok_or(ServiceError::NotFound)?;
    let Some(parent) = parent else {
        return Ok(());
    };
    let is_task = |kind| kind == LineKind::Task;
    let found = above.iter().find_map(|plan| find(plan, parent));
    let (code, message) = match found.map(|found| found.kind) {
        Some(kind) if kind == own.kind => return Ok(()),
        Some(kind) if is_task(kind) != is_task(own.kind) => (
            "other_sort",
            "Chỉ tiêu chỉ gắn được với chỉ tiêu, nhiệm vụ với nhiệm vụ. Chọn dòng cùng loại của \
            kế hoạch cấp trên.",
        ),
        Some(_) => (
            "other_kind",
            "Hai chỉ tiêu khác cách nhập số liệu (tỷ lệ, số lượng, đạt hoặc chưa đạt) nên không \
            cộng được. Chọn chỉ tiêu cấp trên có cùng cách nhập.",
        ),
        None if above.is_empty() => (
            "no_plan_above",
            "Kế hoạch này không thực hiện kế hoạch cấp trên nào trong hệ thống nên không có dòng \
            để gắn.",
        ),
        None => (
            "not_above",
            "Không tìm thấy dòng này trong các kế hoạch cấp trên. Chọn một chỉ tiêu hoặc nhiệm vụ \
            của kế hoạch mà kế hoạch này thực hiện.",
        ),
    };
    Err(ServiceError::field("parent", code, message))
}
