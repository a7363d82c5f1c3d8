//! In the reporter's application: the desks are in the full one, which the server's page for their
//! addresses starts.

use crate::client::dom;
use crate::route::Route;
use crate::ui::state;
use crate::view::prelude::*;
use domain::wire::auth::Me;

/// Leaves for the full application, with the shape of what comes meanwhile.
#[must_use]
pub fn screen(_: Route) -> AnyView {
    // The address is in place already; the server's page for it starts the other application.
    let _ = dom::window().location().reload();
    state::lines_skeleton()
}

/// Nothing to remember here: this is the application that a page starts by default.
pub const fn remember(_: &Me) {}

/// Whether this application has the screen.
#[must_use]
pub const fn has(route: Route) -> bool {
    !route.is_desk()
}
