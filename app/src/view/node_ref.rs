//! A handle on an element of a view, filled once the element is built.

use crate::view::Parent;
use leptos::prelude::{Get, LocalStorage, RwSignal, Set};
use wasm_bindgen::JsCast;

/// Classes of elements by their tags.
pub mod html {
    pub use web_sys::{
        HtmlDialogElement as Dialog, HtmlElement as H1, HtmlElement as H2,
        HtmlInputElement as Input,
    };
}

/// The handle; `Copy`.
pub struct NodeRef<T: 'static>(RwSignal<Option<T>, LocalStorage>);

impl<T> Clone for NodeRef<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for NodeRef<T> {}

impl<T: JsCast + Clone + 'static> Default for NodeRef<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: JsCast + Clone + 'static> NodeRef<T> {
    /// An empty handle.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new_local(None))
    }

    /// The element, once there is one; tracked.
    #[must_use]
    pub fn get(self) -> Option<T> {
        self.0.get()
    }

    /// The element, once there is one; not tracked.
    #[must_use]
    pub fn get_untracked(self) -> Option<T> {
        leptos::prelude::GetUntracked::get_untracked(&self.0)
    }

    /// The element, if the view that held it still stands; not tracked.
    #[must_use]
    pub fn try_get_untracked(self) -> Option<Option<T>> {
        leptos::prelude::GetUntracked::try_get_untracked(&self.0)
    }

    /// Called by `node_ref=…`.
    pub fn fill(self, parent: &Parent) {
        self.0.set(Some(parent.0.clone().unchecked_into()));
    }
}
