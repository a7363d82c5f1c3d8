//! `fetch` with what every call needs: JSON, problem details, one refresh of the session on 401,
//! retries of harmless calls.

use crate::client::dom;
use crate::i18n::t;
use crate::json::from_text;
use crate::sync::ports::StoreError;
use crate::words;
use domain::wire::problem::{FieldProblem, Problem};
use js_sys::{Function, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Headers, RequestInit, Response};

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer: no network, or the server is away.
    Offline,
    /// The server refused, and says why.
    Problem(Box<Problem>),
    /// An answer that this version does not understand.
    Unreadable,
    /// The session is over; the browser is on its way to the sign-in page.
    SignedOut,
    /// What is kept on this device cannot be opened.
    Store(StoreError),
}

impl ApiError {
    /// In short, for a heading.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Offline => t::problem::offline_title().to_owned(),
            Self::Problem(problem) => problem.title.clone(),
            Self::Unreadable | Self::SignedOut => t::problem::unreadable_title().to_owned(),
            Self::Store(_) => t::problem::store_title().to_owned(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Offline => t::problem::offline_detail().to_owned(),
            Self::Problem(problem) => problem.detail.clone(),
            Self::Unreadable | Self::SignedOut => t::problem::unreadable_detail().to_owned(),
            Self::Store(error) => words::store_error(error).to_owned(),
        }
    }

    /// What is wrong with which field, where the server names them.
    #[must_use]
    pub fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Problem(problem) => &problem.errors,
            _ => &[],
        }
    }

    /// The stable name of a refusal, where it is one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.code),
            _ => None,
        }
    }

    /// Whether the same call may succeed later by itself.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline => true,
            Self::Problem(problem) => problem.status >= 500 || problem.status == 429,
            _ => false,
        }
    }
}

/// An HTTP method that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; repeated by itself on a network failure.
    Get,
    /// Does something once.
    Post,
    /// Saves; outlives the page (`keepalive`).
    Patch,
    /// Says what something is, in place of what was said before.
    #[cfg(feature = "full")]
    Put,
    /// Takes something away.
    #[cfg(feature = "full")]
    Delete,
}

/// Milliseconds before the second and third try of a GET.
const RETRY_AFTER_MS: [i32; 2] = [400, 1_200];
/// The largest body that `keepalive` allows, with room for headers.
const KEEPALIVE_LIMIT: usize = 60_000;

/// What the server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub text: String,
    /// Seconds, where `Retry-After` names them.
    pub retry_after: Option<u64>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// No network, or the server is away.
    Offline,
    /// The session is over, also after a refresh.
    SignedOut,
}

/// Calls `/api/v1/{path}`, with one refresh of the session on 401, and gives whatever the server
/// answers. Leaves for no other page.
///
/// # Errors
/// See [`NoAnswer`].
pub async fn exchange(
    method: Method,
    path: &str,
    body: Option<&str>,
    headers: &[(&str, &str)],
) -> Result<Answer, NoAnswer> {
    let answer = once(method, path, body, headers).await?;
    if answer.status != 401 || path.starts_with("auth/") {
        return Ok(answer);
    }
    refresh().await?;
    let answer = once(method, path, body, headers).await?;
    if answer.status == 401 {
        return Err(NoAnswer::SignedOut);
    }
    Ok(answer)
}

/// Calls `/api/v1/{path}` and gives the body of a 2xx answer.
///
/// # Errors
/// See [`ApiError`]. On `SignedOut` the browser is already leaving.
pub async fn call(method: Method, path: &str, body: Option<&str>) -> Result<String, ApiError> {
    let mut tries = 0;
    loop {
        let error = match exchange(method, path, body, &[]).await {
            Ok(answer) if (200..=299).contains(&answer.status) => return Ok(answer.text),
            Ok(answer) => refusal(answer.status, &answer.text),
            Err(NoAnswer::Offline) => ApiError::Offline,
            Err(NoAnswer::SignedOut) => return Err(sign_in_again()),
        };
        let wait = RETRY_AFTER_MS
            .get(tries)
            .filter(|_| method == Method::Get && error.is_passing());
        let Some(wait) = wait else { return Err(error) };
        pause(*wait).await;
        tries += 1;
    }
}

async fn once(
    method: Method,
    path: &str,
    body: Option<&str>,
    more: &[(&str, &str)],
) -> Result<Answer, NoAnswer> {
    let init = RequestInit::new();
    init.set_method(match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Patch => "PATCH",
        #[cfg(feature = "full")]
        Method::Put => "PUT",
        #[cfg(feature = "full")]
        Method::Delete => "DELETE",
    });
    if let Ok(headers) = Headers::new() {
        for (name, value) in more {
            let _ = headers.set(name, value);
        }
        if body.is_some() {
            let _ = headers.set("content-type", "application/json");
        }
        init.set_headers(&headers);
    }
    if let Some(body) = body {
        init.set_body(&JsValue::from_str(body));
        if method == Method::Patch && body.len() < KEEPALIVE_LIMIT {
            let _ = Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE);
        }
    }
    let fetch = dom::window().fetch_with_str_and_init(&format!("/api/v1/{path}"), &init);
    let response: Response = JsFuture::from(fetch)
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|_| NoAnswer::Offline)?;
    let retry_after = response.headers().get("retry-after").ok().flatten();
    let text = response.text().map_err(|_| NoAnswer::Offline)?;
    let text = JsFuture::from(text).await.map_err(|_| NoAnswer::Offline)?;
    Ok(Answer {
        status: response.status(),
        text: text.as_string().unwrap_or_default(),
        retry_after: retry_after.and_then(|seconds| seconds.parse().ok()),
    })
}

/// What a refusal says.
pub(super) fn refusal(status: u16, text: &str) -> ApiError {
    match from_text::<Problem>(text) {
        Some(problem) => ApiError::Problem(Box::new(problem)),
        // A gateway in front of the server answers in its own words.
        None if status >= 500 => ApiError::Offline,
        None => ApiError::Unreadable,
    }
}

fn sign_in_again() -> ApiError {
    let location = dom::window().location();
    let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let next = String::from(js_sys::encode_uri_component(&here));
    dom::leave_to(&format!("/dang-nhap?next={next}"));
    ApiError::SignedOut
}

/// Waits; used between tries.
pub async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = dom::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = JsFuture::from(promise).await;
}

thread_local! {
    /// The refresh under way, shared by every call that met a 401 meanwhile: a refresh token is
    /// good for one use, and using it twice ends the session.
    static REFRESHING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Where the time of the last refresh is kept for the other tabs (milliseconds).
const REFRESHED_KEY: &str = "tiendo.refreshed";
/// A refresh by another tab this recent (milliseconds) serves this one too.
const FRESH_MS: u64 = 5_000;

async fn refresh() -> Result<(), NoAnswer> {
    let shared = REFRESHING.with(|cell| cell.borrow().clone());
    let promise = shared.unwrap_or_else(|| {
        let promise = locked(|| future_to_promise(refresh_once()));
        REFRESHING.with(|cell| cell.replace(Some(promise.clone())));
        promise
    });
    let outcome = JsFuture::from(promise).await;
    REFRESHING.with(|cell| cell.replace(None));
    match outcome {
        Ok(_) => Ok(()),
        Err(reason) if reason.is_truthy() => Err(NoAnswer::Offline),
        Err(_) => Err(NoAnswer::SignedOut),
    }
}

/// Rejects with `false` when the session is over and with `true` when nobody answered.
async fn refresh_once() -> Result<JsValue, JsValue> {
    let storage = dom::storage();
    let last = storage
        .as_ref()
        .and_then(|storage| storage.get_item(REFRESHED_KEY).ok().flatten())
        .and_then(|at| at.parse::<u64>().ok());
    if last.is_some_and(|at| dom::now().abs_diff(at) < FRESH_MS) {
        return Ok(JsValue::TRUE);
    }
    match once(Method::Post, "auth/refresh", Some("{}"), &[]).await {
        Ok(Answer {
            status: 200..=299, ..
        }) => {
            if let Some(storage) = storage {
                let _ = storage.set_item(REFRESHED_KEY, &dom::now().to_string());
            }
            Ok(JsValue::TRUE)
        }
        Ok(Answer {
            status: 429 | 500..,
            ..
        })
        | Err(_) => Err(JsValue::TRUE),
        Ok(_) => Err(JsValue::FALSE),
    }
}

/// Runs a task while no other tab runs it (Web Locks), or at once where the browser has no locks.
fn locked(task: impl FnOnce() -> Promise + 'static) -> Promise {
    let navigator = dom::window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or_default();
    let request = Reflect::get(&locks, &"request".into()).and_then(JsCast::dyn_into::<Function>);
    match request {
        Ok(request) => {
            let task: JsValue = Closure::once_into_js(move || JsValue::from(task()));
            request
                .call2(&locks, &"tiendo.refresh".into(), &task)
                .and_then(JsCast::dyn_into)
                .unwrap_or_else(|error| Promise::reject(&error))
        }
        Err(_) => task(),
    }
}
