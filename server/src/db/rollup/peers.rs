//! What units counted, for comparing a unit with its peers: those that carry out the same plan.

use super::{Book, leaves_in};
use crate::db::counter;
use crate::db::entity::plan;
use crate::db::text_uuid::TextUuid;
use domain::id::{MeasureId, PlanId, UnitId};
use domain::measure::{MeasureKind, per_mille};
use domain::period::Period;
use domain::report::Basis;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};

/// The shares that units counted, in tenths of a percent, by the **parent plan's** measure and the
/// period, each with the unit.
pub type PeerFigures = HashMap<(MeasureId, Period), Vec<(UnitId, i64)>>;

/// What the units that carry out the same plans as `plans` have in their received reports for
/// several periods. Ratios only: counts of unlike units do not compare.
///
/// # Errors
/// When the database fails.
pub async fn peer_figures<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    plans: &HashSet<PlanId>,
    periods: &HashSet<Period>,
) -> Result<PeerFigures, DbErr> {
    let mut figures = PeerFigures::new();
    if plans.is_empty() || periods.is_empty() {
        return Ok(figures);
    }
    let counters = counter::all(conn).await?;
    let own = book
        .structures(conn, &counters, plans.iter().copied())
        .await?;
    let parents: HashSet<PlanId> = own
        .iter()
        .filter_map(|(plan, structure)| {
            let above = structure.above.iter().map(|above| above.plan);
            above.filter(|above| above != plan).take(1).next()
        })
        .collect();
    let units: Vec<String> = plan::Entity::find()
        .select_only()
        .column(plan::Column::UnitId)
        .distinct()
        .filter(plan::Column::ParentPlanId.is_in(parents.iter().map(|id| TextUuid(id.0))))
        .into_tuple()
        .all(conn)
        .await?;
    let units: Vec<UnitId> = units.into_iter().map(UnitId).collect();
    let periods: Vec<Period> = periods.iter().copied().collect();
    let leaves = leaves_in(conn, &units, &periods).await?;
    let wanted = leaves.iter().map(|leaf| leaf.plan);
    let structures = book
        .structures(conn, &counters, wanted.chain(parents.iter().copied()))
        .await?;
    for stored in leaves {
        let Some(structure) = structures.get(&stored.plan) else {
            continue;
        };
        let Some(above) = structure
            .above
            .iter()
            .find(|above| parents.contains(&above.plan))
        else {
            continue;
        };
        let Some(parent) = structures.get(&above.plan) else {
            continue;
        };
        for (place, (measure, to)) in structure
            .measures
            .iter()
            .zip(&stored.leaf.elsewhere.own(&above.links).measures)
            .enumerate()
        {
            let share = || {
                let to = parent.measures.get(usize::from((*to)?))?;
                let (sums, _) = stored.leaf.part(place).counted(Basis::Received)?;
                let share = per_mille(sums.numerator, sums.denominator)?;
                Some((to.id, share))
            };
            if measure.kind == MeasureKind::Ratio
                && let Some((to, share)) = share()
            {
                let of_measure = figures.entry((to, stored.period)).or_default();
                of_measure.push((stored.unit.clone(), share));
            }
        }
    }
    Ok(figures)
}
