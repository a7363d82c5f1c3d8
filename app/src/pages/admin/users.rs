//! The people with a role in the unit on show or below it.

use super::unit_search::search_field;
use super::user_steps::{Ask, Steps, questions};
use super::{Screen, query};
use crate::client::api;
use crate::client::load::Loaded;
use crate::client::session::use_me;
use crate::i18n::t;
use crate::route::Route;
use crate::ui::icon::{self, icon};
use crate::ui::{chip, state};
use crate::view::prelude::*;
use crate::words;
use domain::wire::admin::UserRow;

/// Most people that the server answers at once.
const MOST: usize = 200;

/// The part with the people.
pub(super) fn users(screen: Screen) -> AnyView {
    let words = RwSignal::new(String::new());
    let disabled = RwSignal::new("");
    let rows = Loaded::new(move || {
        let (words, disabled, unit) = (words.get(), disabled.get(), screen.unit());
        async move {
            let unit = unit
                .as_ref()
                .map(|unit| unit.id.as_str())
                .unwrap_or_default();
            let pairs = [("unit", unit), ("q", &words), ("disabled", disabled)];
            api::get::<Vec<UserRow>>(&query("users?limit=200", &pairs)).await
        }
    });
    let steps = Steps::new(screen, rows.clone());
    let asked = steps.clone();
    let list = state::loaded(rows, state::lines_skeleton, move |rows| {
        listed(&rows, &asked)
    });
    let filter = |value: &'static str, label: &'static str| {
        let pressed = move || (disabled.get() == value).to_string();
        view! {
            <button
                type="button"
                class="filter"
                aria-pressed=pressed
                on:click=move |_| disabled.set(value)
            >
                {label}
            </button>
        }
        .into_any()
    };
    let title = move || match screen.unit() {
        Some(unit) => t::admin::users_of(unit.name),
        None => t::admin::users().to_owned(),
    };
    view! {
        <section class="stack admin-users" aria-label=t::admin::users()>
            <div class="row admin-head">
                <h2>{title}</h2>
                <a class="button primary" href=Route::NewUser.href()>
                    {icon(icon::PLUS)}
                    {t::admin::new_user()}
                </a>
            </div>
            {search_field("tim-nguoi-dung", t::admin::search_users(), words)}
            <div class="filters" role="group" aria-label=t::admin::filter()>
                {filter("", t::admin::all())}
                {filter("false", t::admin::active())}
                {filter("true", t::admin::disabled())}
            </div>
            {list}
            {questions(steps)}
        </section>
    }
    .into_any()
}

fn listed(rows: &[UserRow], steps: &Steps) -> AnyView {
    if rows.is_empty() {
        return state::empty(
            icon::PERSON,
            t::admin::no_users_title(),
            t::admin::no_users_text(),
        );
    }
    let more = (rows.len() >= MOST).then(|| view! { <p class="muted">{t::admin::more(MOST)}</p> });
    let own = use_me().id;
    let items: Vec<AnyView> = rows
        .iter()
        .map(|user| row(user, user.id == own, steps))
        .collect();
    view! {
        <p class="visually-hidden" role="status">
            {t::admin::users_found(items.len())}
        </p>
        <ul class="admin-rows" role="list">
            {items}
        </ul>
        {more}
    }
    .into_any()
}

fn row(user: &UserRow, own: bool, steps: &Steps) -> AnyView {
    let roles: Vec<AnyView> = user
        .roles
        .iter()
        .map(|held| {
            view! {
                <li>
                    {words::role(held.role)} " · " {held.unit.name.clone()}
                </li>
            }
            .into_any()
        })
        .collect();
    let last = match user.last_sign_in {
        Some(at) => t::admin::last_sign_in(words::date_time(at)),
        None => t::admin::never_signed_in().to_owned(),
    };
    let button = |ask: Ask, label: &'static str| {
        let (steps, user) = (steps.clone(), user.clone());
        let name = format!("{label}: {}", user.username);
        view! {
            <button
                type="button"
                class="button"
                aria-label=name
                on:click=move |_| steps.ask(ask, user.clone())
            >
                {label}
            </button>
        }
        .into_any()
    };
    let buttons = (!own).then(|| {
        let lock = if user.disabled {
            button(Ask::Enable, t::admin::enable())
        } else {
            button(Ask::Disable, t::admin::disable())
        };
        view! { <div class="row admin-steps">{button(Ask::Reset, t::admin::reset())} {lock}</div> }
    });
    let class = if user.disabled {
        "admin-user off"
    } else {
        "admin-user"
    };
    view! {
        <li class=class tabindex="-1" data-row="">
            <div>
                <p class="row">
                    <strong>{user.display_name.clone()}</strong>
                    <span class="muted">{user.username.clone()}</span>
                    {user.disabled.then(|| chip::chip(chip::Tone::Bad, t::admin::is_disabled()))}
                    {chip::simulated(user.simulated)}
                </p>
                <ul class="admin-roles" role="list">
                    {roles}
                </ul>
                <p class="muted">{last}</p>
            </div>
            {buttons}
        </li>
    }
    .into_any()
}
