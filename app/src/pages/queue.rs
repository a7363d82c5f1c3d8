//! *Hàng đợi gửi*: everything that waits on this device, in words, what the server said about it, and
//! what can be done.

use crate::client::browser::storage::{self, Room};
use crate::client::desk;
use crate::client::files::{self, LocalFile};
use crate::client::{load::Loaded, sending};
use crate::entry_words;
use crate::i18n::t;
use crate::route::{ReportTab, Route};
use crate::sync::Choice;
use crate::sync::{EntryState, QueueItem, Summary};
use crate::ui::dialog::{answers, dialog};
use crate::ui::icon::{self, icon};
use crate::ui::line::conflict::{entry_words, texts_words};
use crate::ui::line::pager::route;
use crate::ui::line::saved::why;
use crate::ui::page::heading;
use crate::ui::state;
use crate::view::prelude::*;
use crate::words;
use domain::id::{LineId, OpId};
use domain::line_order::Place;
use domain::plan::Plan;
use domain::report::{LineEntry, ReportTexts};
use domain::surprise::{self, Subject};
use domain::sync::OpBody;
use domain::wire::sync::Outcome;
use leptos::task::spawn_local;
use std::sync::Arc;

/// A waiting operation with the words that it needs.
#[derive(Clone, PartialEq)]
struct Item {
    queued: QueueItem,
    /// Of which unit's report for which period.
    of: String,
    /// What it is about.
    what: String,
    /// What was entered.
    value: String,
    /// Where it can be looked at.
    to: Option<Route>,
}

/// What the screen shows.
#[derive(Clone, PartialEq)]
struct Waiting {
    items: Vec<Item>,
    files: Vec<LocalFile>,
}

/// `/hang-doi`.
#[must_use]
pub fn queue() -> AnyView {
    let waiting = Loaded::kept(|| async { Ok(read().await) });
    let dropping = RwSignal::new(None::<OpId>);
    view! {
        {heading(t::queue::title())}
        {head()}
        {state::loaded(waiting, state::lines_skeleton, move |waiting| list(&waiting, dropping))}
        {room()}
        {drop_dialog(dropping)}
    }
    .into_any()
}

async fn read() -> Waiting {
    let mut items = Vec::new();
    for queued in desk::queue().await {
        let plan = match &queued.report {
            Some(report) => desk::plan(report.plan, None).await.ok(),
            None => None,
        };
        items.push(item(queued, plan.as_ref()));
    }
    Waiting {
        items,
        files: files::all().await,
    }
}

fn item(queued: QueueItem, plan: Option<&Arc<Plan>>) -> Item {
    let of = queued.report.as_ref().map_or_else(
        || t::queue::report_unknown().to_owned(),
        |report| format!("{} · {}", report.unit.name, words::period(report.period)),
    );
    let report = queued.entry.op.report;
    let (what, value, to) = match &queued.entry.op.body {
        OpBody::EditLine { line, edits, .. } => {
            let mut entry = LineEntry::default();
            entry.apply(edits);
            let (name, place) = line_name(plan, *line);
            (
                name,
                entry_words(&entry),
                place.map(|place| route(report, place)),
            )
        }
        OpBody::EditTexts { edits, .. } => {
            let mut texts = ReportTexts::default();
            texts.apply(edits);
            let to = Route::Report(report, ReportTab::Texts);
            (
                t::queue::op_texts().to_owned(),
                texts_words(&texts),
                Some(to),
            )
        }
        OpBody::RemoveEvidence { .. } => (t::queue::op_remove().to_owned(), String::new(), None),
        OpBody::Submit { .. } => step(t::queue::op_submit(), Route::Submit(report)),
        OpBody::Withdraw { .. } => step(
            t::queue::op_withdraw(),
            Route::Report(report, ReportTab::Targets),
        ),
        OpBody::Approve { .. } => step(t::queue::op_approve(), Route::Review(report)),
        OpBody::Return { lines, reason, .. } => {
            let what = if lines.is_empty() {
                t::queue::op_return().to_owned()
            } else {
                t::queue::op_return_lines(lines.len())
            };
            (what, reason.clone(), Some(Route::Review(report)))
        }
    };
    Item {
        // Without its report there is nothing to look at.
        to: to.filter(|_| queued.report.is_some()),
        queued,
        of,
        what,
        value,
    }
}

fn step(what: &'static str, to: Route) -> (String, String, Option<Route>) {
    (what.to_owned(), String::new(), Some(to))
}

fn line_name(plan: Option<&Arc<Plan>>, line: LineId) -> (String, Option<Place>) {
    match plan.and_then(|plan| surprise::subject(plan, line)) {
        Some(Subject::Measure(target, measure)) => (
            format!("{} {}", target.no, entry_words::heading(&measure.subject)),
            Some(Place::Target(target.id)),
        ),
        Some(Subject::Task(task)) => (
            format!("{} {}", task.no, task.name),
            Some(Place::Task(task.id)),
        ),
        None => (t::queue::line_unknown().to_owned(), None),
    }
}

/// How the network is, and what can be done with everything at once.
fn head() -> AnyView {
    let summary = desk::summary();
    let shown = Memo::new(move |()| summary.get());
    view! {
        <section class="card">
            <div role="status">{move || standing(&shown.get())}</div>
            <div class="row">
                <button type="button" class="button primary" on:click=|_| sending::send_now()>
                    {icon(icon::SEND)}
                    {t::queue::send_now()}
                </button>
                <a class="button" href=Route::Parcel.href()>
                    {t::queue::parcel()}
                </a>
            </div>
        </section>
    }
    .into_any()
}

fn standing(summary: &Summary) -> AnyView {
    let (sign, network) = match summary {
        Summary { online: false, .. } => (icon::OFFLINE, t::queue::offline()),
        Summary { sending: true, .. } => (icon::SEND, t::queue::sending()),
        _ => (icon::CLOUD, t::queue::online()),
    };
    let last = summary.last_exchange.map_or_else(
        || t::queue::never().to_owned(),
        |at| t::queue::last(words::date_time(at)),
    );
    let unsaved = (summary.unsaved > 0).then(|| t::queue::unsaved(summary.unsaved));
    let unreadable = (summary.unreadable > 0).then(|| t::queue::unreadable(summary.unreadable));
    let more: Vec<AnyView> = unsaved
        .into_iter()
        .chain(unreadable)
        .map(|text| view! { <p class="notice bad">{text}</p> }.into_any())
        .collect();
    view! {
        <p class="row">
            {icon(sign)}
            <strong>{network}</strong>
            <span class="muted">{last}</span>
        </p>
        {more}
    }
    .into_any()
}

fn list(waiting: &Waiting, dropping: RwSignal<Option<OpId>>) -> AnyView {
    if waiting.items.is_empty() && waiting.files.is_empty() {
        return state::empty(icon::DONE, t::queue::empty_title(), t::queue::empty_text());
    }
    let rows: Vec<AnyView> = waiting
        .items
        .iter()
        .map(|item| row(item, dropping))
        .collect();
    let files: Vec<AnyView> = waiting.files.iter().map(file).collect();
    let files = (!files.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{t::queue::files()} " " <span class="count">{files.len()}</span></h2>
                <ul class="lines queue" role="list">
                    {files}
                </ul>
            </section>
        }
    });
    view! {
        <section class="stack">
            <h2>{t::queue::count(rows.len())}</h2>
            <ul class="lines queue" role="list">
                {rows}
            </ul>
        </section>
        {files}
    }
    .into_any()
}

fn row(item: &Item, dropping: RwSignal<Option<OpId>>) -> AnyView {
    let entry = &item.queued.entry;
    let id = entry.op.op_id;
    let what = match item.to {
        Some(to) => view! { <a href=to.href()>{item.what.clone()}</a> }.into_any(),
        None => item.what.clone().into_any(),
    };
    let made = t::queue::made_at(words::date_time(entry.op.made_at));
    view! {
        <li class="queue-item" data-state=entry.state.as_str()>
            <p>
                <strong>{what}</strong>
            </p>
            <p>{item.value.clone()}</p>
            <p class="muted">{item.of.clone()} " · " {made}</p>
            <p class="row">{said(item)}</p>
            <div class="row">
                {choices(item)}
                {discardable(entry.state)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button small"
                                on:click=move |_| dropping.set(Some(id))
                            >
                                {t::queue::discard()}
                            </button>
                        }
                    })}
            </div>
        </li>
    }
    .into_any()
}

/// What may be with the server already cannot be dropped.
const fn discardable(state: EntryState) -> bool {
    !matches!(state, EntryState::Sent | EntryState::Late)
}

/// Where it stands, in the server's words where it has some.
fn said(item: &Item) -> AnyView {
    let entry = &item.queued.entry;
    let (sign, text) = match (entry.state, &entry.answer) {
        (EntryState::Conflict, Some(Outcome::Conflict { theirs })) => {
            let stamp = &theirs.stamp;
            let by = &stamp.by.display_name;
            (
                icon::WARN,
                t::queue::state_conflict_by(words::date_time(stamp.at), by),
            )
        }
        (EntryState::Conflict, _) => (icon::WARN, t::queue::state_conflict().to_owned()),
        (EntryState::Refused, Some(Outcome::Refused { refusal })) => (
            icon::WARN,
            format!("{}: {}", t::queue::state_refused(), why(refusal)),
        ),
        (EntryState::Refused, _) => (icon::WARN, t::queue::state_refused().to_owned()),
        (EntryState::Late, _) => (icon::CLOCK, t::queue::state_late().to_owned()),
        (EntryState::Blocked, _) => (icon::CLOCK, t::queue::state_blocked().to_owned()),
        (EntryState::New, _) => (icon::DEVICE, t::queue::state_new().to_owned()),
        (EntryState::Sent, _) => (icon::SEND, t::queue::state_sent().to_owned()),
    };
    view! {
        {icon(sign)}
        <span>{text}</span>
    }
    .into_any()
}

fn choices(item: &Item) -> AnyView {
    let entry = &item.queued.entry;
    let id = entry.op.op_id;
    match (entry.state, item.to) {
        // Both values stand beside each other on the line's own screen.
        (EntryState::Conflict, Some(to)) if is_edit(&entry.op.body) => view! {
            <a class="button small" href=to.href()>
                {t::queue::choose()}
            </a>
        }
        .into_any(),
        (EntryState::Conflict, _) => view! {
            {choice(t::queue::keep_mine(), id, Choice::Mine)}
            {choice(t::queue::take_theirs(), id, Choice::Theirs)}
        }
        .into_any(),
        (EntryState::Refused, _) => choice(t::queue::retry(), id, Choice::Retry),
        _ => ().into_any(),
    }
}

const fn is_edit(body: &OpBody) -> bool {
    matches!(body, OpBody::EditLine { .. } | OpBody::EditTexts { .. })
}

fn choice(label: &'static str, id: OpId, choice: Choice) -> AnyView {
    view! {
        <button
            type="button"
            class="button small"
            on:click=move |_| spawn_local(desk::choose(id, choice))
        >
            {label}
        </button>
    }
    .into_any()
}

fn file(file: &LocalFile) -> AnyView {
    let (id, report) = (file.id, file.entry.report);
    let (sign, text) = match file.refusal() {
        Some(why) => (icon::WARN, t::evidence::refused(why)),
        None if file.entry.offset > 0 => (icon::SEND, t::evidence::uploading(file.percent())),
        None => (icon::DEVICE, t::evidence::on_device().to_owned()),
    };
    let again = file.refusal().map(|_| {
        view! {
            <button type="button" class="button small" on:click=move |_| files::retry(id)>
                {t::evidence::retry()}
            </button>
        }
    });
    view! {
        <li class="queue-item">
            <p>
                <strong>{file.entry.name.clone()}</strong>
                " "
                <span class="muted">{words::bytes(file.entry.size)}</span>
            </p>
            <p class="row">
                {icon(sign)}
                <span>{text}</span>
            </p>
            <div class="row">
                <button type="button" class="button small" on:click=move |_| files::view(id)>
                    {t::evidence::view(&file.entry.name)}
                </button>
                {again}
                <button
                    type="button"
                    class="button small"
                    aria-label=t::evidence::remove(&file.entry.name)
                    on:click=move |_| files::remove(report, id)
                >
                    {t::evidence::remove_short()}
                </button>
            </div>
        </li>
    }
    .into_any()
}

fn drop_dialog(dropping: RwSignal<Option<OpId>>) -> AnyView {
    let shown = RwSignal::new(false);
    Effect::new(move || {
        let wanted = dropping.get().is_some();
        if shown.get_untracked() != wanted {
            shown.set(wanted);
        }
    });
    // Closed by Esc: nothing is dropped.
    Effect::new(move || {
        if !shown.get() && dropping.get_untracked().is_some() {
            dropping.set(None);
        }
    });
    let busy = RwSignal::new(false);
    let body = move || {
        let act = move || {
            if let Some(id) = dropping.get_untracked() {
                spawn_local(desk::choose(id, Choice::Discard));
            }
            shown.set(false);
        };
        let yes = t::queue::discard_yes().to_owned();
        view! {
            <p>{t::queue::discard_text()}</p>
            {answers(shown, busy, t::queue::keep(), yes, true, act)}
        }
        .into_any()
    };
    dialog(shown, || t::queue::discard_title().to_owned(), body)
}

/// Room on the device.
fn room() -> AnyView {
    let room = Loaded::new(|| async { Ok(storage::room().await) });
    view! {
        <section class="card">
            <h2>{t::queue::room()}</h2>
            {state::loaded(room, || ().into_any(), room_words)}
        </section>
    }
    .into_any()
}

fn room_words(room: Room) -> AnyView {
    let used = (room.quota > 0)
        .then(|| t::queue::used(words::bytes(room.quota), words::bytes(room.usage)));
    let text = if room.is_persisted {
        t::queue::persisted()
    } else {
        t::queue::not_persisted()
    };
    view! {
        <p>{used}</p>
        <p class="muted">{text}</p>
    }
    .into_any()
}
