//! What surrounds every screen: skip link, header with the mark and the state of sending, and one
//! navigation that is a tab bar under the thumb on phones and a row in the header on desks.

use crate::client::nav::use_nav;
use crate::client::session::use_me;
use crate::i18n::t;
use crate::route::Route;
use crate::ui::icon::{self, Icon, icon, mark};
use crate::view::prelude::*;
use domain::policy::Action;
use domain::wire::auth::Me;

/// The frame around a screen.
#[must_use]
pub fn layout(screen: AnyView) -> AnyView {
    let me = use_me();
    let place = me
        .roles
        .first()
        .map(|held| held.unit.name.clone())
        .unwrap_or_default();
    view! {
        <a class="skip-link" href="#noi-dung">
            {t::app::skip()}
        </a>
        <header class="top">
            <a class="brand" href="/">
                {mark()}
                <span class="brand-name">{t::app::name()}</span>
            </a>
            <span class="place">{place}</span>
            {crate::ui::sync_badge::sync_badge()}
        </header>
        {navigation(&me)}
        <main id="noi-dung" tabindex="-1">
            {crate::ui::banners::banners()}
            {screen}
        </main>
        {crate::ui::keys::keys()}
    }
    .into_any()
}

/// An entry of the navigation.
struct Entry {
    to: Route,
    sign: Icon,
    label: &'static str,
    /// Whether the screen on show belongs to it.
    holds: fn(Route) -> bool,
}

fn entries(me: &Me) -> Vec<Entry> {
    let work = [
        Action::EditReport,
        Action::ApproveReport,
        Action::ReturnReport,
    ];
    let all = [
        (
            work.iter().any(|action| me.may(*action)),
            Entry {
                to: Route::Work,
                sign: icon::WORK,
                label: t::app::nav_work(),
                holds: |route| {
                    use Route as R;
                    matches!(
                        route,
                        R::Work
                            | R::Report(..)
                            | R::Target(..)
                            | R::Task(..)
                            | R::Submit(_)
                            | R::Review(_)
                            | R::Versions(_)
                    )
                },
            },
        ),
        (
            me.may(Action::ViewOverview),
            Entry {
                to: Route::Overviews,
                sign: icon::OVERVIEW,
                label: t::app::nav_overview(),
                holds: |route| {
                    use Route as R;
                    matches!(
                        route,
                        R::Overviews
                            | R::Overview(..)
                            | R::OverviewMeasure(..)
                            | R::OverviewTask(..)
                    )
                },
            },
        ),
        (
            me.may(Action::ViewPlan),
            Entry {
                to: Route::Plans,
                sign: icon::PLAN,
                label: t::app::nav_plans(),
                holds: |route| {
                    matches!(
                        route,
                        Route::Plans
                            | Route::Plan(_)
                            | Route::Periods(_)
                            | Route::Assignments(_)
                            | Route::PlanChanges(_)
                    )
                },
            },
        ),
        (
            me.may(Action::DecideLate),
            Entry {
                to: Route::Late,
                sign: icon::CLOCK,
                label: t::late::nav(),
                holds: |route| route == Route::Late,
            },
        ),
        (
            me.may(Action::ManageUsers),
            Entry {
                to: Route::Admin,
                sign: icon::ADMIN,
                label: t::app::nav_admin(),
                holds: |route| {
                    use Route as R;
                    matches!(
                        route,
                        R::Admin | R::NewUser | R::UnitChanges | R::NewUnitChange | R::Calendar
                    )
                },
            },
        ),
        (
            true,
            Entry {
                to: Route::Account,
                sign: icon::PERSON,
                label: t::app::nav_account(),
                holds: |route| route == Route::Account,
            },
        ),
    ];
    all.into_iter()
        .filter(|(offered, _)| *offered)
        .map(|(_, entry)| entry)
        .collect()
}

fn navigation(me: &Me) -> AnyView {
    let nav = use_nav();
    let links = entries(me)
        .into_iter()
        .map(
            |Entry {
                 to,
                 sign,
                 label,
                 holds,
             }| {
                let current = move || holds(nav.route()).then_some("page");
                view! {
                    <a href=to.href() aria-current=current>
                        {icon(sign)}
                        <span>{label}</span>
                    </a>
                }
                .into_any()
            },
        )
        .collect::<Vec<_>>();
    view! {
        <nav class="nav" aria-label=t::app::nav_label()>
            {links}
        </nav>
    }
    .into_any()
}
