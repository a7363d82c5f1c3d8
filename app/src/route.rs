//! Addresses of the application, as a type: a link to a screen that does not exist does not
//! compile, and every address is parsed and written in one place.
//!
//! Why not `leptos_router`: it costs 47 KB of brotli (measured) of the 200 KB that the first visit
//! may weigh, for what these few lines do.

use domain::id::{LineId, MeasureId, PlanId, ReportId, TargetId, TaskId};
use domain::period::Period;
use domain::report::Basis;
use domain::rollup::Boundaries;

/// A part of a report's home screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportTab {
    /// Chỉ tiêu.
    #[default]
    Targets,
    /// Nhiệm vụ.
    Tasks,
    /// Khó khăn, kiến nghị.
    Texts,
}

/// A unit's code in an address: short, so that addresses can be copied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UnitKey {
    text: [u8; UnitKey::LONGEST],
    length: u8,
}

impl UnitKey {
    /// Bytes of the longest code.
    const LONGEST: usize = 40;

    /// From a code; `None` for one that no unit has.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if code.is_empty() || !code.bytes().all(fits) {
            return None;
        }
        let mut text = [0; Self::LONGEST];
        text.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
        Some(Self {
            text,
            length: u8::try_from(code.len()).ok()?,
        })
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.text.get(..usize::from(self.length));
        text.and_then(|text| core::str::from_utf8(text).ok())
            .unwrap_or_default()
    }
}

impl core::fmt::Debug for UnitKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an overview counts: the period (the newest without one), the basis, whose figures and in
/// which boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// `?ky=2026-M11`.
    pub period: Option<Period>,
    /// `?so=da-nhan`; approved figures without it.
    pub basis: Basis,
    /// `?dv=48`; the plan's own unit without it.
    pub unit: Option<UnitKey>,
    /// `?dg=hien-nay`; boundaries as they were without it.
    pub boundaries: Boundaries,
}

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/`: leads on by role.
    Home,
    /// `/viec`.
    Work,
    /// `/bao-cao/:id?muc=nhiem-vu`.
    Report(ReportId, ReportTab),
    /// `/bao-cao/:id/chi-tieu/:target`.
    Target(ReportId, TargetId),
    /// `/bao-cao/:id/nhiem-vu/:task`.
    Task(ReportId, TaskId),
    /// `/bao-cao/:id/gui`.
    Submit(ReportId),
    /// `/bao-cao/:id/duyet`.
    Review(ReportId),
    /// `/bao-cao/:id/phien-ban`.
    Versions(ReportId),
    /// `/ke-hoach`.
    Plans,
    /// `/ke-hoach/:id`.
    Plan(PlanId),
    /// `/ke-hoach/:id/phan-cong`.
    Assignments(PlanId),
    /// `/ke-hoach/:id/ky`.
    Periods(PlanId),
    /// `/ke-hoach/:id/thay-doi`.
    PlanChanges(PlanId),
    /// `/tong-quan`.
    Overviews,
    /// `/tong-quan/:plan?ky=&so=`.
    Overview(PlanId, Scope),
    /// `/tong-quan/:plan/chi-tieu/:measure?ky=&so=`.
    OverviewMeasure(PlanId, MeasureId, Scope),
    /// `/tong-quan/:plan/nhiem-vu/:task?ky=&so=`.
    OverviewTask(PlanId, TaskId, Scope),
    /// `/nop-muon`.
    Late,
    /// `/quan-tri`.
    Admin,
    /// `/quan-tri/nguoi-dung/moi`.
    NewUser,
    /// `/quan-tri/thay-doi`.
    UnitChanges,
    /// `/quan-tri/thay-doi/moi`.
    NewUnitChange,
    /// `/quan-tri/lich`.
    Calendar,
    /// `/hang-doi`.
    Queue,
    /// `/hang-doi/tep`.
    Parcel,
    /// `/tai-khoan`.
    Account,
    /// Anything else.
    NotFound,
}

impl Route {
    /// From a path and a query (with or without its `?`).
    #[must_use]
    pub fn parse(path: &str, query: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Self::from_parts(&parts, query).unwrap_or(Self::NotFound)
    }

    fn from_parts(parts: &[&str], query: &str) -> Option<Self> {
        Some(match *parts {
            [] => Self::Home,
            ["viec"] => Self::Work,
            ["bao-cao", report] => Self::Report(report.parse().ok()?, tab(query)),
            ["bao-cao", report, "gui"] => Self::Submit(report.parse().ok()?),
            ["bao-cao", report, "duyet"] => Self::Review(report.parse().ok()?),
            ["bao-cao", report, "phien-ban"] => Self::Versions(report.parse().ok()?),
            ["bao-cao", report, "chi-tieu", target] => {
                Self::Target(report.parse().ok()?, target.parse().ok()?)
            }
            ["bao-cao", report, "nhiem-vu", task] => {
                Self::Task(report.parse().ok()?, task.parse().ok()?)
            }
            ["ke-hoach"] => Self::Plans,
            ["ke-hoach", plan] => Self::Plan(plan.parse().ok()?),
            ["ke-hoach", plan, "phan-cong"] => Self::Assignments(plan.parse().ok()?),
            ["ke-hoach", plan, "ky"] => Self::Periods(plan.parse().ok()?),
            ["ke-hoach", plan, "thay-doi"] => Self::PlanChanges(plan.parse().ok()?),
            ["tong-quan"] => Self::Overviews,
            ["tong-quan", plan] => Self::Overview(plan.parse().ok()?, scope(query)),
            ["tong-quan", plan, "chi-tieu", measure] => {
                Self::OverviewMeasure(plan.parse().ok()?, measure.parse().ok()?, scope(query))
            }
            ["tong-quan", plan, "nhiem-vu", task] => {
                Self::OverviewTask(plan.parse().ok()?, task.parse().ok()?, scope(query))
            }
            ["nop-muon"] => Self::Late,
            ["quan-tri"] => Self::Admin,
            ["quan-tri", "nguoi-dung", "moi"] => Self::NewUser,
            ["quan-tri", "thay-doi"] => Self::UnitChanges,
            ["quan-tri", "thay-doi", "moi"] => Self::NewUnitChange,
            ["quan-tri", "lich"] => Self::Calendar,
            ["hang-doi"] => Self::Queue,
            ["hang-doi", "tep"] => Self::Parcel,
            ["tai-khoan"] => Self::Account,
            _ => return None,
        })
    }

    /// Whether the screen is in the full application only: the desks of approvers, leaders and
    /// administrators, and the file of unsent work, which is rarely needed. The server's page for
    /// its address starts that one.
    #[must_use]
    pub const fn is_desk(&self) -> bool {
        match self {
            Self::Review(_)
            | Self::Versions(_)
            | Self::Plans
            | Self::Plan(_)
            | Self::Assignments(_)
            | Self::Periods(_)
            | Self::PlanChanges(_)
            | Self::Overviews
            | Self::Overview(..)
            | Self::OverviewMeasure(..)
            | Self::OverviewTask(..)
            | Self::Late
            | Self::Admin
            | Self::NewUser
            | Self::UnitChanges
            | Self::NewUnitChange
            | Self::Calendar
            | Self::Parcel => true,
            Self::Home
            | Self::Work
            | Self::Report(..)
            | Self::Target(..)
            | Self::Task(..)
            | Self::Submit(_)
            | Self::Queue
            | Self::Account
            | Self::NotFound => false,
        }
    }

    /// The address, for `href`.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Home | Self::NotFound => "/".to_owned(),
            Self::Work => "/viec".to_owned(),
            Self::Report(report, tab) => format!("/bao-cao/{report}{}", tab_query(*tab)),
            Self::Target(report, target) => format!("/bao-cao/{report}/chi-tieu/{target}"),
            Self::Task(report, task) => format!("/bao-cao/{report}/nhiem-vu/{task}"),
            Self::Submit(report) => format!("/bao-cao/{report}/gui"),
            Self::Review(report) => format!("/bao-cao/{report}/duyet"),
            Self::Versions(report) => format!("/bao-cao/{report}/phien-ban"),
            Self::Plans => "/ke-hoach".to_owned(),
            Self::Plan(plan) => format!("/ke-hoach/{plan}"),
            Self::Assignments(plan) => format!("/ke-hoach/{plan}/phan-cong"),
            Self::Periods(plan) => format!("/ke-hoach/{plan}/ky"),
            Self::PlanChanges(plan) => format!("/ke-hoach/{plan}/thay-doi"),
            Self::Overviews => "/tong-quan".to_owned(),
            Self::Overview(plan, scope) => format!("/tong-quan/{plan}{}", scope_query(*scope)),
            Self::OverviewMeasure(plan, measure, scope) => {
                format!(
                    "/tong-quan/{plan}/chi-tieu/{measure}{}",
                    scope_query(*scope)
                )
            }
            Self::OverviewTask(plan, task, scope) => {
                format!("/tong-quan/{plan}/nhiem-vu/{task}{}", scope_query(*scope))
            }
            Self::Late => "/nop-muon".to_owned(),
            Self::Admin => "/quan-tri".to_owned(),
            Self::NewUser => "/quan-tri/nguoi-dung/moi".to_owned(),
            Self::UnitChanges => "/quan-tri/thay-doi".to_owned(),
            Self::NewUnitChange => "/quan-tri/thay-doi/moi".to_owned(),
            Self::Calendar => "/quan-tri/lich".to_owned(),
            Self::Queue => "/hang-doi".to_owned(),
            Self::Parcel => "/hang-doi/tep".to_owned(),
            Self::Account => "/tai-khoan".to_owned(),
        }
    }

    /// The address of a line on a screen of a report that lists its lines: `…#m:<uuid>`.
    #[must_use]
    pub fn at_line(&self, line: LineId) -> String {
        format!("{}#{line}", self.href())
    }
}

/// The line that the last part of an address names (with or without its `#`).
#[must_use]
pub fn line_in(fragment: &str) -> Option<LineId> {
    fragment.trim_start_matches('#').parse().ok()
}

fn query_value<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn tab(query: &str) -> ReportTab {
    match query_value(query, "muc") {
        Some("nhiem-vu") => ReportTab::Tasks,
        Some("kho-khan") => ReportTab::Texts,
        _ => ReportTab::Targets,
    }
}

const fn tab_query(tab: ReportTab) -> &'static str {
    match tab {
        ReportTab::Targets => "",
        ReportTab::Tasks => "?muc=nhiem-vu",
        ReportTab::Texts => "?muc=kho-khan",
    }
}

fn scope(query: &str) -> Scope {
    Scope {
        period: query_value(query, "ky").and_then(|period| period.parse().ok()),
        basis: match query_value(query, "so") {
            Some("da-nhan") => Basis::Received,
            _ => Basis::Approved,
        },
        unit: query_value(query, "dv").and_then(UnitKey::new),
        boundaries: match query_value(query, "dg") {
            Some("hien-nay") => Boundaries::Now,
            _ => Boundaries::Then,
        },
    }
}

fn scope_query(scope: Scope) -> String {
    let mut out = String::new();
    let mut put = |name: &str, value: &str| {
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        out.push_str(value);
    };
    if let Some(period) = scope.period {
        put("ky", &period.to_string());
    }
    if scope.basis == Basis::Received {
        put("so", "da-nhan");
    }
    if let Some(unit) = &scope.unit {
        put("dv", unit.as_str());
    }
    if scope.boundaries == Boundaries::Now {
        put("dg", "hien-nay");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn any_route() -> impl Strategy<Value = Route> {
        let scope = (
            proptest::option::of((2000_i32..2100, 1_u32..=12)),
            any::<bool>(),
            proptest::option::of("[0-9]{2,5}|vn|[0-9]{5}-[a-z]{3}"),
            any::<bool>(),
        )
            .prop_map(|(month, received, unit, now)| Scope {
                period: month.and_then(|(year, month)| Period::month(year, month)),
                basis: if received {
                    Basis::Received
                } else {
                    Basis::Approved
                },
                unit: unit.and_then(|unit| UnitKey::new(&unit)),
                boundaries: if now {
                    Boundaries::Now
                } else {
                    Boundaries::Then
                },
            });
        (0_usize..28, any::<u128>(), any::<u128>(), scope).prop_map(|(which, a, b, scope)| {
            let (a, b) = (Uuid::from_u128(a), Uuid::from_u128(b));
            match which {
                0 => Route::Home,
                1 => Route::Work,
                2 => Route::Report(a.into(), ReportTab::Targets),
                3 => Route::Report(a.into(), ReportTab::Tasks),
                4 => Route::Report(a.into(), ReportTab::Texts),
                5 => Route::Target(a.into(), b.into()),
                6 => Route::Task(a.into(), b.into()),
                7 => Route::Submit(a.into()),
                8 => Route::Review(a.into()),
                9 => Route::Versions(a.into()),
                10 => Route::Plans,
                11 => Route::Plan(a.into()),
                12 => Route::Overviews,
                13 => Route::Overview(a.into(), scope),
                14 => Route::OverviewMeasure(a.into(), b.into(), scope),
                15 => Route::OverviewTask(a.into(), b.into(), scope),
                16 => Route::Admin,
                17 => Route::NewUser,
                18 => Route::Queue,
                19 => Route::Late,
                20 => Route::UnitChanges,
                21 => Route::NewUnitChange,
                22 => Route::Calendar,
                23 => Route::Parcel,
                24 => Route::Assignments(a.into()),
                25 => Route::Periods(a.into()),
                26 => Route::PlanChanges(a.into()),
                _ => Route::Account,
            }
        })
    }

    #[test]
    fn what_is_unknown_is_not_found() {
        for path in [
            "/khong-co",
            "/bao-cao/12",
            "/quan-tri/nguoi-dung",
            "/quan-tri/lich/2026",
        ] {
            assert_eq!(Route::parse(path, ""), Route::NotFound, "{path}");
        }
        assert_eq!(Route::parse("/viec/", "?x=1"), Route::Work);
    }

    proptest! {
        #[test]
        fn every_address_leads_back(route in any_route()) {
            let href = route.href();
            let (path, query) = href.split_once('?').unwrap_or((&href, ""));
            prop_assert_eq!(Route::parse(path, query), route);
        }

        #[test]
        fn a_line_is_found_in_its_address(report in any::<u128>(), id in any::<u128>(), task in any::<bool>()) {
            let (route, id) = (Route::Review(Uuid::from_u128(report).into()), Uuid::from_u128(id));
            let line = if task { LineId::Task(id.into()) } else { LineId::Measure(id.into()) };
            let href = route.at_line(line);
            let (path, fragment) = href.split_at(href.find('#').unwrap_or(href.len()));
            prop_assert_eq!(Route::parse(path, ""), route);
            prop_assert_eq!(line_in(fragment), Some(line));
        }

        #[test]
        fn parsing_never_panics(path in ".*", query in ".*", fragment in ".*") {
            let _route = Route::parse(&path, &query);
            let _line = line_in(&fragment);
        }
    }
}
