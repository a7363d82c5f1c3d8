//! What has to be known before anything is typed, at the top of every screen: what the device cannot
//! keep, what stands in the way of sending, a new build, an offer to install.

use crate::client::browser::storage::Obstacle;
use crate::client::notices::{self, Notices, notices};
use crate::client::{desk, dom};
use crate::i18n::t;
use crate::sync::ports::{StoreError, TransportError};
use crate::sync::{Summary, Trouble};
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use wasm_bindgen::prelude::JsValue;

/// The banners.
#[must_use]
pub fn banners() -> AnyView {
    let obstacles = desk::obstacles();
    let kept = move || {
        obstacles
            .get()
            .into_iter()
            .map(obstacle)
            .collect::<Vec<_>>()
    };
    let summary = desk::summary();
    let problem = Memo::new(move |()| summary.with(problem));
    let Notices {
        update: is_ready,
        install: offer,
    } = notices();
    let update = move || {
        is_ready.get().then(|| {
            banner(
                "",
                t::notice::update_ready().to_owned(),
                button(t::notice::update(), notices::update),
            )
        })
    };
    let install = move || {
        offer.get().then(|| {
            let buttons = view! {
                {button(t::notice::install_yes(), || notices::install(true))}
                {button(t::notice::install_no(), || notices::install(false))}
            };
            banner("", t::notice::install().to_owned(), buttons)
        })
    };
    view! {
        <section class="banners" aria-label=t::notice::label()>
            <div role="alert">{kept}</div>
            <div role="alert">{move || problem.get().map(|problem| problem.view())}</div>
            <div role="status">{update} {install}</div>
        </section>
    }
    .into_any()
}

fn obstacle(obstacle: Obstacle) -> AnyView {
    let text = match obstacle {
        Obstacle::NoCrypto | Obstacle::NoDatabase => t::notice::no_store(),
        Obstacle::Private => t::notice::private(),
        Obstacle::NearlyFull => t::notice::nearly_full(),
    };
    banner("warn", text.to_owned(), ().into_any())
}

/// What stands in the way.
#[derive(Clone, PartialEq)]
enum Problem {
    Full(usize),
    Closed,
    SignedOut,
    TooOld,
    Refused(String),
}

fn problem(summary: &Summary) -> Option<Problem> {
    if summary.unsaved > 0 {
        return Some(Problem::Full(summary.unsaved));
    }
    match summary.trouble.as_ref()? {
        Trouble::Store(StoreError::Closed) => Some(Problem::Closed),
        Trouble::Call(TransportError::SignedOut) => Some(Problem::SignedOut),
        Trouble::Call(TransportError::TooOld) => Some(Problem::TooOld),
        Trouble::Call(TransportError::Refused(problem)) => {
            Some(Problem::Refused(problem.detail.clone()))
        }
        _ => None,
    }
}

impl Problem {
    fn view(&self) -> AnyView {
        match self {
            Self::Full(n) => banner("bad", t::notice::full(*n), ().into_any()),
            Self::Closed => {
                let reload = || drop(dom::window().location().reload());
                let text = t::notice::closed().to_owned();
                banner("bad", text, button(t::notice::reload(), reload))
            }
            Self::SignedOut => {
                let link = view! {
                    <a class="button" href=sign_in_address()>
                        {t::notice::sign_in()}
                    </a>
                };
                banner("warn", t::notice::signed_out().to_owned(), link)
            }
            Self::TooOld => {
                let text = t::notice::too_old().to_owned();
                banner("bad", text, button(t::notice::update(), notices::update))
            }
            Self::Refused(why) => banner("bad", t::notice::refused(why), ().into_any()),
        }
    }
}

/// The sign-in page, with the way back to here.
fn sign_in_address() -> String {
    let here = dom::window().location().pathname().unwrap_or_default();
    let next: JsValue = js_sys::encode_uri_component(&here).into();
    format!("/dang-nhap?next={}", next.as_string().unwrap_or_default())
}

fn banner(class: &'static str, text: String, actions: AnyView) -> AnyView {
    view! {
        <div class=format!("notice banner {class}")>
            <p class="row">
                {icon(if class.is_empty() { icon::DEVICE } else { icon::WARN })}
                <span>{text}</span>
            </p>
            <div class="row">{actions}</div>
        </div>
    }
    .into_any()
}

fn button(label: &'static str, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="button" on:click=move |_| act()>
            {label}
        </button>
    }
    .into_any()
}
