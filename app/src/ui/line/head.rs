//! The top of a line's screen: the way back with the place in the list, and why it was returned.

use crate::i18n::t;
use crate::route::Route;
use crate::ui::line::LineView;
use crate::ui::page::back;
use crate::view::prelude::*;
use crate::words;
use domain::line_order::Place;

/// The way back to the list, and the place in it: "12/32".
#[must_use]
pub fn head(list: Route, label: &'static str, order: &[Place], here: Place) -> AnyView {
    let at = order
        .iter()
        .position(|place| *place == here)
        .map_or(0, |at| at + 1);
    view! {
        <div class="line-head">
            {back(list, label)} <span class="muted">{t::line::position(at, order.len())}</span>
        </div>
    }
    .into_any()
}

/// Why the line was returned, and whether it was changed since.
#[must_use]
pub fn returned(view: &LineView) -> AnyView {
    let line = view.line;
    (move || {
        line.with(|line| line.returned.clone()).map_or_else(
            || ().into_any(),
            |returned| {
                let class = if returned.addressed {
                    "notice"
                } else {
                    "notice warn"
                };
                let done = returned
                    .addressed
                    .then(|| view! { <p class="muted">{t::line::addressed()}</p> });
                view! {
                    <section class=class>
                        <p>
                            <strong>{t::line::returned_by(returned.stamp.by.display_name)}</strong>
                            " “"
                            {returned.reason}
                            "” "
                            <span class="muted">{words::date_time(returned.stamp.at)}</span>
                        </p>
                        {done}
                    </section>
                }
                .into_any()
            },
        )
    })
    .into_any()
}
