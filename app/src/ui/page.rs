//! The frame of a screen: heading, way back, title of the window.

use crate::client::{dom, nav};
use crate::i18n::t;
use crate::route::Route;
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;

/// The heading of a screen. Names the window after it and takes the focus after a move, so that a
/// screen reader says where one has arrived.
#[must_use]
pub fn heading(title: impl Into<String>) -> AnyView {
    let title = title.into();
    dom::document().set_title(&format!("{title} · {}", t::app::name()));
    let node = NodeRef::<html::H1>::new();
    Effect::new(move || {
        if let Some(heading) = node.get()
            && nav::take_focus_wish()
        {
            dom::focus(&heading);
        }
    });
    view! {
        <h1 tabindex="-1" node_ref=node>
            {title}
        </h1>
    }
    .into_any()
}

/// A link back to the screen above.
#[must_use]
pub fn back(to: Route, label: impl Into<String>) -> AnyView {
    let label = label.into();
    view! {
        <a class="back" href=to.href()>
            {icon(icon::BACK)}
            <span>{label}</span>
        </a>
    }
    .into_any()
}
