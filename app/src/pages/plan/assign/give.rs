//! Assigning a task to units.

use super::{DONE, Desk};
use crate::client::api;
use crate::i18n::t;
use crate::pages::forms::fields::{field_problem, focus_after_dialog, wrong_in_group};
use crate::pages::forms::question::Question;
use crate::ui::dialog::dialog;
use crate::view::prelude::*;
use domain::id::UnitId;
use domain::unit::UnitRef;
use domain::wire::assignment::{Assign, Assigned, PlanAssignments, TaskAssignments};

/// The task that is asked about, and the units chosen for it.
#[derive(Clone, Copy)]
pub(super) struct Give {
    task: RwSignal<Option<TaskAssignments>>,
    units: RwSignal<Vec<UnitRef>>,
    chosen: RwSignal<Vec<UnitId>>,
    question: Question,
}

impl Give {
    pub(super) fn new() -> Self {
        Self {
            task: RwSignal::new(None),
            units: RwSignal::default(),
            chosen: RwSignal::default(),
            question: Question::new(),
        }
    }

    /// Opens the question; the units that the plan names are chosen already.
    pub(super) fn ask(self, all: &PlanAssignments, task: TaskAssignments) {
        let has = |unit: &UnitId| task.members.iter().any(|member| member.unit.id == *unit);
        let named = task.named.iter().filter(|unit| !has(unit));
        self.chosen.set(named.cloned().collect());
        self.units.set(all.units.clone());
        self.task.set(Some(task));
        self.question.ask();
    }

    fn choose(self, unit: &UnitId, is_chosen: bool) {
        self.question.errors.set(Vec::new());
        self.chosen.update(|chosen| {
            chosen.retain(|known| known != unit);
            if is_chosen {
                chosen.push(unit.clone());
            }
        });
    }

    /// The units that it could still be assigned to.
    fn open_units(self) -> Vec<UnitId> {
        let members = self.task.with(|task| {
            let task = task.as_ref();
            task.map_or_else(Vec::new, |task| task.members.clone())
        });
        self.units.with(|units| {
            let units = units.iter().map(|unit| unit.id.clone());
            units
                .filter(|unit| members.iter().all(|member| member.unit.id != *unit))
                .collect()
        })
    }

    fn send(self, desk: Desk) {
        let Some(task) = self.task.get_untracked() else {
            return;
        };
        let units = self.chosen.get_untracked();
        if units.is_empty() {
            let nobody = field_problem("units", t::assign::nobody());
            self.question.refuse(vec![nobody]);
            return;
        }
        let path = format!("plans/{}/tasks/{}/assignments", desk.plan, task.task);
        let (loaded, count) = (desk.loaded.clone(), units.len());
        let call = async move {
            let assign = Assign { units };
            loaded.after(api::post::<Assigned>(&path, &assign)).await
        };
        self.question.send(&["units"], call, move |assigned| {
            let said = t::assign::done(&task.no, assigned.reports, count);
            desk.done.set(said);
            focus_after_dialog(DONE);
        });
    }
}

/// The question.
pub(super) fn dialog_of(give: Give, desk: Desk) -> AnyView {
    let title = move || {
        let no = give
            .task
            .with(|task| task.as_ref().map(|task| task.no.clone()));
        t::assign::dialog(no.unwrap_or_default())
    };
    let body = move || {
        let desk = desk.clone();
        let task = give.task.get_untracked();
        let name = task.as_ref().map(|task| task.name.clone());
        view! {
            <p>{name}</p>
            <fieldset class="stack assign-fieldset" aria-describedby="don-vi-duoc-giao-loi">
                <legend>{t::assign::units()}</legend>
                {all_or_none(give)}
                <div class="assign-choices">{boxes(give, task.as_ref())}</div>
                {wrong_in_group("don-vi-duoc-giao-loi", &["units"], give.question.errors)}
            </fieldset>
            <p class="muted">{t::assign::effect()}</p>
            {give
                .question
                .answers(t::assign::give(), false, move || give.send(desk.clone()))}
        }
        .into_any()
    };
    dialog(give.question.shown, title, body)
}

/// One press for a whole class of units.
fn all_or_none(give: Give) -> AnyView {
    let is_all = move || give.chosen.with(Vec::len) == give.open_units().len();
    let press = move |_| {
        let all = give.open_units();
        let is_all = give.chosen.with_untracked(Vec::len) == all.len();
        give.question.errors.set(Vec::new());
        give.chosen.set(if is_all { Vec::new() } else { all });
    };
    view! {
        <button type="button" class="button" on:click=press>
            {move || if is_all() { t::assign::none() } else { t::assign::all() }}
        </button>
    }
    .into_any()
}

fn boxes(give: Give, task: Option<&TaskAssignments>) -> Vec<AnyView> {
    let units = give.units.get_untracked();
    let one = |unit: &UnitRef| {
        let id = unit.id.clone();
        let is_member = task.is_some_and(|task| task.members.iter().any(|m| m.unit.id == unit.id));
        let is_named = task.is_some_and(|task| task.named.contains(&unit.id));
        let said = match (is_member, is_named) {
            (true, _) => Some(t::assign::already()),
            (false, true) => Some(t::assign::named()),
            (false, false) => None,
        };
        let said = said.map(|said| view! { <span class="muted">" · " {said}</span> });
        let checked = {
            let id = id.clone();
            move || is_member || give.chosen.with(|chosen| chosen.contains(&id))
        };
        view! {
            <label class="switch">
                <input
                    type="checkbox"
                    disabled=is_member
                    prop:checked=checked
                    on:change:target=move |event| give.choose(&id, event.target().checked())
                />
                <span>{unit.name.clone()} {said}</span>
            </label>
        }
        .into_any()
    };
    units.iter().map(one).collect()
}
