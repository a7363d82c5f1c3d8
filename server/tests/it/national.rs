//! The whole country, cut small, on both databases: counts, links, the same rows in every load,
//! indexes as they were.

use crate::db_harness::{self, on_both};
use sea_orm::{ConnectionTrait, Statement};
use server::clock::Clock as _;
use server::db::Db;
use server::demo::national::{self, LoadError, National, Progress};

/// Any text will do: nobody signs in here.
const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA";

/// Three provinces with four communes each.
const SMALL: National = National {
    years: 1,
    provinces: 3,
    communes: 4,
};

const TABLES: [&str; 14] = [
    "unit",
    "unit_closure",
    "user",
    "user_grant",
    "plan",
    "target_group",
    "target",
    "measure",
    "task_group",
    "task",
    "plan_period",
    "report",
    "report_line",
    "report_version",
];

async fn query(db: &Db, sql: &str) -> Vec<sea_orm::QueryResult> {
    let backend = db.read().get_database_backend();
    let statement = Statement::from_string(backend, sql);
    db.read().query_all_raw(statement).await.unwrap()
}

async fn texts(db: &Db, sql: &str) -> Vec<String> {
    let rows = query(db, sql).await;
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

async fn number(db: &Db, sql: &str) -> i64 {
    query(db, sql).await[0].try_get_by_index(0).unwrap()
}

/// The names of a table's columns, in order.
async fn columns(db: &Db, table: &str) -> Vec<String> {
    let sql = if db.is_postgres() {
        format!(
            "SELECT column_name::text FROM information_schema.columns \
             WHERE table_name = '{table}' AND table_schema = current_schema()"
        )
    } else {
        format!("SELECT name FROM pragma_table_info('{table}')")
    };
    let mut names = texts(db, &sql).await;
    names.sort();
    names
}

/// A hash (FNV-1a) over a table's rows in order, each value as text.
async fn hash(db: &Db, table: &str) -> u64 {
    // A truth is an integer on SQLite.
    let cell = |name: &String| {
        let text = format!("CAST(\"{name}\" AS TEXT)");
        format!("COALESCE(REPLACE(REPLACE({text}, 'true', '1'), 'false', '0'), '∅')")
    };
    let cells: Vec<String> = columns(db, table).await.iter().map(cell).collect();
    let cells = cells.join(" || '|' || ");
    let mut rows = texts(db, &format!("SELECT {cells} FROM \"{table}\"")).await;
    rows.sort();
    let bytes = rows.iter().flat_map(|row| row.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

async fn hashes(db: &Db) -> Vec<(&'static str, u64)> {
    let mut hashes = Vec::new();
    for table in TABLES {
        hashes.push((table, hash(db, table).await));
    }
    hashes
}

/// Indexes and foreign keys, as the database describes them.
async fn structure(db: &Db) -> Vec<String> {
    let sql = if db.is_postgres() {
        "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() UNION ALL \
         SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE contype = 'f' ORDER BY 1"
    } else {
        "SELECT name || COALESCE(sql, '') FROM sqlite_master WHERE type = 'index' ORDER BY 1"
    };
    texts(db, sql).await
}

async fn load(db: &Db) -> (national::Summary, usize) {
    let mut periods = 0;
    let mut count = |progress| periods += usize::from(matches!(progress, Progress::Period(..)));
    let summary = national::load(db, HASH, SMALL, &mut count).await.unwrap();
    (summary, periods)
}

on_both! {
    async fn the_country_cut_small(db: Db) {
        let before = structure(&db).await;
        assert!(before.len() > 20);
        let began = server::clock::SystemClock.now();
        let (summary, periods) = load(&db).await;
        let took = server::clock::SystemClock.now() - began;
        eprintln!("loaded {summary:?} in {} ms", took.num_milliseconds());
        assert_eq!(structure(&db).await, before);
        assert_eq!((summary.plans, summary.reports, periods), (1 + 3 + 12, 12 * 12, 12));

        // Counts, as the database has them.
        let plans = "FROM plan p WHERE (SELECT COUNT(*) FROM measure m WHERE m.plan_id = p.id \
            AND m.role = 'headline') = 35 AND (SELECT COUNT(*) FROM task t WHERE t.plan_id = p.id) = 40";
        assert_eq!(number(&db, &format!("SELECT COUNT(*) {plans}")).await, 16);
        let unlinked = "SELECT COUNT(*) FROM measure m JOIN plan p ON p.id = m.plan_id \
            LEFT JOIN measure above ON above.id = m.parent_measure_id \
            WHERE p.parent_plan_id IS NOT NULL \
            AND (above.plan_id IS NULL OR above.plan_id <> p.parent_plan_id)";
        assert_eq!(number(&db, unlinked).await, 0);
        let unlinked = unlinked.replace("measure", "task");
        assert_eq!(number(&db, &unlinked).await, 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM plan WHERE parent_plan_id IS NULL").await, 1);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM plan_period").await, 16 * 12);
        let twice = "SELECT COUNT(*) FROM (SELECT 1 FROM report r JOIN plan_period p \
            ON p.plan_id = r.plan_id AND p.period = r.period WHERE r.simulated \
            GROUP BY r.unit_id, r.period HAVING COUNT(*) = 1) AS counted";
        assert_eq!(number(&db, twice).await, 12 * 12);
        let whole = "SELECT COUNT(*) FROM report r WHERE (r.state = 'draft') = (SELECT COUNT(*) = 75 \
            FROM report_line l WHERE l.report_id = r.id)";
        assert_eq!(number(&db, whole).await, 0);
        let wrong = "SELECT COUNT(*) FROM report r WHERE r.version <> (SELECT COUNT(*) \
            FROM report_version v WHERE v.report_id = r.id)";
        assert_eq!(number(&db, wrong).await, 0);
        if !db.is_postgres() {
            assert!(query(&db, "PRAGMA foreign_key_check").await.is_empty());
        }

        // Again is refused, and changes nothing.
        let here = hashes(&db).await;
        let refused = national::load(&db, HASH, SMALL, &mut |_| {}).await;
        assert!(matches!(refused, Err(LoadError::Refused(_))));
        assert_eq!(hashes(&db).await, here);

        // The writing connection has its settings back.
        if !db.is_postgres() {
            let transaction = db.begin_write().await.unwrap();
            let backend = transaction.get_database_backend();
            for (pragma, expected) in [("synchronous", 2), ("foreign_keys", 1)] {
                let statement = Statement::from_string(backend, format!("PRAGMA {pragma}"));
                let row = transaction.query_one_raw(statement).await.unwrap().unwrap();
                assert_eq!(row.try_get_by_index::<i32>(0).unwrap(), expected, "{pragma}");
            }
        }

        // The same rows on either database, in every load.
        let (other, _folder) = db_harness::sqlite().await;
        load(&other).await;
        assert_eq!(hashes(&other).await, here);
        other.close().await.unwrap();
    }
}
