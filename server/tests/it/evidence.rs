//! Photos and files through the real router: tus uploads, what becomes of them, who may see them.

mod content;
mod download;
mod interrupted;
mod limits;
mod policy;
mod s3;
mod uploads;

use crate::harness::{Answer, Ask, TestApp};
use crate::world::{TAM_MY_PLAN, measure_line};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::id::{EvidenceId, LineId};
use domain::wire::auth::Tokens;
use domain::wire::report::Report;
use domain::wire::sync::Evidence;
use std::path::PathBuf;
use uuid::Uuid;

const UPLOADS: &str = "/api/v1/evidence/uploads";
const BYTES: &str = "application/offset+octet-stream";

/// Someone who uploads to Tam Mỹ's report.
struct Uploader<'a> {
    app: &'a TestApp,
    tokens: Tokens,
}

impl<'a> Uploader<'a> {
    async fn of(app: &'a TestApp, username: &str) -> Self {
        let tokens = app.sign_in(username).await;
        Self { app, tokens }
    }

    fn ask(&self, method: Method, path: &str) -> Ask {
        Ask::new(method, path)
            .bearer(&self.tokens)
            .header("tus-resumable", "1.0.0")
    }

    /// Keys of the metadata, with the report and its first measure's line.
    fn keys<'k>(&self, more: &[(&'k str, &str)]) -> Vec<(&'k str, String)> {
        let mut keys = vec![
            ("report", self.app.report.to_string()),
            ("line", line().to_string()),
        ];
        for (key, value) in more {
            keys.retain(|(known, _)| known != key);
            keys.push((*key, (*value).to_owned()));
        }
        keys
    }

    fn creation(&self, length: usize, more: &[(&str, &str)]) -> Ask {
        self.ask(Method::POST, UPLOADS)
            .header("upload-length", &length.to_string())
            .header("upload-metadata", &metadata(&self.keys(more)))
    }

    /// Begins an upload that must be taken; answers its address.
    async fn begin(&self, length: usize, more: &[(&str, &str)]) -> String {
        let answer = self.app.send(self.creation(length, more)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        assert_eq!(answer.header("upload-offset"), "0");
        answer.header("location")
    }

    async fn head(&self, upload: &str) -> Answer {
        self.app.send(self.ask(Method::HEAD, upload)).await
    }

    fn patching(&self, upload: &str, offset: usize, body: impl Into<Body>) -> Ask {
        self.ask(Method::PATCH, upload)
            .header("upload-offset", &offset.to_string())
            .body(BYTES, body)
    }

    async fn patch(&self, upload: &str, offset: usize, body: impl Into<Body>) -> Answer {
        self.app.send(self.patching(upload, offset, body)).await
    }

    /// Uploads a whole file in one request after the creation.
    async fn upload(&self, bytes: &[u8], more: &[(&str, &str)]) -> Answer {
        let upload = self.begin(bytes.len(), more).await;
        self.patch(&upload, 0, bytes.to_vec()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.app.send(Ask::get(path).bearer(&self.tokens)).await
    }

    /// What is on the first measure's line.
    async fn evidence(&self) -> Vec<Evidence> {
        let path = format!("/api/v1/reports/{}", self.app.report);
        let report: Report = self.get(&path).await.json();
        let mut lines = report.lines.into_iter();
        lines.find(|known| known.id == line()).unwrap().evidence
    }

    /// The content of a piece.
    async fn content(&self, id: EvidenceId) -> Answer {
        self.get(&format!("/api/v1/evidence/{id}")).await
    }

    /// A step of the report, on the version that is there.
    async fn step(&self, step: &str) {
        let path = format!("/api/v1/reports/{}", self.app.report);
        let report: Report = self.get(&path).await.json();
        let ask = Ask::post(&format!("{path}/{step}")).bearer(&self.tokens);
        let body = serde_json::json!({ "version": report.summary.version, "reason": "Lý do" });
        let answer = self.app.send(ask.json(&body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
}

fn line() -> LineId {
    measure_line(TAM_MY_PLAN, 1)
}

fn metadata(keys: &[(&str, String)]) -> String {
    let pairs: Vec<String> = keys
        .iter()
        .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
        .collect();
    pairs.join(",")
}

/// An id made on a device.
fn made_id(n: u128) -> String {
    Uuid::from_u128((0x7 << 76) | (0x8 << 60) | (0xeeee << 32) | n).to_string()
}

/// Text that differs from place to place, so that a part in the wrong place shows.
fn text(length: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(length + 16);
    while text.len() < length {
        text.extend(format!("{:x},", text.len()).bytes());
    }
    text.truncate(length);
    text
}

/// Every file below a folder of the store, without the folder.
fn files(app: &TestApp, folder: &str) -> Vec<PathBuf> {
    let root = app.folder.path().join("evidence").join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(&root).unwrap().to_owned());
            }
        }
    }
    found
}
