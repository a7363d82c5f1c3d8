//! *Tệp dữ liệu chưa gửi*: unsent work as an encrypted file, saved here, taken up on another device.

use crate::client::browser::parcel::ParcelError;
use crate::client::parcel::{self, Trouble};
use crate::i18n::t;
use crate::route::Route;
use crate::ui::form::{finding, text_input};
use crate::ui::icon::{self, icon};
use crate::ui::page::{back, heading};
use crate::view::prelude::*;
use crate::words;
use js_sys::Reflect;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::File;

/// Characters of a passphrase; a shorter one is guessed too soon. See `docs/OFFLINE.md`.
const LEAST: usize = 12;

/// What came of it.
#[derive(Clone, PartialEq)]
enum Said {
    Good(String),
    Bad(&'static str),
}

/// `/hang-doi/tep`.
#[must_use]
pub fn parcel() -> AnyView {
    view! {
        {back(Route::Queue, t::queue::title())}
        {heading(t::queue::parcel_title())}
        {saving()}
        {taking()}
    }
    .into_any()
}

/// What to do about a file that could not be made or taken up.
fn trouble(trouble: &Trouble) -> &'static str {
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

fn saving() -> AnyView {
    let (first, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let said = RwSignal::new(None::<Said>);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let passphrase = first.get_untracked();
        if passphrase.chars().count() < LEAST {
            said.set(Some(Said::Bad(t::queue::passphrase_rule())));
            return;
        }
        if passphrase != again.get_untracked() {
            said.set(Some(Said::Bad(t::queue::passphrases_differ())));
            return;
        }
        said.set(None);
        busy.set(true);
        spawn_local(async move {
            let saved = parcel::save(&passphrase).await;
            busy.set(false);
            said.set(Some(match saved {
                Ok(()) => {
                    first.set(String::new());
                    again.set(String::new());
                    Said::Good(t::queue::saved_file().to_owned())
                }
                Err(why) => Said::Bad(trouble(&why)),
            }));
        });
    };
    view! {
        <form class="card" on:submit=save>
            <h2>{t::queue::export_title()}</h2>
            <p>{t::queue::export_text()}</p>
            {text_input("mat-khau-tep", t::queue::passphrase(), "password", "new-password", first)}
            <p class="muted">{t::queue::passphrase_rule()}</p>
            {text_input(
                "mat-khau-tep-lai",
                t::queue::passphrase_again(),
                "password",
                "new-password",
                again,
            )}
            {outcome(said)}
            <button class="button primary" type="submit" disabled=move || busy.get()>
                {icon(icon::DEVICE)}
                {t::queue::save_file()}
            </button>
        </form>
    }
    .into_any()
}

fn taking() -> AnyView {
    let node = NodeRef::<html::Input>::new();
    let passphrase = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let said = RwSignal::new(None::<Said>);
    let take = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(file) = node.get_untracked().and_then(|input| chosen(&input)) else {
            said.set(Some(Said::Bad(t::queue::import_text())));
            return;
        };
        said.set(None);
        busy.set(true);
        let given = passphrase.get_untracked();
        spawn_local(async move {
            let taken = parcel::take_up(&file, &given).await;
            busy.set(false);
            said.set(Some(match taken {
                Ok(taken) => {
                    passphrase.set(String::new());
                    Said::Good(t::queue::imported(taken.added, taken.known))
                }
                Err(why) => Said::Bad(trouble(&why)),
            }));
        });
    };
    view! {
        <form class="card" on:submit=take>
            <h2>{t::queue::import_title()}</h2>
            <p>{t::queue::import_text()}</p>
            <div class="field">
                <label for="tep-nhap">{t::queue::file()}</label>
                <input class="input" id="tep-nhap" type="file" accept=".tiendo" node_ref=node />
            </div>
            {text_input("mat-khau-tep-nhap", t::queue::passphrase(), "password", "off", passphrase)}
            {outcome(said)}
            <button class="button" type="submit" disabled=move || busy.get()>
                {t::queue::open_file()}
            </button>
        </form>
    }
    .into_any()
}

fn outcome(said: RwSignal<Option<Said>>) -> AnyView {
    view! {
        <div role="status">
            {move || {
                said.get()
                    .map(|said| match said {
                        Said::Good(text) => {
                            view! { <p class="notice good">{text}</p> }.into_any()
                        }
                        Said::Bad(text) => finding(true, text),
                    })
            }}
        </div>
    }
    .into_any()
}

fn chosen(input: &web_sys::HtmlInputElement) -> Option<File> {
    let files = Reflect::get(input, &"files".into()).ok()?;
    Reflect::get_u32(&files, 0).ok()?.dyn_into().ok()
}
