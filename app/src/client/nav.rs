//! Moving between screens without loading pages: plain links are caught, the address bar and the
//! back button follow, the heading of the new screen gets the focus.

use crate::client::dom;
use crate::pages;
use crate::route::Route;
use crate::view::listen;
use crate::view::prelude::*;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;

/// The screen on show. `Copy`: take it from the context with [`use_nav`].
#[derive(Clone, Copy)]
pub struct Nav {
    route: RwSignal<Route>,
}

thread_local! {
    /// Whether the next heading takes the focus: after a move, not on the first load.
    static FOCUS_WANTED: Cell<bool> = const { Cell::new(false) };
}

/// The navigation of the application.
#[must_use]
pub fn use_nav() -> Nav {
    expect_context()
}

impl Nav {
    /// Reads the address bar and starts to follow links and the back button. Called once.
    #[must_use]
    pub fn start() -> Self {
        let nav = Self {
            route: RwSignal::new(current()),
        };
        provide_context(nav);
        listen("popstate", move |_| {
            // A move to an anchor inside the screen on show is the browser's own work.
            let to = current();
            if nav.route.get_untracked() != to {
                FOCUS_WANTED.set(true);
                nav.route.set(to);
            }
        });
        listen("click", move |event| nav.follow(event.unchecked_ref()));
        nav
    }

    /// The screen on show; tracked.
    #[must_use]
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// Goes to a screen.
    pub fn go(self, route: Route) {
        self.go_to(&route.href(), false);
    }

    /// Goes to a screen in place of the one on show, which the back button then skips.
    pub fn replace(self, route: Route) {
        self.go_to(&route.href(), true);
    }

    fn go_to(self, href: &str, replace: bool) {
        if let Ok(history) = dom::window().history() {
            let _ = if replace {
                history.replace_state_with_url(&JsValue::NULL, "", Some(href))
            } else {
                history.push_state_with_url(&JsValue::NULL, "", Some(href))
            };
        }
        FOCUS_WANTED.set(true);
        self.route.set(current());
        dom::window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Catches a plain click on a link to one of our own screens.
    fn follow(self, event: &web_sys::MouseEvent) {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || modified {
            return;
        }
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("a[href]").ok().flatten())
            .and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok());
        let Some(link) = link else { return };
        // Only the path as written: another origin, a file or an anchor on the page on show is the
        // browser's own work.
        let href = link.get_attribute("href").unwrap_or_default();
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let anchor =
            || href.contains('#') && dom::window().location().pathname().as_deref() == Ok(path);
        let plain = href.starts_with('/') && !href.starts_with("//") && !anchor();
        if !plain || link.has_attribute("download") || !link.target().is_empty() {
            return;
        }
        let route = Route::parse(path, "");
        if route == Route::NotFound || !pages::desks::has(route) {
            return;
        }
        event.prevent_default();
        self.go_to(&href, false);
    }
}

/// Whether the heading being shown should take the focus; answers `true` once per move.
#[must_use]
pub fn take_focus_wish() -> bool {
    FOCUS_WANTED.replace(false)
}

fn current() -> Route {
    let location = dom::window().location();
    Route::parse(
        &location.pathname().unwrap_or_default(),
        &location.search().unwrap_or_default(),
    )
}
