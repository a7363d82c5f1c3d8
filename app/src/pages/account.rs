//! One's own account: roles, language, theme, password, signing out.

use crate::client::session::use_me;
use crate::client::{api, dom, prefs};
use crate::i18n::{Lang, lang, t};
use crate::pages::sign_out::sign_out;
use crate::prefs::Theme;
use crate::ui::chip;
use crate::ui::form::{finding, text_input};
use crate::ui::icon;
use crate::ui::line::choice::{Choice, choice};
use crate::ui::page::heading;
use crate::ui::state::step_failure;
use crate::view::prelude::*;
use crate::words;
use domain::wire::auth::ChangePassword;
use leptos::task::spawn_local;

/// `/tai-khoan`.
#[must_use]
pub fn account() -> AnyView {
    let me = use_me();
    let roles = me
        .roles
        .iter()
        .map(|held| {
            view! { <li>{t::account::role_at(words::role(held.role), &held.unit.name)}</li> }
                .into_any()
        })
        .collect::<Vec<_>>();
    let must = me
        .must_change_password
        .then(|| view! { <p class="notice warn">{t::account::must_change()}</p> });
    view! {
        {heading(t::account::title())}
        {must}
        <section class="card">
            <p class="row">
                <strong>{me.display_name.clone()}</strong>
                <span class="muted">{me.username.clone()}</span>
                {chip::simulated(me.simulated)}
            </p>
            <h2>{t::account::roles()}</h2>
            <ul>{roles}</ul>
        </section>
        {display()}
        {password()}
        {sign_out()}
    }
    .into_any()
}

fn display() -> AnyView {
    let languages = vec![
        Choice {
            value: Lang::Vi,
            label: t::account::vietnamese(),
            sign: icon::CHECK,
        },
        Choice {
            value: Lang::En,
            label: t::account::english(),
            sign: icon::CHECK,
        },
    ];
    let themes = vec![
        Choice {
            value: Theme::Auto,
            label: t::account::theme_auto(),
            sign: icon::DEVICE,
        },
        Choice {
            value: Theme::Light,
            label: t::account::theme_light(),
            sign: icon::RING,
        },
        Choice {
            value: Theme::Dark,
            label: t::account::theme_dark(),
            sign: icon::HALF,
        },
    ];
    let theme = RwSignal::new(prefs::chosen().theme);
    let choose_theme = move |chosen| {
        prefs::set_theme(chosen);
        theme.set(chosen);
    };
    view! {
        <section class="card">
            <h2>{t::account::settings()}</h2>
            {choice("ngon-ngu", t::account::language(), languages, false, || Some(lang()), prefs::set_lang)}
            {choice("giao-dien", t::account::theme(), themes, false, move || Some(theme.get()), choose_theme)}
        </section>
    }
    .into_any()
}

fn password() -> AnyView {
    let (current, new, again) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let must_change = use_me().must_change_password;
    let error = ArcRwSignal::new(None);
    let done = ArcRwSignal::new(false);
    let (failed, changed) = (error.clone(), done.clone());
    let differ = move || {
        let again = again.get();
        (!again.is_empty() && again != new.get()).then(|| finding(true, t::account::differ()))
    };
    let change = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if again.get_untracked() != new.get_untracked() {
            return;
        }
        let body = ChangePassword {
            current: current.get_untracked(),
            new: new.get_untracked(),
        };
        let (error, done) = (error.clone(), done.clone());
        error.set(None);
        spawn_local(async move {
            match api::post_for_nothing("auth/password", &body).await {
                // Start anew: the session knows the change.
                Ok(()) if must_change => dom::leave_to("/"),
                Ok(()) => {
                    for field in [current, new, again] {
                        field.set(String::new());
                    }
                    done.set(true);
                }
                Err(failure) => error.set(Some(failure)),
            }
        });
    };
    view! {
        <form class="card" on:submit=change>
            <h2>{t::account::password()}</h2>
            {text_input("mat-khau", t::account::current(), "password", "current-password", current)}
            {text_input("mat-khau-moi", t::account::new(), "password", "new-password", new)}
            <p class="muted">{t::account::rule()}</p>
            {text_input("nhap-lai", t::account::again(), "password", "new-password", again)}
            {differ}
            {step_failure(failed)}
            <div role="status">
                {move || {
                    changed.get().then(|| view! { <p class="notice good">{t::account::changed()}</p> })
                }}
            </div>
            <button class="button" type="submit">
                {t::account::change()}
            </button>
        </form>
    }
    .into_any()
}
