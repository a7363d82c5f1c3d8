//! `GET /api/v1/openapi.json`, generated from the handlers.

use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

/// What stands above the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tiến Độ",
        description = "Plans, targets, tasks and their reports. Errors are problem details (RFC 9457) with Vietnamese texts. What a person has no right to see is answered 404.",
        license(name = "MIT"),
    ),
    tags(
        (name = "auth", description = "Signing in and out"),
        (name = "work", description = "What is due"),
        (name = "plans", description = "Plans"),
        (name = "reports", description = "Reports and their versions"),
        (name = "sync", description = "What devices send and fetch; locks and late submissions"),
        (name = "evidence", description = "Photos and files behind a line; uploads by tus 1.0.0"),
        (name = "overviews", description = "Figures rolled up"),
        (name = "admin", description = "Units and people, for administrators of a subtree"),
    ),
    security(("bearer" = []), ("cookie" = [])),
    modifiers(&Schemes),
)]
pub struct Api;

struct Schemes;

impl utoipa::Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = ApiKey::Cookie(ApiKeyValue::new(crate::auth::cookies::ACCESS));
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    }
}

/// The document as an answer.
pub fn respond(document: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}
