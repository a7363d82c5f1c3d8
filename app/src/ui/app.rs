//! The whole application: finds out who is signed in, then shows the screen of the address.

use crate::client::desk;
use crate::client::load::Loaded;
use crate::client::nav::{Nav, use_nav};
use crate::client::session::{self, Session};
use crate::pages;
use crate::route::Route;
use crate::ui::layout::layout;
use crate::ui::state;
use crate::view::prelude::*;
use domain::policy::Action;
use domain::wire::auth::Me;
use std::cell::Cell;
use std::sync::Arc;

/// The root view.
#[must_use]
pub fn app() -> AnyView {
    let _nav = Nav::start();
    let me = Loaded::new(session::begin);
    let again = me.clone();
    let asked = Cell::new(false);
    state::loaded(me, pages::home::skeleton, move |me| {
        if !asked.replace(true) && !desk::is_fresh() {
            ask_again(again.clone());
        }
        signed_in(me)
    })
}

/// The device remembered who it is: the server is asked behind the first screen.
fn ask_again(shown: Loaded<Arc<Me>>) {
    leptos::task::spawn_local(async move {
        if let Some(me) = session::refreshed().await {
            shown.put(me);
        }
    });
}

fn signed_in(me: Arc<Me>) -> AnyView {
    pages::desks::remember(&me);
    Session::provide(Arc::clone(&me));
    let nav = use_nav();
    let screen = move || {
        let route = nav.route();
        // The first password is known to an administrator: nothing else before it is changed.
        let route = if me.must_change_password {
            Route::Account
        } else {
            route
        };
        screen(route, &me)
    };
    layout(screen.into_any())
}

/// Where `/` leads, by role.
fn home(me: &Me) -> Route {
    let work = [
        Action::EditReport,
        Action::ApproveReport,
        Action::ReturnReport,
    ];
    if work.iter().any(|action| me.may(*action)) {
        Route::Work
    } else if me.may(Action::ViewOverview) {
        Route::Overviews
    } else {
        Route::Admin
    }
}

fn screen(route: Route, me: &Me) -> AnyView {
    match route {
        Route::Home => {
            let (nav, to) = (use_nav(), home(me));
            // After this render: the route must not change while it is being shown.
            leptos::task::spawn_local(async move { nav.replace(to) });
            ().into_any()
        }
        Route::Work => pages::work::work(),
        Route::Report(report, tab) => pages::report::report(report, tab),
        Route::Target(report, target) => pages::target::target(report, target),
        Route::Task(report, task) => pages::task::task(report, task),
        Route::Submit(report) => pages::submit::submit(report),
        Route::Queue => pages::queue::queue(),
        Route::Account => pages::account::account(),
        Route::NotFound => pages::home::not_found(),
        desk => pages::desks::screen(desk),
    }
}
