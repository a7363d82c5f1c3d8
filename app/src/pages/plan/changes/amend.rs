//! *Điều chỉnh ngưỡng*: another threshold for a target, from a day on.

use super::pick::{Pick, Picker, picker};
use super::thresholds::sign;
use super::{Known, Screen};
use crate::client::api;
use crate::client::session::today;
use crate::i18n::t;
use crate::json::parse_day;
use crate::number_field;
use crate::pages::forms::fields::{choice, day, field_problem, number, text};
use crate::pages::forms::question::Question;
use crate::ui::dialog::dialog;
use crate::ui::facts::fact;
use crate::view::prelude::*;
use crate::words;
use domain::id::{LineId, MeasureId};
use domain::measure::{Comparator, MeasureKind, Threshold};
use domain::plan::{Measure, Target};
use domain::wire::plan::{AmendmentRow, NewAmendment, NewThreshold};
use domain::wire::problem::FieldProblem;

/// The fields of what the server refuses that are on show.
const FIELDS: &[&str] = &[
    "threshold",
    "threshold.value",
    "effective_from",
    "document",
    "threshold.comparator",
];

/// What is to hold.
#[derive(Clone, Copy)]
pub(super) struct Amend {
    chosen: RwSignal<Option<LineId>>,
    comparator: RwSignal<Comparator>,
    value: RwSignal<String>,
    from: RwSignal<String>,
    document: RwSignal<String>,
    question: Question,
}

impl Amend {
    pub(super) fn new() -> Self {
        Self {
            chosen: RwSignal::new(None),
            comparator: RwSignal::new(Comparator::Gte),
            value: RwSignal::default(),
            from: RwSignal::default(),
            document: RwSignal::default(),
            question: Question::new(),
        }
    }

    /// Opens the form. What was typed and not sent is still there.
    pub(super) fn ask(self) {
        self.question.ask();
    }

    /// Empties the form, once it is sent.
    fn begin_again(self) {
        self.chosen.set(None);
        self.value.set(String::new());
        self.from.set(String::new());
        self.document.set(String::new());
    }

    /// What is entered.
    fn entered(self, known: &Known) -> Result<(MeasureId, NewAmendment), Vec<FieldProblem>> {
        let mut wrong = Vec::new();
        let mut say = |field, text| wrong.push(field_problem(field, text));
        let chosen = self.chosen.get().and_then(|line| find(known, line));
        let value = match number_field::read(&self.value.get(), None) {
            Ok(value) => {
                if value.is_none() {
                    say("threshold.value", t::plan_change::value_missing());
                }
                value
            }
            Err(error) => {
                say("threshold.value", number_field::explain(error));
                None
            }
        };
        let from = parse_day(&self.from.get());
        if from.is_none() {
            say("effective_from", t::plan_change::effective_missing());
        }
        if chosen.is_none() {
            wrong.insert(
                0,
                field_problem("threshold", t::plan_change::target_missing()),
            );
        }
        let (Some((_, measure)), Some(value), Some(effective_from)) = (chosen, value, from) else {
            return Err(wrong);
        };
        let comparator = self.comparator.get();
        let before = in_force(measure);
        let same = before.filter(|before| before.comparator == comparator);
        let document = self.document.get().trim().to_owned();
        let new = NewAmendment {
            effective_from,
            threshold: NewThreshold {
                comparator,
                // The words of the plan, as long as they say the same.
                surface: same
                    .map(|before| before.surface.clone())
                    .unwrap_or_default(),
                value,
                unit: unit(measure),
                evaluate_as: None,
                aspirational: before.is_some_and(|before| before.aspirational),
            },
            document: (!document.is_empty()).then_some(document),
        };
        Ok((measure.id, new))
    }

    fn take(self, screen: &Screen) {
        let Some(known) = screen.last.get_untracked() else {
            return;
        };
        let (measure, new) = match untrack(move || self.entered(&known)) {
            Ok(entered) => entered,
            Err(wrong) => {
                self.question.refuse(wrong);
                return;
            }
        };
        let path = format!("plans/{}/measures/{measure}/thresholds", screen.plan);
        let call = async move { api::post::<AmendmentRow>(&path, &new).await };
        let call = screen.clone().after(call);
        let screen = screen.clone();
        self.question.send(FIELDS, call, move |row| {
            self.begin_again();
            let amendment = &row.amendment;
            let after = sign(Some(&amendment.threshold));
            let what = t::plan_change::from_to(after, sign(row.before.as_ref()));
            let day = words::date(amendment.effective_from);
            screen.did(t::plan_change::amended(
                day,
                format!("{} {what}", row.target_no),
            ));
        });
    }
}

/// The measure of a line that can have a threshold.
fn find(known: &Known, line: LineId) -> Option<(&Target, &Measure)> {
    let mut measures = known.plan.reported_measures();
    measures.find(|(_, measure)| LineId::Measure(measure.id) == line)
}

/// Its threshold of today.
fn in_force(measure: &Measure) -> Option<&Threshold> {
    measure.in_force_on(today()).threshold
}

/// The unit of a measure's threshold: fixed by the plan as it was issued.
fn unit(measure: &Measure) -> String {
    let issued = measure.amended.as_ref().and_then(|a| a.issued.as_ref());
    let of_plan = issued.or(measure.threshold.as_ref());
    of_plan.map_or_else(|| "%".to_owned(), |threshold| threshold.unit.clone())
}

/// What can be amended: what is reported as a figure.
fn picks(known: &Known) -> Vec<Pick> {
    let measures = known.plan.reported_measures();
    let measures = measures.filter(|(_, measure)| measure.kind != MeasureKind::Milestone);
    measures
        .map(|(target, measure)| Pick {
            line: LineId::Measure(measure.id),
            no: target.no.clone(),
            text: target.text.clone(),
            note: Some(sign(in_force(measure))),
        })
        .collect()
}

/// The form.
pub(super) fn dialog_of(amend: Amend, screen: Screen) -> AnyView {
    let body = move || {
        let Some(known) = screen.last.get_untracked() else {
            return ().into_any();
        };
        let (screen, errors) = (screen.clone(), amend.question.errors);
        let picks = picks(&known);
        let inside = move || amend.chosen.get().map(|line| fields(amend, &known, line));
        view! {
            {picker(Picker {
                id: "chi-tieu-doi",
                label: t::plan_change::pick_target(),
                name: "threshold",
                picks,
                chosen: amend.chosen,
                errors,
            })}
            {inside}
            {amend
                .question
                .answers(t::plan_change::amend_step(), false, move || amend.take(&screen))}
        }
        .into_any()
    };
    dialog(
        amend.question.shown,
        || t::plan_change::amend().to_owned(),
        body,
    )
}

/// What is to hold for the target that was picked.
fn fields(amend: Amend, known: &Known, line: LineId) -> AnyView {
    let Some((_, measure)) = find(known, line) else {
        return ().into_any();
    };
    let before = in_force(measure).cloned();
    if let Some(before) = before
        .as_ref()
        .filter(|_| amend.value.with_untracked(String::is_empty))
    {
        amend.comparator.set(before.comparator);
    }
    let comparators = vec![
        (Comparator::Gte, t::plan_change::gte()),
        (Comparator::Gt, t::plan_change::gt()),
        (Comparator::Lte, t::plan_change::lte()),
        (Comparator::Lt, t::plan_change::lt()),
        (Comparator::Eq, t::plan_change::eq()),
    ];
    let (unit, errors) = (unit(measure), amend.question.errors);
    let label = t::plan_change::value(&unit);
    view! {
        <dl class="facts">{fact(t::plan_change::now(), sign(before.as_ref()))}</dl>
        {choice(
            "dau-so-sanh",
            t::plan_change::comparator(),
            "threshold.comparator",
            comparators,
            amend.comparator,
            |_| {},
            errors,
        )}
        {number(
            "nguong-moi",
            label,
            "threshold.value",
            t::plan_change::value_help(),
            "decimal",
            amend.value,
            errors,
        )}
        {day(
            "ngay-hieu-luc",
            t::plan_change::effective_from(),
            "effective_from",
            t::plan_change::effective_help(),
            amend.from,
            errors,
        )}
        {text(
            "van-ban",
            t::plan_change::document(),
            "document",
            t::plan_change::document_help(),
            amend.document,
            move |document| amend.document.set(document),
            errors,
        )}
        <div class="notice" aria-live="polite">
            {move || summary(amend, before.as_ref(), &unit)}
        </div>
    }
    .into_any()
}

/// What will hold, in a sentence.
fn summary(amend: Amend, before: Option<&Threshold>, unit: &str) -> Option<AnyView> {
    let value = number_field::read(&amend.value.get(), None).ok()??;
    let from = parse_day(&amend.from.get())?;
    let mut after = Threshold {
        comparator: amend.comparator.get(),
        surface: String::new(),
        value,
        unit: unit.to_owned(),
        evaluate_as: amend.comparator.get(),
        aspirational: false,
    };
    after.evaluate_as = after.usually_scored();
    let said = t::plan_change::will_hold(sign(Some(&after)), sign(before), words::date(from));
    Some(view! { <p>{said}</p> }.into_any())
}
