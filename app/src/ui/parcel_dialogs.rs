//! The two questions about encrypted files of unsent work: saving one, taking one up.

use crate::client::browser::parcel::ParcelError;
use crate::client::parcel::{self, Trouble};
use crate::i18n::t;
use crate::ui::dialog::{answers, dialog};
use crate::ui::form::{finding, text_input};
use crate::view::prelude::*;
use crate::words;
use js_sys::Reflect;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::File;

/// A passphrase shorter than this is guessed too soon.
const LEAST: usize = 8;

/// What to do about a file that could not be made or taken up.
#[must_use]
pub fn trouble(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Parcel(ParcelError::Foreign) => t::queue::foreign(),
        Trouble::Parcel(ParcelError::Newer) => t::queue::newer(),
        Trouble::Parcel(ParcelError::Damaged) | Trouble::Unreadable => t::queue::damaged(),
        Trouble::Parcel(ParcelError::Passphrase) => t::queue::wrong_passphrase(),
        Trouble::Parcel(ParcelError::Broken) => t::queue::broken(),
        Trouble::NotYours => t::queue::not_yours(),
        Trouble::Store(error) => words::store_error(error),
    }
}

/// Asks twice for a passphrase and saves the file; `done` is told once it is.
#[must_use]
pub fn save_dialog(shown: RwSignal<bool>, done: impl Fn() + Clone + 'static) -> AnyView {
    dialog(
        shown,
        || t::queue::export_title().to_owned(),
        move || saving(shown, done.clone()),
    )
}

fn saving(shown: RwSignal<bool>, done: impl Fn() + Clone + 'static) -> AnyView {
    let (first, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let complaint = RwSignal::new(None::<&'static str>);
    let save = move || {
        let passphrase = first.get_untracked();
        if passphrase.chars().count() < LEAST {
            complaint.set(Some(t::queue::passphrase_rule()));
            return;
        }
        if passphrase != again.get_untracked() {
            complaint.set(Some(t::queue::passphrases_differ()));
            return;
        }
        complaint.set(None);
        busy.set(true);
        let done = done.clone();
        spawn_local(async move {
            let saved = parcel::save(&passphrase).await;
            busy.set(false);
            match saved {
                Ok(()) => {
                    shown.set(false);
                    done();
                }
                Err(why) => complaint.set(Some(trouble(&why))),
            }
        });
    };
    view! {
        <p>{t::queue::export_text()}</p>
        {text_input("mat-khau-tep", t::queue::passphrase(), "password", "new-password", first)}
        {text_input(
            "mat-khau-tep-lai",
            t::queue::passphrase_again(),
            "password",
            "new-password",
            again,
        )}
        <p class="muted">{t::queue::passphrase_rule()}</p>
        <div role="alert">{move || complaint.get().map(|text| finding(true, text))}</div>
        {answers(shown, busy, t::queue::cancel(), t::queue::save_file().to_owned(), false, save)}
    }
    .into_any()
}

/// Asks for a file and its passphrase and takes it up; `done` is told in words what came of it.
#[must_use]
pub fn take_up_dialog(shown: RwSignal<bool>, done: impl Fn(String) + Clone + 'static) -> AnyView {
    dialog(
        shown,
        || t::queue::import_title().to_owned(),
        move || taking(shown, done.clone()),
    )
}

fn taking(shown: RwSignal<bool>, done: impl Fn(String) + Clone + 'static) -> AnyView {
    let node = NodeRef::<html::Input>::new();
    let passphrase = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let complaint = RwSignal::new(None::<&'static str>);
    let take = move || {
        let Some(file) = node.get_untracked().and_then(|input| chosen(&input)) else {
            complaint.set(Some(t::queue::import_text()));
            return;
        };
        complaint.set(None);
        busy.set(true);
        let (passphrase, done) = (passphrase.get_untracked(), done.clone());
        spawn_local(async move {
            let taken = parcel::take_up(&file, &passphrase).await;
            busy.set(false);
            match taken {
                Ok(taken) => {
                    shown.set(false);
                    done(t::queue::imported(taken.added, taken.known));
                }
                Err(why) => complaint.set(Some(trouble(&why))),
            }
        });
    };
    view! {
        <p>{t::queue::import_text()}</p>
        <div class="field">
            <label for="tep-nhap">{t::queue::file()}</label>
            <input class="input" id="tep-nhap" type="file" accept=".tiendo" node_ref=node />
        </div>
        {text_input("mat-khau-tep", t::queue::passphrase(), "password", "off", passphrase)}
        <div role="alert">{move || complaint.get().map(|text| finding(true, text))}</div>
        {answers(shown, busy, t::queue::cancel(), t::queue::open_file().to_owned(), false, take)}
    }
    .into_any()
}

fn chosen(input: &web_sys::HtmlInputElement) -> Option<File> {
    let files = Reflect::get(input, &"files".into()).ok()?;
    Reflect::get_u32(&files, 0).ok()?.dyn_into().ok()
}
