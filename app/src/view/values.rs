//! What may stand as a child, an attribute, a property.

use crate::view::{AnyView, IntoAny as _, Parent};
use wasm_bindgen::prelude::JsValue;

/// Something that can stand between tags.
pub trait Child {
    /// Appends it.
    fn add_to(self, parent: &Parent);
}

impl Child for () {
    fn add_to(self, _: &Parent) {}
}

impl Child for AnyView {
    fn add_to(self, parent: &Parent) {
        parent.view(&self);
    }
}

impl Child for &str {
    fn add_to(self, parent: &Parent) {
        parent.text(self);
    }
}

impl Child for String {
    fn add_to(self, parent: &Parent) {
        parent.text(&self);
    }
}

impl<T: Child> Child for Option<T> {
    fn add_to(self, parent: &Parent) {
        if let Some(child) = self {
            child.add_to(parent);
        }
    }
}

impl<T: Child> Child for Vec<T> {
    fn add_to(self, parent: &Parent) {
        for child in self {
            child.add_to(parent);
        }
    }
}

impl<V: Child, F: Fn() -> V + 'static> Child for F {
    fn add_to(self, parent: &Parent) {
        parent.follow(Box::new(move || self().into_any()));
    }
}

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl Child for $type {
            fn add_to(self, parent: &Parent) {
                parent.text(&self.to_string());
            }
        }

        impl AttrValue for $type {
            fn value(self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )+};
}

numbers!(u32, i32, i64, u64, usize);

/// A value of an attribute; none takes the attribute away.
pub trait AttrValue {
    /// As it stands in the page.
    fn value(self) -> Option<String>;
}

impl AttrValue for &str {
    fn value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl AttrValue for String {
    fn value(self) -> Option<String> {
        Some(self)
    }
}

impl AttrValue for bool {
    fn value(self) -> Option<String> {
        self.then(String::new)
    }
}

impl<T: AttrValue> AttrValue for Option<T> {
    fn value(self) -> Option<String> {
        self.and_then(AttrValue::value)
    }
}

/// What may stand after `name=`.
pub trait Attr {
    /// Sets it.
    fn set(self, parent: &Parent, name: &'static str);
}

macro_rules! plain_attributes {
    ($($type:ty),+) => {$(
        impl Attr for $type {
            fn set(self, parent: &Parent, name: &'static str) {
                parent.attribute(name, self.value().as_deref());
            }
        }
    )+};
}

plain_attributes!(&str, String, bool, u32, i32, i64, u64, usize);

impl<T: AttrValue> Attr for Option<T> {
    fn set(self, parent: &Parent, name: &'static str) {
        parent.attribute(name, self.value().as_deref());
    }
}

impl<V: AttrValue, F: Fn() -> V + 'static> Attr for F {
    fn set(self, parent: &Parent, name: &'static str) {
        parent.follow_attribute(name, Box::new(move || self().value()));
    }
}

/// What may stand after `prop:name=`.
pub trait Prop {
    /// Sets it.
    fn set(self, parent: &Parent, name: &'static str);
}

impl Prop for String {
    fn set(self, parent: &Parent, name: &'static str) {
        parent.property(name, &JsValue::from_str(&self));
    }
}

impl Prop for bool {
    fn set(self, parent: &Parent, name: &'static str) {
        parent.property(name, &JsValue::from_bool(self));
    }
}

impl<V: Into<JsValue>, F: Fn() -> V + 'static> Prop for F {
    fn set(self, parent: &Parent, name: &'static str) {
        parent.follow_property(name, Box::new(move || self().into()));
    }
}

/// What may stand after `class:name=`.
pub trait ClassIf {
    /// Adds the class or not.
    fn set(self, parent: &Parent, class: &'static str);
}

impl ClassIf for bool {
    fn set(self, parent: &Parent, class: &'static str) {
        parent.follow_class(class, Box::new(move || self));
    }
}

impl<F: Fn() -> bool + 'static> ClassIf for F {
    fn set(self, parent: &Parent, class: &'static str) {
        parent.follow_class(class, Box::new(self));
    }
}
