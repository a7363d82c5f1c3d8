//! What the `view!` macro calls: elements built at once, with effects where something follows a
//! signal. No diffing: a block that follows signals is built anew when they change, so a block
//! holds what changes and nothing more.

mod memo;
mod node_ref;
mod values;

/// What a screen imports: Leptos's signals and helpers, and views.
pub mod prelude {
    pub use super::memo::Memo;
    pub use super::node_ref::{NodeRef, html};
    pub use super::{AnyView, Effect, IntoAny};
    pub use leptos::prelude::{
        ArcRwSignal, Get, GetUntracked, GetValue, Owner, RwSignal, Set, SetValue, Signal,
        StoredValue, TimeoutHandle, Track, Update, UpdateUntracked, UpdateValue, With,
        WithUntracked, WithValue, event_target_value, expect_context, on_cleanup, provide_context,
        request_animation_frame, set_timeout, set_timeout_with_handle, untrack, use_context,
        window_event_listener,
    };
    pub use view_macro::view;
}

pub use values::{Attr, Child, ClassIf, Prop};

use crate::client::dom::document;
use leptos::prelude::{Owner, RenderEffect, StoredValue};
use std::marker::PhantomData;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{Element, Event, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// A piece of a page: an element, a text, or several in a fragment; nothing is `None`.
pub struct AnyView(Option<Node>);

/// Anything that can stand where a view is wanted.
pub trait IntoAny {
    /// The view.
    fn into_any(self) -> AnyView;
}

impl<T: Child> IntoAny for T {
    fn into_any(self) -> AnyView {
        let fragment = Parent::fragment();
        self.add_to(&fragment);
        fragment.into_view()
    }
}

/// An element or fragment under construction.
pub struct Parent(Node);

impl Parent {
    /// An element with its fixed attributes.
    #[must_use]
    pub fn new(tag: &str, svg: bool, attributes: &[(&str, &str)]) -> Self {
        let document = document();
        let element = if svg {
            document.create_element_ns(Some(SVG), tag)
        } else {
            document.create_element(tag)
        };
        let parent = Self(element.map_or_else(|_| fragment(), Into::into));
        for (name, value) in attributes {
            parent.attribute(name, Some(value));
        }
        parent
    }

    /// Several nodes without an element around them.
    #[must_use]
    pub fn fragment() -> Self {
        Self(fragment())
    }

    /// The finished view.
    #[must_use]
    pub fn into_view(self) -> AnyView {
        AnyView(Some(self.0))
    }

    /// Appends a finished element.
    pub fn element(&self, child: Self) {
        self.append(&child.0);
    }

    /// Appends a text.
    pub fn text(&self, text: &str) {
        self.append(&document().create_text_node(text));
    }

    /// Appends a finished view.
    pub fn view(&self, view: &AnyView) {
        if let Some(node) = &view.0 {
            self.append(node);
        }
    }

    fn append(&self, node: &Node) {
        // Fails only for a node that contains this one.
        let _ = self.0.append_child(node);
    }

    /// Appends what `view` gives, anew whenever its signals change.
    pub fn follow(&self, view: Box<dyn Fn() -> AnyView>) {
        let document = document();
        let (start, end) = (document.create_comment(""), document.create_comment(""));
        self.append(&start);
        self.append(&end);
        effect(Box::new(move || {
            let view = view();
            while let Some(old) = start
                .next_sibling()
                .filter(|node| !node.is_same_node(Some(&end)))
            {
                let _ = old.parent_node().map(|parent| parent.remove_child(&old));
            }
            if let (Some(node), Some(parent)) = (&view.0, end.parent_node()) {
                let _ = parent.insert_before(node, Some(&end));
            }
        }));
    }

    fn as_element(&self) -> &Element {
        self.0.unchecked_ref()
    }

    /// Sets an attribute, or takes it away.
    pub fn attribute(&self, name: &str, value: Option<&str>) {
        set_attribute(self.as_element(), name, value);
    }

    /// Keeps an attribute as its signals say.
    pub fn follow_attribute(&self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
        let element = self.as_element().clone();
        effect(Box::new(move || {
            set_attribute(&element, name, value().as_deref());
        }));
    }

    /// Sets a property of the element.
    pub fn property(&self, name: &str, value: &JsValue) {
        set_property(&self.0, name, value);
    }

    /// Keeps a property as its signals say.
    pub fn follow_property(&self, name: &'static str, value: Box<dyn Fn() -> JsValue>) {
        let node = self.0.clone();
        effect(Box::new(move || set_property(&node, name, &value())));
    }

    /// Keeps a class as its signals say.
    pub fn follow_class(&self, class: &'static str, on: Box<dyn Fn() -> bool>) {
        let classes = self.as_element().class_list();
        effect(Box::new(move || {
            let _ = classes.toggle_with_force(class, on());
        }));
    }

    /// Sets the markup inside: for our own drawings only, never for what a person typed.
    pub fn inner_html(&self, html: &'static str) {
        self.as_element().set_inner_html(html);
    }

    /// Listens to an event as long as the element lives.
    pub fn on(&self, event: &str, handler: Box<dyn FnMut(Event)>) {
        let handler = Closure::wrap(handler).into_js_value();
        let _ = self
            .0
            .add_event_listener_with_callback(event, handler.unchecked_ref());
    }
}

fn fragment() -> Node {
    document().create_document_fragment().into()
}

fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn set_property(node: &Node, name: &str, value: &JsValue) {
    let name = JsValue::from_str(name);
    // Writing the same text again would move the cursor.
    if js_sys::Reflect::get(node, &name).as_ref() != Ok(value) {
        let _ = js_sys::Reflect::set(node, &name, value);
    }
}

/// Runs now and whenever its signals change, as long as the block around it stands.
fn effect(run: Box<dyn Fn()>) {
    let effect = RenderEffect::new(move |_: Option<()>| run());
    // Held by the owner, which lets go of it when its own block is built anew.
    let _held = StoredValue::new_local(effect);
}

/// Something done soon, and again whenever its signals change. (Leptos's own, but compiled once
/// instead of once for every closure.)
pub struct Effect;

impl Effect {
    /// Lasts as long as the block around it.
    #[allow(clippy::new_ret_no_self, reason = "called as Leptos's own")]
    pub fn new(run: impl FnMut() + 'static) {
        later(Box::new(run));
    }
}

fn later(mut run: Box<dyn FnMut()>) {
    let _held = leptos::prelude::Effect::new(move |_: Option<()>| run());
}

/// Listens to an event of the whole window for as long as the page lives.
pub fn listen(event: &str, handler: impl FnMut(Event) + 'static) {
    let handler: Box<dyn FnMut(Event)> = Box::new(handler);
    let handler = Closure::wrap(handler).into_js_value();
    let _ = crate::client::dom::window()
        .add_event_listener_with_callback(event, handler.unchecked_ref());
}

/// Lets the compiler know what a handler takes.
pub fn handler<E, F: FnMut(E)>(handler: F) -> F {
    handler
}

/// The event as what its name promises.
#[must_use]
pub fn cast<E: JsCast>(event: Event) -> E {
    event.unchecked_into()
}

/// An event with the element it was listened for on.
pub struct Targeted<T> {
    event: Event,
    class: PhantomData<T>,
}

impl<T: JsCast> Targeted<T> {
    /// From the event.
    #[must_use]
    pub const fn new(event: Event) -> Self {
        Self {
            event,
            class: PhantomData,
        }
    }

    /// The element.
    #[must_use]
    pub fn target(&self) -> T {
        let target = self
            .event
            .current_target()
            .map_or(JsValue::NULL, Into::into);
        target.unchecked_into()
    }
}

/// Puts a view into an element of the page, for as long as the page lives.
pub fn mount(parent: &Element, view: impl FnOnce() -> AnyView) {
    // Refused only where one runs already.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    if let Some(node) = owner.with(view).0 {
        let _ = parent.append_child(&node);
    }
    // The application is never taken down.
    std::mem::forget(owner);
}
