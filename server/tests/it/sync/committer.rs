//! Group commit: many at once, clients that hang up, failures, the end.

use super::{Device, numerator, results, step};
use crate::db_harness::on_both;
use crate::harness::{TestApp, start};
use crate::world::{TAM_MY, TAM_MY_PLAN, measure_line, person};
use domain::id::{DeviceId, OpId, UnitId};
use domain::policy::{Actor, Grant, Role};
use domain::quantity::Quantity;
use domain::report::FieldEdit;
use domain::sync::{Author, Op, OpBody};
use sea_orm::{ConnectionTrait, EntityTrait};
use server::db::Db;
use server::db::entity::sync_op;
use server::service::sync::{Decided, Job, Origin};
use std::future::Future as _;
use std::task::{Context, Poll, Waker};
use uuid::Uuid;

/// The n-th push: one operation on Tam Mỹ's first measure, all by one device.
fn job(app: &TestApp, n: i64) -> Job {
    let author = Author {
        user: person(0),
        device: Some(DeviceId(Uuid::from_u128(1))),
    };
    Job {
        author,
        actor: Actor {
            user: author.user,
            grants: vec![Grant {
                role: Role::Reporter,
                unit: UnitId::new(TAM_MY),
            }],
        },
        ops: vec![Op {
            op_id: OpId(Uuid::from_u128(0x0c00_0000 + n as u128)),
            report: app.report,
            made_at: start(),
            body: OpBody::EditLine {
                line: measure_line(TAM_MY_PLAN, 1),
                base_version: 0,
                edits: vec![FieldEdit::Numerator(Some(Quantity::from_int(n)))],
            },
        }],
        origin: Origin::Device,
    }
}

async fn known(db: &Db) -> usize {
    sync_op::Entity::find().all(db.read()).await.unwrap().len()
}

on_both! {
    async fn many_pushes_at_once_are_all_applied_once(db: Db) {
        let app = TestApp::over(db).await;
        let jobs: Vec<Job> = (0..100).map(|n| job(&app, n)).collect();
        let twice = jobs.iter().chain(&jobs).map(|job| {
            let (committer, job) = (app.committer.clone(), job.clone());
            tokio::spawn(async move { committer.commit(job).await.unwrap() })
        });
        let (mut applied, mut duplicate) = (Vec::new(), 0);
        for done in twice.collect::<Vec<_>>() {
            match done.await.unwrap().ops[0] {
                Decided::Applied { version } => applied.push(version),
                Decided::Duplicate { .. } => duplicate += 1,
                ref other => panic!("{other:?}"),
            }
        }
        applied.sort_unstable();
        assert_eq!(applied, (1..=100).collect::<Vec<i64>>());
        assert_eq!(duplicate, 100);
        assert_eq!(known(&app.db).await, 100);
    }

    async fn whoever_hangs_up_is_served_all_the_same(db: Db) {
        let app = TestApp::over(db).await;
        for n in 0..20 {
            let mut commit = Box::pin(app.committer.commit(job(&app, n)));
            // Far enough to be in the queue, and then the client is gone.
            let polled = commit.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Pending));
        }
        app.committer.commit(job(&app, 20)).await.unwrap();
        assert_eq!(known(&app.db).await, 21);
    }

    async fn closing_decides_what_waits_and_takes_nothing_more(db: Db) {
        let app = TestApp::over(db).await;
        let mut waiting: Vec<_> = (0..50).map(|n| Box::pin(app.committer.commit(job(&app, n)))).collect();
        for commit in &mut waiting {
            let polled = commit.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Pending));
        }
        app.committer.close().await;
        for commit in waiting {
            assert!(matches!(commit.await.unwrap().ops[0], Decided::Applied { .. }));
        }
        assert!(app.committer.commit(job(&app, 99)).await.is_err());
        app.committer.close().await;
        assert_eq!(known(&app.db).await, 50);
    }

    async fn a_push_that_the_database_does_not_take_harms_nobody_else(db: Db) {
        let app = TestApp::over(db).await;
        // An author whom the foreign keys do not know.
        let mut bad = job(&app, 0);
        bad.author.user = domain::id::UserId(Uuid::from_u128(0xbad));
        let jobs = [job(&app, 1), bad, job(&app, 2)];
        let mut waiting: Vec<_> = jobs.map(|job| Box::pin(app.committer.commit(job))).into();
        for commit in &mut waiting {
            let polled = commit.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Pending));
        }
        let mut done = Vec::new();
        for commit in waiting {
            done.push(commit.await.is_ok());
        }
        assert_eq!(done, [true, false, true]);
        assert_eq!(known(&app.db).await, 2);
    }

    async fn after_a_failure_the_next_push_is_taken(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        app.db.read().execute_unprepared("ALTER TABLE sync_op RENAME TO elsewhere").await.unwrap();
        let op = phone.op(numerator(1, 0, 1));
        let answer = phone.send(&phone.push_of(std::slice::from_ref(&op))).await;
        assert_eq!(answer.problem().code, "internal");
        app.db.read().execute_unprepared("ALTER TABLE elsewhere RENAME TO sync_op").await.unwrap();
        assert_eq!(phone.report().await.summary.version, 0, "all or nothing");
        let outcomes = phone.push(&[op, phone.op(step("submit", 0))]).await;
        assert_eq!(results(&outcomes), ["applied", "applied"]);
    }
}
