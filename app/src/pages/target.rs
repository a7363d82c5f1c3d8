//! One target on one screen: its one or two measures, what they come to, and on to the next.

use crate::client::desk::{self, OpenReport};
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::pages::home::not_found;
use crate::route::{ReportTab, Route};
use crate::ui::line::choice::{Choice, choice};
use crate::ui::line::number::{Number, number};
use crate::ui::line::pager::pager;
use crate::ui::line::{LineView, conflict, evidence, excerpt, figure, head, note, saved};
use crate::ui::page::heading;
use crate::ui::{icon, state};
use crate::view::prelude::*;
use crate::words;
use domain::id::{ReportId, TargetId};
use domain::line_order::{self, Place};
use domain::measure::MeasureKind;
use domain::plan::Measure;
use domain::report::FieldEdit;

/// `/bao-cao/:id/chi-tieu/:target`.
#[must_use]
pub fn target(id: ReportId, target: TargetId) -> AnyView {
    let opened = Loaded::new(move || desk::open(id));
    state::loaded(opened, state::lines_skeleton, move |open| {
        let report = open.report.clone();
        let editable = Memo::new(move |()| report.with(|report| report.may.edit));
        (move || {
            editable.track();
            screen(&open, target)
        })
        .into_any()
    })
}

fn screen(open: &OpenReport, id: TargetId) -> AnyView {
    let plan = open.plan.clone();
    let report = open.report.get_untracked();
    let targets = line_order::targets(&plan, &report);
    let Some(here) = targets.iter().find(|item| item.target.id == id) else {
        return not_found();
    };
    let order: Vec<Place> = targets
        .iter()
        .map(|item| Place::Target(item.target.id))
        .collect();
    let list = Route::Report(open.id, ReportTab::Targets);
    let alone = here.lines.len() == 1;
    let measures = here
        .lines
        .iter()
        .map(|(measure, line)| self::measure(&LineView::new(open, line), measure, alone))
        .collect::<Vec<_>>();
    view! {
        {head::head(list, t::line::all_targets(), &order, Place::Target(id))}
        <div class="line-title">
            {heading(format!("{} {}", here.target.no, here.target.text))}
        </div>
        {(!report.may.edit).then(|| view! { <p class="notice">{t::line::closed()}</p> })}
        {measures}
        {excerpt::excerpt(&plan, here.target)}
        {pager(open, Place::Target(id))}
    }
    .into_any()
}

fn measure(view: &LineView, measure: &Measure, alone: bool) -> AnyView {
    let threshold = measure.threshold.as_ref().map(|threshold| {
        let extra = threshold
            .aspirational
            .then(|| format!(" ({})", t::line::aspirational()));
        view! {
            <p>
                <span class="muted">{t::line::threshold()} ": "</span>
                {match &measure.aspiration {
                    Some(_) => words::thresholds(threshold, measure.aspiration.as_ref()),
                    None => words::threshold(threshold),
                }}
                {extra}
            </p>
        }
    });
    // With one measure the heading has said it all.
    let subject = (!alone).then(|| view! { <h2>{measure.subject.clone()}</h2> });
    let line = view.line;
    let applies = Memo::new(move |()| line.with(|line| line.entry.not_applicable.is_none()));
    let fields = {
        let (view, kind) = (view.clone(), measure.kind);
        let unit = measure
            .threshold
            .as_ref()
            .map(|threshold| threshold.unit.clone());
        move || {
            if applies.get() {
                fields(&view, kind, unit.as_deref())
            } else {
                ().into_any()
            }
        }
    };
    view! {
        <section class="card measure">
            {subject} {threshold} {head::returned(view)} {conflict::conflict(view)} {fields}
            {figure::figure(view, measure)}
            {note::note(view, t::line::note())} {evidence::evidence(view)}
            {note::not_applicable(view)} {saved::saved(view)}
        </section>
    }
    .into_any()
}

fn fields(view: &LineView, kind: MeasureKind, unit: Option<&str>) -> AnyView {
    match kind {
        MeasureKind::Ratio => view! {
            <div class="number-pair">
                {number(view, Number::Numerator, t::line::numerator().to_owned())}
                {number(view, Number::Denominator, t::line::denominator().to_owned())}
            </div>
        }
        .into_any(),
        MeasureKind::Count => {
            let label = unit
                .filter(|unit| !unit.is_empty())
                .map_or_else(|| t::line::count_plain().to_owned(), t::line::count);
            number(view, Number::Count, label)
        }
        MeasureKind::Milestone => {
            let (open, id, line) = (view.open.clone(), view.id, view.line);
            let choices = vec![
                Choice {
                    value: true,
                    label: t::line::reached(),
                    sign: icon::DONE,
                },
                Choice {
                    value: false,
                    label: t::line::not_reached(),
                    sign: icon::RING,
                },
            ];
            choice(
                &id.to_string(),
                t::line::milestone(),
                choices,
                !view.editable,
                move || line.with(|line| line.entry.reached),
                move |reached| open.edit(id, FieldEdit::Reached(Some(reached))),
            )
        }
    }
}
