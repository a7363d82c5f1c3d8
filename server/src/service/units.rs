//! Units, for administrators of a subtree.

use crate::db::audit;
use crate::db::unit_search::{self, Filter, Found};
use crate::db::units::{self, UnitRecord};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::users::{MOST_ROWS, USUAL_ROWS};
use domain::id::UnitId;
use domain::policy::{Action, Actor};
use domain::text::{fold, is_same_name};
use domain::unit::{UnitKind, UnitRef};
use domain::wire::admin::{NewUnit, UnitRow};
use sea_orm::SqlErr;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

/// Longest name of a unit, in characters.
const LONGEST_NAME: usize = 150;

/// The query of `GET /api/v1/units`.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ListUnits {
    /// Only directly below this one.
    #[param(value_type = Option<String>)]
    pub parent: Option<UnitId>,
    /// Words of the name; diacritics do not matter.
    pub q: String,
    /// Only of this kind.
    #[param(inline)]
    pub kind: Option<UnitKind>,
    /// At most so many, up to 200; else 50.
    pub limit: Option<u64>,
    /// After so many.
    pub offset: Option<u64>,
}

/// Units in the subtrees that the actor administers, in the tree's order.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who administers nothing.
pub async fn list(
    ctx: Ctx<'_>,
    actor: &Actor,
    query: ListUnits,
) -> Result<Vec<UnitRow>, ServiceError> {
    let roots = administered(actor)?;
    let filter = Filter {
        parent: query.parent,
        words: query.q,
        kind: query.kind,
        limit: query.limit.unwrap_or(USUAL_ROWS).min(MOST_ROWS),
        offset: query.offset.unwrap_or(0).min(100_000),
    };
    let found = unit_search::list_visible_to(ctx.db.read(), &roots, &filter).await?;
    Ok(found.into_iter().map(row).collect())
}

/// Makes a department inside a unit.
///
/// # Errors
/// [`ServiceError::Invalid`] naming the field (`taken` for a name that the unit has already),
/// [`ServiceError::Forbidden`] for who administers nothing.
pub async fn create(ctx: Ctx<'_>, actor: &Actor, new: NewUnit) -> Result<UnitRow, ServiceError> {
    let roots = administered(actor)?;
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let slug = slug(&name);
    if slug.is_empty() || name.chars().count() > LONGEST_NAME {
        let message = "Nhập tên phòng, ban, tối đa 150 ký tự.";
        return Err(ServiceError::field("name", "required", message));
    }
    if new.kind != UnitKind::Department {
        let message = "Chỉ thêm được phòng, ban; đơn vị hành chính theo danh mục của Nhà nước.";
        return Err(ServiceError::field("kind", "not_allowed", message));
    }
    let txn = ctx.db.begin_write().await?;
    let line = units::ancestors_or_self(&txn, &new.parent).await?;
    if !actor.can(Action::ManageUnits, &line) {
        let message = "Không có đơn vị này trong phạm vi quản lý.";
        return Err(ServiceError::field("parent", "unknown_unit", message));
    }
    let siblings = units::children(&txn, &new.parent).await?;
    if let Some(other) = siblings.iter().find(|unit| is_same_name(&unit.name, &name)) {
        return Err(taken(&other.name));
    }
    let id = free_code(&new.parent, &slug, &siblings);
    let record = UnitRecord {
        unit: UnitRef {
            id: id.clone(),
            name: name.clone(),
            kind: new.kind,
        },
        parent: Some(new.parent.clone()),
        valid_from: Some(ctx.clock.today()),
        valid_to: None,
        simulated: false,
        sort: i32::try_from(siblings.len()).unwrap_or(i32::MAX),
    };
    units::insert(&txn, &[record])
        .await
        .map_err(|error| match error.sql_err() {
            // Another administrator was faster.
            Some(SqlErr::UniqueConstraintViolation(_)) => taken(&name),
            _ => error.into(),
        })?;
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: ctx.clock.now(),
        actor: Some(actor.user),
        action: "unit.create",
        unit: Some(id.clone()),
        subject: id.to_string(),
        detail: json!({ "name": name }),
    };
    audit::add(&txn, entry).await?;
    let made = unit_search::find_visible_to(&txn, &roots, &id).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    made.map(row).ok_or(ServiceError::NotFound)
}

fn taken(name: &str) -> ServiceError {
    let message = format!("Đơn vị này đã có “{name}”. Nhập tên khác, hoặc dùng phòng, ban đã có.");
    ServiceError::field("name", "taken", &message)
}

fn administered(actor: &Actor) -> Result<Vec<UnitId>, ServiceError> {
    let roots = actor.roots(Action::ManageUnits);
    if roots.is_empty() {
        Err(ServiceError::Forbidden)
    } else {
        Ok(roots)
    }
}

fn row(found: Found) -> UnitRow {
    UnitRow {
        unit: found.unit,
        parent: found.parent,
        children: found.children,
        users: found.users,
    }
}

/// "Phòng Kinh tế" → `phong-kinh-te`.
fn slug(name: &str) -> String {
    let words = fold(name);
    let words = words
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .collect::<Vec<_>>()
        .join("-")
        .chars()
        .take(60)
        .collect()
}

/// The first code that no sibling has: names that differ only in signs, or after the longest slug,
/// have the same slug.
fn free_code(parent: &UnitId, slug: &str, siblings: &[UnitRef]) -> UnitId {
    let mut code = UnitId(format!("{parent}.{slug}"));
    let mut n = 1;
    while siblings.iter().any(|sibling| sibling.id == code) {
        n += 1;
        code = UnitId(format!("{parent}.{slug}-{n}"));
    }
    code
}

#[cfg(test)]
mod tests {
    use super::{free_code, slug};
    use domain::id::UnitId;
    use domain::unit::{UnitKind, UnitRef};

    #[test]
    fn codes_of_siblings_differ() {
        let parent = UnitId::new("21004");
        let mut siblings = Vec::new();
        for code in ["21004.to-1", "21004.to-1-2", "21004.to-1-3"] {
            assert_eq!(free_code(&parent, "to-1", &siblings).as_str(), code);
            siblings.push(UnitRef {
                id: UnitId::new(code),
                name: String::new(),
                kind: UnitKind::Department,
            });
        }
        assert_eq!(free_code(&parent, "to-2", &siblings).as_str(), "21004.to-2");
    }

    #[test]
    fn slugs() {
        assert_eq!(slug("Phòng Kinh tế"), "phong-kinh-te");
        assert_eq!(slug("Văn phòng HĐND & UBND"), "van-phong-hdnd-ubnd");
        assert_eq!(slug(" … "), "");
    }
}
