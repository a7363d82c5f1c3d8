//! What becomes of each commune's report of each month, and the rows that tell it.

use super::figures::{Month, Standing, Subject};
use super::people::Staff;
use crate::db::entity::{report, report_version};
use crate::db::simulated::Rows;
use crate::db::text_uuid::TextUuid;
use crate::demo::diary::Diary;
use crate::demo::rng::Rng;
use crate::demo::scribe::{self, Scribe};
use domain::id::{LineId, PlanId, ReportId, UnitId, UserId};
use domain::period::{Period, PeriodDays};
use domain::report::{LineEntry, ReportState, Step, TextEdit};

/// Newest months whose reports are told step by step.
pub(super) const TOLD: usize = 2;

/// The first six bytes of a report's id: the same in all of them, so that the rest is their order.
const REPORT_PREFIX: u128 = 0x7d0a_1e26_4030 << 80;

/// Reports sent after the due date, in a hundred, of months that are over.
const LATE_PERCENT: i64 = 3;
/// Reports told step by step that were returned once before they were approved, in a hundred.
const RETURNED_ONCE_PERCENT: i64 = 6;
/// From which line to which slips are made: shares of what was handled.
const FLAWED: (i64, i64) = (6, 11);
/// Reports with obstacles and recommendations, in a hundred: told ones, older ones.
const DIFFICULT_PERCENT: (i64, i64) = (46, 9);

const SENT_BACK_WHY: &str = "Đề nghị rà soát, giải trình chỉ tiêu có biến động lớn rồi gửi lại.";
const LINE_WHY: &str = "Số liệu chênh lệch lớn so với kỳ trước, đề nghị kiểm tra lại.";

/// What becomes of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Approved,
    Submitted,
    Returned,
    /// Nothing is entered yet.
    Untouched,
}

/// A month with everything that its reports need.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub(super) period: Period,
    pub(super) days: PeriodDays,
    pub(super) month: Month,
    /// Whether it is the last: not everyone has reported.
    pub(super) newest: bool,
}

/// A commune's lines: what they are called, where they stand.
pub(super) struct Commune {
    /// Its place in the official list: in its reports' ids.
    pub(super) place: u32,
    pub(super) unit: UnitId,
    pub(super) plan: PlanId,
    pub(super) staff: Staff,
    /// In the plan's order.
    pub(super) lines: Vec<LineId>,
    /// Sittings in which they are entered.
    pub(super) sittings: Vec<usize>,
    /// Where they stand.
    pub(super) standings: Vec<Standing>,
    /// Places in `lines` in the order of their ids, in which rows are stored: the primary key grows
    /// at its end only.
    pub(super) order: Vec<usize>,
}

/// The id of a report: months, then communes, so that ids grow from row to row.
fn report_id(month: i64, place: u32) -> ReportId {
    let month = u128::try_from(month).unwrap_or(0);
    let bits = REPORT_PREFIX | (month & 0xfff) << 64 | u128::from(place);
    ReportId(uuid::Builder::from_custom_bytes(bits.to_be_bytes()).into_uuid())
}

/// Writes reports of one commune.
pub(super) struct Writer<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) commune: &'a mut Commune,
    /// Whether its newest report is left to whoever tries it out.
    pub(super) left_open: bool,
}

impl Writer<'_> {
    /// The report of a month.
    ///
    /// # Errors
    /// When the generator takes a step that a report does not allow.
    pub(super) fn write(&mut self, when: &When, rows: &mut Rows) -> anyhow::Result<()> {
        let standings = &mut self.commune.standings;
        let entries = self.subject.advance(standings, when.month);
        let commune = &*self.commune;
        let id = report_id(when.month.place, commune.place);
        let mut scribe = Scribe::open(id, commune.plan, &commune.unit, when.period);
        let fate = self.fate(when);
        if fate == Fate::Untouched {
            rows.reports.push(scribe.report);
            return Ok(());
        }
        let late = !when.newest && self.rng(when, 2).chance(LATE_PERCENT);
        let mut days = when.days;
        if when.newest {
            // All of it has happened by the morning of the due date.
            let before = days.due_on.pred_opt().unwrap_or(days.due_on);
            days.due_on = before.max(days.ends_on);
        }
        let mut diary = Diary::begin(days, late, self.rng(when, 3));
        if !when.month.told {
            return self.write_briefly(when, fate, &mut diary, (scribe.report, entries), rows);
        }
        self.tell(when, fate, &mut diary, &mut scribe, entries)?;
        rows.reports.push(scribe.report);
        scribe.lines.sort_by(|a, b| a.line.cmp(&b.line));
        rows.lines.append(&mut scribe.lines);
        rows.versions.append(&mut scribe.versions);
        Ok(())
    }

    fn rng(&self, when: &When, what: u64) -> Rng {
        let month = u64::try_from(when.month.place).unwrap_or(0);
        Rng::numbered([self.subject.code, 500 + what, month])
    }

    fn fate(&self, when: &When) -> Fate {
        let drawn = self.rng(when, 1).between(0, 999);
        if !when.newest {
            return match drawn {
                0..=2 => Fate::Submitted,
                3 => Fate::Returned,
                4..=5 => Fate::Untouched,
                _ => Fate::Approved,
            };
        }
        match drawn {
            _ if self.left_open => Fate::Untouched,
            0..=799 => Fate::Approved,
            800..=879 => Fate::Submitted,
            880..=919 => Fate::Returned,
            _ => Fate::Untouched,
        }
    }

    /// An older report: three steps, without what they changed.
    fn write_briefly(
        &self,
        when: &When,
        fate: Fate,
        diary: &mut Diary,
        (mut report, entries): (report::Model, Vec<LineEntry>),
        rows: &mut Rows,
    ) -> anyhow::Result<()> {
        let Staff { reporter, approver } = self.commune.staff;
        let saved = diary.soon(25, 150);
        for place in &self.commune.order {
            let (line, entry) = (self.commune.lines[*place], &entries[*place]);
            rows.lines
                .push(scribe::row(report.id, line, entry, 1, reporter, saved));
        }
        for text in self.texts(when) {
            match text {
                TextEdit::Obstacles(text) => report.obstacles = text,
                TextEdit::Recommendations(text) => report.recommendations = text,
                TextEdit::Notes(text) => report.notes = text,
            }
        }
        let mut state = ReportState::Draft;
        let mut step = |report: &mut report::Model, step: Step, by: UserId, at: i64| {
            state = state.after(step).unwrap_or(state);
            report.version += 1;
            state.as_str().clone_into(&mut report.state);
            report.updated_at = Some(at);
            rows.versions.push(report_version::Model {
                report_id: report.id,
                version: report.version,
                step: step.as_str().to_owned(),
                state: report.state.clone(),
                by: TextUuid(by.0),
                at,
                reason: (step == Step::Return).then(|| SENT_BACK_WHY.to_owned()),
                changes: "[]".to_owned(),
                texts: "[]".to_owned(),
                seq: 1,
                device: None,
            });
        };
        step(&mut report, Step::Save, reporter, saved);
        let submitted = diary.soon(2, 25);
        step(&mut report, Step::Submit, reporter, submitted);
        report.submitted_by = Some(TextUuid(reporter.0));
        report.submitted_at = Some(submitted);
        match fate {
            Fate::Approved => {
                let approved = diary.later(20, 540);
                step(&mut report, Step::Approve, approver, approved);
                report.approved_by = Some(TextUuid(approver.0));
                report.approved_at = Some(approved);
            }
            Fate::Returned => {
                step(&mut report, Step::Return, approver, diary.later(20, 540));
                (report.submitted_by, report.submitted_at) = (None, None);
                report.return_reason = Some(SENT_BACK_WHY.to_owned());
            }
            Fate::Submitted | Fate::Untouched => {}
        }
        rows.reports.push(report);
        Ok(())
    }

    /// A newer report, step by step as the services would have stored it.
    fn tell(
        &self,
        when: &When,
        fate: Fate,
        diary: &mut Diary,
        scribe: &mut Scribe,
        entries: Vec<LineEntry>,
    ) -> anyhow::Result<()> {
        let Staff { reporter, approver } = self.commune.staff;
        let commune = &*self.commune;
        let flawed = self.flawed(when, &entries);
        for sitting in 0..3 {
            let lines = commune.lines.iter().zip(&commune.sittings).zip(&entries);
            let lines = lines.filter(|((_, of), _)| **of == sitting);
            let lines = lines.map(|((line, _), entry)| match &flawed {
                Some((wrong, slip, _)) if wrong == line && fate == Fate::Approved => {
                    (*line, slip.clone())
                }
                _ => (*line, entry.clone()),
            });
            scribe.save(reporter, diary.soon(9, 48), lines)?;
        }
        scribe.save_texts(reporter, diary.soon(4, 20), self.texts(when))?;
        scribe.submit(reporter, diary.soon(2, 25))?;
        match (fate, flawed) {
            (Fate::Returned, Some((line, ..))) => {
                scribe.send_back(
                    approver,
                    diary.soon(15, 60),
                    SENT_BACK_WHY,
                    &[(line, LINE_WHY)],
                )?;
            }
            (Fate::Approved, flawed) => {
                if let Some((line, _, right)) = flawed {
                    scribe.send_back(approver, diary.soon(10, 30), "", &[(line, LINE_WHY)])?;
                    scribe.save(reporter, diary.soon(10, 30), [(line, right)])?;
                    scribe.submit(reporter, diary.soon(1, 9))?;
                }
                let at = if when.newest {
                    diary.soon(10, 60)
                } else {
                    diary.later(20, 540)
                };
                scribe.approve(approver, at)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A share that is wrong at first, in some reports, and in those that are returned: its line,
    /// the slip, what is right.
    fn flawed(&self, when: &When, entries: &[LineEntry]) -> Option<(LineId, LineEntry, LineEntry)> {
        let mut rng = self.rng(when, 4);
        let returned = self.fate(when) == Fate::Returned;
        if !rng.chance(RETURNED_ONCE_PERCENT) && !returned {
            return None;
        }
        let place = usize::try_from(rng.between(FLAWED.0, FLAWED.1)).ok()?;
        let right = entries.get(place)?;
        let half = |n: i64| domain::quantity::Quantity::from_int(n / 2_000);
        let slip = LineEntry {
            numerator: right.numerator.map(|n| half(n.thousandths())),
            ..right.clone()
        };
        Some((*self.commune.lines.get(place)?, slip, right.clone()))
    }

    fn texts(&self, when: &When) -> Vec<TextEdit> {
        let mut rng = self.rng(when, 5);
        let (texts, voice) = (&self.subject.model.texts, self.subject.voice);
        let (difficult, noted) = if when.month.told {
            (DIFFICULT_PERCENT.0, 35)
        } else {
            (DIFFICULT_PERCENT.1, 0)
        };
        let mut edits = Vec::new();
        if rng.chance(difficult) {
            let last = i64::try_from(texts.difficulties.len()).unwrap_or(1) - 1;
            let place = usize::try_from(rng.between(0, last)).unwrap_or(0);
            if let Some((obstacle, recommendation)) = texts.difficulties.get(place) {
                edits.push(TextEdit::Obstacles(voice.say(obstacle)));
                edits.push(TextEdit::Recommendations(voice.say(recommendation)));
            }
        }
        let note = voice.say(rng.pick(&texts.report_notes));
        if rng.chance(noted) && !note.is_empty() {
            edits.push(TextEdit::Notes(note));
        }
        edits
    }
}
