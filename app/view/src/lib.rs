//! `view!`: the subset of Leptos's syntax that the application uses, expanded to calls of
//! `crate::view` instead of Leptos's statically typed views.
//!
//! Why: with Leptos's own renderer every piece of a page is a type of its own, and the screens of
//! this application came to 374 KB of brotli (measured) where the whole first visit may weigh 200.
//! Signals, effects, contexts and helpers stay Leptos's.

mod expand;

/// Builds an `AnyView` from elements, texts and blocks.
///
/// - `<div class="a" id=expr>`: attributes; a closure makes one that follows its signals
/// - `on:click=handler`, `on:input:target=handler`: events, the latter with the typed element
/// - `prop:value=…`, `class:name=…`, `node_ref=…`, `inner_html=…`
/// - `"text"` and `{expr}`: children; a closure makes one that follows its signals
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::expand(tokens.into()).into()
}
