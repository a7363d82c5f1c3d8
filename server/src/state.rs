//! What every handler can reach.

use crate::auth::keys::Keys;
use crate::auth::known::Known;
use crate::auth::password::Passwords;
use crate::changes::Changes;
use crate::clock::{Clock, Ids};
use crate::committer::Committer;
use crate::config::Config;
use crate::db::Db;
use crate::http::pages::Pages;
use crate::service::Ctx;
use crate::service::overview::Served;
use crate::service::sync::Scopes;
use crate::store::Store;
use std::ops::Deref;
use std::sync::Arc;

/// The application's parts, behind one pointer: axum clones the state several times a request.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What there is.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// The settings.
    pub config: Arc<Config>,
    /// Signs tokens.
    pub keys: Arc<Keys>,
    /// Who is signed in, as last read.
    pub known: Arc<Known>,
    /// What devices hold, as last worked out.
    pub scopes: Arc<Scopes>,
    /// Answers of the rolled-up views, as last given.
    pub served: Arc<Served>,
    /// Whom to tell after a commit; the same handle as the database's.
    pub changes: Changes,
    /// Makes and checks password hashes.
    pub passwords: Passwords,
    /// Decides and stores what is done to reports.
    pub committer: Committer,
    /// Keeps photos and files.
    pub store: Store,
    /// The built web application and the server's own pages, where there is one.
    pub pages: Option<Arc<Pages>>,
}

impl AppState {
    /// Puts the parts together: reads (or makes) the signing key, opens the store of
    /// evidence and reads the site.
    ///
    /// # Errors
    /// When the key or the site cannot be read, the store cannot be opened, or the cost of
    /// passwords is out of range.
    pub fn new(
        config: Config,
        db: Db,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> anyhow::Result<Self> {
        let keys = Keys::load(&config)?;
        let passwords = Passwords::new(&config)?;
        let store = Store::open(&config)?;
        let pages = config
            .site
            .as_deref()
            .map(Pages::load)
            .transpose()?
            .map(Arc::new);
        Ok(Self(Arc::new(Parts {
            changes: db.changes().clone(),
            committer: Committer::new(db.clone(), Arc::clone(&clock), Arc::clone(&ids)),
            db,
            clock,
            ids,
            config: Arc::new(config),
            keys: Arc::new(keys),
            known: Arc::default(),
            scopes: Arc::default(),
            served: Arc::default(),
            passwords,
            store,
            pages,
        })))
    }

    /// What services work with.
    #[must_use]
    pub fn ctx(&self) -> Ctx<'_> {
        Ctx {
            db: &self.db,
            clock: &*self.clock,
            ids: &*self.ids,
        }
    }
}
