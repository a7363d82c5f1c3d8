//! UUIDs as text columns, on both engines.
//!
//! sea-orm has a type of the same name and purpose, but version 2.0.4 cannot read it from a column
//! that holds NULL: its error loses that the value was null, so `Option<_>` fails. This one keeps
//! the error as it is.

use sea_orm::sea_query::{ArrayType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{
    ActiveValue, ColIdx, ColumnType, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError,
    TryGetable, Value,
};
use uuid::Uuid;

/// A UUID that is stored as its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextUuid(pub Uuid);

impl std::fmt::Display for TextUuid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Uuid> for TextUuid {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl From<TextUuid> for Value {
    fn from(id: TextUuid) -> Self {
        id.to_string().into()
    }
}

impl TryGetable for TextUuid {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = <String as TryGetable>::try_get_by(row, index)?;
        text.parse()
            .map(Self)
            .map_err(|_| TryGetError::DbErr(super::codec::corrupt("UUID", &text)))
    }
}

impl ValueType for TextUuid {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        text.parse().map(Self).map_err(|_| ValueTypeErr)
    }

    fn type_name() -> String {
        "TextUuid".to_owned()
    }

    fn array_type() -> ArrayType {
        <String as ValueType>::array_type()
    }

    fn column_type() -> ColumnType {
        <String as ValueType>::column_type()
    }
}

impl Nullable for TextUuid {
    fn null() -> Value {
        <String as Nullable>::null()
    }
}

/// Demanded of primary keys; ids are made by [`crate::clock::Ids`], never by the database.
impl TryFromU64 for TextUuid {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("TextUuid"))
    }
}

impl IntoActiveValue<Self> for TextUuid {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}
