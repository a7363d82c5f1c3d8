//! Signing in: passwords, tokens, cookies, throttling, and who makes a request.
//!
//! The pieces are pure or nearly so; `service::auth` puts them together with the database, and
//! [`current_user`] turns a request into an [`domain::policy::Actor`].

pub mod access;
pub mod cookies;
pub mod current_user;
pub mod keys;
pub mod known;
pub mod origin;
pub mod password;
pub mod refresh_token;
pub mod throttle;

pub use current_user::{CurrentUser, SignedIn};
