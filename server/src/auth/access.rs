//! The look at [`Counter::Access`] that every request takes, shared by those that come together.

use crate::db::Db;
use crate::db::counter::{self, Counter};
use sea_orm::DbErr;
use std::mem::{replace, take};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The number, or why there is none.
pub type Answer = Result<i64, DbErr>;

/// Reads the number for requests. **Invariant**: the reading begins after the request has asked, so
/// the answer is as fresh as one of its own; those who ask during a reading share the next one.
#[derive(Clone, Debug, Default)]
pub struct Access(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    is_reading: bool,
    waiting: Vec<oneshot::Sender<Answer>>,
}

impl Access {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number as it is now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn now(&self, db: &Db) -> Answer {
        let (answer, answered) = oneshot::channel();
        let is_first = {
            let mut state = self.state();
            state.waiting.push(answer);
            !replace(&mut state.is_reading, true)
        };
        if is_first {
            // A task of its own: whoever asked first may hang up.
            let mut reading = Reading {
                access: self.clone(),
                is_over: false,
            };
            let db = db.clone();
            tokio::spawn(async move { reading.read(&db).await });
        }
        answered.await.unwrap_or_else(|_| Err(ended()))
    }
}

/// While it lives somebody reads; when it goes, nobody waits for nothing.
struct Reading {
    access: Access,
    is_over: bool,
}

impl Reading {
    async fn read(&mut self, db: &Db) {
        loop {
            let waiting = {
                let mut state = self.access.state();
                if state.waiting.is_empty() {
                    state.is_reading = false;
                    self.is_over = true;
                    return;
                }
                take(&mut state.waiting)
            };
            let found = counter::now(db.read(), Counter::Access).await;
            for answer in waiting {
                let found = match &found {
                    Ok(number) => Ok(*number),
                    Err(error) => Err(DbErr::Custom(error.to_string())),
                };
                // Whoever hung up does not wait.
                let _ = answer.send(found);
            }
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if !self.is_over {
            // A panic, or the end of the program: those who wait are told by their channels.
            let mut state = self.access.state();
            state.is_reading = false;
            state.waiting.clear();
        }
    }
}

fn ended() -> DbErr {
    DbErr::Custom("the reading of rights has ended".to_owned())
}
