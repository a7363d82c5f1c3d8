//! What can be done with an account, each after a question.

use super::Screen;
use super::password::first_password;
use crate::client::api;
use crate::client::http::ApiError;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::ui::dialog::{answers, dialog};
use crate::ui::state;
use crate::view::prelude::*;
use domain::wire::admin::{CreatedUser, UserRow};
use leptos::task::spawn_local;

/// A step that is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    Disable,
    Enable,
    Reset,
}

/// The question on show and what came of it.
#[derive(Clone)]
pub(super) struct Steps {
    screen: Screen,
    rows: Loaded<Vec<UserRow>>,
    asked: RwSignal<Option<(Ask, UserRow)>>,
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: ArcRwSignal<Option<ApiError>>,
    /// The account with its new first password: shown once, gone with the dialog.
    made: RwSignal<Option<CreatedUser>>,
}

impl Steps {
    pub(super) fn new(screen: Screen, rows: Loaded<Vec<UserRow>>) -> Self {
        Self {
            screen,
            rows,
            asked: RwSignal::new(None),
            shown: RwSignal::new(false),
            busy: RwSignal::new(false),
            error: ArcRwSignal::new(None),
            made: RwSignal::new(None),
        }
    }

    /// Puts a question.
    pub(super) fn ask(&self, ask: Ask, user: UserRow) {
        self.error.set(None);
        self.made.set(None);
        self.asked.set(Some((ask, user)));
        self.shown.set(true);
    }

    fn take(&self) {
        let Some((ask, user)) = self.asked.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let steps = self.clone();
        spawn_local(async move {
            let outcome = steps.call(ask, &user).await;
            steps.busy.set(false);
            steps.error.set(outcome.err());
        });
    }

    async fn call(&self, ask: Ask, user: &UserRow) -> Result<(), ApiError> {
        let (id, name) = (user.id, &user.username);
        let rows = self.rows.clone();
        match ask {
            Ask::Reset => {
                let path = format!("users/{id}/reset-password");
                let made = rows.after(api::post_plain(&path)).await?;
                self.made.set(Some(made));
                return Ok(());
            }
            Ask::Disable => {
                let path = format!("users/{id}/disable");
                rows.after(api::post_plain::<UserRow>(&path)).await?;
                self.screen.done.set(t::admin::was_disabled(name));
            }
            Ask::Enable => {
                let path = format!("users/{id}/enable");
                rows.after(api::post_plain::<UserRow>(&path)).await?;
                self.screen.done.set(t::admin::was_enabled(name));
            }
        }
        self.shown.set(false);
        Ok(())
    }
}

/// The dialog of these steps.
pub(super) fn questions(steps: Steps) -> AnyView {
    let (asked, made) = (steps.asked, steps.made);
    let title = move || match asked.get() {
        Some((_, user)) if made.with(Option::is_some) => t::admin::was_reset(user.username),
        Some((Ask::Disable, user)) => t::admin::ask_disable(user.username),
        Some((Ask::Enable, user)) => t::admin::ask_enable(user.username),
        Some((Ask::Reset, user)) => t::admin::ask_reset(user.username),
        None => String::new(),
    };
    dialog(steps.shown, title, move || {
        let steps = steps.clone();
        (move || match steps.made.get() {
            Some(made) => done(&made, steps.shown),
            None => question(&steps),
        })
        .into_any()
    })
}

fn question(steps: &Steps) -> AnyView {
    let Some((ask, user)) = steps.asked.get_untracked() else {
        return ().into_any();
    };
    let (text, step) = match ask {
        Ask::Disable => (t::admin::disable_text(), t::admin::disable()),
        Ask::Enable => (t::admin::enable_text(), t::admin::enable()),
        Ask::Reset => (t::admin::reset_text(), t::admin::reset()),
    };
    let act = steps.clone();
    view! {
        <p>
            <strong>{user.display_name}</strong>
        </p>
        <p>{text}</p>
        {state::step_failure(steps.error.clone())}
        {answers(
            steps.shown,
            steps.busy,
            t::admin::cancel(),
            step.to_owned(),
            ask == Ask::Disable,
            move || act.take(),
        )}
    }
    .into_any()
}

fn done(made: &CreatedUser, shown: RwSignal<bool>) -> AnyView {
    view! {
        {first_password(made)}
        <div class="dialog-answers">
            <button type="button" class="button primary" on:click=move |_| shown.set(false)>
                {t::admin::close()}
            </button>
        </div>
    }
    .into_any()
}
