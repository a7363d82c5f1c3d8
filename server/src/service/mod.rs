//! What the program does, one function per use: policy, transaction, rules, in that order.
//!
//! Every function takes the [`Actor`](domain::policy::Actor) first and answers
//! [`ServiceError::NotFound`](crate::error::ServiceError::NotFound) for what the actor may not
//! know to exist.

pub mod calendar;
pub mod evidence;
pub mod overview;
pub mod periods;
pub mod plan_changes;
pub mod plans;
pub mod reports;
pub mod sync;
mod text;
pub mod work;

pub mod auth;
pub mod sign_ins;
pub mod unit_changes;
pub mod units;
pub mod users;

use crate::clock::{Clock, Ids};
use crate::db::Db;

/// What a service works with: the database, and the only sources of time and ids.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// The database.
    pub db: &'a Db,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids.
    pub ids: &'a dyn Ids,
}
