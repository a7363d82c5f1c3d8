//! The application: what people see, in the browser and in the server's two pages.
//!
//! Pure modules (words, numbers, routes, plans of work) build everywhere and are tested natively;
//! `client`, `ui` and `pages` are the Leptos application; `shell` is what the server answers
//! before the application has loaded.

pub mod brand;
pub mod draft;
pub mod entry_words;
pub mod i18n;
pub mod json;
pub mod number_field;
pub mod overview_facts;
pub mod period_form;
pub mod prefs;
pub mod route;
pub mod sync;
pub mod unit_change;
pub mod version_runs;
pub mod words;

#[cfg(feature = "csr")]
pub mod client;
#[cfg(feature = "csr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "csr")]
pub mod ui;
#[cfg(feature = "csr")]
pub mod view;

#[cfg(feature = "csr")]
pub use client::start;

pub use i18n::{Lang, t};
pub use prefs::{Prefs, Theme};
