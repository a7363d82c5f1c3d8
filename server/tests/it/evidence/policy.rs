//! Who may add, see and take off evidence, and when.

use super::{Uploader, files, text};
use crate::db_harness::on_both;
use crate::harness::{Ask, TestApp, start};
use crate::world::{PEOPLE, TAM_MY_PLAN, november, person, plan_id};
use axum::http::{Method, StatusCode};
use domain::id::EvidenceId;
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};
use server::db::Db;
use server::db::entity::{evidence, plan_period, report};
use server::db::text_uuid::TextUuid;

/// Locks November for Tam Mỹ's plan, or opens it.
async fn lock(db: &Db, locked: bool) {
    let key = (TextUuid(plan_id(TAM_MY_PLAN).0), november().to_string());
    let row = plan_period::Entity::find_by_id(key).one(db.read()).await;
    let mut row = row.unwrap().unwrap().into_active_model();
    row.locked_at = Set(locked.then(|| start().timestamp_millis()));
    row.locked_by = Set(locked.then(|| TextUuid(person(3).0)));
    row.update(db.read()).await.unwrap();
}

/// A request to submit late was accepted for Tam Mỹ's report.
async fn open_late(app: &TestApp) {
    let row = report::Entity::find_by_id(TextUuid(app.report.0))
        .one(app.db.read())
        .await;
    let mut row = row.unwrap().unwrap().into_active_model();
    row.late_open = Set(true);
    row.update(app.db.read()).await.unwrap();
}

impl Uploader<'_> {
    async fn remove(&self, id: EvidenceId) -> crate::harness::Answer {
        let ask = Ask::new(Method::DELETE, &format!("/api/v1/evidence/{id}"));
        self.app.send(ask.bearer(&self.tokens)).await
    }
}

on_both! {
    async fn submitted_meanwhile_the_upload_waits(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let boss = Uploader::of(&app, "lanhdao.tammy").await;
        let bytes = text(700_000);
        let upload = staff.begin(bytes.len(), &[]).await;
        staff.step("submit").await;
        // The bytes are taken in all the same.
        staff.patch(&upload, 0, bytes[..9].to_vec()).await;
        let answer = staff.patch(&upload, 9, bytes[9..].to_vec()).await;
        assert_eq!(answer.problem().code, "wrong_state");
        let answer = app.send(staff.creation(3, &[])).await;
        assert_eq!(answer.problem().code, "wrong_state");
        let answer = staff.head(&upload).await;
        assert_eq!(answer.header("upload-offset"), "700000");
        assert_eq!(answer.header("evidence-stage"), "waiting");
        let answer = staff.patch(&upload, bytes.len(), "").await;
        assert_eq!(answer.problem().code, "wrong_state");
        assert_eq!(staff.evidence().await, []);

        boss.step("return").await;
        let answer = staff.patch(&upload, bytes.len(), "").await;
        assert_eq!(answer.header("evidence-stage"), "stored", "{}", answer.text());
        let id = staff.evidence().await[0].id;
        assert!(staff.content(id).await.body == bytes);
        // What is approved keeps its proof.
        staff.step("submit").await;
        assert_eq!(staff.remove(id).await.problem().code, "wrong_state");
    }

    async fn locked_meanwhile_the_upload_waits(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        staff.upload(b"before", &[]).await;
        let before = staff.evidence().await[0].id;
        let upload = staff.begin(3, &[]).await;
        lock(&app.db, true).await;
        let answer = staff.patch(&upload, 0, "abc").await;
        assert_eq!(answer.problem().code, "period_locked");
        assert_eq!(staff.remove(before).await.problem().code, "period_locked");
        let answer = app.send(staff.creation(3, &[])).await;
        assert_eq!(answer.problem().code, "period_locked");
        assert_eq!(staff.head(&upload).await.header("evidence-stage"), "waiting");
        open_late(&app).await;
        let answer = staff.patch(&upload, 3, "").await;
        assert_eq!(answer.header("evidence-stage"), "stored", "{}", answer.text());
        lock(&app.db, false).await;
        assert_eq!(staff.evidence().await.len(), 2);
    }

    async fn taken_off_it_is_gone_for_people_and_kept_for_the_record(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let colleague = Uploader::of(&app, "canbo2.tammy").await;
        staff.upload(b"abc", &[]).await;
        let id = staff.evidence().await[0].id;
        let row = async || {
            let row = evidence::Entity::find_by_id(TextUuid(id.0)).one(app.db.read()).await;
            row.unwrap().unwrap()
        };
        let seq = row().await.seq;
        for _ in 0..2 {
            let answer = colleague.remove(id).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        }
        assert_eq!(staff.evidence().await, []);
        assert_eq!(staff.content(id).await.status, StatusCode::NOT_FOUND);
        let removed = row().await;
        assert_eq!(removed.removed_by, Some(TextUuid(person(8).0)));
        assert!(removed.seq > seq);
        let report = report::Entity::find_by_id(TextUuid(app.report.0)).one(app.db.read()).await;
        assert_eq!(report.unwrap().unwrap().seq, removed.seq);
        assert_eq!(files(&app, "sha256").len(), 1);
    }
}

#[tokio::test]
async fn each_person_on_tam_mys_evidence() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    staff.upload(b"abc", &[]).await;
    let id = staff.evidence().await[0].id;
    let mut table = Vec::new();
    for (username, role, unit) in PEOPLE {
        let who = Uploader::of(&app, username).await;
        let create = app.send(who.creation(3, &[])).await.status;
        let show = who.content(id).await.status;
        let row = format!("{username:16} {:11} {unit:5}", role.as_str());
        let remove = if role.as_str() == "reporter" && unit == "21004" {
            "may".to_owned()
        } else {
            who.remove(id).await.status.as_u16().to_string()
        };
        table.push(format!(
            "{row} create {} show {} remove {remove}",
            create.as_u16(),
            show.as_u16()
        ));
    }
    insta::assert_snapshot!(table.join("\n"));
    assert_eq!(staff.evidence().await.len(), 1);
}
