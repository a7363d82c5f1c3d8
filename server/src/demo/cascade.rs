//! Đà Nẵng's plan 180/KH-UBND and the plans of its 94 communes, linked line by line.
//!
//! The city's plan and 93 of the communes' are made up in the shape of Tam Mỹ's; Tam Mỹ keeps its
//! own. Each says so in its notes.

use super::ids;
use super::rng::Rng;
use super::tasks::{self, TaskTemplate};
use super::words::{Words, in_sentence};
use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use domain::plan::{DocumentRef, PartialDate, Plan, PlanDocument};
use domain::unit::{UnitKind, UnitRef};

/// The key of the city's plan.
pub(crate) const CITY: &str = "180";
/// Tam Mỹ's code.
pub(crate) const TAM_MY: &str = "21004";

/// The first day on which a commune's plan was issued.
const ISSUED_FROM: (i32, u32, u32) = (2026, 5, 4);

const CITY_TITLE: &str = "Triển khai \"Đề án phát triển ứng dụng dữ liệu về dân cư, định danh và \
     xác thực điện tử, phục vụ chuyển đổi số quốc gia giai đoạn 2022-2025, tầm nhìn đến năm \
     2030\" trên địa bàn thành phố Đà Nẵng năm 2026";

const CITY_NOTE: &str = "Mô phỏng: hệ thống chưa có nguyên văn Kế hoạch số 180/KH-UBND ngày \
     15/4/2026. Chỉ tiêu lấy theo kế hoạch của xã Tam Mỹ; 37 nhiệm vụ do phần mềm đặt ra.";

const COMMUNE_NOTE: &str = "Mô phỏng: kế hoạch này do phần mềm đặt ra theo mẫu kế hoạch của xã \
     Tam Mỹ; số, ngày và nhiệm vụ không có thật.";

const TASKS_NOTE: &str = "Mô phỏng: 37 nhiệm vụ trong hệ thống do phần mềm đặt ra theo bảy nhóm \
     của kế hoạch, thay cho phụ lục chưa có.";

/// The city's plan in the shape of Tam Mỹ's, with the 37 tasks.
pub(crate) fn city(model: &Plan, unit: UnitRef, templates: &[TaskTemplate]) -> Plan {
    let words = Words::of(unit.kind);
    let mut plan = model.clone();
    renew(&mut plan, CITY, None, words);
    plan.summary.title = CITY_TITLE.to_owned();
    plan.summary.number = Some("180/KH-UBND".to_owned());
    plan.summary.date = PartialDate {
        day: Some(15),
        month: Some(4),
        year: Some(2026),
    };
    plan.document = PlanDocument {
        issuer: "Ủy ban nhân dân thành phố Đà Nẵng".to_owned(),
        place: Some("Đà Nẵng".to_owned()),
        number_raw: Some("Số: 180/KH-UBND".to_owned()),
        notes: vec![CITY_NOTE.to_owned()],
        ..PlanDocument::default()
    };
    plan.summary.unit = unit;
    tasks::add(&mut plan, CITY, None, words, templates);
    plan
}

/// Tam Mỹ's own plan, its measures linked to the city's, with the simulated tasks added.
pub(crate) fn tam_my(mut plan: Plan, templates: &[TaskTemplate]) -> Plan {
    link(&mut plan);
    let words = Words::of(UnitKind::Commune);
    tasks::add(&mut plan, "B", Some(CITY), words, templates);
    plan.document.notes.push(TASKS_NOTE.to_owned());
    plan
}

/// The made-up plan of another commune.
pub(crate) fn commune(model: &Plan, unit: UnitRef, templates: &[TaskTemplate]) -> Plan {
    let key = unit.id.0.clone();
    let words = Words::of(unit.kind);
    let mut plan = model.clone();
    renew(&mut plan, &key, Some(CITY), words);
    let place = in_sentence(&unit);
    let place_name = unit
        .name
        .split_once(' ')
        .map_or(unit.name.as_str(), |(_, name)| name);
    let (number, day) = number_and_day(&key, ISSUED_FROM);
    plan.summary.title = model.summary.title.replace("xã Tam Mỹ", &place);
    plan.summary.number = Some(format!("{number}/KH-UBND"));
    plan.summary.date = day.map_or_else(PartialDate::default, |day| PartialDate {
        day: Some(day.day()),
        month: Some(day.month()),
        year: Some(day.year()),
    });
    plan.document = PlanDocument {
        issuer: format!("Ủy ban nhân dân {place}"),
        place: Some(place_name.to_owned()),
        number_raw: Some(format!("Số: {number}/KH-UBND")),
        parents: model.document.parents.clone(),
        other_refs: model.document.other_refs.clone(),
        common_tasks: words_of_list(words, &model.document.common_tasks),
        monitoring: model.document.monitoring.clone().map(|mut monitoring| {
            monitoring.lead = words.localise(&monitoring.lead);
            monitoring.coordinating = monitoring.coordinating.map(|text| words.localise(&text));
            monitoring.reports_to = words_of_list(words, &monitoring.reports_to);
            monitoring.obstacle_channel = monitoring
                .obstacle_channel
                .map(|text| words.localise(&text));
            monitoring
        }),
        budget_owner: Some(words.economy.to_owned()),
        notes: vec![COMMUNE_NOTE.to_owned()],
        ..PlanDocument::default()
    };
    plan.summary.unit = unit;
    tasks::add(&mut plan, &key, Some(CITY), words, templates);
    plan
}

fn words_of_list(words: Words, texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| words.localise(text)).collect()
}

/// Gives a copy of the model its own ids and words, marks it as simulated and links it.
fn renew(plan: &mut Plan, key: &str, parent: Option<&str>, words: Words) {
    plan.summary.id = ids::plan(key);
    plan.summary.simulated = true;
    for target in plan
        .target_groups
        .iter_mut()
        .flat_map(|group| &mut group.targets)
    {
        target.id = ids::target(key, &target.no);
        target.text = words.localise(&target.text);
        for (place, measure) in target.measures.iter_mut().enumerate() {
            measure.id = ids::measure(key, &target.no, place);
            measure.subject = words.localise(&measure.subject);
        }
    }
    if parent.is_some() {
        link(plan);
    }
}

/// Points every measure, and the reference to the plan above, at the city's plan.
fn link(plan: &mut Plan) {
    for target in plan
        .target_groups
        .iter_mut()
        .flat_map(|group| &mut group.targets)
    {
        for (place, measure) in target.measures.iter_mut().enumerate() {
            measure.parent = Some(ids::measure(CITY, &target.no, place));
        }
    }
    for DocumentRef { number, plan, .. } in &mut plan.document.parents {
        if number.as_deref() == Some("180/KH-UBND") {
            *plan = Some(ids::plan(CITY));
        }
    }
}

/// A plausible number, and a working day within 26 days from `from`.
pub(crate) fn number_and_day(key: &str, from: (i32, u32, u32)) -> (i64, Option<NaiveDate>) {
    let mut rng = Rng::keyed(&format!("{key}/number"));
    let number = rng.between(24, 118);
    let days = u64::try_from(rng.between(0, 24)).unwrap_or(0);
    let (year, month, day) = from;
    let day = NaiveDate::from_ymd_opt(year, month, day).and_then(|from| {
        let day = from.checked_add_days(Days::new(days))?;
        let later = match day.weekday() {
            Weekday::Sat => 2,
            Weekday::Sun => 1,
            _ => 0,
        };
        day.checked_add_days(Days::new(later))
    });
    (number, day)
}
