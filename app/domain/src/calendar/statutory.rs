//! The public holidays that follow from the law alone, as a proposal to be corrected.
//!
//! - **Law.** Labour Code 45/2019/QH14, Article 112.1: 1/1; Tết, five days; 10/3 of the lunar
//!   calendar; 30/4; 1/5; 2/9 and one day beside it. Article 111.3: where a holiday falls on a
//!   weekly rest day, the next working day is off.
//! - **Practice, not law** \[G\]. Which five days of Tết and which day beside 2/9 is decided each
//!   year (Article 112.3). Proposed is what was announced 2018–2026 for Tết (two days before mùng
//!   1 and three from it; one and four where that makes an unbroken week, mùng 1 on a Tuesday) and
//!   2021–2026 for National Day (the side that makes the longer break).
//! - **Not in the Labour Code when this was written.** 24/11, Ngày Văn hóa Việt Nam: named a paid
//!   holiday by Resolution 80-NQ/TW of 7/1/2026; the government's programme (Resolution 30/NQ-CP)
//!   has Article 112.1 amended for it, and we have not seen the amendment. Proposed from 2026 on:
//!   a day too many in the calendar makes nobody late, a day too few does.
//! - **Arithmetic.** The table of lunar dates below.
//!
//! Swaps of working days with their make-up days are never proposed: they are announcements.

use super::{CalendarDay, DayKind, is_weekend};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The first year of which [`propose`] knows the lunar dates.
pub const FIRST_PROPOSED_YEAR: i32 = 2025;
/// The last year of which [`propose`] knows the lunar dates.
pub const LAST_PROPOSED_YEAR: i32 = 2035;

/// Month and day.
type MonthDay = (u32, u32);

/// Mùng 1 Tết and 10/3 of the lunar calendar from [`FIRST_PROPOSED_YEAR`] on. Astronomy at the
/// meridian of UTC+7 (Decision 121/CP of 1967 \[G\]): new moons and solar terms by the published
/// algorithm of Hồ Ngọc Đức, equal to the tables of the Python package `holidays` 0.109. **2030 is
/// not the Chinese date**: the new moon of 2 February 2030, 16:07 UTC, is 23:07 in Hà Nội but past
/// midnight in Beijing.
const LUNAR: [(MonthDay, MonthDay); 11] = [
    ((1, 29), (4, 7)),
    ((2, 17), (4, 26)),
    ((2, 6), (4, 16)),
    ((1, 26), (4, 4)),
    ((2, 13), (4, 23)),
    ((2, 2), (4, 12)),
    ((1, 23), (4, 1)),
    ((2, 11), (4, 19)),
    ((1, 31), (4, 9)),
    ((2, 19), (4, 28)),
    ((2, 8), (4, 17)),
];

/// The holidays of a year with their days off in lieu, in order. `None` for a year outside
/// [`FIRST_PROPOSED_YEAR`] to [`LAST_PROPOSED_YEAR`]. The module says what is law and what is
/// practice in it; announcements go first.
#[must_use]
pub fn propose(year: i32) -> Option<Vec<CalendarDay>> {
    let place = usize::try_from(year.checked_sub(FIRST_PROPOSED_YEAR)?).ok()?;
    let &(tet, ancestors) = LUNAR.get(place)?;
    let on = |(month, day)| NaiveDate::from_ymd_opt(year, month, day);

    let mut days = vec![
        holiday(on((1, 1))?, "Tết Dương lịch"),
        holiday(on(ancestors)?, "Ngày Giỗ Tổ Hùng Vương"),
        holiday(on((4, 30))?, "Ngày Chiến thắng"),
        holiday(on((5, 1))?, "Ngày Quốc tế lao động"),
        holiday(on((9, 2))?, "Quốc khánh"),
        holiday(beside_national_day(on((9, 2))?)?, "Quốc khánh"),
    ];
    if year >= 2026 {
        days.push(holiday(on((11, 24))?, "Ngày Văn hóa Việt Nam"));
    }
    days.extend(days_of_tet(on(tet)?)?);
    days.sort_by_key(|day| day.date);

    let mut in_lieu: Vec<CalendarDay> = Vec::new();
    for day in days.iter().filter(|day| is_weekend(day.date)) {
        let taken = |date| days.iter().chain(&in_lieu).any(|day| day.date == date);
        let next = day.date.iter_days().skip(1);
        let date = next.into_iter().find(|d| !is_weekend(*d) && !taken(*d))?;
        in_lieu.push(CalendarDay {
            date,
            kind: DayKind::InLieu,
            name: format!("Nghỉ bù {}", day.name),
        });
    }
    days.extend(in_lieu);
    days.sort_by_key(|day| day.date);
    Some(days)
}

fn holiday(date: NaiveDate, name: &str) -> CalendarDay {
    CalendarDay {
        date,
        kind: DayKind::Holiday,
        name: name.to_owned(),
    }
}

/// The five days around mùng 1.
fn days_of_tet(first: NaiveDate) -> Option<Vec<CalendarDay>> {
    let before = if first.weekday() == Weekday::Tue {
        1
    } else {
        2
    };
    let start = first.checked_sub_days(Days::new(before))?;
    let days = start.iter_days().take(5).map(|date| {
        let nth = date.signed_duration_since(first).num_days() + 1;
        if nth > 0 {
            holiday(date, &format!("Tết Âm lịch (mùng {nth})"))
        } else {
            holiday(date, "Tết Âm lịch (giáp Tết)")
        }
    });
    Some(days.collect())
}

/// The day beside 2/9 that makes the longer break with the weekend.
fn beside_national_day(day: NaiveDate) -> Option<NaiveDate> {
    match day.weekday() {
        Weekday::Mon | Weekday::Thu | Weekday::Sun => day.succ_opt(),
        Weekday::Tue | Weekday::Wed | Weekday::Fri | Weekday::Sat => day.pred_opt(),
    }
}
