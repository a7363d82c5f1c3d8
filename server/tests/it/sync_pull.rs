//! What devices pull, through the real router, on both databases.

mod rounds;
mod scope;

use crate::harness::{Answer, Ask, TestApp};
use crate::world::{self, COMMUNES, TAM_MY_PLAN, measure_line, november};
use axum::http::{Method, StatusCode};
use chrono::Duration;
use domain::id::{LineId, PlanId, ReportId, UnitId};
use domain::policy::{Grant, Role};
use domain::wire::auth::Tokens;
use domain::wire::report::Report;
use domain::wire::sync::{Pulled, ReportChange};
use serde_json::json;
use server::db::counter::{self, Counter};
use server::db::users;
use std::collections::{BTreeMap, BTreeSet};

/// A device: what it was told so far.
struct Device<'a> {
    app: &'a TestApp,
    tokens: Tokens,
    cursor: String,
    held: BTreeMap<ReportId, ReportChange>,
    plans: BTreeSet<PlanId>,
    /// Named in the round under way that began with a reset.
    named: Option<BTreeSet<ReportId>>,
}

impl<'a> Device<'a> {
    async fn of(app: &'a TestApp, username: &str) -> Self {
        Self {
            app,
            tokens: app.sign_in(username).await,
            cursor: String::new(),
            held: BTreeMap::new(),
            plans: BTreeSet::new(),
            named: None,
        }
    }

    async fn ask(&self, query: &str) -> Answer {
        let path = format!("/api/v1/sync/pull?cursor={}&{query}", self.cursor);
        self.app.send(Ask::get(&path).bearer(&self.tokens)).await
    }

    /// One page, taken in as a device does.
    async fn page(&mut self, limit: u64) -> Pulled {
        let answer = self.ask(&format!("limit={limit}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let pulled: Pulled = answer.json();
        self.take(&pulled);
        pulled
    }

    /// A page of the usual size.
    async fn pull(&mut self) -> Pulled {
        self.page(20).await
    }

    /// Pulls until there is no more.
    async fn round(&mut self, limit: u64) -> Vec<Pulled> {
        let mut pages = vec![self.page(limit).await];
        while pages.last().unwrap().more {
            assert!(pages.len() < 1_000, "a round without end");
            pages.push(self.page(limit).await);
        }
        pages
    }

    fn take(&mut self, pulled: &Pulled) {
        self.cursor.clone_from(&pulled.cursor);
        if pulled.reset {
            self.named = Some(BTreeSet::new());
        }
        self.plans
            .extend(pulled.plans.iter().map(|plan| plan.summary.id));
        for change in &pulled.reports {
            let id = change.summary.id;
            assert!(
                self.plans.contains(&change.summary.plan),
                "a report before its plan"
            );
            let beside = if change.whole { change.lines.len() } else { 0 };
            assert_eq!(change.context.len(), beside);
            if let Some(named) = &mut self.named {
                named.insert(id);
            }
            let held = match self.held.remove(&id) {
                Some(held) if !change.whole => merged(held, change),
                _ => {
                    assert!(
                        change.whole,
                        "{id}: changes of what the device does not hold"
                    );
                    change.clone()
                }
            };
            self.held.insert(id, held);
        }
        for id in &pulled.gone {
            self.held.remove(id);
        }
        if !pulled.more
            && let Some(named) = self.named.take()
        {
            self.held.retain(|id, _| named.contains(id));
        }
    }
}

/// What a device holds after some of a report changed.
fn merged(mut held: ReportChange, change: &ReportChange) -> ReportChange {
    let (mut lines, context) = (std::mem::take(&mut held.lines), held.context);
    for line in &change.lines {
        let place = lines.iter().position(|known| known.id == line.id).unwrap();
        lines[place] = line.clone();
    }
    let mut versions = change.versions.clone();
    let known = |version: i64| change.versions.iter().any(|new| new.version == version);
    versions.extend(held.versions.into_iter().filter(|old| !known(old.version)));
    let mut unmerged = held.unmerged;
    unmerged.extend(change.unmerged.iter().cloned());
    ReportChange {
        whole: true,
        lines,
        context,
        versions,
        unmerged,
        ..change.clone()
    }
}

/// Saves a numerator of the first measure of a commune's report.
async fn save(app: &TestApp, who: &Tokens, (report, plan): (ReportId, u128), numerator: i64) {
    let line = measure_line(plan, 1);
    let edits = [
        json!({ "field": "numerator", "value": numerator.to_string() }),
        json!({ "field": "denominator", "value": "486" }),
    ];
    let body = json!({ "lines": [{ "line": line, "base_version": 9_999, "edits": edits }] });
    let ask = Ask::new(Method::PATCH, &format!("/api/v1/reports/{report}")).bearer(who);
    let answer = app.send(ask.json(&body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.text().contains("applied"), "{}", answer.text());
    app.wait(Duration::seconds(5));
}

/// Takes a step on the version that is there.
async fn step(app: &TestApp, who: &Tokens, report: ReportId, step: &str) {
    let path = format!("/api/v1/reports/{report}");
    let held: Report = app.send(Ask::get(&path).bearer(who)).await.json();
    let body = json!({ "version": held.summary.version, "reason": "Kiểm tra lại" });
    let ask = Ask::post(&format!("{path}/{step}")).bearer(who);
    let answer = app.send(ask.json(&body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    app.wait(Duration::minutes(1));
}

/// Gives or takes a role.
async fn role(app: &TestApp, n: usize, role: Role, unit: &str, held: bool) {
    let grant = Grant {
        role,
        unit: UnitId::new(unit),
    };
    let txn = app.db.begin_write().await.unwrap();
    let changed = if held {
        users::grant(&txn, world::person(n), &grant).await
    } else {
        users::take_away(&txn, world::person(n), &grant).await
    };
    assert!(changed.unwrap());
    txn.commit().await.unwrap();
}

fn ids(pages: &[Pulled]) -> Vec<ReportId> {
    pages
        .iter()
        .flat_map(|page| page.reports.iter().map(|report| report.summary.id))
        .collect()
}

fn plans_of(pages: &[Pulled]) -> Vec<PlanId> {
    pages
        .iter()
        .flat_map(|page| page.plans.iter().map(|plan| plan.summary.id))
        .collect()
}

/// A page with nothing new in it.
fn is_quiet(pulled: &Pulled) -> bool {
    let nothing = Pulled {
        cursor: pulled.cursor.clone(),
        ..Pulled::default()
    };
    *pulled == nothing
}
