//! Reports through the real router: reading, saving, and the steps from draft to approval.

mod read;
mod rights;
mod save;
mod steps;

use crate::harness::{Answer, Ask, TestApp};
use crate::world::{TAM_MY_PLAN, measure_line, task_line};
use axum::http::{Method, StatusCode};
use chrono::Duration;
use domain::id::LineId;
use domain::wire::auth::Tokens;
use domain::wire::report::{Report, Saved};
use serde_json::{Value, json};

/// Someone at work on Tam Mỹ's report.
struct Desk<'a> {
    app: &'a TestApp,
    tokens: Tokens,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp, username: &str) -> Self {
        let tokens = app.sign_in(username).await;
        Self { app, tokens }
    }

    fn path(&self, step: &str) -> String {
        let separator = if step.is_empty() { "" } else { "/" };
        format!("/api/v1/reports/{}{separator}{step}", self.app.report)
    }

    async fn get(&self, path: &str) -> Answer {
        self.app.send(Ask::get(path).bearer(&self.tokens)).await
    }

    async fn report(&self) -> Report {
        let answer = self.get(&self.path("")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    async fn patch(&self, body: &Value) -> Answer {
        let ask = Ask::new(Method::PATCH, &self.path("")).bearer(&self.tokens);
        self.app.send(ask.json(body)).await
    }

    /// Saves lines, each with its base version, and lets a minute pass.
    async fn save(&self, lines: &[Value]) -> Saved {
        let answer = self.patch(&json!({ "lines": lines })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        self.app.wait(Duration::minutes(1));
        answer.json()
    }

    /// Takes a step, and lets a minute pass.
    async fn step(&self, step: &str, body: &Value) -> Answer {
        let ask = Ask::post(&self.path(step)).bearer(&self.tokens);
        let answer = self.app.send(ask.json(body)).await;
        self.app.wait(Duration::minutes(1));
        answer
    }

    /// Takes a step that must succeed, on the version that is there.
    async fn must(&self, step: &str, body: Value) -> Report {
        let mut body = body;
        body["version"] = self.report().await.summary.version.into();
        let answer = self.step(step, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }
}

/// The n-th measure's line of Tam Mỹ.
fn measure(n: u128) -> LineId {
    measure_line(TAM_MY_PLAN, n)
}

/// The n-th task's line of Tam Mỹ.
fn task(n: u128) -> LineId {
    task_line(TAM_MY_PLAN, n)
}

/// Edits of a line: pairs of field and value.
fn edit(line: LineId, base_version: i64, edits: &[(&str, Value)]) -> Value {
    let edits: Vec<Value> = edits
        .iter()
        .map(|(field, value)| json!({ "field": field, "value": value }))
        .collect();
    json!({ "line": line, "base_version": base_version, "edits": edits })
}

/// Numerator and denominator of a line.
fn ratio(n: u128, base_version: i64, numerator: i64, denominator: i64) -> Value {
    let text = |number: i64| Value::String(number.to_string());
    edit(
        measure(n),
        base_version,
        &[
            ("numerator", text(numerator)),
            ("denominator", text(denominator)),
        ],
    )
}
