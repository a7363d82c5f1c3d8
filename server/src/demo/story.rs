//! What becomes of each simulated report: on time or late, approved, waiting, returned, unfinished.

use super::cascade::TAM_MY;
use super::diary::Diary;
use super::figures::{PERIODS, Series, Subject};
use super::ids;
use super::people::{COORDINATOR, Staff};
use super::rng::Rng;
use super::scribe::Scribe;
use domain::id::LineId;
use domain::period::{Period, PeriodDays};
use domain::plan::Plan;
use domain::quantity::Quantity;
use domain::report::{LineEntry, TextEdit};

/// A line of a plan's reports, with what it holds in each period.
pub(crate) struct LineStory {
    pub(crate) id: LineId,
    /// The target's or task's number.
    pub(crate) no: String,
    /// Which sitting it is entered in: the first group of targets, the others, the tasks.
    pub(crate) sitting: usize,
    pub(crate) series: Series,
}

/// Sittings in which a report is entered.
const SITTINGS: usize = 3;
/// Approved reports that were returned once, in a hundred.
const RETURNED_ONCE_PERCENT: i64 = 6;
/// Reports with obstacles and recommendations, in a hundred.
const DIFFICULT_PERCENT: i64 = 46;

/// Reports sent after the due date: unit and period.
const LATE: [(&str, usize); 4] = [("20950", 0), ("20710", 1), ("20944", 1), ("20716", 2)];
/// Last period: waiting for approval.
const WAITING: [&str; 4] = ["20320", "20410", "20779", "A"];
/// Last period: nothing entered yet.
const UNTOUCHED: &str = "20938";
/// Last period: returned by the city.
const SENT_BACK: &str = "20965";
/// Last period in Tam Mỹ: targets and tasks left to whoever tries the demonstration.
const OPEN_TARGETS: [&str; 5] = ["1.9", "1.13", "2.1", "3.1", "5.1"];
const OPEN_TASKS: [&str; 7] = ["5", "12", "19", "23", "28", "33", "37"];

const SENT_BACK_WHY: &str = "Đề nghị rà soát, giải trình hai chỉ tiêu có biến động lớn so với kỳ \
     trước rồi gửi lại.";
const SENT_BACK_LINES: [(&str, &str); 2] = [
    (
        "3.1",
        "Mẫu số giảm so với kỳ trước, đề nghị làm rõ nguyên nhân.",
    ),
    (
        "2.2",
        "Tử số gần bằng mẫu số, chênh lệch lớn so với kỳ trước. Đề nghị đối chiếu danh sách \
             chi trả.",
    ),
];
const RETURNED_ONCE_WHY: &str = "Số liệu thấp bất thường so với kỳ trước, đề nghị kiểm tra lại.";

/// A report: whose, on what, when.
pub(crate) struct Story<'a> {
    /// The plan's key.
    pub(crate) key: &'a str,
    /// The plan.
    pub(crate) plan: &'a Plan,
    /// The unit's words and texts; its key is the unit's code.
    pub(crate) subject: &'a Subject<'a>,
    /// In the plan's order.
    pub(crate) lines: &'a [LineStory],
    /// Place of the period, from 0.
    pub(crate) place: usize,
    /// The period.
    pub(crate) period: Period,
    /// Its days.
    pub(crate) days: PeriodDays,
}

impl Story<'_> {
    /// Writes the report down.
    ///
    /// # Errors
    /// When the generator takes a step that a report does not allow.
    pub(crate) fn tell(&self) -> anyhow::Result<Scribe> {
        let id = ids::report(self.key, self.period);
        let issued = &self.plan.summary;
        let mut scribe = Scribe::open(id, issued.id, &issued.unit.id, self.period);
        let unit = self.subject.key;
        let last = self.place + 1 == PERIODS;
        if last && unit == UNTOUCHED {
            return Ok(scribe);
        }
        let staff = Staff::of(&self.plan.summary.unit.id);
        let late = LATE.contains(&(unit, self.place));
        let mut diary = Diary::begin(self.days, late, self.rng("diary"));
        let unfinished = last && unit == TAM_MY;
        let flawed = if last || unit == TAM_MY {
            None
        } else {
            self.flawed()
        };
        for sitting in 0..SITTINGS {
            let lines = self.lines.iter().filter(|line| line.sitting == sitting);
            let lines = lines.filter(|line| !(unfinished && is_open(line)));
            let entries = lines.map(|line| {
                let entry = line.series[self.place].clone();
                let entry = if flawed == Some(line.id) {
                    halved(entry)
                } else {
                    entry
                };
                (line.id, entry)
            });
            scribe.save(staff.reporter, diary.soon(9, 48), entries)?;
        }
        if unfinished {
            return Ok(scribe);
        }
        scribe.save_texts(staff.reporter, diary.soon(4, 20), self.texts())?;
        scribe.submit(staff.reporter, diary.soon(2, 25))?;
        if last && WAITING.contains(&unit) {
            return Ok(scribe);
        }
        if last && unit == SENT_BACK {
            let lines: Vec<_> = SENT_BACK_LINES
                .iter()
                .filter_map(|(no, why)| Some((self.line(no)?.id, *why)))
                .collect();
            let at = diary.later(60, 300);
            scribe.send_back(ids::user(COORDINATOR), at, SENT_BACK_WHY, &lines)?;
            return Ok(scribe);
        }
        if let Some(line) = flawed {
            let at = diary.later(15, 120);
            scribe.send_back(staff.approver, at, "", &[(line, RETURNED_ONCE_WHY)])?;
            let right = self.lines.iter().filter(|l| l.id == line);
            let right = right.map(|l| (l.id, l.series[self.place].clone()));
            scribe.save(staff.reporter, diary.later(10, 90), right)?;
            scribe.submit(staff.reporter, diary.soon(1, 9))?;
        }
        scribe.approve(staff.approver, diary.later(20, 540))?;
        Ok(scribe)
    }

    fn rng(&self, what: &str) -> Rng {
        Rng::keyed(&format!("{}/{}/{what}", self.key, self.period))
    }

    fn line(&self, no: &str) -> Option<&LineStory> {
        self.lines
            .iter()
            .find(|line| line.sitting < SITTINGS - 1 && line.no == no)
    }

    /// The line that was wrong at first, in the few reports that were returned once.
    fn flawed(&self) -> Option<LineId> {
        let mut rng = self.rng("flawed");
        let numbers = ["1.9", "1.8", "2.2", "3.3"].map(str::to_owned);
        let line = self.line(rng.pick(&numbers))?;
        rng.chance(RETURNED_ONCE_PERCENT).then_some(line.id)
    }

    fn texts(&self) -> Vec<TextEdit> {
        let mut rng = self.rng("texts");
        let (texts, words) = (self.subject.texts, self.subject.words);
        let mut edits = Vec::new();
        if rng.chance(DIFFICULT_PERCENT) {
            let last = i64::try_from(texts.difficulties.len()).unwrap_or(1) - 1;
            let place = usize::try_from(rng.between(0, last)).unwrap_or(0);
            if let Some((obstacle, recommendation)) = texts.difficulties.get(place) {
                edits.push(TextEdit::Obstacles(words.fill(obstacle)));
                edits.push(TextEdit::Recommendations(words.fill(recommendation)));
            }
        }
        let note = words.fill(rng.pick(&texts.report_notes));
        if rng.chance(35) && !note.is_empty() {
            edits.push(TextEdit::Notes(note));
        }
        edits
    }
}

fn is_open(line: &LineStory) -> bool {
    let no = line.no.as_str();
    match line.id {
        LineId::Measure(_) => OPEN_TARGETS.contains(&no),
        LineId::Task(_) => OPEN_TASKS.contains(&no),
    }
}

/// A numerator half as large: a slip that an approver notices.
fn halved(entry: LineEntry) -> LineEntry {
    let half = |n: Quantity| Quantity::from_int(n.thousandths() / 2_000);
    LineEntry {
        numerator: entry.numerator.map(half),
        ..entry
    }
}
