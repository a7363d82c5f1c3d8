//! The keyboard, the same on every screen: `/` goes to the search field, `j` and `k` to the next and
//! the previous row of a list, `?` lists the keys. A row is what carries `data-row`, a search field
//! what has that type; a screen needs nothing more to take part.

use crate::client::dom;
use crate::i18n::t;
use crate::ui::dialog::dialog;
use crate::view::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};

const SEARCH: &str = "main input[type=search]";
const ROWS: &str = "main [data-row]";

/// Listens as long as the application lives; the list of keys, where it is asked for.
#[must_use]
pub fn keys() -> AnyView {
    let shown = RwSignal::new(false);
    crate::view::listen("keydown", move |event| {
        follow(event.unchecked_ref(), shown);
    });
    dialog(shown, || t::keys::title().to_owned(), move || list(shown))
}

fn list(shown: RwSignal<bool>) -> AnyView {
    let keys = [
        ("/", t::keys::search()),
        ("j", t::keys::next()),
        ("k", t::keys::previous()),
        ("Enter", t::keys::open()),
        ("Esc", t::keys::close()),
        ("?", t::keys::list()),
    ];
    let rows: Vec<AnyView> = keys
        .into_iter()
        .map(|(key, what)| {
            view! {
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
            }
            .into_any()
        })
        .collect();
    view! {
        <dl class="keys">{rows}</dl>
        <div class="dialog-answers">
            <button type="button" class="button" on:click=move |_| shown.set(false)>
                {t::keys::done()}
            </button>
        </div>
    }
    .into_any()
}

fn follow(event: &KeyboardEvent, shown: RwSignal<bool>) {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    if modified || event.default_prevented() || typing(event) || asked() {
        return;
    }
    let target = match event.key().as_str() {
        "/" => search(),
        "j" => row(true),
        "k" => row(false),
        "?" => {
            event.prevent_default();
            shown.set(true);
            return;
        }
        _ => return,
    };
    if let Some(target) = target {
        event.prevent_default();
        // Here the page moves with the focus, unlike after a move between screens.
        let _ = target.focus();
    }
}

/// Whether the key belongs to a field.
fn typing(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| ["INPUT", "SELECT", "TEXTAREA"].contains(&target.tag_name().as_str()))
}

/// Whether a question stands before everything else.
fn asked() -> bool {
    let open = dom::document().query_selector("dialog[open]");
    open.is_ok_and(|dialog| dialog.is_some())
}

/// What is on show of a kind, in the order of the page: what is folded away or belongs to the other
/// half of a phone's screen is passed over.
fn on_show(selector: &str) -> Vec<HtmlElement> {
    let mut all = dom::all(selector);
    all.retain(|element| element.offset_height() > 0);
    all
}

fn active() -> Option<Element> {
    dom::document().active_element()
}

/// The search field of the part of the screen that has the focus, else the first.
fn search() -> Option<HtmlElement> {
    let part = active().and_then(|active| active.closest("section").ok().flatten());
    let fields = on_show(SEARCH);
    let near = fields
        .iter()
        .find(|field| part.as_ref().is_some_and(|part| part.contains(Some(field))));
    near.or_else(|| fields.first()).cloned()
}

/// The row after or before what has the focus, which may be a row, something in one, or anything
/// else on the page.
fn row(forward: bool) -> Option<HtmlElement> {
    let active = active()?;
    let side = |row: &HtmlElement| active.compare_document_position(row);
    let mut rows = on_show(ROWS).into_iter();
    if forward {
        rows.find(|row| side(row) & Node::DOCUMENT_POSITION_FOLLOWING != 0)
    } else {
        // A row around the focus is no step back.
        rows.rfind(|row| {
            side(row) & (Node::DOCUMENT_POSITION_PRECEDING | Node::DOCUMENT_POSITION_CONTAINS)
                == Node::DOCUMENT_POSITION_PRECEDING
        })
    }
}
