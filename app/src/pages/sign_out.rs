//! Signing out, from this device or from all: what has not been sent is never destroyed unasked.

use crate::client::http::ApiError;
use crate::client::leaving::{self, Unsent};
use crate::client::sending;
use crate::i18n::t;
use crate::route::Route;
use crate::ui::dialog::dialog;
use crate::ui::icon::{self, icon};
use crate::ui::state::step_failure;
use crate::view::prelude::*;
use leptos::task::spawn_local;

const HERE: &str = "auth/sign-out";
const EVERYWHERE: &str = "auth/sign-out-everywhere";
const LOOK_EVERY_MS: i32 = 200;
/// Half a minute.
const LOOKS: u32 = 150;

/// What the dialog knows.
#[derive(Clone)]
struct Leaving {
    asked: RwSignal<bool>,
    path: RwSignal<&'static str>,
    unsent: RwSignal<Unsent>,
    busy: RwSignal<bool>,
    told: RwSignal<Option<&'static str>>,
    error: ArcRwSignal<Option<ApiError>>,
}

impl Leaving {
    fn leave(&self) {
        let leaving = self.clone();
        self.error.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let path = leaving.path.get_untracked();
            if let Err(failure) = leaving::sign_out(path).await {
                leaving.asked.set(false);
                leaving.error.set(Some(failure));
            }
            leaving.busy.set(false);
        });
    }

    fn ask(&self, path: &'static str) {
        let leaving = self.clone();
        self.path.set(path);
        self.told.set(None);
        spawn_local(async move {
            let unsent = leaving::unsent().await;
            if unsent.is_any() {
                leaving.unsent.set(unsent);
                leaving.asked.set(true);
            } else {
                leaving.leave();
            }
        });
    }

    /// Sends, and waits until nothing is left or it does not go on.
    fn send(&self) {
        let leaving = self.clone();
        self.busy.set(true);
        self.told.set(None);
        sending::send_now();
        spawn_local(async move {
            for _ in 0..LOOKS {
                crate::client::http::pause(LOOK_EVERY_MS).await;
                leaving.unsent.set(leaving::unsent().await);
                if !leaving.unsent.get_untracked().is_any() {
                    break;
                }
            }
            let all = !leaving.unsent.get_untracked().is_any();
            leaving.busy.set(false);
            leaving.told.set(Some(if all {
                t::account::leave_sent()
            } else {
                t::account::leave_not_sent()
            }));
        });
    }
}

/// The section of the account screen.
#[must_use]
pub fn sign_out() -> AnyView {
    let leaving = Leaving {
        asked: RwSignal::new(false),
        path: RwSignal::new(HERE),
        unsent: RwSignal::default(),
        busy: RwSignal::new(false),
        told: RwSignal::new(None),
        error: ArcRwSignal::new(None),
    };
    let (here, everywhere, failed) = (leaving.clone(), leaving.clone(), leaving.error.clone());
    let asked = leaving.asked;
    view! {
        <section class="card">
            <p class="muted">{t::account::kept()}</p>
            {step_failure(failed)}
            <div class="row">
                <button type="button" class="button" on:click=move |_| here.ask(HERE)>
                    {icon(icon::EXIT)}
                    {t::account::sign_out()}
                </button>
                <button
                    type="button"
                    class="button danger"
                    on:click=move |_| everywhere.ask(EVERYWHERE)
                >
                    {t::account::sign_out_everywhere()}
                </button>
            </div>
        </section>
        {dialog(asked, || t::account::leave_title().to_owned(), move || question(&leaving))}
    }
    .into_any()
}

fn question(leaving: &Leaving) -> AnyView {
    let Leaving {
        asked,
        unsent,
        busy,
        told,
        ..
    } = *leaving;
    let (send, leave) = (leaving.clone(), leaving.clone());
    let count = move || {
        let Unsent { ops, files } = unsent.get();
        let what = match (ops, files) {
            (_, 0) => t::account::leave_ops(ops),
            (0, _) => t::account::leave_files(files),
            _ => t::account::leave_and(t::account::leave_ops(ops), t::account::leave_files(files)),
        };
        t::account::leave_text(what)
    };
    view! {
        <p>{count}</p>
        <div role="status">
            {move || told.get().map(|text| view! { <p class="notice">{text}</p> })}
        </div>
        <div class="stack">
            <button
                type="button"
                class="button primary"
                disabled=move || busy.get()
                on:click=move |_| send.send()
            >
                {icon(icon::SEND)}
                {t::account::leave_send()}
            </button>
            <a class="button" href=Route::Parcel.href()>
                {t::account::leave_file()}
            </a>
            <button type="button" class="button" on:click=move |_| asked.set(false)>
                {t::account::leave_stay()}
            </button>
            <button
                type="button"
                class="button danger"
                disabled=move || busy.get()
                on:click=move |_| leave.leave()
            >
                {t::account::leave_anyway()}
            </button>
        </div>
    }
    .into_any()
}
