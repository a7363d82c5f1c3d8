//! What goes over the wire under `/api/v1`. Snapshot tests lock the form of these types; a change
//! that an older client cannot read needs a new version of the API.

pub mod admin;
pub mod assignment;
pub mod auth;
pub mod calendar;
pub mod overview;
pub mod period;
pub mod plan;
pub mod problem;
pub mod report;
pub mod sync;

/// The OpenAPI schema of a type that is a string on the wire.
macro_rules! string_schema {
    ($type:ty, $description:literal, $example:literal) => {
        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some($description))
                    .examples([$example])
                    .into()
            }
        }

        impl utoipa::ToSchema for $type {}
    };
}
pub(crate) use string_schema;
