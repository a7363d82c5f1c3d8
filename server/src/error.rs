//! What a service can answer instead of a result. The HTTP layer turns it into problem details
//! (RFC 9457); nothing internal leaves the server.

use domain::wire::problem::FieldProblem;

/// Why a service refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Nobody is signed in, or the token is not valid (any more). 401.
    #[error("not signed in")]
    Unauthenticated,
    /// It does not exist, or the actor may not know that it does. 404.
    #[error("not found")]
    NotFound,
    /// The actor may see it but not do this to it. 403.
    #[error("forbidden")]
    Forbidden,
    /// What was sent is wrong, field by field. 422.
    #[error("invalid: {0:?}")]
    Invalid(Vec<FieldProblem>),
    /// It was changed meanwhile, or is taken. 409.
    #[error("conflict: {code}")]
    Conflict {
        /// Stable name.
        code: &'static str,
        /// What to do about it, in Vietnamese.
        detail: String,
    },
    /// Too many tries. 429 with `Retry-After`.
    #[error("throttled for {retry_after_seconds} s")]
    Throttled {
        /// Seconds to wait.
        retry_after_seconds: u64,
    },
    /// The server has too much to do. 503 with `Retry-After`.
    #[error("busy for {retry_after_seconds} s")]
    Busy {
        /// Seconds to wait.
        retry_after_seconds: u64,
    },
    /// Our fault; the cause goes to the log, a request id to the person. 500.
    #[error("internal")]
    Internal(#[source] anyhow::Error),
}

impl ServiceError {
    /// One wrong field.
    #[must_use]
    pub fn field(field: &str, code: &str, message: &str) -> Self {
        Self::Invalid(vec![FieldProblem {
            line: None,
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.to_owned(),
        }])
    }
}

impl From<sea_orm::DbErr> for ServiceError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Internal(error.into())
    }
}
