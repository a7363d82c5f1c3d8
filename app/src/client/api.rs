//! The API's calls, typed. Paths are below `/api/v1/`.

use crate::client::http::{ApiError, Method, call};
use crate::json::{FromJson, ToJson, from_text, to_text};
use domain::id::{PlanId, ReportId};
use domain::plan::Plan;
use domain::wire::auth::Me;
use domain::wire::report::{AtVersion, Report, SaveReport, Saved, Work};

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

fn decode<T: FromJson>(text: &str) -> Result<T, ApiError> {
    from_text(text).ok_or(ApiError::Unreadable)
}

/// Who is signed in.
///
/// # Errors
/// See [`ApiError`].
pub async fn me() -> Result<Me, ApiError> {
    get("me").await
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

/// Saves lines and texts of a report.
///
/// # Errors
/// See [`ApiError`]; what happened to each line stands in the answer.
pub async fn save(id: ReportId, edits: &SaveReport) -> Result<Saved, ApiError> {
    decode(
        &call(
            Method::Patch,
            &format!("reports/{id}"),
            Some(&to_text(edits)),
        )
        .await?,
    )
}

/// A step of a report that needs only the version on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainStep {
    /// Trình.
    Submit,
    /// Rút lại.
    Withdraw,
    /// Duyệt.
    Approve,
}

/// Submits, takes back or approves a report.
///
/// # Errors
/// See [`ApiError`]; `stale_version` when the report changed meanwhile.
pub async fn step(id: ReportId, step: PlainStep, version: i64) -> Result<Report, ApiError> {
    let name = match step {
        PlainStep::Submit => "submit",
        PlainStep::Withdraw => "withdraw",
        PlainStep::Approve => "approve",
    };
    post(&format!("reports/{id}/{name}"), &AtVersion { version }).await
}
