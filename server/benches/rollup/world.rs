//! The country, with everything of the newest month sent and waiting for approval, and somebody who
//! may do everything.

use super::program::Program;
use super::support::client::Client;
use domain::id::ReportId;
use domain::wire::overview::{Overview, OverviewChoice};
use sea_orm::{ConnectionTrait as _, Database, Statement};
use std::path::Path;
use std::time::Instant;

pub(crate) struct World {
    program: Program,
    /// The newest period.
    pub(crate) period: String,
    /// The year that the months make up.
    pub(crate) year: String,
    /// The moment that the server pretends it is.
    pub(crate) now: String,
    /// The national plan.
    pub(crate) nation: String,
    /// One of its measures.
    pub(crate) measure: String,
    /// Reports of the newest period, with their versions.
    pub(crate) reports: Vec<(ReportId, i64)>,
}

/// A database of the measurement's own.
pub(crate) async fn database(admin: &str) -> String {
    let db = Database::connect(admin).await.unwrap();
    let name = format!("tiendo_rollup_{}", std::process::id());
    db.execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    db.close().await.unwrap();
    let (address, _) = admin.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}

impl World {
    /// Loads the country and sends everything of the newest month.
    pub(crate) async fn prepare(
        name: &str,
        program: &Path,
        folder: &Path,
        url: &str,
        years: u32,
    ) -> Self {
        let begun = Instant::now();
        let program = Program::new(program, folder, url);
        program.run(&["demo", "--national", "--years", &years.to_string()]);
        println!("{name}: loaded in {:.0?}", begun.elapsed());
        program.create_user(&["leader@vn", "reporter@vn", "approver@vn"]);
        let last = 2025 + years;
        let period = format!("{last}-M12");
        let db = Database::connect(url).await.unwrap();
        for statement in [
            format!(
                "UPDATE report SET state = 'submitted', approved_by = NULL, approved_at = NULL \
                 WHERE period = '{period}' AND state = 'approved'"
            ),
            "UPDATE \"user\" SET must_change_password = FALSE".to_owned(),
        ] {
            db.execute_unprepared(&statement).await.unwrap();
        }
        db.close().await.unwrap();
        let said = program.run(&["figures", "rebuild"]);
        println!("{name}: full recomputation: {}", said.trim());
        Self::open(program, url, last).await
    }

    /// The same database once more, everything waiting for approval again.
    pub(crate) async fn again(program: &Path, folder: &Path, url: &str) -> Self {
        let db = Database::connect(url).await.unwrap();
        db.execute_unprepared(
            "UPDATE report SET state = 'submitted', approved_by = NULL, approved_at = NULL \
             WHERE period = '2026-M12' AND state = 'approved'",
        )
        .await
        .unwrap();
        db.close().await.unwrap();
        let program = Program::new(program, folder, url);
        program.run(&["figures", "rebuild"]);
        Self::open(program, url, 2026).await
    }

    async fn open(program: Program, url: &str, last: u32) -> Self {
        let period = format!("{last}-M12");
        let db = Database::connect(url).await.unwrap();
        let query = async |sql: String| {
            let statement = Statement::from_string(db.get_database_backend(), sql);
            db.query_all_raw(statement).await.unwrap()
        };
        let nation = query("SELECT id FROM plan WHERE unit_id = 'vn'".to_owned()).await;
        let nation: String = nation[0].try_get("", "id").unwrap();
        let measure = query(format!(
            "SELECT id FROM measure WHERE plan_id = '{nation}' AND kind = 'ratio' \
             AND role = 'headline' ORDER BY sort LIMIT 1"
        ))
        .await;
        let rows = query(format!(
            "SELECT id, version FROM report WHERE period = '{period}' AND state = 'submitted' \
             ORDER BY id"
        ))
        .await;
        let reports = rows.iter().map(|row| {
            let id: String = row.try_get("", "id").unwrap();
            (id.parse().unwrap(), row.try_get("", "version").unwrap())
        });
        let world = Self {
            program,
            now: format!("{last}-12-17T08:00:00+07:00"),
            year: format!("{last}-Y1"),
            reports: reports.collect(),
            measure: measure[0].try_get("", "id").unwrap(),
            nation,
            period,
        };
        db.close().await.unwrap();
        world
    }

    /// The country's figures.
    pub(crate) async fn overview(&self, client: &mut Client) -> Overview {
        let (plan, period) = (&self.nation, &self.period);
        let path = format!("/api/v1/overviews/{plan}?period={period}");
        client.get(&path).await.unwrap().json().unwrap()
    }

    /// The plans to choose from.
    pub(crate) async fn choices(&self, client: &mut Client) -> Vec<OverviewChoice> {
        client
            .get("/api/v1/overviews")
            .await
            .unwrap()
            .json()
            .unwrap()
    }

    /// Makes the kept figures anew after rows were changed behind the server's back.
    pub(crate) fn rebuild(&self) {
        self.program.run(&["figures", "rebuild"]);
    }

    /// That every kept figure is what the reports say.
    pub(crate) fn check(&self) {
        println!("{}", self.program.run(&["figures", "check"]).trim());
    }
}
