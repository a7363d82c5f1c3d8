//! A search field whose answers come while one types.

use crate::client::http::pause;
use crate::view::prelude::*;
use leptos::task::spawn_local;

/// Milliseconds without a key before the server is asked.
const QUIET_MS: i32 = 250;

/// A field for words; `settled` follows it when the typing pauses.
pub(super) fn search_field(
    id: impl Into<String>,
    label: &'static str,
    settled: RwSignal<String>,
) -> AnyView {
    let id = id.into();
    let typed = RwSignal::new(settled.get_untracked());
    Effect::new(move || {
        // Emptied from outside: what was found has been chosen.
        if settled.with(String::is_empty) {
            typed.set(String::new());
        }
    });
    let on_input = move |text: String| {
        typed.set(text.clone());
        spawn_local(async move {
            pause(QUIET_MS).await;
            // Still the same words, and the screen still there.
            if typed.try_get_untracked() == Some(text.clone()) {
                settled.set(text.trim().to_owned());
            }
        });
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class="input"
                id=id
                type="search"
                autocomplete="off"
                prop:value=move || typed.get()
                on:input:target=move |event| on_input(event.target().value())
            />
        </div>
    }
    .into_any()
}
