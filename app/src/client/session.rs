//! Who is signed in: as the device last heard, or as the server says.

use crate::client::browser::alarm::Device;
use crate::client::browser::store::{self, BrowserStore};
use crate::client::browser::transport::BrowserTransport;
use crate::client::http::{ApiError, Method, NoAnswer, call, exchange};
use crate::client::memory::Memory;
use crate::client::{desk, dom, legacy, sending};
use crate::json::from_text;
use crate::prefs::USER_COOKIE;
use crate::sync::ports::{LocalStore, StoreError};
use crate::sync::{Engine, Ports, keys};
use crate::view::prelude::*;
use chrono::NaiveDate;
use domain::id::UserId;
use domain::wire::auth::Me;
use std::rc::Rc;
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
    desk::today().unwrap_or_else(|| expect_context::<Session>().me.today)
}

/// The person of the session's cookie: whoever signed in last on this device. The store of anybody
/// else is not opened.
#[must_use]
pub fn cookie_user() -> Option<UserId> {
    let cookies = dom::cookies();
    let pairs = cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(name, _)| *name == USER_COOKIE);
    ours.next().and_then(|(_, user)| user.parse().ok())
}

/// A store with what stands in its way.
struct Kept {
    store: Rc<dyn LocalStore>,
    browser: Option<BrowserStore>,
}

impl Kept {
    /// A browser that keeps nothing gets a store that lives as long as the page.
    async fn open(user: UserId) -> Result<Self, ApiError> {
        match BrowserStore::open(user).await {
            Ok(browser) => Ok(Self {
                store: Rc::new(browser.clone()),
                browser: Some(browser),
            }),
            Err(StoreError::Broken(_)) => Ok(Self {
                store: Rc::new(Memory::default()),
                browser: None,
            }),
            Err(error) => Err(ApiError::Store(error)),
        }
    }
}

/// Finds out who is signed in and opens what the device keeps for them. A device that knows its
/// person needs no network for it.
///
/// # Errors
/// When nobody is known here and the server does not answer, or the store cannot be opened.
pub async fn begin() -> Result<Arc<Me>, ApiError> {
    let current = store::current_user().await;
    if let Some(user) = cookie_user().or(current) {
        let kept = Kept::open(user).await?;
        let known = kept.store.get(keys::ME).await.ok().flatten();
        if known.is_some_and(|text| from_text::<Me>(&text).is_some_and(|me| me.id == user)) {
            return ready(user, kept, None).await;
        }
    }
    let text = call(Method::Get, "me", None).await?;
    let me: Me = from_text(&text).ok_or(ApiError::Unreadable)?;
    let kept = Kept::open(me.id).await?;
    ready(me.id, kept, Some(text)).await
}

async fn ready(user: UserId, kept: Kept, said: Option<String>) -> Result<Arc<Me>, ApiError> {
    let ports = Ports {
        store: kept.store,
        transport: Rc::new(BrowserTransport::of(user)),
        clock: Rc::new(Device),
        entropy: Rc::new(Device),
        screen: Rc::new(desk::TabScreen),
    };
    let engine = Engine::open(ports).await.map_err(ApiError::Store)?;
    let is_fresh = said.is_some();
    if let Some(text) = said {
        // A full store is told of by the first entry that it does not take.
        let _ = engine.learn(&text).await;
    }
    let me = engine.me().ok_or(ApiError::Unreadable)?;
    let today = engine.today().await.unwrap_or(me.today);
    let engine = Rc::new(engine);
    desk::start(desk::Start {
        engine: Rc::clone(&engine),
        store: kept.browser,
        user,
        today,
        is_fresh,
    });
    legacy::take_up(&engine, user).await;
    sending::start(&engine);
    Ok(Arc::new(me))
}

/// Asks the server who is signed in, where the device only remembered it. Answers the person where
/// something about them is new. What waits is not touched by whatever the server says.
pub async fn refreshed() -> Option<Arc<Me>> {
    let engine = desk::engine()?;
    let before = engine.me();
    let answer = match exchange(Method::Get, "me", None, &[]).await {
        Ok(answer) if answer.status == 200 => answer,
        Err(NoAnswer::SignedOut) => {
            desk::note_signed_out();
            return None;
        }
        _ => return None,
    };
    let said: Me = from_text(&answer.text)?;
    if before.as_ref().is_some_and(|me| me.id != said.id) {
        // Somebody else signed in on this device: their application begins with their own data.
        dom::leave_to("/");
        return None;
    }
    let _ = engine.learn(&answer.text).await;
    desk::set_today(said.today);
    let is_same = before.is_some_and(|me| {
        Me {
            today: said.today,
            ..me
        } == said
    });
    (!is_same).then(|| Arc::new(said))
}
