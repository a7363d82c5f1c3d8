//! The icon set: outlines on a 24 × 24 grid, drawn for this product. An icon never stands alone
//! for a meaning: a word or a label is beside it.

use crate::view::prelude::*;

/// The inside of an icon's SVG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static str);

/// A list with ticks: work to do.
pub const WORK: Icon =
    Icon(r#"<path d="M10 6h10M10 12h10M10 18h10M4 6l1 1 2-2M4 12l1 1 2-2M4 18l1 1 2-2"/>"#);
/// Rising bars under a line: the overview.
pub const OVERVIEW: Icon = Icon(r#"<path d="M4 20h16M7 16v-4M12 16V8M17 16V5"/>"#);
/// A sheet with lines: a plan.
pub const PLAN: Icon = Icon(r#"<path d="M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7"/>"#);
/// A node with two children: administration.
pub const ADMIN: Icon =
    Icon(r#"<path d="M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4"/>"#);
/// A head and shoulders: the account.
pub const PERSON: Icon =
    Icon(r#"<circle cx="12" cy="8" r="4"/><path d="M4 21c.8-4.4 4-6 8-6s7.2 1.6 8 6"/>"#);
/// A cloud with a tick: the server has it.
pub const CLOUD: Icon = Icon(
    r#"<path d="M7 18a4 4 0 0 1-.5-8 6 6 0 0 1 11.6 1A3.5 3.5 0 0 1 17.5 18zM9.5 13.5l2 2 3.5-3.5"/>"#,
);
/// A cloud with a line through it: no connection.
pub const OFFLINE: Icon =
    Icon(r#"<path d="M7 18a4 4 0 0 1-.5-8 6 6 0 0 1 11.6 1A3.5 3.5 0 0 1 17.5 18zM4 4l16 17"/>"#);
/// A phone: on this device.
pub const DEVICE: Icon = Icon(r#"<path d="M8 3h8v18H8zM11 18h2"/>"#);
/// A tick.
pub const CHECK: Icon = Icon(r#"<path d="M5 12.5l4.5 4.5L19 7"/>"#);
/// A triangle with a sign: attention.
pub const WARN: Icon = Icon(r#"<path d="M12 4 2.5 20h19zM12 10v5M12 17.5v.5"/>"#);
/// An arrow back: returned.
pub const RETURN: Icon = Icon(r#"<path d="M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3"/>"#);
/// A chevron to the left.
pub const BACK: Icon = Icon(r#"<path d="M15 5l-7 7 7 7"/>"#);
/// A chevron to the right.
pub const NEXT: Icon = Icon(r#"<path d="M9 5l7 7-7 7"/>"#);
/// A magnifying glass.
pub const SEARCH: Icon = Icon(r#"<circle cx="11" cy="11" r="6.5"/><path d="M16 16l5 5"/>"#);
/// A paper plane: send.
pub const SEND: Icon = Icon(r#"<path d="M21 3 3 10.5l7 3.5 3.5 7zM10 14l5-5"/>"#);
/// A ring: not started.
pub const RING: Icon = Icon(r#"<circle cx="12" cy="12" r="8"/>"#);
/// A half-filled ring: under way.
pub const HALF: Icon =
    Icon(r#"<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/>"#);
/// A ring with a tick: done.
pub const DONE: Icon = Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M8 12.5l3 3 5.5-6"/>"#);
/// A ring with a bar: blocked.
pub const BLOCKED: Icon = Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M6.5 17.5l11-11"/>"#);
/// A clock face: versions, time.
pub const CLOCK: Icon = Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>"#);
/// A door with an arrow: sign out.
pub const EXIT: Icon = Icon(r#"<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>"#);
/// A plus.
pub const PLUS: Icon = Icon(r#"<path d="M12 5v14M5 12h14"/>"#);

/// Draws an icon in the colour of the text beside it, hidden from screen readers.
#[must_use]
pub fn icon(icon: Icon) -> AnyView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.0></svg> }
        .into_any()
}

/// The product's mark.
#[must_use]
pub fn mark() -> AnyView {
    view! { <svg class="mark" viewBox="0 0 64 64" aria-hidden="true" inner_html=crate::brand::MARK></svg> }
        .into_any()
}
