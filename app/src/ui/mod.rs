//! Components: plain functions that return [`AnyView`](leptos::prelude::AnyView). Erased types
//! keep the WASM small and the build quick.

pub mod app;
pub mod banners;
pub mod charts;
pub mod chip;
pub mod dialog;
pub mod facts;
pub mod form;
pub mod icon;
pub mod keys;
pub mod layout;
pub mod line;
pub mod page;
#[cfg(feature = "full")]
pub mod pointed;
pub mod report_card;
pub mod report_steps;
pub mod state;
pub mod sync_badge;
