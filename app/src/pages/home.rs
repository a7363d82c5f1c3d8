//! What is shown before anything is known, and at an address that leads nowhere.

use crate::i18n::t;
use crate::ui::page::heading;
use crate::ui::state;
use crate::view::prelude::*;

/// The shape of the application while it finds out who is signed in.
#[must_use]
pub fn skeleton() -> AnyView {
    view! {
        <header class="top">
            <span class="brand">
                {crate::ui::icon::mark()}
                <span class="brand-name">{t::app::name()}</span>
            </span>
        </header>
        <main>{state::lines_skeleton()}</main>
    }
    .into_any()
}

/// No such screen.
#[must_use]
pub fn not_found() -> AnyView {
    view! {
        {heading(t::problem::not_found_title())}
        <p>{t::problem::not_found_detail()}</p>
        <p>
            <a class="button" href="/">
                {t::problem::go_home()}
            </a>
        </p>
    }
    .into_any()
}
