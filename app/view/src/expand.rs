//! From nodes to calls.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeBlock};

use syn::spanned::Spanned as _;

type NodeElement = rstml::node::NodeElement<Infallible>;

/// Elements that exist in SVG only.
const SVG: [&str; 10] = [
    "svg", "g", "path", "rect", "line", "circle", "polyline", "polygon", "text", "tspan",
];

pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    match rstml::parse2(tokens) {
        Ok(nodes) => views(&nodes),
        Err(error) => error.to_compile_error(),
    }
}

fn views(nodes: &[Node]) -> TokenStream {
    if let [node] = nodes {
        return view(node);
    }
    let children = nodes
        .iter()
        .map(|node| child(&format_ident!("__fragment"), node));
    quote! {{
        let __fragment = crate::view::Parent::fragment();
        #(#children)*
        __fragment.into_view()
    }}
}

fn view(node: &Node) -> TokenStream {
    match node {
        Node::Element(element) => {
            let built = build(element);
            quote! { #built.into_view() }
        }
        Node::Text(text) => {
            let text = text.value_string();
            quote! { crate::view::IntoAny::into_any(#text) }
        }
        Node::Block(block) => {
            let value = inner(block);
            quote! { crate::view::IntoAny::into_any(#value) }
        }
        Node::Fragment(fragment) => views(&fragment.children),
        other => refuse(other, "only elements, texts and blocks"),
    }
}

fn child(parent: &syn::Ident, node: &Node) -> TokenStream {
    match node {
        Node::Element(element) => {
            let built = build(element);
            quote! { #parent.element(#built); }
        }
        Node::Text(text) => {
            let text = text.value_string();
            quote! { #parent.text(#text); }
        }
        Node::Block(block) => {
            let value = inner(block);
            quote! { crate::view::Child::add_to(#value, &#parent); }
        }
        Node::Fragment(fragment) => {
            let children = fragment.children.iter().map(|node| child(parent, node));
            quote! { #(#children)* }
        }
        other => refuse(other, "only elements, texts and blocks"),
    }
}

/// A block's only expression without its braces, which the compiler would call unnecessary.
fn inner(block: &NodeBlock) -> TokenStream {
    match block {
        NodeBlock::ValidBlock(valid) => match valid.stmts.as_slice() {
            [syn::Stmt::Expr(expression, None)] => quote! { #expression },
            _ => quote! { #valid },
        },
        NodeBlock::Invalid(_) => quote! { #block },
    }
}

fn refuse(node: &Node, message: &str) -> TokenStream {
    quote_spanned! { node.span() => compile_error!(#message); }
}

/// The element, as an expression of type `Parent`.
fn build(element: &NodeElement) -> TokenStream {
    let tag = element.name().to_string();
    let svg = SVG.contains(&tag.as_str());
    let this = format_ident!("__{}", tag.replace('-', "_"));
    let mut fixed = Vec::new();
    let mut others = Vec::new();
    for attribute in element.attributes() {
        match attribute {
            NodeAttribute::Attribute(attribute) => {
                let name = attribute.key.to_string();
                match (literal(attribute), name.contains(':')) {
                    (Some(text), false) if name != "inner_html" => {
                        fixed.push(quote! { (#name, #text) });
                    }
                    _ => others.push(special(&this, &tag, &name, attribute)),
                }
            }
            NodeAttribute::Block(block) => {
                others.push(quote_spanned! { block.span() => compile_error!("name = value"); });
            }
        }
    }
    let children = element.children.iter().map(|node| child(&this, node));
    quote! {{
        let #this = crate::view::Parent::new(#tag, #svg, &[#(#fixed),*]);
        #(#others)*
        #(#children)*
        #this
    }}
}

fn literal(attribute: &KeyedAttribute) -> Option<String> {
    match attribute.value() {
        None => Some(String::new()),
        Some(syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        })) => Some(text.value()),
        Some(_) => None,
    }
}

fn special(this: &syn::Ident, tag: &str, name: &str, attribute: &KeyedAttribute) -> TokenStream {
    let Some(value) = attribute.value() else {
        return quote_spanned! { attribute.span() => compile_error!("a value is missing"); };
    };
    let parts: Vec<&str> = name.split(':').map(str::trim).collect();
    match parts.as_slice() {
        ["on", event] => {
            let class = event_class(event);
            quote! {
                #this.on(#event, {
                    let mut __handler = crate::view::handler::<web_sys::#class, _>(#value);
                    ::std::boxed::Box::new(move |__event| __handler(crate::view::cast(__event)))
                });
            }
        }
        ["on", event, "target"] => {
            let class = element_class(tag);
            quote! {
                #this.on(#event, {
                    let mut __handler =
                        crate::view::handler::<crate::view::Targeted<web_sys::#class>, _>(#value);
                    ::std::boxed::Box::new(move |__event| {
                        __handler(crate::view::Targeted::new(__event))
                    })
                });
            }
        }
        ["prop", property] => quote! { crate::view::Prop::set(#value, &#this, #property); },
        ["class", class] => quote! { crate::view::ClassIf::set(#value, &#this, #class); },
        ["node_ref"] => quote! { #value.fill(&#this); },
        ["inner_html"] => quote! { #this.inner_html(#value); },
        [name] => quote! { crate::view::Attr::set(#value, &#this, #name); },
        _ => quote_spanned! { attribute.span() => compile_error!("no such attribute"); },
    }
}

fn event_class(event: &str) -> syn::Ident {
    format_ident!(
        "{}",
        match event {
            "click" => "MouseEvent",
            "submit" => "SubmitEvent",
            "keydown" | "keyup" => "KeyboardEvent",
            "blur" | "focus" | "focusin" | "focusout" => "FocusEvent",
            _ => "Event",
        }
    )
}

fn element_class(tag: &str) -> syn::Ident {
    format_ident!(
        "{}",
        match tag {
            "input" => "HtmlInputElement",
            "textarea" => "HtmlTextAreaElement",
            "select" => "HtmlSelectElement",
            _ => "HtmlElement",
        }
    )
}
