//! No two departments of one name inside a unit: the service says so, and where two administrators
//! are at it at once, the database does.

use crate::db_harness::on_both;
use crate::world::{self, TAM_MY, person, unit};
use domain::id::UnitId;
use domain::policy::{Actor, Grant, Role};
use domain::unit::UnitKind;
use domain::wire::admin::{NewUnit, UnitRow};
use sea_orm::ConnectionTrait as _;
use server::clock::{CountingIds, FixedClock};
use server::db::{Db, units};
use server::error::ServiceError;
use server::service::{self, Ctx};

/// What administrators of Đà Nẵng do here.
struct Desk {
    db: Db,
    clock: FixedClock,
    ids: CountingIds,
    actor: Actor,
}

impl Desk {
    async fn new(db: Db) -> Self {
        world::build(&db, "x").await;
        let grant = Grant {
            role: Role::Admin,
            unit: UnitId::new(world::CITY),
        };
        Self {
            db,
            clock: FixedClock::new(crate::harness::start()),
            ids: CountingIds::new(0x9000),
            actor: Actor {
                user: person(4),
                grants: vec![grant],
            },
        }
    }

    async fn make(&self, parent: &str, name: &str) -> Result<UnitRow, ServiceError> {
        let ctx = Ctx {
            db: &self.db,
            clock: &self.clock,
            ids: &self.ids,
        };
        let new = NewUnit {
            parent: UnitId::new(parent),
            name: name.to_owned(),
            kind: UnitKind::Department,
        };
        service::units::create(ctx, &self.actor, new).await
    }

    async fn names(&self, parent: &str) -> Vec<String> {
        let children = units::children(self.db.read(), &UnitId::new(parent))
            .await
            .unwrap();
        children.into_iter().map(|unit| unit.name).collect()
    }
}

/// The refusal, which names the field and what to do.
fn refusal(result: Result<UnitRow, ServiceError>) -> String {
    let Err(ServiceError::Invalid(errors)) = result else {
        panic!("not refused: {result:?}");
    };
    let [error] = &errors[..] else {
        panic!("one error: {errors:?}");
    };
    assert_eq!(
        (error.field.as_str(), error.code.as_str()),
        ("name", "taken")
    );
    error.message.clone()
}

on_both! {
    async fn a_sibling_of_that_name_is_refused(db: Db) {
        let desk = Desk::new(db).await;
        // As the demonstration and the seeds have it: a code that is not the name's slug.
        let known = unit("21004.van-hoa", "Phòng Văn hóa - Xã hội", UnitKind::Department, Some(TAM_MY), 1);
        units::insert(desk.db.read(), &[known]).await.unwrap();
        for name in [
            "Phòng Văn hóa - Xã hội",
            "Phòng Văn hoá - Xã hội",
            "PHÒNG  VĂN HÓA  - XÃ HỘI ",
            "Pho\u{300}ng Văn hóa - Xã hội",
        ] {
            let message = refusal(desk.make(TAM_MY, name).await);
            assert_eq!(
                message,
                "Đơn vị này đã có “Phòng Văn hóa - Xã hội”. Nhập tên khác, hoặc dùng phòng, ban đã có."
            );
        }
        assert_eq!(desk.names(TAM_MY).await, ["Phòng Văn hóa - Xã hội"]);
        // Elsewhere the same name is another department.
        desk.make("20001", "Phòng Văn hóa - Xã hội").await.unwrap();
        // Another name with the same slug is another department.
        let row = desk.make(TAM_MY, "Phòng Văn hóa & Xã hội").await.unwrap();
        assert_eq!(row.unit.id.as_str(), "21004.phong-van-hoa-xa-hoi");
        let row = desk.make(TAM_MY, "Phòng Văn hóa, Xã hội").await.unwrap();
        assert_eq!(row.unit.id.as_str(), "21004.phong-van-hoa-xa-hoi-2");
    }

    async fn of_two_at_once_one_is_refused(db: Db) {
        let desk = Desk::new(db).await;
        for round in 0..5 {
            let name = format!("Tổ công tác {round}");
            let shouted = name.to_uppercase();
            let made = tokio::join!(
                desk.make(TAM_MY, &name),
                desk.make(TAM_MY, &shouted),
                desk.make(TAM_MY, &name),
            );
            let made = [made.0, made.1, made.2];
            assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1, "{made:?}");
            for refused in made.into_iter().filter(Result::is_err) {
                refusal(refused);
            }
        }
        assert_eq!(desk.names(TAM_MY).await.len(), 5);
    }

    async fn the_database_itself_refuses(db: Db) {
        let desk = Desk::new(db).await;
        let department = |code: &str, name: &str| {
            unit(code, name, UnitKind::Department, Some(TAM_MY), 1)
        };
        units::insert(desk.db.read(), &[department("21004.a", "Phòng Một")]).await.unwrap();
        let error = units::insert(desk.db.read(), &[department("21004.b", "PHÒNG MỘT")])
            .await
            .unwrap_err();
        assert!(matches!(
            error.sql_err(),
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_))
        ));
        // Communes may differ in a diacritic alone.
        let communes = [
            unit("99001", "Xã Tân Thành", UnitKind::Commune, Some("48"), 90),
            unit("99002", "Xã Tân Thạnh", UnitKind::Commune, Some("48"), 91),
        ];
        units::insert(desk.db.read(), &communes).await.unwrap();
    }

    async fn names_from_before_are_told_apart(db: Db) {
        let desk = Desk::new(db).await;
        // The database as it was before the migration, with what it then let in.
        for statement in [
            "DROP INDEX ux_unit_department_name",
            "DELETE FROM seaql_migrations WHERE version = 'm20261126_000005_department_names'",
        ] {
            desk.db.read().execute_unprepared(statement).await.unwrap();
        }
        let department = |code: &str, name: &str, parent, sort| {
            unit(code, name, UnitKind::Department, Some(parent), sort)
        };
        let before = [
            department("21004.a", "Phòng Một", TAM_MY, 1),
            department("21004.b", "Phòng một", TAM_MY, 2),
            department("21004.c", "Phòng Hai", TAM_MY, 3),
            department("20001.a", "Phòng Một", "20001", 1),
        ];
        units::insert(desk.db.read(), &before).await.unwrap();
        desk.db.migrate().await.unwrap();
        assert_eq!(
            desk.names(TAM_MY).await,
            ["Phòng Một", "Phòng một (21004.b)", "Phòng Hai"]
        );
        assert_eq!(desk.names("20001").await, ["Phòng Một"]);
        refusal(desk.make(TAM_MY, "phòng một (21004.B)").await);
    }
}
