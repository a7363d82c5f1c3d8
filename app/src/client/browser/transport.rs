//! The engine's way to the server: `fetch`, with one refresh of the session.

use crate::client::http::{Answer, Method, NoAnswer, exchange};
use crate::json::from_text;
use crate::sync::ports::{Local, Transport, TransportError};
use domain::id::UserId;
use domain::wire::problem::Problem;
use js_sys::encode_uri_component;

/// Names the person whose work is sent. On a shared phone another may have signed in since this
/// page was opened: the server refuses to take the one's work under the other's name.
pub const USER_HEADER: &str = "tiendo-user";

/// Calls of one person.
#[derive(Clone, Debug)]
pub struct BrowserTransport {
    user: String,
}

impl BrowserTransport {
    /// For the person whose store is open.
    #[must_use]
    pub fn of(user: UserId) -> Self {
        Self {
            user: user.to_string(),
        }
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&str>,
    ) -> Result<String, TransportError> {
        let headers = [(USER_HEADER, self.user.as_str())];
        match exchange(method, path, body, &headers).await {
            Ok(answer) => taken(answer),
            Err(NoAnswer::Offline) => Err(TransportError::Offline),
            Err(NoAnswer::SignedOut) => Err(TransportError::SignedOut),
        }
    }
}

/// What an answer means to the engine.
fn taken(answer: Answer) -> Result<String, TransportError> {
    match answer.status {
        200..=299 => Ok(answer.text),
        426 => Err(TransportError::TooOld),
        401 => Err(TransportError::SignedOut),
        429 | 500.. => Err(TransportError::Retry {
            after_seconds: answer.retry_after,
        }),
        _ => match from_text::<Problem>(&answer.text) {
            Some(problem) => Err(TransportError::Refused(Box::new(problem))),
            // A gateway or a hotel's sign-in page, in its own words.
            None => Err(TransportError::Offline),
        },
    }
}

impl Transport for BrowserTransport {
    fn push(&self, body: String) -> Local<'_, Result<String, TransportError>> {
        Box::pin(async move { self.call(Method::Post, "sync/push", Some(&body)).await })
    }

    fn pull<'a>(&'a self, cursor: &'a str) -> Local<'a, Result<String, TransportError>> {
        Box::pin(async move {
            let cursor = String::from(encode_uri_component(cursor));
            let path = format!("sync/pull?cursor={cursor}");
            self.call(Method::Get, &path, None).await
        })
    }
}
