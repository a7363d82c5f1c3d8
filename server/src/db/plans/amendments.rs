//! Thresholds amended after a plan was issued.

use crate::db::codec::{at, date, from_name, ms, name};
use crate::db::entity::{measure, threshold_change};
use crate::db::text_uuid::TextUuid;
use domain::id::{MeasureId, PlanId, UserId};
use domain::measure::{Amendment, Threshold};
use domain::quantity::Quantity;
use domain::report::Mark;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// An amendment with who recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAmendment {
    /// Of which measure.
    pub measure: MeasureId,
    /// The threshold and from when.
    pub amendment: Amendment,
    /// Who recorded it.
    pub made: Mark,
}

/// The amendments to plans, by measure, oldest first; of one day, what binds before what is striven
/// for.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn amendments<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
) -> Result<HashMap<MeasureId, Vec<StoredAmendment>>, DbErr> {
    let to_measure = threshold_change::Entity::belongs_to(measure::Entity)
        .from(threshold_change::Column::MeasureId)
        .to(measure::Column::Id)
        .into();
    let rows = threshold_change::Entity::find()
        .join(JoinType::InnerJoin, to_measure)
        .filter(measure::Column::PlanId.is_in(plans.iter().map(|plan| TextUuid(plan.0))))
        .order_by_asc(threshold_change::Column::MeasureId)
        .order_by_asc(threshold_change::Column::EffectiveFrom)
        .order_by_asc(threshold_change::Column::Aspirational)
        .all(conn)
        .await?;
    let mut found: HashMap<MeasureId, Vec<StoredAmendment>> = HashMap::new();
    for row in rows {
        let stored = stored(row)?;
        found.entry(stored.measure).or_default().push(stored);
    }
    Ok(found)
}

fn stored(row: threshold_change::Model) -> Result<StoredAmendment, DbErr> {
    Ok(StoredAmendment {
        measure: MeasureId(row.measure_id.0),
        amendment: Amendment {
            effective_from: date(&row.effective_from)?,
            threshold: Threshold {
                comparator: from_name("comparator", &row.comparator)?,
                surface: row.surface,
                value: Quantity::from_thousandths(row.value),
                unit: row.unit,
                evaluate_as: from_name("comparator", &row.evaluate_as)?,
                aspirational: row.aspirational,
            },
            document: row.document,
        },
        made: Mark {
            by: UserId(row.made_by.0),
            at: at(row.made_at)?,
        },
    })
}

/// Stores an amendment in place of one of the same sort ([`Amendment::slot`]) to the same measure. Whoever calls it
/// takes the figures along ([`crate::db::rollup`]).
///
/// # Errors
/// When the database fails, or the measure is unknown.
pub async fn amend<C: ConnectionTrait>(conn: &C, new: &StoredAmendment) -> Result<(), DbErr> {
    use threshold_change::Column as T;
    let Amendment {
        effective_from,
        threshold,
        document,
    } = &new.amendment;
    let row = threshold_change::Model {
        measure_id: TextUuid(new.measure.0),
        effective_from: effective_from.to_string(),
        comparator: name(&threshold.comparator)?,
        surface: threshold.surface.clone(),
        value: threshold.value.thousandths(),
        unit: threshold.unit.clone(),
        evaluate_as: name(&threshold.evaluate_as)?,
        aspirational: threshold.aspirational,
        document: document.clone(),
        made_by: TextUuid(new.made.by.0),
        made_at: ms(new.made.at),
    };
    let again = OnConflict::columns([T::MeasureId, T::EffectiveFrom, T::Aspirational])
        .update_columns([
            T::Comparator,
            T::Surface,
            T::Value,
            T::Unit,
            T::EvaluateAs,
            T::Document,
            T::MadeBy,
            T::MadeAt,
        ])
        .to_owned();
    threshold_change::Entity::insert(row.into_active_model())
        .on_conflict(again)
        .exec_without_returning(conn)
        .await
        .map(drop)
}
