//! Who is signed in.

use crate::view::prelude::*;
use chrono::NaiveDate;
use domain::wire::auth::Me;
use std::sync::Arc;

/// The signed-in person, for every screen.
#[derive(Clone)]
pub struct Session {
    me: Arc<Me>,
}

impl Session {
    /// Puts the person into the context of everything below.
    pub fn provide(me: Arc<Me>) {
        provide_context(Self { me });
    }
}

/// The signed-in person.
#[must_use]
pub fn use_me() -> Arc<Me> {
    expect_context::<Session>().me
}

/// The day in Vietnam as the server sees it.
#[must_use]
pub fn today() -> NaiveDate {
    expect_context::<Session>().me.today
}
