//! What the plan's lines carry out: those linked to nothing first, then those that are linked.

use super::pick::{Pick, Picker, picker};
use super::{Known, Screen, Steps, section as part};
use crate::client::api;
use crate::i18n::t;
use crate::pages::forms::fields::field_problem;
use crate::pages::forms::question::Question;
use crate::ui::dialog::dialog;
use crate::view::prelude::*;
use domain::id::LineId;
use domain::wire::plan::{LinkLine, LinkedLine, PlanLinks};

/// A line to be linked to one above.
#[derive(Clone, Copy)]
pub(super) struct Link {
    asked: RwSignal<Option<LinkedLine>>,
    chosen: RwSignal<Option<LineId>>,
    question: Question,
}

/// A line to be unlinked.
#[derive(Clone, Copy)]
pub(super) struct Unlink {
    asked: RwSignal<Option<LinkedLine>>,
    question: Question,
}

/// The section.
pub(super) fn section(known: &Known, steps: Option<Steps>) -> AnyView {
    let links = &known.links;
    if links.above.is_empty() {
        return view! {
            <section class="stack" aria-labelledby="gan">
                <h2 id="gan">{t::plan_change::links()}</h2>
                <p class="muted">{t::plan_change::no_above()}</p>
            </section>
        }
        .into_any();
    }
    let rows = |linked: bool| -> Vec<AnyView> {
        let lines = links.lines.iter();
        let lines = lines.filter(|line| line.parent.is_some() == linked);
        lines.map(|line| one(line, links, steps)).collect()
    };
    let linked = rows(true);
    view! {
        <section class="stack" aria-labelledby="gan">
            <h2 id="gan">{t::plan_change::links()}</h2>
            <p class="muted">{t::plan_change::links_help()}</p>
        </section>
        {part(
            "chua-gan",
            t::plan_change::unlinked(),
            None,
            t::plan_change::all_linked(),
            rows(false),
        )}
        <details class="plan-linked">
            <summary>{t::plan_change::linked()} " " <span class="count">{linked.len()}</span></summary>
            <ul class="admin-rows" role="list">
                {linked}
            </ul>
        </details>
    }
    .into_any()
}

/// The number and text of a line above.
fn above(links: &PlanLinks, line: LineId) -> Option<String> {
    let mut lines = links.above.iter().flat_map(|plan| &plan.lines);
    let found = lines.find(|known| known.line.line == line)?;
    Some(format!("{} {}", found.line.no, found.line.text))
}

fn one(line: &LinkedLine, links: &PlanLinks, steps: Option<Steps>) -> AnyView {
    let parent = line.parent.and_then(|parent| above(links, parent));
    let parent = parent.map(|parent| {
        view! { <p class="muted">{t::plan_change::carries_out(parent)}</p> }
    });
    let buttons = steps.map(|steps| {
        let (no, is_linked) = (&line.line.no, line.parent.is_some());
        let (label, named) = if is_linked {
            (t::plan_change::relink(), t::plan_change::relink_named(no))
        } else {
            (t::plan_change::link_step(), t::plan_change::link_named(no))
        };
        let (asked, off) = (line.clone(), line.clone());
        let unlink = is_linked.then(|| {
            view! {
                <button
                    type="button"
                    class="button"
                    aria-label=t::plan_change::unlink_named(no)
                    on:click=move |_| steps.unlink.ask(off.clone())
                >
                    {t::plan_change::unlink()}
                </button>
            }
        });
        view! {
            <div class="row admin-steps">
                <button
                    type="button"
                    class="button"
                    aria-label=named
                    on:click=move |_| steps.link.ask(asked.clone())
                >
                    {label}
                </button>
                {unlink}
            </div>
        }
    });
    view! {
        <li class="admin-entry" tabindex="-1" data-row="">
            <div>
                <p>
                    <strong>{line.line.no.clone()}</strong>
                    " "
                    {line.line.text.clone()}
                </p>
                {parent}
            </div>
            {buttons}
        </li>
    }
    .into_any()
}

impl Link {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            chosen: RwSignal::new(None),
            question: Question::new(),
        }
    }

    fn ask(self, line: LinkedLine) {
        self.chosen.set(None);
        self.asked.set(Some(line));
        self.question.ask();
    }

    fn take(self, screen: &Screen) {
        let Some(line) = self.asked.get_untracked() else {
            return;
        };
        let Some(parent) = self.chosen.get_untracked() else {
            let missing = field_problem("parent", t::plan_change::above_missing());
            self.question.refuse(vec![missing]);
            return;
        };
        send(self.question, screen, line, Some(parent));
    }
}

/// Links a line, or unlinks it.
fn send(question: Question, screen: &Screen, line: LinkedLine, parent: Option<LineId>) {
    let path = format!("plans/{}/lines/{}/parent", screen.plan, line.line.line);
    let call = async move { api::put_for_nothing(&path, &LinkLine { parent }).await };
    let call = screen.clone().after(call);
    let screen = screen.clone();
    question.send(&["parent"], call, move |()| {
        screen.did(match parent {
            Some(_) => t::plan_change::linked_now(line.line.no),
            None => t::plan_change::unlinked_now(line.line.no),
        });
    });
}

/// The lines above that are reported the same way, other than the one it is linked to.
fn picks(links: &PlanLinks, own: &LinkedLine) -> Vec<Pick> {
    let is_taken = |line| {
        let mut others = links.lines.iter().filter(|other| other.line != own.line);
        others.any(|other| other.parent == Some(line))
    };
    let several = links.above.len() > 1;
    let mut out = Vec::new();
    for plan in &links.above {
        let lines = plan.lines.iter().filter(|line| line.kind == own.kind);
        for line in lines.filter(|line| Some(line.line.line) != own.parent) {
            let mut notes = Vec::new();
            notes.extend(several.then(|| plan.unit.name.clone()));
            if is_taken(line.line.line) {
                notes.push(t::plan_change::taken().to_owned());
            }
            out.push(Pick {
                line: line.line.line,
                no: line.line.no.clone(),
                text: line.line.text.clone(),
                note: (!notes.is_empty()).then(|| notes.join(" · ")),
            });
        }
    }
    out
}

/// The form: the line above.
pub(super) fn link_dialog(link: Link, screen: Screen) -> AnyView {
    let title = move || {
        let no = link.asked.get().map(|line| line.line.no);
        t::plan_change::link_ask(no.unwrap_or_default())
    };
    let body = move || {
        let known = screen.last.get_untracked();
        let Some((known, line)) = known.zip(link.asked.get_untracked()) else {
            return ().into_any();
        };
        let screen = screen.clone();
        let picks = picks(&known.links, &line);
        if picks.is_empty() {
            return view! {
                <p>{line.line.text}</p>
                <p>{t::plan_change::no_such_above()}</p>
                {link.question.answers(t::plan_change::link_step(), false, || {})}
            }
            .into_any();
        }
        view! {
            <p>{line.line.text}</p>
            {picker(Picker {
                id: "dong-tren",
                label: t::plan_change::pick_above(),
                name: "parent",
                picks,
                chosen: link.chosen,
                errors: link.question.errors,
            })}
            {link
                .question
                .answers(t::plan_change::link_step(), false, move || link.take(&screen))}
        }
        .into_any()
    };
    dialog(link.question.shown, title, body)
}

impl Unlink {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            question: Question::new(),
        }
    }

    fn ask(self, line: LinkedLine) {
        self.asked.set(Some(line));
        self.question.ask();
    }
}

/// The question.
pub(super) fn unlink_dialog(unlink: Unlink, screen: Screen) -> AnyView {
    let title = move || {
        let no = unlink.asked.get().map(|line| line.line.no);
        t::plan_change::unlink_ask(no.unwrap_or_default())
    };
    let body = move || {
        let (screen, line) = (screen.clone(), unlink.asked.get_untracked());
        let text = line.as_ref().map(|line| line.line.text.clone());
        let take = move || {
            if let Some(line) = line.clone() {
                send(unlink.question, &screen, line, None);
            }
        };
        view! {
            <p>{text}</p>
            <p>{t::plan_change::unlink_text()}</p>
            {unlink.question.answers(t::plan_change::unlink(), true, take)}
        }
        .into_any()
    };
    dialog(unlink.question.shown, title, body)
}
