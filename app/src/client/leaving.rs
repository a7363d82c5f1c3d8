//! Signing out: the session ends on the server, then the key and the data of the person on this
//! device are destroyed.

use crate::client::browser::store as browser_store;
use crate::client::http::{ApiError, Method, NoAnswer, exchange};
use crate::client::{desk, dom, files, http, sending, store};
use crate::sync::EntryState;

/// What signing out would destroy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Operations that the server does not have.
    pub ops: usize,
    /// Photos and files.
    pub files: usize,
}

impl Unsent {
    /// Whether there is anything.
    #[must_use]
    pub const fn is_any(self) -> bool {
        self.ops + self.files > 0
    }
}

/// What is on this device only. A request to submit late is with the server already.
pub async fn unsent() -> Unsent {
    let items = desk::queue().await;
    let mut ops = items
        .iter()
        .filter(|item| item.entry.state != EntryState::Late)
        .count();
    if let Some(engine) = desk::engine()
        && let Ok(summary) = engine.summary().await
    {
        ops += summary.unsaved + summary.unreadable;
    }
    Unsent {
        ops,
        files: files::all().await.len(),
    }
}

/// Ends the session by a call (`auth/sign-out`, `auth/sign-out-everywhere`), destroys what this
/// device keeps of the person, and leaves for the sign-in page. A session that is over already is
/// no obstacle.
///
/// # Errors
/// Without a network nothing happens: the session would live on, and the next to open the
/// application would be in.
pub async fn sign_out(path: &str) -> Result<(), ApiError> {
    match exchange(Method::Post, path, None, &[]).await {
        Ok(answer) if answer.status == 401 || (200..=299).contains(&answer.status) => {}
        Ok(answer) => return Err(http::refusal(answer.status, &answer.text)),
        Err(NoAnswer::SignedOut) => {}
        Err(NoAnswer::Offline) => return Err(ApiError::Offline),
    }
    if let Some(user) = desk::user() {
        store::forget(&format!("{}{user}/", store::MARKS));
        browser_store::sign_out(user)
            .await
            .map_err(ApiError::Store)?;
    }
    sending::tell_left();
    dom::leave_to("/dang-nhap");
    Ok(())
}
