//! Sync through the real router, on both engines: pushes, locks, late requests.

mod committer;
mod late;
mod locks;
mod push;

use crate::harness::{Answer, Ask, TestApp};
use crate::world::{TAM_MY_PLAN, measure_line, task_line};
use axum::http::StatusCode;
use chrono::Duration;
use domain::id::LineId;
use domain::wire::auth::Tokens;
use domain::wire::report::{Report, Version};
use serde_json::{Value, json};
use std::cell::Cell;
use uuid::Uuid;

/// Somebody's device. Every operation that it makes has an id of its own.
pub(crate) struct Device<'a> {
    app: &'a TestApp,
    tokens: Tokens,
    id: Uuid,
    next: Cell<u128>,
}

impl<'a> Device<'a> {
    pub(crate) async fn of(app: &'a TestApp, username: &str, device: u128) -> Self {
        Self {
            app,
            tokens: app.sign_in(username).await,
            id: Uuid::from_u128(0xde_0000 + device),
            next: Cell::new(0x0b00_0000 + device * 0x1000),
        }
    }

    /// An operation on Tam Mỹ's report.
    pub(crate) fn op(&self, body: Value) -> Value {
        let n = self.next.get();
        self.next.set(n + 1);
        json!({
            "op_id": Uuid::from_u128(n),
            "report": self.app.report,
            "made_at": "2026-11-16T02:59:00Z",
            "body": body,
        })
    }

    pub(crate) fn push_of(&self, ops: &[Value]) -> Value {
        json!({ "protocol": 1, "device": self.id, "ops": ops })
    }

    pub(crate) async fn send(&self, push: &Value) -> Answer {
        let ask = Ask::post("/api/v1/sync/push").bearer(&self.tokens);
        self.app.send(ask.json(push)).await
    }

    /// Pushes, lets some time pass, and answers what became of each operation.
    pub(crate) async fn push(&self, ops: &[Value]) -> Vec<Value> {
        let answer = self.send(&self.push_of(ops)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        self.app.wait(Duration::seconds(5));
        let pushed: Value = answer.json();
        let outcomes = pushed["outcomes"].as_array().unwrap();
        for (op, outcome) in ops.iter().zip(outcomes) {
            assert_eq!(op["op_id"], outcome["op_id"]);
        }
        assert_eq!(ops.len(), outcomes.len());
        let outcomes = outcomes.iter().map(|outcome| outcome["outcome"].clone());
        outcomes.collect()
    }

    /// Pushes bodies, each as an operation of its own.
    pub(crate) async fn make(&self, bodies: &[Value]) -> Vec<Value> {
        let ops: Vec<Value> = bodies.iter().map(|body| self.op(body.clone())).collect();
        self.push(&ops).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.app.send(Ask::get(path).bearer(&self.tokens)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let answer = self
            .app
            .send(Ask::post(path).bearer(&self.tokens).json(body))
            .await;
        self.app.wait(Duration::seconds(5));
        answer
    }

    pub(crate) async fn report(&self) -> Report {
        let answer = self
            .get(&format!("/api/v1/reports/{}", self.app.report))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    pub(crate) async fn versions(&self) -> Vec<Version> {
        let path = format!("/api/v1/reports/{}/versions", self.app.report);
        self.get(&path).await.json()
    }
}

/// The n-th measure's line of Tam Mỹ.
pub(crate) fn measure(n: u128) -> LineId {
    measure_line(TAM_MY_PLAN, n)
}

/// The n-th task's line of Tam Mỹ.
pub(crate) fn task(n: u128) -> LineId {
    task_line(TAM_MY_PLAN, n)
}

pub(crate) fn edit(line: LineId, base_version: i64, field: &str, value: Value) -> Value {
    json!({
        "kind": "edit_line",
        "line": line,
        "base_version": base_version,
        "edits": [{ "field": field, "value": value }],
    })
}

pub(crate) fn numerator(n: u128, base_version: i64, value: i64) -> Value {
    edit(
        measure(n),
        base_version,
        "numerator",
        json!(value.to_string()),
    )
}

pub(crate) fn step(kind: &str, base_version: i64) -> Value {
    json!({ "kind": kind, "base_version": base_version })
}

/// The name of an outcome, with the code of a refusal.
pub(crate) fn results(outcomes: &[Value]) -> Vec<String> {
    let name = |outcome: &Value| {
        let result = outcome["result"].as_str().unwrap();
        match outcome["refusal"]["code"].as_str() {
            Some(code) => format!("{result} {code}"),
            None => result.to_owned(),
        }
    };
    outcomes.iter().map(name).collect()
}
