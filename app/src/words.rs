//! Figures, days and states in words, in the language of the moment.

use crate::i18n::{Lang, lang, t};
use crate::sync::ports::StoreError;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use domain::deadline::Deadline;
use domain::measure::{Comparator, Threshold, format_per_mille_vi};
use domain::period::{Period, PeriodKind};
use domain::policy::Role;
use domain::quantity::Quantity;
use domain::report::{ReportState, TaskProgress};
use domain::status::TaskStatus;
use domain::validate::Problem;

/// `22/11/2026`.
#[must_use]
pub fn date(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// `22/11`: where the year is plain from the period.
#[must_use]
pub fn day_month(day: NaiveDate) -> String {
    format!("{:02}/{:02}", day.day(), day.month())
}

/// "Thứ Hai".
#[must_use]
pub fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => t::words::monday(),
        Weekday::Tue => t::words::tuesday(),
        Weekday::Wed => t::words::wednesday(),
        Weekday::Thu => t::words::thursday(),
        Weekday::Fri => t::words::friday(),
        Weekday::Sat => t::words::saturday(),
        Weekday::Sun => t::words::sunday(),
    }
}

/// `Chủ nhật, 22/11/2026`.
#[must_use]
pub fn day_and_date(day: NaiveDate) -> String {
    format!("{}, {}", weekday(day), date(day))
}

/// The clock in Vietnam, which has had UTC+7 without summer time since 1975.
fn local(at: DateTime<Utc>) -> chrono::NaiveDateTime {
    at.naive_utc() + TimeDelta::hours(7)
}

/// What to do where the store on the device fails.
#[must_use]
pub fn store_error(error: &StoreError) -> &'static str {
    match error {
        StoreError::Full => t::problem::store_full(),
        StoreError::Closed => t::problem::store_closed(),
        StoreError::Broken(_) => t::problem::store_broken(),
    }
}

/// Bytes as people say them: `612 KB`, `3,4 MB`, `2,1 GB`.
#[must_use]
pub fn bytes(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000_000 => return format!("{}\u{a0}KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = i64::try_from(bytes * 10 / unit).unwrap_or(i64::MAX);
    format!(
        "{}\u{a0}{name}",
        Quantity::from_thousandths(tenths.saturating_mul(100)).format_vi()
    )
}

/// `17:21`, Vietnam time.
#[must_use]
pub fn time(at: DateTime<Utc>) -> String {
    let at = local(at);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `17:21 22/11/2026`, Vietnam time.
#[must_use]
pub fn date_time(at: DateTime<Utc>) -> String {
    format!("{} {}", time(at), date(local(at).date()))
}

/// "Kỳ 11/2026", "Quý III/2026", "6 tháng đầu năm 2026", "Năm 2026".
#[must_use]
pub fn period(period: Period) -> String {
    let (index, year) = (period.index, period.year);
    match period.kind {
        PeriodKind::Month => t::words::period_month(index, year),
        PeriodKind::Quarter => {
            let roman = ["I", "II", "III", "IV"];
            let place = usize::try_from(index).unwrap_or(1).saturating_sub(1);
            t::words::period_quarter(roman.get(place).copied().unwrap_or("?"), year)
        }
        PeriodKind::HalfYear if index == 1 => t::words::period_first_half(year),
        PeriodKind::HalfYear => t::words::period_second_half(year),
        PeriodKind::NineMonths => t::words::period_nine_months(year),
        PeriodKind::Year => t::words::period_year(year),
        PeriodKind::Week => t::words::period_week(index, year),
        PeriodKind::AdHoc => t::words::period_ad_hoc(index, year),
    }
}

/// "11/2026": where the word is plain from the place; longer periods keep their words.
#[must_use]
pub fn period_short(given: Period) -> String {
    match given.kind {
        PeriodKind::Month => format!("{}/{}", given.index, given.year),
        _ => period(given),
    }
}

/// How urgent a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Past.
    Overdue,
    /// Today or within three days.
    Soon,
    /// Later.
    Calm,
}

/// A due day in words: "còn 2 ngày", "hạn hôm nay", "quá hạn 5 ngày".
#[must_use]
pub fn due(due_on: NaiveDate, today: NaiveDate) -> (Urgency, String) {
    match (due_on - today).num_days() {
        0 => (Urgency::Soon, t::words::due_today().to_owned()),
        1 => (Urgency::Soon, t::words::due_tomorrow().to_owned()),
        left @ 2..=3 => (Urgency::Soon, t::words::due_in(left)),
        left @ 4.. => (Urgency::Calm, t::words::due_in(left)),
        late => (Urgency::Overdue, t::words::overdue_by(-late)),
    }
}

/// A task's deadline in words beside its verbatim text: "quá hạn 52 ngày". Nothing for deadlines
/// that are not days, nor for finished tasks.
#[must_use]
pub fn deadline(
    deadline: &Deadline,
    status: TaskStatus,
    today: NaiveDate,
) -> Option<(Urgency, String)> {
    let day = deadline.due().filter(|_| !status.is_done())?;
    Some(due(day, today))
}

/// `84,8 %`.
#[must_use]
pub fn percent(per_mille: i64) -> String {
    format_per_mille_vi(per_mille)
}

/// A difference of percentages in points, with its sign: `+4,8`, `−0,3`, `0`.
#[must_use]
pub fn points(difference: i64) -> String {
    let number = Quantity::from_thousandths(difference.abs() * 100).format_vi();
    match difference.signum() {
        1 => format!("+{number}"),
        -1 => format!("−{number}"),
        _ => number,
    }
}

/// The threshold as the document says it, and as it is scored: "Tối thiểu 80 %", "100 %".
#[must_use]
pub fn threshold(threshold: &Threshold) -> String {
    let value = threshold.value.format_vi();
    let unit = &threshold.unit;
    match (lang(), threshold.surface.as_str()) {
        (Lang::Vi, "") | (Lang::En, _) => {
            format!("{} {value}\u{a0}{unit}", threshold.evaluate_as.sign())
        }
        (Lang::Vi, surface) => format!("{surface} {value}\u{a0}{unit}"),
    }
}

/// The threshold as a sign and a figure: "≥ 80 %".
#[must_use]
pub fn threshold_sign(threshold: &Threshold) -> String {
    format!(
        "{}\u{a0}{}\u{a0}{}",
        threshold.evaluate_as.sign(),
        threshold.value.format_vi(),
        threshold.unit
    )
}

/// What is striven for beside a threshold: "phấn đấu 100 %".
#[must_use]
pub fn aspiration(aspiration: &Threshold) -> String {
    t::words::aspiration(exact(aspiration))
}

/// A figure that is striven for, with a sign only where reaching it is not enough: "> 60 %".
#[must_use]
pub fn exact(aspiration: &Threshold) -> String {
    match aspiration.evaluate_as {
        Comparator::Gt | Comparator::Lt => threshold_sign(aspiration),
        _ => [&aspiration.value.format_vi(), "\u{a0}", &aspiration.unit].concat(),
    }
}

/// Both, as signs and figures: "≥ 80 % · phấn đấu 100 %".
#[must_use]
pub fn thresholds(threshold: &Threshold, beside: Option<&Threshold>) -> String {
    let mut words = threshold_sign(threshold);
    if let Some(beside) = beside {
        words.push_str(" · ");
        words.push_str(&aspiration(beside));
    }
    words
}

/// A report's state.
#[must_use]
pub fn report_state(state: ReportState) -> &'static str {
    match state {
        ReportState::Draft => t::words::state_draft(),
        ReportState::Submitted => t::words::state_submitted(),
        ReportState::Approved => t::words::state_approved(),
        ReportState::Returned => t::words::state_returned(),
    }
}

/// A task's declared state.
#[must_use]
pub fn progress(progress: TaskProgress) -> &'static str {
    match progress {
        TaskProgress::NotStarted => t::words::progress_not_started(),
        TaskProgress::InProgress => t::words::progress_in_progress(),
        TaskProgress::Done => t::words::progress_done(),
        TaskProgress::Blocked => t::words::progress_blocked(),
    }
}

/// A task's computed status.
#[must_use]
pub fn task_status(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Overdue => t::words::status_overdue(),
        TaskStatus::DueSoon => t::words::status_due_soon(),
        TaskStatus::InProgress => t::words::status_in_progress(),
        TaskStatus::NotStarted => t::words::status_not_started(),
        TaskStatus::Ongoing => t::words::status_ongoing(),
        TaskStatus::OngoingUnproven => t::words::status_ongoing_unproven(),
        TaskStatus::OngoingSilent => t::words::status_ongoing_silent(),
        TaskStatus::Cancelled => t::words::status_cancelled(),
        TaskStatus::WaitingAuthority => t::words::status_waiting_authority(),
        TaskStatus::DoneOnTime => t::words::status_done_on_time(),
        TaskStatus::DoneLate => t::words::status_done_late(),
    }
}

/// A role.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Reporter => t::words::role_reporter(),
        Role::Approver => t::words::role_approver(),
        Role::Coordinator => t::words::role_coordinator(),
        Role::Leader => t::words::role_leader(),
        Role::Auditor => t::words::role_auditor(),
        Role::Admin => t::words::role_admin(),
    }
}

/// What is the matter with a field, and the remedy.
#[must_use]
pub fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Negative => t::problem::negative(),
        Problem::ZeroDenominator => t::problem::zero_denominator(),
        Problem::WrongField => t::problem::wrong_field(),
        Problem::TooLong => t::problem::too_long(),
        Problem::ReasonMissing => t::problem::reason_missing(),
        Problem::InFuture => t::problem::in_future(),
        Problem::NotDone => t::problem::not_done(),
        Problem::Over100 => t::problem::over_100(),
        Problem::CumulativeFell => t::problem::cumulative_fell(),
        Problem::DenominatorShrank => t::problem::denominator_shrank(),
        Problem::Jump => t::problem::jump(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::with_lang;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn due_days_in_words() {
        let today = day(11, 15);
        let table = [
            (day(11, 17), Urgency::Soon, "còn 2 ngày"),
            (day(11, 16), Urgency::Soon, "hạn ngày mai"),
            (day(11, 15), Urgency::Soon, "hạn hôm nay"),
            (day(11, 10), Urgency::Overdue, "quá hạn 5 ngày"),
            (day(12, 15), Urgency::Calm, "còn 30 ngày"),
        ];
        for (on, urgency, words) in table {
            assert_eq!(due(on, today), (urgency, words.to_owned()));
        }
    }

    #[test]
    fn days_and_periods() {
        assert_eq!(date(day(11, 2)), "02/11/2026");
        assert_eq!(day_and_date(day(11, 22)), "Chủ nhật, 22/11/2026");
        assert_eq!(weekday(day(11, 23)), "Thứ Hai");
        let at = DateTime::from_timestamp(1_795_342_860, 0).unwrap();
        assert_eq!(date_time(at), "17:21 22/11/2026");
        let table = [
            ("2026-M11", "Kỳ 11/2026"),
            ("2026-Q3", "Quý III/2026"),
            ("2026-H1", "6 tháng đầu năm 2026"),
            ("2026-Y1", "Năm 2026"),
        ];
        for (key, words) in table {
            assert_eq!(period(key.parse().unwrap()), words);
        }
        with_lang(Lang::En, || {
            assert_eq!(period("2026-M11".parse().unwrap()), "Period 11/2026");
        });
    }

    #[test]
    fn bytes_in_words() {
        let table = [
            (1, "1 KB"),
            (612_000, "612 KB"),
            (3_450_000, "3,4 MB"),
            (20_000_000, "20 MB"),
            (2_100_000_000, "2,1 GB"),
        ];
        for (count, words) in table {
            assert_eq!(bytes(count), words.replace(' ', "\u{a0}"));
        }
    }

    #[test]
    fn differences_have_a_sign() {
        assert_eq!([points(48), points(-3), points(0)], ["+4,8", "−0,3", "0"]);
    }

    #[test]
    fn thresholds_as_written_and_as_scored() {
        let mut bare = Threshold {
            comparator: Comparator::Eq,
            surface: String::new(),
            value: Quantity::from_int(100),
            unit: "%".to_owned(),
            evaluate_as: Comparator::Gte,
            aspirational: false,
        };
        assert_eq!(threshold(&bare), "≥ 100\u{a0}%");
        bare.surface = "Tối thiểu".to_owned();
        assert_eq!(threshold(&bare), "Tối thiểu 100\u{a0}%");
        let beside = |evaluate_as| Threshold {
            evaluate_as,
            ..bare.clone()
        };
        let table = [
            (None, "≥ 100 %"),
            (Some(Comparator::Gte), "≥ 100 % · phấn đấu 100 %"),
            (Some(Comparator::Gt), "≥ 100 % · phấn đấu > 100 %"),
        ];
        for (hope, words) in table {
            let hope = hope.map(beside);
            let got = thresholds(&bare, hope.as_ref()).replace('\u{a0}', " ");
            assert_eq!(got, words);
        }
    }
}
