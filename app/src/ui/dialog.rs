//! A question that stops everything else: the browser's own `<dialog>`, which keeps the focus
//! inside, closes with Esc and gives the focus back.

use crate::view::prelude::*;
use std::rc::Rc;
use std::time::Duration;

/// A modal dialog that is open while `shown` is true; what is inside is made anew each time. Closing
/// it by Esc sets `shown` back.
#[must_use]
pub fn dialog(
    shown: RwSignal<bool>,
    title: impl Fn() -> String + 'static,
    body: impl Fn() -> AnyView + 'static,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let title = Rc::new(title);
    let inside = move || {
        shown.get().then(|| {
            let title = Rc::clone(&title);
            view! {
                <h2 id="dialog-title">{move || title()}</h2>
                {body()}
            }
        })
    };
    let view = view! {
        <dialog
            class="dialog"
            aria-labelledby="dialog-title"
            node_ref=node
            on:close=move |_| shown.set(false)
        >
            {inside}
        </dialog>
    }
    .into_any();
    let element = node.get_untracked();
    Effect::new(move || {
        let (wanted, element) = (shown.get(), element.clone());
        // After the inside has been drawn, so that its first control gets the focus.
        let follow = move || {
            let Some(dialog) = element else { return };
            if wanted && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !wanted && dialog.open() {
                dialog.close();
            }
        };
        set_timeout(follow, Duration::ZERO);
    });
    view
}

/// The buttons under a dialog's text: away without doing anything, and the step itself.
#[must_use]
pub fn answers(
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
    cancel: &'static str,
    step: String,
    danger: bool,
    act: impl Fn() + 'static,
) -> AnyView {
    view! {
        <div class="dialog-answers">
            <button type="button" class="button" on:click=move |_| shown.set(false)>
                {cancel}
            </button>
            <button
                type="button"
                class=if danger { "button danger" } else { "button primary" }
                disabled=move || busy.get()
                on:click=move |_| act()
            >
                {step}
            </button>
        </div>
    }
    .into_any()
}
