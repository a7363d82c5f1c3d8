//! Labels with what belongs to them: the rows of a `<dl class="facts">`.

use crate::view::prelude::*;

/// A label and a text.
#[must_use]
pub fn fact(label: &'static str, text: impl Into<String>) -> AnyView {
    fact_view(label, text.into().into_any())
}

/// A label and anything.
#[must_use]
pub fn fact_view(label: &'static str, content: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{content}</dd>
        </div>
    }
    .into_any()
}
