//! The 35 reported measures of the national plan: those of plan B without six, and seven more, so
//! that every kind of figure is there. What each does over the years.

use crate::demo::profile::{Base, COMMUNE};
use anyhow::Context as _;
use domain::measure::{Accumulation, Comparator, MeasureKind, MeasureRole, Threshold};
use domain::plan::{Measure, Plan, Target};
use domain::quantity::Quantity;

/// Measures that every report has a line for.
pub(super) const MEASURES: usize = 35;
/// Months of the plan: 2026 to 2030.
pub(super) const HORIZON: i64 = 60;

/// Targets of plan B that the national one leaves out.
const LEFT_OUT: [&str; 6] = ["1.2", "1.4", "1.10", "1.12", "1.16", "1.17"];

/// Targets of plan B that the national one strives further with: to what percentage.
pub(super) const STRIVING: [(&str, i64); 5] = [
    ("1.8", 80),
    ("1.9", 95),
    ("1.14", 70),
    ("2.2", 90),
    ("4.3", 60),
];

/// How much of a threshold a unit has to reach.
#[derive(Clone, Copy)]
enum Aim {
    /// The same percentage everywhere.
    Percent(i64),
    /// So many per ten thousand inhabitants, and so many more; of several units the sum.
    Number(i64, i64),
}

/// A target that plan B does not have.
struct Addition {
    group: &'static str,
    /// `{n}` is the threshold, `{dia_ban}` where.
    text: &'static str,
    subject: &'static str,
    surface: &'static str,
    comparator: Comparator,
    unit: &'static str,
    accumulation: Accumulation,
    aim: Aim,
}

/// Targets added.
pub(super) const ADDITIONS: usize = 7;

const ADDED: [Addition; ADDITIONS] = [
    Addition {
        group: "1",
        text: "Tỷ lệ hồ sơ thủ tục hành chính giải quyết quá hạn không quá {n}%.",
        subject: "Tỷ lệ hồ sơ thủ tục hành chính giải quyết quá hạn",
        surface: "không quá",
        comparator: Comparator::Lte,
        unit: "%",
        accumulation: Accumulation::Flow,
        aim: Aim::Percent(2),
    },
    Addition {
        group: "1",
        text: "Không quá {n} phản ánh, kiến nghị của người dân, doanh nghiệp chưa được trả lời \
               đúng hạn trong mỗi kỳ báo cáo.",
        subject: "phản ánh, kiến nghị của người dân, doanh nghiệp chưa được trả lời đúng hạn",
        surface: "Không quá",
        comparator: Comparator::Lte,
        unit: "kiến nghị",
        accumulation: Accumulation::Flow,
        aim: Aim::Number(3, 1),
    },
    Addition {
        group: "3",
        text: "Cấp mới tối thiểu {n} chữ ký số cá nhân cho người dân trên {dia_ban} trong giai \
               đoạn 2026-2030.",
        subject: "chữ ký số cá nhân cấp mới cho người dân",
        surface: "tối thiểu",
        comparator: Comparator::Gte,
        unit: "chữ ký số",
        accumulation: Accumulation::Cumulative,
        aim: Aim::Number(1_200, 0),
    },
    Addition {
        group: "3",
        text: "Mỗi kỳ báo cáo tổ chức tối thiểu {n} lớp Bình dân học vụ số.",
        subject: "lớp Bình dân học vụ số được tổ chức trong kỳ",
        surface: "tối thiểu",
        comparator: Comparator::Gte,
        unit: "lớp",
        accumulation: Accumulation::Flow,
        aim: Aim::Number(1, 1),
    },
    Addition {
        group: "3",
        text: "Phấn đấu đạt {n} lượt người dân được hướng dẫn kỹ năng số cơ bản trong giai đoạn \
               2026-2030.",
        subject: "lượt người dân được hướng dẫn kỹ năng số cơ bản",
        surface: "Phấn đấu đạt",
        comparator: Comparator::Gte,
        unit: "lượt người",
        accumulation: Accumulation::Cumulative,
        aim: Aim::Number(6_000, 0),
    },
    Addition {
        group: "4",
        text: "Duy trì tối thiểu {n} điểm truy cập Internet công cộng miễn phí trên {dia_ban}.",
        subject: "điểm truy cập Internet công cộng miễn phí",
        surface: "tối thiểu",
        comparator: Comparator::Gte,
        unit: "điểm",
        accumulation: Accumulation::Stock,
        aim: Aim::Number(3, 2),
    },
    Addition {
        group: "5",
        text: "Không quá {n} sự cố mất an toàn thông tin trong mỗi kỳ báo cáo.",
        subject: "sự cố mất an toàn thông tin",
        surface: "Không quá",
        comparator: Comparator::Lte,
        unit: "sự cố",
        accumulation: Accumulation::Flow,
        aim: Aim::Number(0, 1),
    },
];

/// The thresholds of the added targets at one unit, in their order.
pub(super) type Aims = [i64; ADDITIONS];

/// What a commune of so many inhabitants aims at.
pub(super) fn aims(people: i64) -> Aims {
    ADDED.each_ref().map(|added| match added.aim {
        Aim::Percent(percent) => percent,
        Aim::Number(share, more) => people * share / 10_000 + more,
    })
}

/// What the unit above several aims at.
pub(super) fn aims_above<'a>(below: impl IntoIterator<Item = &'a Aims>) -> Aims {
    let mut sums = aims(0);
    for (sum, added) in sums.iter_mut().zip(&ADDED) {
        if let Aim::Number(..) = added.aim {
            *sum = 0;
        }
    }
    for aims in below {
        for ((sum, aim), added) in sums.iter_mut().zip(aims).zip(&ADDED) {
            if let Aim::Number(..) = added.aim {
                *sum += aim;
            }
        }
    }
    sums
}

/// What a reported measure does over the years.
#[derive(Clone, Debug)]
pub(super) enum Course {
    /// A share, in thousandths: usual at the start, usual after years, how far units scatter.
    Ratio {
        base: Base,
        start: i64,
        goal: i64,
        spread: i64,
        accumulation: Accumulation,
    },
    /// A number around the unit's aim, by its place among [`ADDED`].
    Count {
        added: usize,
        comparator: Comparator,
        accumulation: Accumulation,
    },
    /// Reached or not; the number in plan B.
    Milestone { of: String },
}

/// Plan B's groups with the national plan's targets, numbered anew, and the courses of the reported
/// measures in order. Ids and the texts' places are still to be filled.
///
/// # Errors
/// When plan B is not what this was written for; a test makes one.
pub(super) fn reshape(plan: &mut Plan) -> anyhow::Result<Vec<Course>> {
    let mut courses = Vec::with_capacity(MEASURES);
    for group in &mut plan.target_groups {
        group
            .targets
            .retain(|target| !LEFT_OUT.contains(&target.no.as_str()));
        for target in &mut group.targets {
            strive(target);
            for (place, measure) in target.measures.iter().enumerate() {
                if measure.is_reported() {
                    courses.push(course(target, place, measure)?);
                }
            }
        }
        for (place, added) in ADDED.iter().enumerate() {
            if added.group == group.no {
                group.targets.push(target(added));
                courses.push(course_of(added, place));
            }
        }
        for (number, target) in (1..).zip(&mut group.targets) {
            target.no = format!("{}.{number}", group.no);
        }
    }
    anyhow::ensure!(courses.len() == MEASURES, "{} measures", courses.len());
    Ok(courses)
}

/// Says what is striven for beside the threshold, where [`STRIVING`] has it.
fn strive(target: &mut Target) {
    let Some((_, percent)) = STRIVING.iter().find(|(no, _)| *no == target.no) else {
        return;
    };
    let text = target.text.trim_end_matches('.');
    target.text = format!("{text}, phấn đấu đạt {percent}%.");
    for measure in target.measures.iter_mut().filter(|m| m.is_reported()) {
        measure.aspiration = Some(Threshold {
            comparator: Comparator::Eq,
            surface: "phấn đấu đạt".to_owned(),
            value: Quantity::from_int(*percent),
            unit: "%".to_owned(),
            evaluate_as: Comparator::Gte,
            aspirational: true,
        });
    }
}

fn course(target: &Target, place: usize, measure: &Measure) -> anyhow::Result<Course> {
    if measure.kind == MeasureKind::Milestone {
        let of = target.no.clone();
        return Ok(Course::Milestone { of });
    }
    let profile = COMMUNE
        .iter()
        .find(|profile| profile.no == target.no && profile.place == place)
        .with_context(|| format!("no profile for target {}", target.no))?;
    // The profiles tell of autumn 2026: the years before and after it are drawn around them.
    let (start, goal) = if profile.spread == 0 {
        (profile.level, profile.level)
    } else {
        (
            (profile.level - 230).max(90),
            (profile.level + 170).min(988),
        )
    };
    Ok(Course::Ratio {
        base: profile.base,
        start,
        goal,
        spread: profile.spread,
        accumulation: measure.accumulation,
    })
}

const fn course_of(added: &Addition, place: usize) -> Course {
    match added.aim {
        Aim::Percent(_) => Course::Ratio {
            base: Base::People(318),
            start: 43,
            goal: 13,
            spread: 9,
            accumulation: added.accumulation,
        },
        Aim::Number(..) => Course::Count {
            added: place,
            comparator: added.comparator,
            accumulation: added.accumulation,
        },
    }
}

fn target(added: &Addition) -> Target {
    let measure = Measure {
        id: domain::id::MeasureId::from_u128(0),
        parent: None,
        kind: match added.aim {
            Aim::Percent(_) => MeasureKind::Ratio,
            Aim::Number(..) => MeasureKind::Count,
        },
        role: MeasureRole::Headline,
        subject: added.subject.to_owned(),
        threshold: Some(Threshold {
            comparator: added.comparator,
            surface: added.surface.to_owned(),
            value: Quantity::ZERO,
            unit: added.unit.to_owned(),
            evaluate_as: added.comparator,
            aspirational: added.surface.starts_with("Phấn đấu"),
        }),
        aspiration: None,
        accumulation: added.accumulation,
        amended: None,
    };
    Target {
        id: domain::id::TargetId::from_u128(0),
        no: String::new(),
        text: added.text.to_owned(),
        qualitative_kind: None,
        note: None,
        measures: vec![measure],
    }
}

/// Fills a unit's aims into the targets that have some, in the order of [`ADDED`].
pub(super) fn fill(plan: &mut Plan, aims: &Aims) {
    let targets = plan.target_groups.iter_mut().flat_map(|g| &mut g.targets);
    let with_aims = targets.filter(|target| target.text.contains("{n}"));
    for (target, aim) in with_aims.zip(aims) {
        let aim = Quantity::from_int(*aim);
        target.text = target.text.replace("{n}", &aim.format_vi());
        for measure in &mut target.measures {
            if let Some(threshold) = &mut measure.threshold {
                threshold.value = aim;
            }
        }
    }
}
