//! Table `user`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// Folded to lower case, unique.
    pub username: String,
    /// "Nguyễn Văn A".
    pub display_name: String,
    /// [`domain::text::fold`] of name and user name, for search.
    pub name_folded: String,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// May not sign in.
    pub disabled: bool,
    /// An account of the demonstration.
    pub simulated: bool,
    /// Still has the first password.
    pub must_change_password: bool,
    /// Last sign-in, ms.
    pub last_sign_in_at: Option<i64>,
    /// Creation, ms.
    pub created_at: i64,
    /// Who created it; none from the command line.
    pub created_by: Option<TextUuid>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
