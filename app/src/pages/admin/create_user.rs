//! *Thêm người dùng*: name, user name, roles; then the first password, once.

use super::grants::{Row, grants};
use super::password::first_password;
use crate::client::http::ApiError;
use crate::client::{api, dom};
use crate::i18n::t;
use crate::pages::forms::fields::{field_problem, text, wrong};
use crate::route::Route;
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::view::prelude::*;
use domain::policy::Grant;
use domain::text::fold;
use domain::wire::admin::{CreatedUser, NewUser};
use domain::wire::problem::FieldProblem;
use leptos::task::spawn_local;

/// What is typed, and what the server said about it.
#[derive(Clone)]
struct Form {
    display_name: RwSignal<String>,
    username: RwSignal<String>,
    /// Whether the user name was typed rather than suggested.
    typed: RwSignal<bool>,
    rows: RwSignal<Vec<Row>>,
    errors: RwSignal<Vec<FieldProblem>>,
    failure: ArcRwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    made: RwSignal<Option<CreatedUser>>,
}

/// `/quan-tri/nguoi-dung/moi`.
#[must_use]
pub fn new_user() -> AnyView {
    let form = Form {
        display_name: RwSignal::default(),
        username: RwSignal::default(),
        typed: RwSignal::new(false),
        rows: RwSignal::new(vec![Row::new(1)]),
        errors: RwSignal::default(),
        failure: ArcRwSignal::new(None),
        busy: RwSignal::new(false),
        made: RwSignal::new(None),
    };
    view! {
        {back(Route::Admin, t::admin::title())}
        {heading(t::admin::new_user())}
        {move || match form.made.get() {
            Some(made) => done(&made, &form),
            None => fields(&form),
        }}
    }
    .into_any()
}

/// "Nguyễn Thị Hoa" → `hoant`, as offices make user names: a start that people may change.
fn suggestion(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let given = words.pop().unwrap_or_default();
    let initials = words.iter().filter_map(|word| word.chars().next());
    given
        .chars()
        .chain(initials)
        .filter(char::is_ascii_alphanumeric)
        .take(32)
        .collect()
}

fn fields(form: &Form) -> AnyView {
    let Form {
        display_name,
        username,
        typed,
        rows,
        errors,
        busy,
        ..
    } = form.clone();
    let named = move |name: String| {
        if !typed.get_untracked() {
            username.set(suggestion(&name));
        }
        display_name.set(name);
    };
    let chosen = move |name: String| {
        typed.set(!name.is_empty());
        username.set(name);
    };
    let send = form.clone();
    view! {
        <form
            class="stack"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.send();
            }
        >
            {text("ho-ten", t::admin::display_name(), "display_name", "", display_name, named, errors)}
            {text(
                "ten-dang-nhap",
                t::admin::username(),
                "username",
                t::admin::username_help(),
                username,
                chosen,
                errors,
            )}
            {grants(rows, errors)}
            {wrong("grants", errors)}
            {state::step_failure(form.failure.clone())}
            <div class="row">
                <button type="submit" class="button primary" disabled=move || busy.get()>
                    {t::admin::create()}
                </button>
                <a class="button" href=Route::Admin.href()>
                    {t::admin::cancel()}
                </a>
            </div>
        </form>
    }
    .into_any()
}

impl Form {
    fn send(&self) {
        if self.busy.get_untracked() {
            return;
        }
        let rows = self.rows.get_untracked();
        let chosen: Vec<Option<Grant>> = rows.into_iter().map(Row::grant).collect();
        let missing: Vec<FieldProblem> = chosen
            .iter()
            .enumerate()
            .filter(|(_, grant)| grant.is_none())
            .map(|(at, _)| field_problem(format!("grants[{at}].unit"), t::admin::unit_missing()))
            .collect();
        self.failure.set(None);
        if !missing.is_empty() {
            self.refuse(missing);
            return;
        }
        self.errors.set(Vec::new());
        self.busy.set(true);
        let new = NewUser {
            username: self.username.get_untracked().trim().to_owned(),
            display_name: self.display_name.get_untracked().trim().to_owned(),
            grants: chosen.into_iter().flatten().collect(),
        };
        let form = self.clone();
        spawn_local(async move {
            let answer = api::post::<CreatedUser>("users", &new).await;
            form.busy.set(false);
            match answer {
                Ok(made) => form.made.set(Some(made)),
                Err(ApiError::Problem(problem)) if !problem.errors.is_empty() => {
                    form.refuse(problem.errors);
                }
                Err(error) if error.code() == Some("taken") => {
                    form.refuse(vec![field_problem("username", &error.detail())]);
                }
                Err(error) => form.failure.set(Some(error)),
            }
        });
    }

    /// Shows the errors at their fields and goes to the first.
    fn refuse(&self, errors: Vec<FieldProblem>) {
        let of_form = [("display_name", "ho-ten"), ("username", "ten-dang-nhap")];
        let first = of_form
            .into_iter()
            .find(|(name, _)| errors.iter().any(|error| error.field == *name));
        self.errors.set(errors);
        if let Some(field) = first.and_then(|(_, id)| dom::element(id)) {
            dom::show(&field);
        }
    }
}

fn done(made: &CreatedUser, form: &Form) -> AnyView {
    let form = form.clone();
    let another = move |_| {
        form.display_name.set(String::new());
        form.username.set(String::new());
        form.typed.set(false);
        form.rows.set(vec![Row::new(1)]);
        form.made.set(None);
    };
    let name = &made.user.display_name;
    view! {
        <section class="stack" role="status">
            <p class="notice good">{t::admin::created(name)}</p>
            {first_password(made)}
            <div class="row">
                <button type="button" class="button" on:click=another>
                    {t::admin::another_user()}
                </button>
                <a class="button primary" href=Route::Admin.href()>
                    {t::admin::to_admin()}
                </a>
            </div>
        </section>
    }
    .into_any()
}
