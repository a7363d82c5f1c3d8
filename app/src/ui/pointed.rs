//! The line that the address names (`…#m:<uuid>`): unfolded, marked, brought on screen, given the
//! focus. A screen says with `data-line` where it shows which line.

use crate::client::dom;
use crate::route;
use crate::view::prelude::*;
use domain::id::LineId;

/// The line that the address names.
#[must_use]
pub fn line() -> Option<LineId> {
    route::line_in(&dom::window().location().hash().ok()?)
}

/// Points at the line, once the screen is drawn.
pub fn point_at(line: LineId) {
    Effect::new(move || {
        let places = dom::all(&format!("[data-line=\"{line}\"]"));
        for place in &places {
            let around = place.closest("details").ok().flatten();
            let inside = place.query_selector("details").ok().flatten();
            for folded in around.into_iter().chain(inside) {
                let _ = folded.set_attribute("open", "");
            }
            let _ = place.class_list().add_1("pointed");
        }
        if let Some(first) = places.first() {
            let _ = first.set_attribute("tabindex", "-1");
            first.scroll_into_view();
            dom::focus(first);
        }
    });
}
