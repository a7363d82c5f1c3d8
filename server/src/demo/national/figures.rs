//! What each line of a commune's reports holds, month after month. Of a line only its present state
//! is kept; integers only, so that every machine makes the same.

use super::lines::{Aims, Course, HORIZON};
use super::plan::Model;
use super::voice::Voice;
use crate::demo::figures::{OUT_OF_SCOPE_PERCENT, rounded};
use crate::demo::profile::Base;
use crate::demo::progress::{BLOCKED_PERCENT, WORK_DAYS, finished_on, grouped};
use crate::demo::rng::Rng;
use crate::demo::size::Size;
use crate::demo::tasks::TaskTemplate;
use chrono::{Days, NaiveDate};
use domain::measure::{Accumulation, Comparator};
use domain::quantity::Quantity;
use domain::report::{LineEntry, TaskProgress};

/// Shares are kept in hundred-thousandths: in thousandths a month's growth would be lost.
const WHOLE: i64 = 100_000;
/// Measures and tasks with a word beside the figure, in a hundred, in older reports; newer ones
/// explain every task.
const NOTED_PERCENT: i64 = 4;
/// Work on tasks without a deadline begins within so many days.
const SLOW_START_DAYS: i64 = 540;
/// The first working day of the plan.
const BEGINS_ON: (i32, u32, u32) = (2026, 1, 5);

/// A commune whose figures are made.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// What all have in common.
    pub(super) model: &'a Model,
    /// Its code.
    pub(super) code: u64,
    /// Its words.
    pub(super) voice: Voice,
    /// How large, how good.
    pub(super) size: Size,
    /// What it aims at.
    pub(super) aims: Aims,
}

/// A month that is reported on.
#[derive(Clone, Copy)]
pub(super) struct Month {
    /// Its place in the plan, from 0.
    pub(super) place: i64,
    /// The cut-off.
    pub(super) ends_on: NaiveDate,
    /// Whether every task is explained.
    pub(super) told: bool,
}

/// Where a line stands.
#[derive(Clone, Debug)]
pub(super) enum Standing {
    /// A share over so many, and its last numerator.
    Ratio { of: i64, level: i64, last: i64 },
    /// A number.
    Count { last: i64 },
    /// Reached from a month on; `None` where it has to be kept up every month.
    Milestone { from: Option<i64> },
    /// *Không thuộc thẩm quyền*, by the place of the reason.
    OutOfScope { reason: usize },
    /// A task: when work begins, and when it is finished.
    Task {
        begins: Option<NaiveDate>,
        finished: Option<NaiveDate>,
    },
}

impl Subject<'_> {
    /// Where each line stands before the first month, in the plan's order.
    pub(super) fn begin(&self) -> Vec<Standing> {
        let measures = self.model.courses.iter().enumerate();
        let measures = measures.map(|(line, course)| self.measure(course, self.rng(line, 100)));
        let after = self.model.courses.len();
        let tasks = self.model.templates.iter().enumerate();
        let tasks = tasks.map(|(line, task)| self.task(task, self.rng(after + line, 100)));
        measures.chain(tasks).collect()
    }

    /// Chance of a line in a month; 100 stands for the time before.
    fn rng(&self, line: usize, month: u64) -> Rng {
        let line = u64::try_from(line).unwrap_or(0);
        Rng::numbered([self.code, 1_000 + line, month])
    }

    fn measure(&self, course: &Course, mut rng: Rng) -> Standing {
        match course {
            Course::Ratio {
                base,
                start,
                goal,
                spread,
                ..
            } => {
                let of = match *base {
                    Base::Fixed(whole) => whole,
                    Base::People(share) => self.size.people * share / 10_000,
                    Base::Between(low, high) => rng.between(low, high),
                };
                let own = self.own(*start, *goal, *spread, &mut rng);
                let level = (start + own).clamp(5, 1_000) * WHOLE / 1_000;
                Standing::Ratio { of, level, last: 0 }
            }
            Course::Count {
                added,
                accumulation,
                ..
            } => Standing::Count {
                last: match accumulation {
                    Accumulation::Stock => self.aims[*added] * rng.between(48, 76) / 100,
                    Accumulation::Flow | Accumulation::Cumulative => 0,
                },
            },
            Course::Milestone { of } => {
                let reasons = self.model.texts.not_applicable.get(of);
                if let Some(reasons) = reasons
                    && rng.chance(OUT_OF_SCOPE_PERCENT)
                {
                    let last = i64::try_from(reasons.len()).unwrap_or(1) - 1;
                    let reason = usize::try_from(rng.between(0, last)).unwrap_or(0);
                    return Standing::OutOfScope { reason };
                }
                // Some are never reached within the plan.
                let from = match of.as_str() {
                    "4.4" | "5.1" => None,
                    "1.15" => Some(rng.between(3, HORIZON + 6)),
                    "4.2" => Some(rng.between(5, HORIZON + 12)),
                    _ => Some(rng.between(9, HORIZON + 30)),
                };
                Standing::Milestone { from }
            }
        }
    }

    /// How far the unit is from the usual share: its skill counts where the share has to rise.
    fn own(&self, start: i64, goal: i64, spread: i64, rng: &mut Rng) -> i64 {
        if spread == 0 {
            return 0;
        }
        let scatter = rng.between(-spread, spread);
        if goal > start {
            self.size.skill + scatter
        } else {
            scatter
        }
    }

    fn task(&self, task: &TaskTemplate, mut rng: Rng) -> Standing {
        let (year, month, day) = BEGINS_ON;
        let first = NaiveDate::from_ymd_opt(year, month, day);
        let finished = finished_on(&task.deadline, self.size.skill, &mut rng);
        let begins = if task.deadline.is_ongoing() {
            first
        } else if let Some(due) = task.deadline.due() {
            let before = WORK_DAYS + u64::try_from(rng.between(0, 160)).unwrap_or(0);
            due.checked_sub_days(Days::new(before))
        } else {
            let after = u64::try_from(rng.between(0, SLOW_START_DAYS)).unwrap_or(0);
            first.and_then(|first| first.checked_add_days(Days::new(after)))
        };
        Standing::Task {
            begins,
            finished: finished.max(first.filter(|_| finished.is_some())),
        }
    }

    /// What the lines hold in a month, in the plan's order; the standings move on.
    pub(super) fn advance(&self, standings: &mut [Standing], month: Month) -> Vec<LineEntry> {
        let place = u64::try_from(month.place).unwrap_or(0);
        let lines = standings.iter_mut().enumerate();
        lines
            .map(|(line, standing)| {
                let mut rng = self.rng(line, place);
                match standing {
                    Standing::Task { begins, finished } => {
                        let task = line.checked_sub(self.model.courses.len());
                        let task = task.and_then(|task| self.model.templates.get(task));
                        task.map_or_else(LineEntry::default, |task| {
                            self.progress(task, *begins, *finished, month, &mut rng)
                        })
                    }
                    _ => self
                        .model
                        .courses
                        .get(line)
                        .map_or_else(LineEntry::default, |course| {
                            self.figure(course, standing, month, &mut rng)
                        }),
                }
            })
            .collect()
    }

    fn figure(
        &self,
        course: &Course,
        standing: &mut Standing,
        month: Month,
        rng: &mut Rng,
    ) -> LineEntry {
        match (course, standing) {
            (course @ Course::Ratio { .. }, Standing::Ratio { of, level, last }) => {
                self.share(course, (of, level, last), month, rng)
            }
            (
                Course::Count {
                    added,
                    comparator,
                    accumulation,
                },
                Standing::Count { last },
            ) => {
                let aim = self.aims[*added];
                *last = match (accumulation, comparator) {
                    (Accumulation::Cumulative, _) => {
                        let pace = 640 + 3 * self.size.skill + rng.between(0, 760);
                        *last + (aim * pace / 1_000 + rng.between(0, HORIZON - 1)) / HORIZON
                    }
                    (Accumulation::Stock, _) => {
                        let more = if rng.chance(17) { (aim / 25).max(1) } else { 0 };
                        (*last + more).min((aim * 6 / 5).max(*last))
                    }
                    (Accumulation::Flow, Comparator::Lte | Comparator::Lt) => {
                        let over = if rng.chance(6) { rng.between(1, 3) } else { 0 };
                        aim * rng.between(0, 104) / 100 + over
                    }
                    (Accumulation::Flow, _) => (aim + rng.between(-1, 2)).max(0),
                };
                LineEntry {
                    count: Some(Quantity::from_int(*last)),
                    note: self.measure_note(month, rng),
                    ..LineEntry::default()
                }
            }
            (Course::Milestone { of }, Standing::Milestone { from }) => {
                let reached = match from {
                    Some(from) => *from <= month.place,
                    None => !rng.chance(3),
                };
                let said = self.model.texts.milestones.get(of);
                let said = said.filter(|_| rng.chance(if month.told { 40 } else { 2 }));
                let note = said.map_or("", |(yes, no)| if reached { yes } else { no });
                LineEntry {
                    reached: Some(reached),
                    note: self.voice.say(note),
                    ..LineEntry::default()
                }
            }
            (Course::Milestone { of }, Standing::OutOfScope { reason }) => {
                let reasons = self.model.texts.not_applicable.get(of);
                let reason = reasons.and_then(|reasons| reasons.get(*reason));
                LineEntry {
                    not_applicable: reason.map(|reason| self.voice.say(reason)),
                    ..LineEntry::default()
                }
            }
            // A standing is made for its course.
            _ => LineEntry::default(),
        }
    }

    fn share(
        &self,
        course: &Course,
        (of, level, last): (&mut i64, &mut i64, &mut i64),
        month: Month,
        rng: &mut Rng,
    ) -> LineEntry {
        let Course::Ratio {
            base,
            goal,
            spread,
            accumulation,
            ..
        } = course
        else {
            return LineEntry::default();
        };
        if month.place > 0 && *spread > 0 {
            let ahead = goal * WHOLE / 1_000 + self.size.skill.min(0) * WHOLE / 2_000 - *level;
            *level += ahead * rng.between(18, 46) / 1_000 + rng.between(-150, 190);
        }
        let denominator = match (base, accumulation) {
            (Base::Fixed(_), _) | (_, Accumulation::Cumulative) => *of,
            (_, Accumulation::Flow) => rounded(*of * rng.between(860, 1_160), 1_000),
            (Base::Between(..), Accumulation::Stock) => *of,
            (Base::People(_), Accumulation::Stock) => {
                *of += rounded(*of * rng.between(0, 3), 1_000);
                *of
            }
        };
        let mut numerator = rounded(denominator * (*level).clamp(0, WHOLE), WHOLE);
        if *accumulation != Accumulation::Flow {
            numerator = numerator.max(*last).min(denominator);
        }
        *last = numerator;
        let note = if denominator == 0 {
            let level = self.voice.words.level;
            format!("Không phát sinh: {level} chưa có dân cư thường trú.")
        } else {
            self.measure_note(month, rng)
        };
        LineEntry {
            numerator: Some(Quantity::from_int(numerator)),
            denominator: Some(Quantity::from_int(denominator)),
            note,
            ..LineEntry::default()
        }
    }

    fn measure_note(&self, month: Month, rng: &mut Rng) -> String {
        let percent = if month.told { NOTED_PERCENT } else { 1 };
        if rng.chance(percent) {
            self.voice.say(rng.pick(&self.model.texts.measure_notes))
        } else {
            String::new()
        }
    }

    fn progress(
        &self,
        task: &TaskTemplate,
        begins: Option<NaiveDate>,
        finished: Option<NaiveDate>,
        month: Month,
        rng: &mut Rng,
    ) -> LineEntry {
        let completed_on = finished.filter(|day| *day <= month.ends_on);
        let begun = begins.is_none_or(|day| day <= month.ends_on);
        let (progress, words) = match completed_on {
            Some(_) => (TaskProgress::Done, &task.done),
            None if begun && rng.chance(BLOCKED_PERCENT) => (TaskProgress::Blocked, &task.blocked),
            None if begun => (TaskProgress::InProgress, &task.doing),
            None => (TaskProgress::NotStarted, &Vec::new()),
        };
        // The words speak of residents.
        let told = self.size.people > 0 && (month.told || rng.chance(NOTED_PERCENT));
        let note = if told {
            let number = grouped(rng.between(task.range.0, task.range.1));
            self.voice.say(rng.pick(words)).replace("{n}", &number)
        } else {
            String::new()
        };
        LineEntry {
            progress: Some(progress),
            completed_on,
            note,
            ..LineEntry::default()
        }
    }
}
