//! A deadline hour: every commune pushes its whole report and submits, each is approved as it
//! comes, and 200 leaders look at the figures meanwhile.

use super::readers::screens;
use super::stats::Stats;
use super::support::client::Client;
use super::world::World;
use domain::id::{DeviceId, LineId, OpId, ReportId};
use domain::quantity::Quantity;
use domain::report::{FieldEdit, TaskProgress};
use domain::sync::{Op, OpBody, PROTOCOL};
use domain::wire::sync::{Outcome, Push, Pushed};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, Statement};
use serde_json::json;
use server::clock::{Ids as _, RandomIds};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Phones at once.
const PHONES: usize = 32;
const LEADERS: usize = 200;
/// How long a leader looks before asking again.
const LOOK: Duration = Duration::from_secs(5);

/// A commune's report to send.
struct Commune {
    report: ReportId,
    version: i64,
    lines: Vec<(LineId, String)>,
}

/// Opens every report of the newest month again, then lets the hour come.
pub(crate) async fn hour(name: &str, addr: SocketAddr, token: &str, world: &World, url: &str) {
    let communes = Arc::new(reopen(world, url).await);
    world.rebuild();
    let (over, next) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let mut leaders = Vec::new();
    let paths = Arc::new(screens(world));
    for leader in 0..LEADERS {
        let (over, paths) = (Arc::clone(&over), Arc::clone(&paths));
        let mut client = Client::with_token(addr, token).await.unwrap();
        leaders.push(tokio::spawn(async move {
            let mut took = Vec::new();
            let mut turn = leader;
            tokio::time::sleep(LOOK * u32::try_from(leader).unwrap() / 200).await;
            while !over.load(Ordering::Relaxed) {
                // Dashboards; the longer lists are asked for less often.
                let (_, path) = &paths[turn % 2];
                let begun = Instant::now();
                let answer = client.get(path).await.unwrap();
                took.push(begun.elapsed());
                assert_eq!(answer.status, 200);
                turn += 1;
                tokio::time::sleep(LOOK).await;
            }
            took
        }));
    }
    let started = Instant::now();
    let mut phones = Vec::new();
    for _ in 0..PHONES {
        let (communes, next) = (Arc::clone(&communes), Arc::clone(&next));
        let mut client = Client::with_token(addr, token).await.unwrap();
        phones.push(tokio::spawn(async move {
            let device = DeviceId(RandomIds.uuid());
            let mut took = Vec::new();
            while let Some(commune) = communes.get(next.fetch_add(1, Ordering::Relaxed)) {
                let begun = Instant::now();
                let version = push(&mut client, device, commune).await;
                took.push(begun.elapsed());
                let path = format!("/api/v1/reports/{}/approve", commune.report);
                let answer = client
                    .post(&path, &json!({ "version": version }))
                    .await
                    .unwrap();
                assert_eq!(answer.status, 200);
            }
            took
        }));
    }
    let mut pushes = Vec::new();
    for phone in phones {
        pushes.extend(phone.await.unwrap());
    }
    let pushed = Stats::new(pushes, communes.len(), started.elapsed());
    over.store(true, Ordering::Relaxed);
    let mut reads = Vec::new();
    for leader in leaders {
        reads.extend(leader.await.unwrap());
    }
    let count = reads.len();
    let reads = Stats::new(reads, count, started.elapsed());
    println!("{}", pushed.row(name, "hour: whole reports", PHONES));
    println!("{}", reads.row(name, "hour: leaders read", LEADERS));
    let db = Database::connect(url).await.unwrap();
    let period = &world.period;
    let approved = number(
        &db,
        &format!(
            "SELECT COUNT(*) AS n FROM report WHERE period = '{period}' AND state = 'approved'"
        ),
    )
    .await;
    let lines = number(
        &db,
        &format!(
            "SELECT COUNT(*) AS n FROM report_line JOIN report ON report.id = report_line.report_id \
             WHERE report.period = '{period}' AND (report_line.numerator = 7000 \
             OR report_line.count = 7000 OR report_line.reached OR report_line.note = 'Giờ chót')"
        ),
    )
    .await;
    db.close().await.unwrap();
    let expected: usize = communes.iter().map(|commune| commune.lines.len()).sum();
    println!(
        "{name}: deadline hour took {:.0?}: {approved} of {} approved, {lines} of {expected} lines stored",
        started.elapsed(),
        communes.len()
    );
    assert_eq!(usize::try_from(lines).unwrap(), expected, "nothing is lost");
    assert_eq!(usize::try_from(approved).unwrap(), communes.len());
}

async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

/// Every report of the newest month as a draft with nothing entered, and its lines.
async fn reopen(world: &World, url: &str) -> Vec<Commune> {
    let db = Database::connect(url).await.unwrap();
    let period = &world.period;
    for statement in [
        format!(
            "DELETE FROM report_line WHERE report_id IN \
             (SELECT id FROM report WHERE period = '{period}')"
        ),
        format!(
            "UPDATE report SET state = 'draft', submitted_by = NULL, submitted_at = NULL, \
             approved_by = NULL, approved_at = NULL WHERE period = '{period}'"
        ),
    ] {
        db.execute_unprepared(&statement).await.unwrap();
    }
    let rows = |sql: String| {
        let db = db.clone();
        async move {
            let statement = Statement::from_string(db.get_database_backend(), sql);
            db.query_all_raw(statement).await.unwrap()
        }
    };
    let mut lines: std::collections::HashMap<String, Vec<(LineId, String)>> =
        std::collections::HashMap::new();
    let kinds = [
        (
            "SELECT id, plan_id, kind FROM measure WHERE role = 'headline'",
            'm',
        ),
        ("SELECT id, plan_id, 'task' AS kind FROM task", 't'),
    ];
    for (sql, letter) in kinds {
        for row in rows(sql.to_owned()).await {
            let id: String = row.try_get("", "id").unwrap();
            let plan: String = row.try_get("", "plan_id").unwrap();
            let line = format!("{letter}:{id}").parse().unwrap();
            let kind = row.try_get("", "kind").unwrap();
            lines.entry(plan).or_default().push((line, kind));
        }
    }
    let reports = rows(format!(
        "SELECT id, plan_id, version FROM report WHERE period = '{period}' ORDER BY id"
    ))
    .await;
    let communes = reports.iter().map(|row| {
        let id: String = row.try_get("", "id").unwrap();
        let plan: String = row.try_get("", "plan_id").unwrap();
        Commune {
            report: id.parse().unwrap(),
            version: row.try_get("", "version").unwrap(),
            lines: lines[&plan].clone(),
        }
    });
    let communes = communes.collect();
    db.close().await.unwrap();
    communes
}

/// Sends a whole report and submits it; answers its version.
async fn push(client: &mut Client, device: DeviceId, commune: &Commune) -> i64 {
    let op = |body| Op {
        op_id: OpId(RandomIds.uuid()),
        report: commune.report,
        made_at: chrono::DateTime::UNIX_EPOCH,
        body,
    };
    let seven = Quantity::from_int(7);
    let edits = |kind: &str| match kind {
        "ratio" => vec![
            FieldEdit::Numerator(Some(seven)),
            FieldEdit::Denominator(Some(Quantity::from_int(9))),
        ],
        "count" => vec![FieldEdit::Count(Some(seven))],
        "milestone" => vec![FieldEdit::Reached(Some(true))],
        _ => vec![
            FieldEdit::Progress(Some(TaskProgress::InProgress)),
            FieldEdit::Note("Giờ chót".to_owned()),
        ],
    };
    let lines = commune.lines.iter().map(|(line, kind)| {
        op(OpBody::EditLine {
            line: *line,
            base_version: commune.version,
            edits: edits(kind),
        })
    });
    let mut ops: Vec<Op> = lines.collect();
    let base_version = commune.version;
    ops.push(op(OpBody::Submit { base_version }));
    let body = Push {
        protocol: PROTOCOL,
        device,
        ops,
    };
    let answer = client.post("/api/v1/sync/push", &body).await.unwrap();
    assert_eq!(answer.status, 200);
    let pushed: Pushed = answer.json().unwrap();
    let mut last = base_version;
    for outcome in &pushed.outcomes {
        match &outcome.outcome {
            Outcome::Applied { version, .. } => last = last.max(*version),
            other => panic!("{other:?}"),
        }
    }
    last
}
