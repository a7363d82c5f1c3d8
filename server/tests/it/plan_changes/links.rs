//! What lines carry out, and what is linked to nothing.

use super::City;
use crate::db_harness::on_both;
use crate::harness::{Answer, Ask};
use crate::world::{CITY_PLAN, TAM_MY, TAM_MY_PLAN, measure_line, plan_id, task_line};
use axum::http::{Method, StatusCode};
use domain::id::LineId;
use domain::wire::plan::{PlanLinks, UnlinkedLines};
use serde_json::json;
use server::db::Db;

impl City {
    async fn link(&self, line: LineId, parent: Option<LineId>) -> Answer {
        let path = format!("{}/lines/{line}/parent", plan_id(TAM_MY_PLAN));
        let body = json!({ "parent": parent });
        self.ask(Method::PUT, &path, &body).await
    }

    async fn unlinked(&self, plan: u128) -> UnlinkedLines {
        self.get(&format!("plans/{}/unlinked", plan_id(plan))).await
    }

    /// Numerator of the city's figure in a period, and how many reports are behind it.
    pub(super) async fn sum_of(&self, period: &str, line: u128) -> (String, u32) {
        let figure = self.proof(period, line).await.measure.figure;
        (figure.numerator.format_vi(), figure.coverage.counted)
    }

    /// Numerator of the city's figure, and the units behind it.
    async fn sum(&self, line: u128) -> (String, u32, u32) {
        let proof = self.proof("2026-M11", line).await;
        let figure = &proof.measure.figure;
        let units = u32::try_from(proof.children.len()).unwrap();
        (
            figure.numerator.format_vi(),
            figure.coverage.expected,
            units,
        )
    }
}

on_both! {
    async fn an_unlinked_line_is_listed_and_not_counted(db: Db) {
        let city = City::new(db).await;
        let whole = ("595".to_owned(), 7, 7);
        assert_eq!(city.sum(1).await, whole);
        assert_eq!(city.unlinked(CITY_PLAN).await.total, 0);
        let own = measure_line(TAM_MY_PLAN, 1);
        let answer = city.link(own, None).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(city.sum(1).await, ("510".to_owned(), 6, 6));
        let found = city.unlinked(CITY_PLAN).await;
        assert_eq!(found.total, 1);
        assert_eq!(found.units[0].unit.id.as_str(), TAM_MY);
        assert_eq!(found.units[0].lines[0].line, own);
        assert_eq!(found.units[0].lines[0].text, crate::world::BOTH);
        let listed = city.changes(TAM_MY_PLAN).await.unlinked;
        assert_eq!(listed, found.units[0].lines);
        // The city's plan carries out none: its lines are not unlinked.
        assert_eq!(city.changes(CITY_PLAN).await.unlinked, []);
        city.figures_are_right().await;
        // Under another of the same kind.
        city.link(measure_line(TAM_MY_PLAN, 2), None).await;
        let answer = city.link(own, Some(measure_line(CITY_PLAN, 2))).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(city.sum(2).await, whole);
        city.figures_are_right().await;
        // Beside another of the same plan it would count twice.
        let answer = city.link(measure_line(TAM_MY_PLAN, 2), Some(measure_line(CITY_PLAN, 2))).await;
        assert_eq!(answer.problem().errors[0].code, "counted_twice");
        assert_eq!(city.sum(2).await, whole);
        // A task.
        let task = task_line(TAM_MY_PLAN, 1);
        city.link(task, None).await;
        assert_eq!(city.task("2026-M11").await[0].1, 6);
        assert_eq!(city.unlinked(CITY_PLAN).await.total, 2);
        city.link(task, Some(task_line(CITY_PLAN, 1))).await;
        assert_eq!(city.task("2026-M11").await[0].1, 7);
        city.figures_are_right().await;
    }

    async fn a_parent_is_a_line_of_a_plan_above_of_the_same_kind(db: Db) {
        let city = City::new(db).await;
        let own = measure_line(TAM_MY_PLAN, 1);
        let table = [
            (measure_line(CITY_PLAN, 3), "other_kind"),
            (task_line(CITY_PLAN, 1), "other_sort"),
            // A condition on each member is not rolled up.
            (measure_line(CITY_PLAN, 5), "not_above"),
            (measure_line(TAM_MY_PLAN, 2), "not_above"),
            (measure_line(TAM_MY_PLAN + 1, 1), "not_above"),
        ];
        for (parent, code) in table {
            let answer = city.link(own, Some(parent)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{parent}");
            let problem = answer.problem();
            assert_eq!(problem.errors[0].field, "parent", "{parent}");
            assert_eq!(problem.errors[0].code, code, "{parent}");
        }
        let path = format!("{}/lines/{}/parent", plan_id(CITY_PLAN), measure_line(CITY_PLAN, 1));
        let body = json!({ "parent": own });
        let answer = city.ask(Method::PUT, &path, &body).await;
        assert_eq!(answer.problem().errors[0].code, "no_plan_above");
        let answer = city.link(measure_line(CITY_PLAN, 1), None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        // Nothing is unlinked by leaving the parent out.
        let path = format!("{}/lines/{own}/parent", plan_id(TAM_MY_PLAN));
        let answer = city.ask(Method::PUT, &path, &json!({})).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(city.unlinked(CITY_PLAN).await.total, 0);
    }

    async fn unlinked_lines_are_shown_to_who_may_read_the_plan(db: Db) {
        let city = City::new(db).await;
        city.link(measure_line(TAM_MY_PLAN, 1), None).await;
        let path = format!("/api/v1/plans/{}/unlinked", plan_id(CITY_PLAN));
        for (username, status) in [
            ("lanhdao.danang", StatusCode::OK),
            ("kiemtra.danang", StatusCode::OK),
            ("canbo.tammy", StatusCode::NOT_FOUND),
            ("lanhdao.gialai", StatusCode::NOT_FOUND),
        ] {
            let tokens = city.app.sign_in(username).await;
            let answer = city.app.send(Ask::get(&path).bearer(&tokens)).await;
            assert_eq!(answer.status, status, "{username}");
        }
    }
}

on_both! {
    async fn what_lines_carry_out_and_could(db: Db) {
        let city = City::new(db).await;
        let path = format!("plans/{}/links", plan_id(TAM_MY_PLAN));
        let own = measure_line(TAM_MY_PLAN, 1);
        let found: PlanLinks = city.get(&path).await;
        assert_eq!(found.lines.len(), 6, "four measures, two tasks");
        assert_eq!(found.lines[0].line.line, own);
        assert_eq!(found.lines[0].parent, Some(measure_line(CITY_PLAN, 1)));
        let [above] = found.above.as_slice() else { panic!("{:?}", found.above) };
        assert_eq!((above.plan, above.lines.len()), (plan_id(CITY_PLAN), 6));
        assert_eq!(above.lines[5].line.line, task_line(CITY_PLAN, 2));
        city.link(own, None).await;
        let found: PlanLinks = city.get(&path).await;
        assert_eq!(found.lines[0].parent, None);
        // The city's plan carries out none.
        let found: PlanLinks = city.get(&format!("plans/{}/links", plan_id(CITY_PLAN))).await;
        assert_eq!(found.above, []);
        // Who does not see the plan above learns nothing of it.
        let tokens = city.app.sign_in("canbo.tammy").await;
        let answer = city.app.send(Ask::get(&format!("/api/v1/{path}")).bearer(&tokens)).await;
        let found: PlanLinks = answer.json();
        assert_eq!((found.lines.len(), found.above.len()), (6, 0));
        assert!(found.lines.iter().all(|line| line.parent.is_none()));
        assert!(!answer.text().contains(&plan_id(CITY_PLAN).to_string()));
    }
}
