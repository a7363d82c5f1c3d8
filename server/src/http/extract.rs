//! axum's extractors with our own refusals: a wrong body or query names the field and says what to
//! do, a malformed id in a path is simply not found.

use crate::http::{BODY_LIMIT, problem};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::wire::problem::FieldProblem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// A JSON body, in or out.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let body = read_json(request, state).await?;
        parse(&body).map(Self)
    }
}

/// A JSON body that was read already.
///
/// # Errors
/// 400 where it is not JSON, 422 naming the field where it is not what is asked for.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Response> {
    // Keeping the path while reading takes time that only a wrong body is worth.
    if let Ok(value) = serde_json::from_slice(body) {
        return Ok(value);
    }
    let reader = &mut serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() {
            problem::respond(&problem::invalid(vec![field(&path, &inner.to_string())]))
        } else {
            problem::respond(&problem::new(
                StatusCode::BAD_REQUEST,
                "malformed",
                "Dữ liệu không đọc được",
                "Nội dung gửi lên không phải JSON hợp lệ.",
            ))
        }
    })
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// A query string.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes());
        // An empty field of a form, `?q=`, means "not given", not an empty value.
        let given = pairs.filter(|(_, value)| !value.is_empty());
        let text = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(given)
            .finish();
        let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
        serde_path_to_error::deserialize(reader)
            .map(Self)
            .map_err(|error| {
                let path = error.path().to_string();
                let message = error.into_inner().to_string();
                problem::respond(&problem::invalid(vec![field(&path, &message)]))
            })
    }
}

/// An answer that is JSON already.
#[derive(Clone, Debug)]
pub struct JsonBytes(pub Arc<[u8]>);

impl IntoResponse for JsonBytes {
    fn into_response(self) -> Response {
        let kind = (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        ([kind], Bytes::from_owner(self.0)).into_response()
    }
}

/// The parameters of a path.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| problem::respond(&problem::not_found()))
    }
}

/// How long a body may take: one that trickles in, a byte a second, is not waited for. While a body
/// is awaited nothing of the database is held.
const BODY_DEADLINE: Duration = Duration::from_secs(20);

/// When to try again what did not arrive in time.
const TRY_AGAIN_SECONDS: u64 = 10;

/// The body of a request that says it is JSON, within the size limit.
///
/// # Errors
/// 415, else as [`read`].
pub async fn read_json<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Response> {
    if !is_json(&request) {
        return Err(problem::respond(&problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Kiểu dữ liệu không được hỗ trợ",
            "Gửi dữ liệu dạng JSON với Content-Type: application/json.",
        )));
    }
    read(request, state).await
}

/// The body, within the limits of size and time.
///
/// # Errors
/// 413, 503 where it took too long (devices send again after a 503, never after a 408), or 400
/// where the connection broke.
pub async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Response> {
    read_within(BODY_DEADLINE, request, state).await
}

async fn read_within<S: Send + Sync>(
    deadline: Duration,
    request: Request,
    state: &S,
) -> Result<Bytes, Response> {
    // A body that announces more than is taken is not waited for.
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > BODY_LIMIT) {
        return Err(problem::respond(&problem::too_large()));
    }
    let body = Bytes::from_request(request, state);
    let Ok(body) = tokio::time::timeout(deadline, body).await else {
        return Err(problem::later(&problem::slow_body(), TRY_AGAIN_SECONDS));
    };
    body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            problem::respond(&problem::too_large())
        } else {
            problem::respond(&problem::new(
                StatusCode::BAD_REQUEST,
                "malformed",
                "Dữ liệu không đọc được",
                "Dữ liệu gửi lên bị đứt quãng. Thử lại.",
            ))
        }
    })
}

fn is_json(request: &Request) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim())
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

/// What serde found wrong, for people. Its English message stays out.
fn field(path: &str, message: &str) -> FieldProblem {
    let named = |prefix: &str| {
        let rest = message.strip_prefix(prefix)?;
        rest.split('`').nth(1).map(str::to_owned)
    };
    let parent = if path == "." { "" } else { path };
    let inside = |name: String| {
        if parent.is_empty() {
            name
        } else {
            format!("{parent}.{name}")
        }
    };
    let (field, code, message) = match named("missing field") {
        Some(name) => (inside(name), "required", "Mục này còn thiếu."),
        None if message.starts_with("unknown variant") => (
            parent.to_owned(),
            "unknown",
            "Giá trị này không có trong danh mục.",
        ),
        None => (
            parent.to_owned(),
            "wrong_type",
            "Giá trị này sai kiểu dữ liệu.",
        ),
    };
    FieldProblem {
        line: None,
        field,
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use domain::wire::admin::NewUser;
    use domain::wire::problem::Problem;
    use http_body_util::BodyExt as _;

    async fn problem_of(body: &str) -> Problem {
        let request = Request::builder()
            .header("content-type", "application/json; charset=utf-8")
            .body(Body::from(body.to_owned()))
            .unwrap();
        let response = Json::<NewUser>::from_request(request, &())
            .await
            .unwrap_err();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&body).unwrap()
    }

    #[tokio::test]
    async fn a_wrong_body_names_the_field() {
        let table = [
            (
                r#"{"username":"a","grants":[]}"#,
                "display_name",
                "required",
            ),
            (
                r#"{"username":1,"display_name":"","grants":[]}"#,
                "username",
                "wrong_type",
            ),
            (
                r#"{"username":"a","display_name":"","grants":[{"role":"king","unit":"vn"}]}"#,
                "grants[0].role",
                "unknown",
            ),
            (
                r#"{"username":"a","display_name":"","grants":[{"role":"admin"}]}"#,
                "grants[0].unit",
                "required",
            ),
        ];
        for (body, field, code) in table {
            let problem = problem_of(body).await;
            assert_eq!(problem.status, 422, "{body}");
            assert_eq!(problem.errors[0].field, field, "{body}");
            assert_eq!(problem.errors[0].code, code, "{body}");
        }
        assert_eq!(problem_of("{").await.code, "malformed");
    }

    #[tokio::test]
    async fn a_body_that_trickles_in_is_not_waited_for() {
        let bytes = futures_util::stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((Ok::<_, std::convert::Infallible>(" "), ()))
        });
        let request = Request::new(Body::from_stream(bytes));
        let response = read_within(Duration::from_millis(20), request, &())
            .await
            .unwrap_err();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "10");
    }

    #[tokio::test]
    async fn a_query_ignores_empty_fields_and_names_wrong_ones() {
        #[derive(Debug, serde::Deserialize)]
        struct Page {
            limit: Option<u32>,
            q: Option<String>,
        }
        let parts = |uri: &str| Request::get(uri).body(()).unwrap().into_parts().0;
        let Query(page) = Query::<Page>::from_request_parts(&mut parts("/?limit=&q=t%C3%A2m"), &())
            .await
            .unwrap();
        assert_eq!((page.limit, page.q.as_deref()), (None, Some("tâm")));
        let response = Query::<Page>::from_request_parts(&mut parts("/?limit=x"), &())
            .await
            .unwrap_err();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let problem: Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem.errors[0].field, "limit");
    }
}
