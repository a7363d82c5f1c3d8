//! Units and people: scope, the rules for changing an account, and the log of it.

use crate::harness::{Answer, Ask, TestApp};
use crate::world::person;
use axum::http::StatusCode;
use domain::id::{UnitId, UserId};
use domain::policy::{Grant, Role};
use domain::wire::admin::{CreatedUser, UnitRow, UserRow};
use domain::wire::auth::Tokens;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use server::clock::{Clock as _, Ids as _, RandomIds};
use server::db::entity::audit_log;
use server::db::users::{self, NewAccount};

/// A signed-in person with the application.
struct Desk {
    app: TestApp,
    tokens: Tokens,
}

impl Desk {
    async fn of(username: &str) -> Self {
        let app = TestApp::new().await;
        let tokens = app.sign_in(username).await;
        Self { app, tokens }
    }

    async fn get(&self, path: &str) -> Answer {
        self.app
            .send(Ask::get(&format!("/api/v1/{path}")).bearer(&self.tokens))
            .await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let ask = Ask::post(&format!("/api/v1/{path}")).bearer(&self.tokens);
        self.app
            .send(if body.is_null() { ask } else { ask.json(&body) })
            .await
    }

    async fn usernames(&self, query: &str) -> Vec<String> {
        let rows: Vec<UserRow> = self.get(&format!("users?{query}")).await.json();
        rows.into_iter().map(|row| row.username).collect()
    }

    async fn units(&self, query: &str) -> Vec<String> {
        let rows: Vec<UnitRow> = self.get(&format!("units?{query}")).await.json();
        rows.into_iter().map(|row| row.unit.name).collect()
    }

    /// Somebody with these roles, behind the application's back.
    async fn somebody(&self, username: &str, grants: &[(Role, &str)]) -> UserId {
        let id = UserId(RandomIds.uuid());
        let account = NewAccount {
            id,
            username: username.to_owned(),
            display_name: "Lê Thị Ánh".to_owned(),
            password_hash: "x".to_owned(),
            simulated: true,
            must_change_password: false,
            created_at: self.app.clock.now(),
            created_by: None,
        };
        let grants: Vec<Grant> = grants
            .iter()
            .map(|(role, unit)| Grant {
                role: *role,
                unit: UnitId::new(*unit),
            })
            .collect();
        users::add(self.app.db.read(), account, &grants)
            .await
            .unwrap();
        id
    }

    async fn log(&self) -> Vec<(String, String)> {
        let rows = audit_log::Entity::find()
            .all(self.app.db.read())
            .await
            .unwrap();
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|row| (row.id.to_string(), row.action, row.subject))
            .collect();
        rows.sort();
        rows.into_iter()
            .map(|(_, action, subject)| (action, subject))
            .collect()
    }
}

fn new_user(username: &str, role: &str, unit: &str) -> Value {
    json!({
        "username": username,
        "display_name": "Phạm Thị Dịu",
        "grants": [{ "role": role, "unit": unit }],
    })
}

#[tokio::test]
async fn an_administrator_sees_the_own_subtree_only() {
    let desk = Desk::of("quantri.danang").await;
    let both = [(Role::Leader, "52"), (Role::Auditor, "20002")];
    desk.somebody("hai.noi", &both).await;
    let all = desk.usernames("").await;
    assert!(all.contains(&"canbo.tammy".to_owned()) && all.contains(&"hai.noi".to_owned()));
    assert!(!all.contains(&"lanhdao.gialai".to_owned()));
    let rows: Vec<UserRow> = desk.get("users?q=hai.noi").await.json();
    let roles: Vec<_> = rows[0]
        .roles
        .iter()
        .map(|role| role.unit.id.as_str())
        .collect();
    assert_eq!(roles, ["20002"], "a role elsewhere is not shown");
    assert_eq!(desk.usernames("unit=52").await, ["hai.noi"]);
    assert_eq!(desk.usernames("unit=20001").await, ["canbo.xa1"]);
    assert_eq!(
        desk.usernames("q=NGUOI%20tammy&limit=1").await,
        ["canbo.tammy"]
    );
    assert_eq!(desk.usernames("q=anh+le").await, ["hai.noi"]);
    assert_eq!(desk.usernames("q=%25").await, Vec::<String>::new());
    let answer = desk.get("users?limit=x").await;
    assert_eq!(answer.problem().errors[0].field, "limit");
}

#[tokio::test]
async fn units_are_found_without_diacritics() {
    let desk = Desk::of("quantri.danang").await;
    assert_eq!(desk.units("q=tam%20my").await, ["Xã Tam Mỹ"]);
    assert_eq!(desk.units("kind=city").await, ["Thành phố Đà Nẵng"]);
    assert_eq!(desk.units("q=gia+lai").await, Vec::<String>::new());
    assert_eq!(
        desk.units("parent=48&limit=2&offset=1").await,
        ["Xã 20001", "Xã 20002"]
    );
    let rows: Vec<UnitRow> = desk.get("units?kind=city").await.json();
    assert_eq!(
        (rows[0].children, rows[0].users, rows[0].parent.clone()),
        (7, 4, None)
    );
    let rows: Vec<UnitRow> = desk.get("units?q=tam+my").await.json();
    let parent = rows[0].parent.as_ref().map(|parent| parent.id.as_str());
    assert_eq!(
        (rows[0].children, rows[0].users, parent),
        (0, 3, Some("48"))
    );
    assert_eq!(
        desk.get("units?kind=kingdom").await.problem().errors[0].code,
        "unknown"
    );
}

#[tokio::test]
async fn departments_are_made_inside_the_subtree() {
    let desk = Desk::of("quantri.danang").await;
    let make = async |parent: &str, name: &str, kind: &str| {
        desk.post(
            "units",
            json!({ "parent": parent, "name": name, "kind": kind }),
        )
        .await
    };
    let answer = make("21004", "  Phòng   Kinh tế ", "department").await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let row: UnitRow = answer.json();
    assert_eq!(
        (row.unit.id.as_str(), row.unit.name.as_str()),
        ("21004.phong-kinh-te", "Phòng Kinh tế")
    );
    assert_eq!(desk.units("parent=21004").await, ["Phòng Kinh tế"]);
    assert_eq!(
        make("21004", "Phòng kinh tế", "department")
            .await
            .problem()
            .errors[0]
            .code,
        "taken"
    );
    let wrong = [
        ("21004", "…", "department", "name"),
        ("21004", "Xã Mới", "commune", "kind"),
        ("52", "Phòng Kinh tế", "department", "parent"),
        ("không-có", "Phòng Kinh tế", "department", "parent"),
    ];
    for (parent, name, kind, field) in wrong {
        assert_eq!(
            make(parent, name, kind).await.problem().errors[0].field,
            field
        );
    }
    assert_eq!(
        desk.log().await,
        [("unit.create".to_owned(), row.unit.id.0)]
    );
    // A role there is within reach of who administers the commune's city.
    let answer = desk
        .post(
            "users",
            new_user("canbo.kt", "reporter", "21004.phong-kinh-te"),
        )
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_new_person_signs_in_with_the_first_password() {
    let desk = Desk::of("quantri.danang").await;
    let answer = desk
        .post("users", new_user("  Canbo.Moi ", "reporter", "21004"))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let made: CreatedUser = answer.json();
    assert_eq!(made.user.username, "canbo.moi");
    assert_eq!(made.user.roles[0].unit.name, "Xã Tam Mỹ");
    assert_eq!(desk.usernames("q=diu+pham").await, ["canbo.moi"]);

    let given = json!({ "username": "canbo.moi", "password": made.first_password });
    let answer = desk
        .app
        .send(Ask::post("/api/v1/auth/sign-in").json(&given))
        .await;
    let tokens: Tokens = answer.json();
    let answer = desk
        .app
        .send(Ask::get("/api/v1/work").bearer(&tokens))
        .await;
    assert_eq!(answer.problem().code, "must_change_password");

    let again = desk
        .post("users", new_user("CANBO.MOI", "reporter", "21004"))
        .await;
    assert_eq!(
        (again.status, again.problem().code.as_str()),
        (StatusCode::CONFLICT, "taken")
    );
    assert_eq!(
        desk.log().await,
        [("user.create".to_owned(), made.user.id.to_string())]
    );
}

#[tokio::test]
async fn wrong_fields_are_named_and_foreign_units_do_not_exist() {
    let desk = Desk::of("quantri.danang").await;
    let empty = json!({ "username": "Có dấu", "display_name": " ", "grants": [] });
    let problem = desk.post("users", empty).await.problem();
    let fields: Vec<_> = problem
        .errors
        .iter()
        .map(|error| error.field.as_str())
        .collect();
    assert_eq!(fields, ["username", "display_name", "grants"]);
    let foreign = desk
        .post("users", new_user("canbo.moi", "admin", "52"))
        .await
        .problem();
    let unknown = desk
        .post("users", new_user("canbo.moi", "admin", "99"))
        .await
        .problem();
    assert_eq!(foreign, unknown);
    assert_eq!(foreign.errors[0].field, "grants[0].unit");
    let above = desk
        .post("users", new_user("canbo.moi", "leader", "vn"))
        .await
        .problem();
    assert_eq!(above.errors[0].field, "grants[0].unit");
    let twice = json!({
        "username": "canbo.moi",
        "display_name": "A",
        "grants": [{ "role": "leader", "unit": "48" }, { "role": "leader", "unit": "48" }],
    });
    assert_eq!(
        desk.post("users", twice).await.problem().errors[0].code,
        "repeated"
    );
}

#[tokio::test]
async fn disabling_ends_sessions_and_enabling_lets_in_again() {
    let desk = Desk::of("quantri.danang").await;
    let victim = desk.app.sign_in("canbo.tammy").await;
    let id = person(0);
    let row: UserRow = desk
        .post(&format!("users/{id}/disable"), Value::Null)
        .await
        .json();
    assert!(row.disabled);
    let answer = desk.app.send(Ask::get("/api/v1/me").bearer(&victim)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.usernames("disabled=true").await, ["canbo.tammy"]);
    assert!(
        !desk
            .usernames("disabled=false")
            .await
            .contains(&"canbo.tammy".to_owned())
    );
    let row: UserRow = desk
        .post(&format!("users/{id}/enable"), Value::Null)
        .await
        .json();
    assert!(!row.disabled);
    let answer = desk.app.send(Ask::get("/api/v1/me").bearer(&victim)).await;
    assert_eq!(
        answer.status,
        StatusCode::UNAUTHORIZED,
        "old sessions stay ended"
    );
    desk.app.sign_in("canbo.tammy").await;
    let actions: Vec<_> = desk
        .log()
        .await
        .into_iter()
        .map(|(action, _)| action)
        .collect();
    assert_eq!(actions, ["user.disable", "user.enable"]);
}

#[tokio::test]
async fn a_reset_password_is_a_first_password() {
    let desk = Desk::of("quantri.danang").await;
    let victim = desk.app.sign_in("canbo.tammy").await;
    let path = format!("users/{}/reset-password", person(0));
    let made: CreatedUser = desk.post(&path, Value::Null).await.json();
    let answer = desk.app.send(Ask::get("/api/v1/me").bearer(&victim)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let given = json!({ "username": "canbo.tammy", "password": made.first_password });
    let answer = desk
        .app
        .send(Ask::post("/api/v1/auth/sign-in").json(&given))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(desk.log().await[0].0, "user.reset_password");
}

#[tokio::test]
async fn whom_an_administrator_cannot_change() {
    let desk = Desk::of("quantri.danang").await;
    let above = [(Role::Leader, "vn"), (Role::Reporter, "21004")];
    let above = desk.somebody("lanhdao.vn", &above).await;
    let oneself = person(4);
    let foreign = person(7);
    let nobody = UserId(RandomIds.uuid());
    for action in ["disable", "enable", "reset-password"] {
        for (id, status) in [
            (oneself, StatusCode::FORBIDDEN),
            (above, StatusCode::FORBIDDEN),
            (foreign, StatusCode::NOT_FOUND),
            (nobody, StatusCode::NOT_FOUND),
        ] {
            let answer = desk
                .post(&format!("users/{id}/{action}"), Value::Null)
                .await;
            assert_eq!(answer.status, status, "{action} {id}");
        }
    }
    let answer = desk.post("users/không-phải-id/disable", Value::Null).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.log().await, []);
}

#[tokio::test]
async fn other_roles_administer_nothing() {
    for username in ["lanhdao.danang", "canbo.tammy", "kiemtra.danang"] {
        let desk = Desk::of(username).await;
        for path in ["users", "units"] {
            assert_eq!(
                desk.get(path).await.problem().code,
                "forbidden",
                "{username} {path}"
            );
        }
        let answer = desk
            .post("users", new_user("canbo.moi", "reporter", "21004"))
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let path = format!("users/{}/disable", person(8));
        assert_eq!(
            desk.post(&path, Value::Null).await.status,
            StatusCode::FORBIDDEN
        );
    }
}

crate::db_harness::on_both! {
    async fn people_and_units_are_found(db: server::db::Db) {
        use server::db::unit_search::{self, Filter};
        crate::world::build(&db, "x").await;
        let city = [UnitId::new("48")];
        let filter = users::Filter { words: "NGƯỜI tammy".to_owned(), limit: 10, ..Default::default() };
        let found = users::list_visible_to(db.read(), &city, &filter).await.unwrap();
        let names: Vec<_> = found.iter().map(|account| account.username.as_str()).collect();
        assert_eq!(names, ["canbo.tammy", "canbo2.tammy", "lanhdao.tammy"]);
        let none = users::list_visible_to(db.read(), &[], &filter).await.unwrap();
        assert!(none.is_empty());
        let ids: Vec<UserId> = found.iter().map(|account| account.id).collect();
        let roles = users::roles(db.read(), &ids).await.unwrap();
        assert_eq!(roles[&person(0)][0].unit.name, "Xã Tam Mỹ");

        let filter = Filter { words: "da nang".to_owned(), limit: 10, ..Default::default() };
        let found = unit_search::list_visible_to(db.read(), &city, &filter).await.unwrap();
        assert_eq!((found[0].children, found[0].users), (7, 4));

        let taken = NewAccount {
            id: UserId(RandomIds.uuid()),
            username: "canbo.tammy".to_owned(),
            display_name: String::new(),
            password_hash: String::new(),
            simulated: false,
            must_change_password: false,
            created_at: crate::harness::start(),
            created_by: None,
        };
        let error = users::add(db.read(), taken, &[]).await.unwrap_err();
        let error = error.sql_err();
        assert!(matches!(error, Some(sea_orm::SqlErr::UniqueConstraintViolation(_))));
    }
}
