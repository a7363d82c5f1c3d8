//! What is typed about a plan's periods, read: the rule that cuts them, and the days of an ad hoc
//! period. The bounds are the domain's; here each field says what is wrong with it.

use crate::i18n::t;
use crate::json::parse_day;
use crate::words;
use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::period::{
    CutoffWeekday, Period, PeriodDays, PeriodKind, PeriodRule, RuleError, next_to_open,
};

/// Something wrong with a field: its name on the wire, and what to do about it.
pub type Wrong = (&'static str, &'static str);

/// A rule as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// The day of the month.
    pub cutoff_day: String,
    /// Working days until reports are due.
    pub due_working_days: String,
    /// Working days of grace; empty: no lock.
    pub grace_working_days: String,
    /// The weekday.
    pub week_cutoff: CutoffWeekday,
}

impl RuleText {
    /// What stands in the fields for a rule.
    #[must_use]
    pub fn of(rule: PeriodRule) -> Self {
        let grace = rule.grace_working_days.map(|days| days.to_string());
        Self {
            cutoff_day: rule.cutoff_day.to_string(),
            due_working_days: rule.due_working_days.to_string(),
            grace_working_days: grace.unwrap_or_default(),
            week_cutoff: rule.week_cutoff,
        }
    }

    /// The rule.
    ///
    /// # Errors
    /// Every field that is missing, no whole number or out of the domain's bounds.
    pub fn read(&self) -> Result<PeriodRule, Vec<Wrong>> {
        let fits = |rule: PeriodRule| rule.validate().is_ok();
        let plain = PeriodRule::default();
        let cutoff_day = number(&self.cutoff_day).filter(|cutoff_day| {
            fits(PeriodRule {
                cutoff_day: *cutoff_day,
                ..plain
            })
        });
        let due_working_days = number(&self.due_working_days).filter(|due_working_days| {
            fits(PeriodRule {
                due_working_days: *due_working_days,
                ..plain
            })
        });
        let grace = match self.grace_working_days.trim() {
            "" => Some(None),
            text => number(text).map(Some).filter(|grace_working_days| {
                fits(PeriodRule {
                    grace_working_days: *grace_working_days,
                    ..plain
                })
            }),
        };
        match (cutoff_day, due_working_days, grace) {
            (Some(cutoff_day), Some(due_working_days), Some(grace_working_days)) => {
                Ok(PeriodRule {
                    cutoff_day,
                    due_working_days,
                    grace_working_days,
                    week_cutoff: self.week_cutoff,
                })
            }
            _ => {
                let all = [
                    (cutoff_day.is_none(), RuleError::CutoffDay),
                    (due_working_days.is_none(), RuleError::DueWorkingDays),
                    (grace.is_none(), RuleError::GraceWorkingDays),
                ];
                let wrong = all.into_iter().filter(|(is_wrong, _)| *is_wrong);
                Err(wrong
                    .map(|(_, error)| (error.field(), message(error)))
                    .collect())
            }
        }
    }
}

fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// What to tell the person, in the language of the moment.
fn message(error: RuleError) -> &'static str {
    match error {
        RuleError::CutoffDay => t::period::cutoff_day_wrong(),
        RuleError::DueWorkingDays => t::period::due_days_wrong(),
        RuleError::GraceWorkingDays => t::period::grace_wrong(),
    }
}

/// A period with its days under a rule, in words: "Kỳ 12/2026: 15/11/2026 – 14/12/2026, hạn nộp
/// 16/12/2026". `None` where the rule has no such period.
#[must_use]
pub fn sentence(period: Period, rule: PeriodRule, calendar: &WorkCalendar) -> Option<String> {
    let days = period.days_under(rule, calendar)?;
    Some(sentence_of(period, days, rule, calendar))
}

/// The same of days that are known.
#[must_use]
pub fn sentence_of(
    period: Period,
    days: PeriodDays,
    rule: PeriodRule,
    calendar: &WorkCalendar,
) -> String {
    let (from, to) = (words::date(days.starts_on), words::date(days.ends_on));
    let due = words::date(days.due_on);
    let mut out = t::period::proposed(due, from, words::period(period), to);
    if let Some(locks) = rule.locks_on(days.due_on, calendar) {
        out.push_str(", ");
        out += &t::period::example_locks(words::date(locks));
    }
    out
}

/// What a rule makes of the month and the week to open next: the lines of an example.
#[must_use]
pub fn examples(
    rule: PeriodRule,
    opened: &[Period],
    calendar: &WorkCalendar,
    today: NaiveDate,
) -> Vec<String> {
    let kinds = [PeriodKind::Month, PeriodKind::Week].into_iter();
    let opened = || opened.iter().copied();
    let next = kinds.filter_map(|kind| next_to_open(kind, opened(), rule, today));
    next.filter_map(|period| sentence(period, rule, calendar))
        .collect()
}

/// The periods of a kind that can be opened: those of the proposed one's year that are not open,
/// from the first on. The proposed one is among them.
#[must_use]
pub fn to_open(proposed: Period, opened: &[Period], rule: PeriodRule) -> Vec<Period> {
    if proposed.kind == PeriodKind::AdHoc {
        return vec![proposed];
    }
    (1..=proposed.kind.per_year())
        .filter_map(|index| Period::new(proposed.kind, proposed.year, index))
        .filter(|period| !opened.contains(period) && period.days(rule, |_| false).is_some())
        .collect()
}

/// The days of an ad hoc period from its three date fields.
///
/// # Errors
/// Every day that is missing, and what is out of order.
pub fn ad_hoc_days(starts: &str, ends: &str, due: &str) -> Result<PeriodDays, Vec<Wrong>> {
    let (starts, ends, due) = (parse_day(starts), parse_day(ends), parse_day(due));
    if let (Some(starts_on), Some(ends_on), Some(due_on)) = (starts, ends, due) {
        let days = PeriodDays {
            starts_on,
            ends_on,
            due_on,
        };
        if days.in_order() {
            return Ok(days);
        }
        return Err(if ends_on < starts_on {
            vec![("ends_on", t::period::ends_early())]
        } else {
            vec![("due_on", t::period::due_early())]
        });
    }
    let all = [
        (starts, "starts_on", t::period::starts_missing()),
        (ends, "ends_on", t::period::ends_missing()),
        (due, "due_on", t::period::due_missing()),
    ];
    let missing = all.into_iter().filter(|(day, _, _)| day.is_none());
    Err(missing.map(|(_, field, text)| (field, text)).collect())
}

/// The name of a kind.
#[must_use]
pub fn kind_word(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Week => t::period::kind_week(),
        PeriodKind::Month => t::period::kind_month(),
        PeriodKind::Quarter => t::period::kind_quarter(),
        PeriodKind::HalfYear => t::period::kind_half_year(),
        PeriodKind::NineMonths => t::period::kind_nine_months(),
        PeriodKind::Year => t::period::kind_year(),
        PeriodKind::AdHoc => t::period::kind_ad_hoc(),
    }
}

/// The name of a weekday.
#[must_use]
pub fn weekday_word(day: CutoffWeekday) -> &'static str {
    match day {
        CutoffWeekday::Monday => t::words::monday(),
        CutoffWeekday::Tuesday => t::words::tuesday(),
        CutoffWeekday::Wednesday => t::words::wednesday(),
        CutoffWeekday::Thursday => t::words::thursday(),
        CutoffWeekday::Friday => t::words::friday(),
        CutoffWeekday::Saturday => t::words::saturday(),
        CutoffWeekday::Sunday => t::words::sunday(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::{CalendarDay, DayKind};

    fn text(cutoff: &str, due: &str, grace: &str) -> RuleText {
        RuleText {
            cutoff_day: cutoff.to_owned(),
            due_working_days: due.to_owned(),
            grace_working_days: grace.to_owned(),
            week_cutoff: CutoffWeekday::Friday,
        }
    }

    #[test]
    fn a_rule_is_read_or_its_fields_are_named() {
        let table: [(RuleText, &[&str]); 9] = [
            (text("14", "2", ""), &[]),
            (text(" 28 ", "0", "60"), &[]),
            (text("29", "2", ""), &["cutoff_day"]),
            (text("0", "2", ""), &["cutoff_day"]),
            (text("", "2", ""), &["cutoff_day"]),
            (
                text("14", "31", "61"),
                &["due_working_days", "grace_working_days"],
            ),
            (text("14", "hai", ""), &["due_working_days"]),
            (
                text("+14", "-2", "1,5"),
                &["cutoff_day", "due_working_days", "grace_working_days"],
            ),
            (text("14", "99999999999", ""), &["due_working_days"]),
        ];
        for (text, expected) in table {
            let read = text.read();
            let wrong = read.as_ref().err().into_iter().flatten();
            let fields: Vec<&str> = wrong.map(|(field, _)| *field).collect();
            assert_eq!(fields, expected, "{text:?}");
            if let Ok(rule) = read {
                let again = RuleText::of(rule);
                assert_eq!(again.read(), Ok(rule));
                assert_eq!(again.cutoff_day, text.cutoff_day.trim());
            }
        }
    }

    #[test]
    fn an_example_follows_the_rule_and_the_calendar() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
        let plain = WorkCalendar::default();
        let rule = PeriodRule::default();
        assert_eq!(
            examples(rule, &[], &plain, today),
            [
                "Kỳ 12/2026: 15/11/2026 – 14/12/2026, hạn nộp 16/12/2026",
                "Tuần 47/2026: 13/11/2026 – 19/11/2026, hạn nộp 23/11/2026",
            ]
        );
        let holiday = WorkCalendar::new([CalendarDay {
            date: NaiveDate::from_ymd_opt(2026, 12, 15).unwrap(),
            kind: DayKind::Holiday,
            name: String::new(),
        }]);
        let rule = PeriodRule {
            grace_working_days: Some(1),
            ..rule
        };
        assert_eq!(
            examples(rule, &["2026-M11".parse().unwrap()], &holiday, today)[0],
            "Kỳ 12/2026: 15/11/2026 – 14/12/2026, hạn nộp 17/12/2026, tự khóa sau ngày 18/12/2026"
        );
    }

    #[test]
    fn what_can_be_opened() {
        let rule = PeriodRule::default();
        let key = |key: &str| key.parse::<Period>().unwrap();
        let opened = [key("2026-M11"), key("2026-M10")];
        let months = to_open(key("2026-M12"), &opened, rule);
        assert_eq!(months.len(), 10);
        assert!(months.contains(&key("2026-M12")) && !months.contains(&key("2026-M11")));
        assert_eq!(to_open(key("2026-A3"), &opened, rule), [key("2026-A3")]);
        // A year has 53 weeks only if its rule gives it so many.
        assert_eq!(to_open(key("2026-W48"), &[], rule).len(), 53);
        assert_eq!(to_open(key("2025-W48"), &[], rule).len(), 52);
    }

    #[test]
    fn the_days_of_an_ad_hoc_period() {
        let table: [(&str, &str, &str, &[&str]); 5] = [
            ("2026-11-01", "2026-11-20", "2026-11-24", &[]),
            ("2026-11-01", "2026-11-01", "2026-11-01", &[]),
            ("", "2026-11-20", "", &["starts_on", "due_on"]),
            ("2026-11-21", "2026-11-20", "2026-11-24", &["ends_on"]),
            ("2026-11-01", "2026-11-20", "2026-11-10", &["due_on"]),
        ];
        for (starts, ends, due, expected) in table {
            let read = ad_hoc_days(starts, ends, due);
            let wrong = read.as_ref().err().into_iter().flatten();
            let fields: Vec<&str> = wrong.map(|(field, _)| *field).collect();
            assert_eq!(fields, expected, "{starts} {ends} {due}");
        }
    }
}
