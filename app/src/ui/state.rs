//! What a screen shows while it waits, when it has nothing, and when something failed.

use crate::client::http::ApiError;
use crate::client::load::{Load, Loaded};
use crate::i18n::t;
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;

/// Shows what was fetched: `skeleton` while it waits, the failure with a way to try again, or what
/// `ready` makes of it.
#[must_use]
pub fn loaded<T: Clone + Send + Sync + 'static>(
    loaded: Loaded<T>,
    skeleton: fn() -> AnyView,
    ready: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let reload = loaded.clone();
    (move || match loaded.get() {
        Load::Waiting => skeleton(),
        Load::Ready(value) => ready(value),
        Load::Failed(error) => {
            let reload = reload.clone();
            failure(&error, move || reload.reload())
        }
    })
    .into_any()
}

/// A failure with what to do about it and a way to try again.
#[must_use]
pub fn failure(error: &ApiError, retry: impl Fn() + 'static) -> AnyView {
    if *error == ApiError::SignedOut {
        return lines_skeleton();
    }
    let reference = match error {
        ApiError::Problem(problem) => problem.request_id.clone(),
        _ => None,
    };
    view! {
        <section class="notice bad" role="alert">
            <h2>{error.title()}</h2>
            <p>{error.detail()}</p>
            {reference.map(|id| view! { <p class="muted">{t::problem::request_id(id)}</p> })}
            <button type="button" class="button" on:click=move |_| retry()>
                {t::problem::retry()}
            </button>
        </section>
    }
    .into_any()
}

/// A failed step beside the button that was pressed: stays until the next try.
#[must_use]
pub fn step_failure(error: ArcRwSignal<Option<ApiError>>) -> AnyView {
    view! {
        <div role="alert">
            {move || {
                error
                    .get()
                    .map(|error| {
                        let named: Vec<AnyView> = error
                            .fields()
                            .iter()
                            .map(|field| view! { <p>{field.message.clone()}</p> }.into_any())
                            .collect();
                        view! {
                            <div class="notice bad">
                                <p>
                                    <strong>{error.title()}</strong>
                                    " "
                                    {error.detail()}
                                </p>
                                {named}
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// Nothing to show, and why, or what comes here.
#[must_use]
pub fn empty(sign: icon::Icon, title: &'static str, text: &'static str) -> AnyView {
    view! {
        <section class="empty">
            {icon(sign)}
            <h2>{title}</h2>
            <p>{text}</p>
        </section>
    }
    .into_any()
}

/// The shape of a list to come.
#[must_use]
pub fn lines_skeleton() -> AnyView {
    view! {
        <div class="skeleton" aria-busy="true">
            <span></span>
            <span></span>
            <span></span>
            <span></span>
        </div>
    }
    .into_any()
}
