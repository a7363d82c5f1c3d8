//! The same on an S3-compatible service: as much of one as the server uses, on this machine.

use super::{Uploader, text};
use crate::harness::TestApp;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode, header};
use server::config::Secret;
use server::jobs::forget_uploads;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Objects by their path, bucket first; and whether the service is out of order.
#[derive(Clone, Default)]
struct S3 {
    objects: Arc<Mutex<BTreeMap<String, Bytes>>>,
    broken: Arc<Mutex<bool>>,
}

impl S3 {
    fn keys(&self) -> Vec<String> {
        self.objects.lock().unwrap().keys().cloned().collect()
    }
}

async fn answer(State(s3): State<S3>, request: Request) -> Response<Body> {
    let status = |status: StatusCode, body: Body| {
        Response::builder()
            .status(status)
            .header(header::ETAG, "\"1\"")
            .header(header::LAST_MODIFIED, "Mon, 16 Nov 2026 03:00:00 GMT")
            .body(body)
            .unwrap()
    };
    let signed = request.headers().get(header::AUTHORIZATION);
    let signed = signed
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !signed.starts_with("AWS4-HMAC-SHA256 Credential=the-key/") {
        return status(StatusCode::FORBIDDEN, Body::empty());
    }
    if *s3.broken.lock().unwrap() {
        return status(StatusCode::NOT_IMPLEMENTED, Body::empty());
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().trim_start_matches('/').to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let mut objects = s3.objects.lock().unwrap();
    match parts.method {
        Method::PUT => {
            objects.insert(path, body);
            status(StatusCode::OK, Body::empty())
        }
        Method::GET if query.contains("list-type=2") => {
            let prefix = form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == "prefix")
                .map(|(_, prefix)| format!("{path}/{prefix}"))
                .unwrap_or_default();
            let found = objects.keys().filter(|key| key.starts_with(&prefix));
            let found: String = found
                .map(|key| {
                    let key = key.trim_start_matches(&path).trim_start_matches('/');
                    format!(
                        "<Contents><Key>{key}</Key><Size>1</Size><ETag>1</ETag>\
                         <LastModified>2026-11-16T03:00:00.000Z</LastModified></Contents>"
                    )
                })
                .collect();
            let xml = format!("<ListBucketResult>{found}</ListBucketResult>");
            status(StatusCode::OK, xml.into())
        }
        Method::GET | Method::HEAD => match objects.get(&path) {
            Some(bytes) => status(StatusCode::OK, bytes.clone().into()),
            None => status(StatusCode::NOT_FOUND, Body::empty()),
        },
        Method::DELETE => {
            objects.remove(&path);
            status(StatusCode::NO_CONTENT, Body::empty())
        }
        _ => status(StatusCode::METHOD_NOT_ALLOWED, Body::empty()),
    }
}

#[tokio::test]
async fn evidence_in_a_bucket() {
    let s3 = S3::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let service = Router::new().fallback(answer).with_state(s3.clone());
    let service = tokio::spawn(axum::serve(listener, service).into_future());
    let app = TestApp::with(|config| {
        config.evidence_store = Some("s3://tiendo/minh-chung".to_owned());
        config.evidence_s3_endpoint = Some(endpoint);
        config.evidence_s3_region = Some("vn-south-1".to_owned());
        config.evidence_s3_key_id = Some("the-key".to_owned());
        config.evidence_s3_secret = Some(Secret::new("hush-hush"));
    })
    .await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let bytes = text(1_200_000);
    let upload = staff.begin(bytes.len(), &[]).await;
    let answer = staff.patch(&upload, 0, bytes[..800_000].to_vec()).await;
    assert_eq!(
        answer.header("upload-offset"),
        "800000",
        "{}",
        answer.text()
    );
    let keys = s3.keys();
    let id = upload.rsplit('/').next().unwrap();
    let folder = format!("tiendo/minh-chung/uploads/{id}/");
    assert!(keys.len() == 1 && keys[0].starts_with(&folder), "{keys:?}");
    let answer = staff
        .patch(&upload, 800_000, bytes[800_000..].to_vec())
        .await;
    assert_eq!(
        answer.header("evidence-stage"),
        "stored",
        "{}",
        answer.text()
    );
    let found = staff.evidence().await;
    assert!(staff.content(found[0].id).await.body == bytes);
    let keys = s3.keys();
    assert!(
        keys.len() == 1 && keys[0].starts_with("tiendo/minh-chung/sha256/"),
        "{keys:?}"
    );
    // Nothing was put into the folder.
    assert!(super::files(&app, "").is_empty());

    // While the service is out of order nothing is acknowledged, and nothing is told of it.
    let upload = staff.begin(3, &[]).await;
    *s3.broken.lock().unwrap() = true;
    let answer = staff.patch(&upload, 0, "abc").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.text().contains("127.0.0.1") && !answer.text().contains("hush-hush"));
    *s3.broken.lock().unwrap() = false;
    assert_eq!(staff.head(&upload).await.header("upload-offset"), "0");
    let answer = staff.patch(&upload, 0, "abc").await;
    assert_eq!(
        answer.header("evidence-stage"),
        "stored",
        "{}",
        answer.text()
    );
    app.wait(chrono::Duration::days(15));
    forget_uploads::run(&app.state, async || false).await;
    assert_eq!(s3.keys().len(), 2);
    service.abort();
}
