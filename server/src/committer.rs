//! Group commit: one task per process decides everything that waits, in one write transaction, and
//! answers when it is durable. While one batch is being committed the next one gathers.
//!
//! A client that hangs up takes nothing with it: its operations are in the queue already. A batch
//! that fails is tried again push by push, so that one that the database does not take harms
//! nobody else.

use crate::clock::{Clock, Ids};
use crate::db::Db;
use crate::error::ServiceError;
use crate::service::sync::{Done, Job, Shapes, decide_batch};
use anyhow::anyhow;
use sea_orm::DbErr;
use std::sync::{Arc, OnceLock};
use tokio::sync::{mpsc, oneshot};

/// Most jobs of one batch.
const MOST_JOBS: usize = 256;
/// Operations from which on a batch takes no further job.
const MANY_OPS: usize = 2_000;
/// Jobs that may wait; whoever comes then waits for a place.
const QUEUE: usize = 1_024;

/// Hands jobs to the task; cheap to clone. The task is started by the first job, on the runtime
/// that brings it.
#[derive(Clone)]
pub struct Committer {
    parts: Parts,
    queue: Arc<OnceLock<mpsc::Sender<Message>>>,
}

/// What batches are decided with.
#[derive(Clone)]
struct Parts {
    db: Db,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    shapes: Arc<Shapes>,
}

type Answer = Result<Done, DbErr>;

enum Message {
    Job(Job, oneshot::Sender<Answer>),
    /// Decide what waits, then end.
    Close(oneshot::Sender<()>),
}

impl Committer {
    /// For a database. Nothing runs before the first job.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self {
            parts: Parts {
                db,
                clock,
                ids,
                shapes: Arc::default(),
            },
            queue: Arc::default(),
        }
    }

    /// Decides a job. The answer is durable.
    ///
    /// # Errors
    /// When the database fails, or the program is being stopped.
    pub async fn commit(&self, job: Job) -> Result<Done, ServiceError> {
        let (answer, answered) = oneshot::channel();
        self.queue()
            .send(Message::Job(job, answer))
            .await
            .map_err(|_| stopped())?;
        Ok(answered.await.map_err(|_| stopped())??)
    }

    /// Decides what waits and ends the task; whoever comes later is refused.
    pub async fn close(&self) {
        let (done, ended) = oneshot::channel();
        // Where the task is gone there is nothing left to decide.
        if self.queue().send(Message::Close(done)).await.is_ok() {
            let _ = ended.await;
        }
    }

    /// Lines of plans, for services that decide in a transaction of their own.
    #[must_use]
    pub fn shapes(&self) -> &Shapes {
        &self.parts.shapes
    }

    fn queue(&self) -> &mpsc::Sender<Message> {
        self.queue.get_or_init(|| {
            let (queue, waiting) = mpsc::channel(QUEUE);
            tokio::spawn(run(self.parts.clone(), waiting));
            queue
        })
    }
}

fn stopped() -> ServiceError {
    ServiceError::Internal(anyhow!("the committer has stopped"))
}

async fn run(parts: Parts, mut waiting: mpsc::Receiver<Message>) {
    let mut messages = Vec::with_capacity(MOST_JOBS);
    let mut closed = Vec::new();
    while waiting.recv_many(&mut messages, MOST_JOBS).await > 0 {
        let (mut jobs, mut answers, mut ops) = (Vec::new(), Vec::new(), 0);
        for message in messages.drain(..) {
            match message {
                Message::Job(job, answer) => {
                    ops += job.ops.len();
                    jobs.push(job);
                    answers.push(answer);
                    if ops >= MANY_OPS {
                        let jobs = std::mem::take(&mut jobs);
                        decide(&parts, jobs, std::mem::take(&mut answers)).await;
                        ops = 0;
                    }
                }
                Message::Close(done) => {
                    waiting.close();
                    closed.push(done);
                }
            }
        }
        decide(&parts, jobs, answers).await;
    }
    for done in closed {
        // Whoever asked may have given up waiting.
        let _ = done.send(());
    }
}

async fn decide(parts: &Parts, jobs: Vec<Job>, answers: Vec<oneshot::Sender<Answer>>) {
    if jobs.is_empty() {
        return;
    }
    let jobs: Arc<[Job]> = jobs.into();
    match attempt(parts, Arc::clone(&jobs)).await {
        Ok(done) => {
            for (done, answer) in done.into_iter().zip(answers) {
                reply(answer, Ok(done));
            }
        }
        Err(error) if jobs.len() == 1 || is_unreachable(&error) => {
            tracing::error!(%error, jobs = jobs.len(), "a batch was not stored");
            for answer in answers {
                reply(answer, Err(copy(&error)));
            }
        }
        Err(error) => {
            tracing::warn!(%error, jobs = jobs.len(), "a batch failed; trying one by one");
            for (job, answer) in jobs.iter().zip(answers) {
                let alone = attempt(parts, [job.clone()].into()).await;
                let alone = alone.and_then(|mut done| done.pop().ok_or_else(nothing));
                if let Err(error) = &alone {
                    tracing::error!(%error, user.id = %job.author.user, "a push was not stored");
                }
                reply(answer, alone);
            }
        }
    }
}

/// In a task of its own, so that a panic ends the attempt and nothing else.
async fn attempt(parts: &Parts, jobs: Arc<[Job]>) -> Result<Vec<Done>, DbErr> {
    let parts = parts.clone();
    let attempt = tokio::spawn(async move {
        let Parts {
            db,
            clock,
            ids,
            shapes,
        } = &parts;
        decide_batch(db, &**clock, &**ids, shapes, &jobs).await
    });
    attempt
        .await
        .unwrap_or_else(|error| Err(DbErr::Custom(format!("deciding a batch: {error}"))))
}

/// Whoever hung up does not hear the answer; what it says is stored all the same.
fn reply(answer: oneshot::Sender<Answer>, what: Answer) {
    let _ = answer.send(what);
}

/// Whether the database itself is the trouble: then trying one by one only takes longer.
const fn is_unreachable(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
}

/// The same failure for everybody in the batch.
fn copy(error: &DbErr) -> DbErr {
    DbErr::Custom(error.to_string())
}

fn nothing() -> DbErr {
    DbErr::Custom("a batch without an answer".to_owned())
}
