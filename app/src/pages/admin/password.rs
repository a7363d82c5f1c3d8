//! A first password: shown once, to be handed over.

use crate::client::dom;
use crate::i18n::t;
use crate::view::prelude::*;
use domain::wire::admin::CreatedUser;
use js_sys::{Function, Promise, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// The user name with its first password and a button that copies it.
pub(super) fn first_password(made: &CreatedUser) -> AnyView {
    let copied = RwSignal::new("");
    let field = NodeRef::<html::Input>::new();
    let password = made.first_password.clone();
    let copy = move |_| {
        let password = password.clone();
        spawn_local(async move {
            let done = copy_text(&password).await.is_some();
            // Without the clipboard (plain HTTP) the text is selected for the person to copy.
            if !done && let Some(field) = field.get_untracked() {
                field.select();
            }
            copied.set(if done {
                t::admin::copied()
            } else {
                t::admin::copy_by_hand()
            });
        });
    };
    view! {
        <div class="field">
            <label for="mat-khau-dau">{t::admin::first_password(&made.user.username)}</label>
            <div class="admin-password">
                <input
                    class="input"
                    id="mat-khau-dau"
                    node_ref=field
                    readonly
                    autocomplete="off"
                    spellcheck="false"
                    value=made.first_password.clone()
                />
                <button type="button" class="button" on:click=copy>
                    {t::admin::copy()}
                </button>
            </div>
            <p class="muted" role="status">
                {move || copied.get()}
            </p>
        </div>
        <p class="notice warn">{t::admin::password_once()}</p>
    }
    .into_any()
}

/// `navigator.clipboard.writeText`, where the browser has it.
async fn copy_text(text: &str) -> Option<()> {
    let clipboard = Reflect::get(&dom::window().navigator(), &"clipboard".into()).ok()?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let promise: Promise = write
        .call1(&clipboard, &text.into())
        .ok()?
        .dyn_into()
        .ok()?;
    JsFuture::from(promise).await.ok().map(drop)
}
