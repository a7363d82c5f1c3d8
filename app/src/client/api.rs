//! The API's calls, typed. Paths are below `/api/v1/`.

use crate::client::http::{ApiError, Method, call};
use crate::json::{FromJson, ToJson, from_text, to_text};
use domain::id::{PlanId, ReportId};
use domain::plan::Plan;
use domain::wire::report::{Report, Work};

/// Reads something.
///
/// # Errors
/// See [`ApiError`].
pub async fn get<T: FromJson>(path: &str) -> Result<T, ApiError> {
    decode(&call(Method::Get, path, None).await?)
}

/// Does something and reads what became of it.
///
/// # Errors
/// See [`ApiError`].
pub async fn post<T: FromJson>(path: &str, body: &impl ToJson) -> Result<T, ApiError> {
    decode(&call(Method::Post, path, Some(&to_text(body))).await?)
}

/// Does something that answers nothing (204).
///
/// # Errors
/// See [`ApiError`].
pub async fn post_for_nothing(path: &str, body: &impl ToJson) -> Result<(), ApiError> {
    call(Method::Post, path, Some(&to_text(body)))
        .await
        .map(drop)
}

/// Does something that needs no words and reads what became of it.
///
/// # Errors
/// See [`ApiError`].
pub async fn post_plain<T: FromJson>(path: &str) -> Result<T, ApiError> {
    decode(&call(Method::Post, path, None).await?)
}

/// Does something that needs no words and answers nothing (204).
///
/// # Errors
/// See [`ApiError`].
pub async fn post_empty(path: &str) -> Result<(), ApiError> {
    call(Method::Post, path, None).await.map(drop)
}

/// Says what something is and reads how it stands then.
///
/// # Errors
/// See [`ApiError`].
#[cfg(feature = "full")]
pub async fn put<T: FromJson>(path: &str, body: &impl ToJson) -> Result<T, ApiError> {
    decode(&call(Method::Put, path, Some(&to_text(body))).await?)
}

/// Says what something is, where that answers nothing (204).
///
/// # Errors
/// See [`ApiError`].
#[cfg(feature = "full")]
pub async fn put_for_nothing(path: &str, body: &impl ToJson) -> Result<(), ApiError> {
    call(Method::Put, path, Some(&to_text(body)))
        .await
        .map(drop)
}

/// Takes something away and reads what became of it.
///
/// # Errors
/// See [`ApiError`].
#[cfg(feature = "full")]
pub async fn delete<T: FromJson>(path: &str) -> Result<T, ApiError> {
    decode(&call(Method::Delete, path, None).await?)
}

fn decode<T: FromJson>(text: &str) -> Result<T, ApiError> {
    from_text(text).ok_or(ApiError::Unreadable)
}

/// What there is to do.
///
/// # Errors
/// See [`ApiError`].
pub async fn work() -> Result<Work, ApiError> {
    get("work").await
}

/// A plan in full.
///
/// # Errors
/// See [`ApiError`].
pub async fn plan(id: PlanId) -> Result<Plan, ApiError> {
    get(&format!("plans/{id}")).await
}

/// A report in full.
///
/// # Errors
/// See [`ApiError`].
pub async fn report(id: ReportId) -> Result<Report, ApiError> {
    get(&format!("reports/{id}")).await
}
