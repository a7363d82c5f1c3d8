//! The lines of plans, kept in memory: they change only with their plan.

use super::ancestors::Ancestors;
use crate::db::plans::{self, PlanShape};
use crate::db::rollup::Book;
use domain::id::PlanId;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most plans kept: those of every commune of the country. One takes some 3 KB.
const MOST: usize = 4_096;

/// Lines of plans by plan, each as of a place in the sequence of changes; and the units above units.
#[derive(Debug, Default)]
pub struct Shapes {
    plans: Mutex<HashMap<PlanId, (i64, Arc<PlanShape>)>>,
    /// Whose rights hold where.
    pub ancestors: Ancestors,
}

impl Shapes {
    /// The lines of plans, each with the plan's last change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of<C: ConnectionTrait>(
        &self,
        conn: &C,
        book: &Book,
        wanted: &HashMap<PlanId, i64>,
    ) -> Result<HashMap<PlanId, Arc<PlanShape>>, DbErr> {
        let mut found = HashMap::with_capacity(wanted.len());
        let mut missing = Vec::new();
        {
            let kept = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
            for (plan, seq) in wanted {
                match kept.get(plan) {
                    Some((known, shape)) if known == seq => {
                        found.insert(*plan, Arc::clone(shape));
                    }
                    _ => missing.push(*plan),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let mut loaded = plans::shapes(conn, book, missing.iter().copied()).await?;
        let mut kept = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + missing.len() > MOST {
            kept.clear();
        }
        for plan in missing {
            let shape = Arc::new(loaded.remove(&plan).unwrap_or_default());
            let seq = wanted.get(&plan).copied().unwrap_or_default();
            kept.insert(plan, (seq, Arc::clone(&shape)));
            found.insert(plan, shape);
        }
        Ok(found)
    }
}
