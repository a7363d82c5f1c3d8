//! Scratch: pushes per second through the committer, in process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    clippy::disallowed_methods
)]
use domain::deadline::Deadline;
use domain::id::*;
use domain::measure::*;
use domain::period::*;
use domain::plan::*;
use domain::policy::*;
use domain::quantity::Quantity;
use domain::report::FieldEdit;
use domain::sync::*;
use domain::unit::*;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use server::clock::*;
use server::committer::Committer;
use server::db::Db;
use server::db::entity::user;
use server::db::plans::{self, NewPlan};
use server::db::text_uuid::TextUuid;
use server::db::units::{self, UnitRecord};
use server::service::sync::*;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

fn plan(n: u128, unit: &UnitRef, parent: Option<u128>) -> Plan {
    let id = |k: u128| Uuid::from_u128(n * 0x1_0000 + k);
    let pid = |k: u128| parent.map(|p| Uuid::from_u128(p * 0x1_0000 + k));
    Plan {
        summary: PlanSummary {
            id: PlanId(id(0)),
            unit: unit.clone(),
            doc_type: "Kế hoạch".into(),
            title: "T".into(),
            number: None,
            number_suffix: None,
            date: PartialDate::default(),
            plan_year: 2026,
            programme: None,
            simulated: true,
            target_count: 35,
            declared_task_count: None,
            entered_task_count: 34,
            simulated_task_count: 0,
        },
        document: PlanDocument::default(),
        target_groups: vec![TargetGroup {
            no: "1".into(),
            title: String::new(),
            targets: (0..35)
                .map(|k| Target {
                    id: TargetId(id(0x100 + k)),
                    no: k.to_string(),
                    text: "x".into(),
                    qualitative_kind: None,
                    note: None,
                    measures: vec![Measure {
                        id: MeasureId(id(0x200 + k)),
                        parent: pid(0x200 + k).map(MeasureId),
                        kind: MeasureKind::Ratio,
                        role: MeasureRole::Headline,
                        subject: "s".into(),
                        threshold: None,
                        accumulation: Accumulation::Cumulative,
                    }],
                })
                .collect(),
        }],
        task_groups: vec![TaskGroup {
            no: "I".into(),
            title: "P".into(),
            declared_count: None,
            tasks: (0..34)
                .map(|k| Task {
                    id: TaskId(id(0x300 + k)),
                    parent: pid(0x300 + k).map(TaskId),
                    no: k.to_string(),
                    name: "n".into(),
                    lead_text: String::new(),
                    lead_units: vec![],
                    coord_text: String::new(),
                    coord_units: vec![],
                    deliverable: String::new(),
                    deadline_text: String::new(),
                    deadline: Deadline::Ongoing,
                    simulated: false,
                    note: None,
                })
                .collect(),
        }],
    }
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    let url = args.get(1).cloned().unwrap();
    let devices: usize = args.get(2).map_or(64, |a| a.parse().unwrap());
    let per: usize = args.get(3).map_or(1, |a| a.parse().unwrap());
    let secs: u64 = args.get(4).map_or(5, |a| a.parse().unwrap());
    let db = Db::connect(&url).await.unwrap();
    db.migrate().await.unwrap();
    let ids = Arc::new(RandomIds);
    let unit = |id: String, parent: Option<&str>, kind| UnitRecord {
        unit: UnitRef {
            id: UnitId(id.clone()),
            name: id,
            kind,
        },
        parent: parent.map(UnitId::new),
        valid_from: None,
        valid_to: None,
        simulated: true,
        sort: 0,
    };
    let txn = db.begin_write().await.unwrap();
    let mut all = vec![
        unit("vn".into(), None, UnitKind::Nation),
        unit("48".into(), Some("vn"), UnitKind::City),
    ];
    for n in 0..devices {
        all.push(unit(format!("u{n}"), Some("48"), UnitKind::Commune));
    }
    units::insert(&txn, &all).await.unwrap();
    for n in 0..devices {
        user::Model {
            id: TextUuid(Uuid::from_u128(0x77_0000 + n as u128)),
            username: format!("u{n}"),
            display_name: "x".into(),
            name_folded: "x".into(),
            password_hash: String::new(),
            disabled: false,
            simulated: true,
            must_change_password: false,
            last_sign_in_at: None,
            created_at: 0,
            created_by: None,
        }
        .into_active_model()
        .insert(&txn)
        .await
        .unwrap();
    }
    let rule = PeriodRule::default();
    let city = plan(100, &all[1].unit, None);
    plans::insert(
        &txn,
        &*ids,
        NewPlan {
            plan: &city,
            parent: None,
            rule,
        },
    )
    .await
    .unwrap();
    for n in 0..devices {
        let p = plan(101 + n as u128, &all[2 + n].unit, Some(100));
        plans::insert(
            &txn,
            &*ids,
            NewPlan {
                plan: &p,
                parent: Some(PlanId(Uuid::from_u128(100 * 0x1_0000))),
                rule,
            },
        )
        .await
        .unwrap();
    }
    let opened = plans::open_period(
        &txn,
        &*ids,
        PlanId(Uuid::from_u128(100 * 0x1_0000)),
        Period::month(2026, 11).unwrap(),
        true,
    )
    .await
    .unwrap();
    txn.commit().await.unwrap();
    let clock = Arc::new(SystemClock);
    let committer = Committer::new(db.clone(), clock.clone(), ids.clone());
    let until = Instant::now() + Duration::from_secs(secs);
    let started = Instant::now();
    let tasks: Vec<_> = (0..devices)
        .map(|n| {
            let committer = committer.clone();
            let opened = opened.clone();
            tokio::spawn(async move {
                let mut times = Vec::new();
                let report = opened
                    .iter()
                    .find(|o| o.unit.as_str() == format!("u{n}"))
                    .unwrap()
                    .report;
                let author = Author {
                    user: UserId(Uuid::from_u128(0x77_0000 + n as u128)),
                    device: Some(DeviceId(Uuid::from_u128(n as u128))),
                };
                let mut k = 0_u128;
                let mut base = 0;
                while Instant::now() < until {
                    let ops = (0..per)
                        .map(|_| {
                            k += 1;
                            Op {
                                op_id: OpId(Uuid::now_v7()),
                                report,
                                made_at: SystemClock.now(),
                                body: OpBody::EditLine {
                                    line: LineId::Measure(MeasureId(Uuid::from_u128(
                                        (101 + n as u128) * 0x1_0000 + 0x200 + k % 35,
                                    ))),
                                    base_version: base,
                                    edits: vec![FieldEdit::Numerator(Some(Quantity::from_int(
                                        k as i64 % 100_000,
                                    )))],
                                },
                            }
                        })
                        .collect();
                    let job = Job {
                        author,
                        actor: Actor {
                            user: author.user,
                            grants: vec![Grant {
                                role: Role::Reporter,
                                unit: UnitId(format!("u{n}")),
                            }],
                        },
                        ops,
                        origin: Origin::Device,
                    };
                    let t = Instant::now();
                    let done = committer.commit(job).await.unwrap();
                    times.push(t.elapsed());
                    match &done.ops[0] {
                        Decided::Applied { version } => base = *version,
                        other => panic!("{other:?}"),
                    }
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for t in tasks {
        times.extend(t.await.unwrap());
    }
    let elapsed = started.elapsed().as_secs_f64();
    times.sort();
    let p = |q: f64| times[((times.len() - 1) as f64 * q) as usize].as_secs_f64() * 1000.0;
    println!(
        "devices {devices} ops/push {per}: {:.0} pushes/s, {:.0} ops/s; p50 {:.1} p95 {:.1} p99 {:.1} ms",
        times.len() as f64 / elapsed,
        (times.len() * per) as f64 / elapsed,
        p(0.5),
        p(0.95),
        p(0.99)
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!(
        "{}",
        status
            .lines()
            .filter(|l| l.starts_with("VmHWM"))
            .collect::<String>()
    );
    committer.close().await;
    db.close().await.unwrap();
}
