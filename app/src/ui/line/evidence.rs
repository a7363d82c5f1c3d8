//! Photos and files behind a line: those of this device on their way, and those that the server has.

use crate::client::browser::evidence::FileError;
use crate::client::desk;
use crate::client::files::{self, AddError, LocalFile};
use crate::i18n::t;
use crate::ui::form::finding;
use crate::ui::icon::{self, Icon, icon};
use crate::ui::line::LineView;
use crate::view::prelude::*;
use crate::words;
use domain::id::{EvidenceId, LineId, ReportId};
use domain::wire::sync::Evidence;
use js_sys::Reflect;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

/// The part of a line's screen.
#[must_use]
pub fn evidence(view: &LineView) -> AnyView {
    let (open, id, line, editable) = (view.open.clone(), view.id, view.line, view.editable);
    let report = open.id;
    let received = Memo::new(move |()| line.with(|line| line.evidence.clone()));
    let waiting = {
        let files = open.files.clone();
        Memo::new(move |()| {
            let files = files.get().into_iter();
            files
                .filter(|file| file.entry.line == id)
                .collect::<Vec<_>>()
        })
    };
    let rows = move || {
        let known = received.get();
        // One that has just arrived is the server's as soon as a pull names it.
        let mut rows = Vec::new();
        for piece in &known {
            rows.push(of_server(report, piece, editable));
        }
        for file in waiting.get() {
            if known.iter().all(|piece| piece.id != file.id) {
                rows.push(of_device(report, &file));
            }
        }
        (!rows.is_empty()).then(|| {
            view! {
                <ul class="evidence" role="list">
                    {rows}
                </ul>
            }
        })
    };
    let adding = editable.then(|| add(report, id));
    view! {
        <section class="stack">
            <h2>{t::evidence::title()}</h2>
            {rows}
            {adding}
        </section>
    }
    .into_any()
}

/// The files that the server has, to be looked at.
#[must_use]
pub fn links(evidence: &[Evidence]) -> AnyView {
    if evidence.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = evidence
        .iter()
        .map(|piece| view! { <li>{link(piece)} {by(piece)}</li> }.into_any())
        .collect();
    view! {
        <ul class="evidence" role="list">
            {rows}
        </ul>
    }
    .into_any()
}

fn link(piece: &Evidence) -> AnyView {
    view! {
        <a
            class="evidence-name"
            href=format!("/api/v1/evidence/{}", piece.id)
            target="_blank"
            rel="noopener"
        >
            {piece.name.clone()}
        </a>
        <span class="muted">{words::bytes(piece.size)}</span>
    }
    .into_any()
}

fn by(piece: &Evidence) -> AnyView {
    let stamp = &piece.stamp;
    let text = t::evidence::by(words::date_time(stamp.at), &stamp.by.display_name);
    view! { <span class="muted">{text}</span> }.into_any()
}

fn of_server(report: ReportId, piece: &Evidence, editable: bool) -> AnyView {
    let removal = editable.then(|| remove(report, piece.id, &piece.name));
    view! {
        <li data-state="received">
            {link(piece)}
            {state(icon::CLOUD, "", t::evidence::received().to_owned())}
            {removal}
        </li>
    }
    .into_any()
}

fn of_device(report: ReportId, file: &LocalFile) -> AnyView {
    let id = file.id;
    let shown = match file.refusal() {
        Some(why) => state(icon::WARN, "bad", t::evidence::refused(why)),
        None if file.entry.offset > 0 => {
            state(icon::SEND, "info", t::evidence::uploading(file.percent()))
        }
        None => state(icon::DEVICE, "info", t::evidence::on_device().to_owned()),
    };
    let again = file.refusal().map(|_| {
        view! {
            <button type="button" class="button small" on:click=move |_| files::retry(id)>
                {t::evidence::retry()}
            </button>
        }
    });
    view! {
        <li data-state="device">
            <button
                type="button"
                class="link evidence-name"
                aria-label=t::evidence::view(&file.entry.name)
                on:click=move |_| files::view(id)
            >
                {file.entry.name.clone()}
            </button>
            <span class="muted">{words::bytes(file.entry.size)}</span>
            {shown}
            {again}
            {remove(report, id, &file.entry.name)}
        </li>
    }
    .into_any()
}

fn state(sign: Icon, class: &'static str, text: String) -> AnyView {
    view! {
        <span class="saved">
            <span class=format!("row {class}")>
                {icon(sign)}
                <span>{text}</span>
            </span>
        </span>
    }
    .into_any()
}

fn remove(report: ReportId, id: EvidenceId, name: &str) -> AnyView {
    view! {
        <button
            type="button"
            class="button small"
            aria-label=t::evidence::remove(name)
            on:click=move |_| files::remove(report, id)
        >
            {t::evidence::remove_short()}
        </button>
    }
    .into_any()
}

/// The button that opens the camera or the list of files.
fn add(report: ReportId, line: LineId) -> AnyView {
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let chosen = move |input: HtmlInputElement| {
        let file = first_file(&input);
        // So that the same file may be chosen again.
        input.set_value("");
        let Some(file) = file.filter(|_| !busy.get_untracked()) else {
            return;
        };
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            let added = files::add(report, line, &file).await;
            busy.set(false);
            error.set(added.err().map(|why| add_error(&why).to_owned()));
        });
    };
    view! {
        <label class="button add-file">
            <input
                class="visually-hidden"
                type="file"
                accept="image/*,.pdf,.docx,.xlsx,.odt,.ods,.txt,.csv"
                disabled=desk::store().is_none()
                on:change:target=move |event| chosen(event.target())
            />
            {icon(icon::PLUS)}
            <span>
                {move || if busy.get() { t::evidence::adding() } else { t::evidence::add() }}
            </span>
        </label>
        <div role="alert">{move || error.get().map(|text| finding(true, text))}</div>
    }
    .into_any()
}

fn first_file(input: &HtmlInputElement) -> Option<File> {
    let files = Reflect::get(input, &"files".into()).ok()?;
    Reflect::get_u32(&files, 0).ok()?.dyn_into().ok()
}

fn add_error(error: &AddError) -> &'static str {
    match error {
        AddError::File(FileError::Empty) => t::evidence::empty_file(),
        AddError::File(FileError::TooBig) => t::evidence::too_big(),
        AddError::File(FileError::Type) => t::evidence::wrong_type(),
        AddError::File(FileError::Unreadable) => t::evidence::unreadable(),
        AddError::Store(error) => words::store_error(error),
    }
}
