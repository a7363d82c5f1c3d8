//! The country: its plans one batch after the other, and its communes month after month.

use super::figures::{Month, Subject};
use super::lines::{Aims, aims, aims_above};
use super::people::Staff;
use super::plan::{Issue, Model};
use super::reports::{Commune, TOLD, When, Writer};
use super::voice::Voice;
use super::{National, size};
use crate::db::entity::plan_period;
use crate::db::simulated::Rows;
use crate::db::text_uuid::TextUuid;
use crate::db::units::UnitRecord;
use crate::demo::cascade::TAM_MY;
use crate::demo::size::Size;
use crate::reference::{holidays, official_units};
use anyhow::Context as _;
use domain::calendar::WorkCalendar;
use domain::id::{LineId, PlanId};
use domain::period::{Period, PeriodRule};
use domain::plan::Plan;
use domain::unit::{UnitKind, UnitRef};

/// The first year.
pub(super) const YEAR: i32 = 2026;
/// Numbers of the provinces' plans begin after this, apart from those of communes.
const PROVINCE_NUMBERS: i64 = 300;
/// Communes whose rows are handed over at once.
const BATCH: usize = 128;

/// A province with its communes.
struct Province {
    unit: UnitRef,
    communes: Vec<Place>,
}

/// A commune before it has a plan.
struct Place {
    unit: UnitRef,
    place: u32,
    size: Size,
    aims: Aims,
}

/// A plan to store, and the one it carries out.
pub(super) struct NewPlan {
    pub(super) plan: Plan,
    pub(super) parent: Option<PlanId>,
}

/// Rows to store at once.
pub(super) struct Batch {
    pub(super) rows: Rows,
    /// The period that is whole with it.
    pub(super) ends: Option<Period>,
}

/// A commune with what its figures are made of.
struct Member {
    commune: Commune,
    voice: Voice,
    size: Size,
    aims: Aims,
    code: u64,
    left_open: bool,
}

/// Everything, before the reports.
pub(super) struct World {
    model: Model,
    nation: UnitRef,
    provinces: Vec<Province>,
    whens: Vec<When>,
    plans: Vec<PlanId>,
    members: Vec<Member>,
}

impl World {
    /// The country as far as `scope` goes.
    ///
    /// # Errors
    /// When an embedded file is damaged; tests make one.
    pub(super) fn make(scope: National) -> anyhow::Result<Self> {
        let units = official_units()?;
        let tam_my = units
            .iter()
            .find(|record| record.unit.id.as_str() == TAM_MY);
        let tam_my = tam_my.context("no Tam Mỹ")?.unit.clone();
        let nation = units.first().context("no nation")?.unit.clone();
        Ok(Self {
            model: Model::make(tam_my)?,
            provinces: provinces(&units, scope)?,
            nation,
            whens: whens(scope.years)?,
            plans: Vec::new(),
            members: Vec::new(),
        })
    }

    /// Makes the plans, the nation's first, then province by province with its communes, and hands
    /// them over so many at a time; remembers what the reports need of them.
    pub(super) fn plans(&mut self) -> impl Iterator<Item = Vec<NewPlan>> {
        let aims: Vec<Aims> = self
            .provinces
            .iter()
            .map(|province| aims_above(province.communes.iter().map(|commune| &commune.aims)))
            .collect();
        let nation = self.model.issue(&Issue {
            unit: &self.nation,
            voice: Voice::of(UnitKind::Nation, None),
            parent: None,
            aims: aims_above(&aims),
            number: Some(6),
        });
        self.plans.push(nation.summary.id);
        let mut next = 0;
        let mut first = Some(NewPlan {
            plan: nation.clone(),
            parent: None,
        });
        std::iter::from_fn(move || {
            if let Some(nation) = first.take() {
                return Some(vec![nation]);
            }
            let plans = self.province(next, &nation, *aims.get(next)?);
            next += 1;
            Some(plans)
        })
    }

    fn province(&mut self, place: usize, nation: &Plan, aims: Aims) -> Vec<NewPlan> {
        let Some(province) = self.provinces.get(place) else {
            return Vec::new();
        };
        let kind = province.unit.kind;
        let own = self.model.issue(&Issue {
            unit: &province.unit,
            voice: Voice::of(kind, Some(kind)),
            parent: Some(nation),
            aims,
            number: i64::try_from(place).ok().map(|n| PROVINCE_NUMBERS + 1 + n),
        });
        self.plans.push(own.summary.id);
        let mut plans = Vec::with_capacity(province.communes.len() + 1);
        for place in &province.communes {
            let voice = Voice::of(place.unit.kind, Some(kind));
            let plan = self.model.issue(&Issue {
                unit: &place.unit,
                voice,
                parent: Some(&own),
                aims: place.aims,
                number: None,
            });
            self.plans.push(plan.summary.id);
            let staff = Staff::of(&place.unit.id, &province.unit.id);
            let member = member(&self.model, place, voice, &plan, staff);
            self.members.push(member);
            plans.push(NewPlan {
                plan,
                parent: Some(own.summary.id),
            });
        }
        plans.insert(
            0,
            NewPlan {
                plan: own,
                parent: Some(nation.summary.id),
            },
        );
        plans
    }

    /// Makes the reports, month by month, and hands their rows over until `keep` refuses.
    ///
    /// # Errors
    /// When the generator takes a step that a report does not allow.
    pub(super) fn reports(mut self, keep: impl Fn(Batch) -> bool) -> anyhow::Result<()> {
        for when in &self.whens {
            let mut rows = Rows {
                periods: self.plans.iter().map(|plan| open(*plan, when)).collect(),
                ..Rows::default()
            };
            for members in self.members.chunks_mut(BATCH) {
                for member in members {
                    let mut writer = Writer {
                        subject: Subject {
                            model: &self.model,
                            code: member.code,
                            voice: member.voice,
                            size: member.size,
                            aims: member.aims,
                        },
                        commune: &mut member.commune,
                        left_open: member.left_open,
                    };
                    writer.write(when, &mut rows)?;
                }
                let rows = std::mem::take(&mut rows);
                if !keep(Batch { rows, ends: None }) {
                    return Ok(());
                }
            }
            let ends = Some(when.period);
            if !keep(Batch { rows, ends }) {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn provinces(units: &[UnitRecord], scope: National) -> anyhow::Result<Vec<Province>> {
    let of_provinces = units.iter().filter(|r| r.unit.kind.is_province_level());
    let mut provinces = Vec::new();
    for record in of_provinces.take(scope.provinces) {
        let unit = record.unit.clone();
        let mut communes = Vec::new();
        let below = units.iter().filter(|r| r.parent.as_ref() == Some(&unit.id));
        for record in below.take(scope.communes) {
            let size = size::of(&record.unit, unit.id.as_str());
            communes.push(Place {
                unit: record.unit.clone(),
                place: u32::try_from(record.sort).context("place in the list")?,
                aims: aims(size.people),
                size,
            });
        }
        provinces.push(Province { unit, communes });
    }
    Ok(provinces)
}

fn whens(years: u32) -> anyhow::Result<Vec<When>> {
    let months = usize::try_from(years)?.saturating_mul(12);
    let days_off = holidays()?.into_iter().map(|sourced| sourced.day);
    let calendar = WorkCalendar::new(days_off);
    let mut period = Period::month(YEAR, 1).context("first month")?;
    let mut whens = Vec::with_capacity(months);
    for place in 0..months {
        let days = period.days_under(PeriodRule::default(), &calendar);
        let days = days.context("days of the month")?;
        whens.push(When {
            period,
            days,
            month: Month {
                place: i64::try_from(place)?,
                ends_on: days.ends_on,
                told: place + TOLD >= months,
            },
            newest: place + 1 == months,
        });
        period = period.next().context("next month")?;
    }
    Ok(whens)
}

fn member(model: &Model, place: &Place, voice: Voice, plan: &Plan, staff: Staff) -> Member {
    let groups = plan.target_groups.iter().enumerate();
    let measures = groups.flat_map(|(sitting, group)| {
        let reported = group.targets.iter().flat_map(|target| &target.measures);
        let reported = reported.filter(|measure| measure.is_reported());
        reported.map(move |measure| (LineId::Measure(measure.id), sitting.min(1)))
    });
    let tasks = plan.tasks().map(|task| (LineId::Task(task.id), 2));
    let (lines, sittings): (Vec<_>, Vec<_>) = measures.chain(tasks).unzip();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_cached_key(|place| lines[*place].to_string());
    let code = size::number(place.unit.id.as_str());
    let subject = Subject {
        model,
        code,
        voice,
        size: place.size,
        aims: place.aims,
    };
    Member {
        commune: Commune {
            place: place.place,
            unit: place.unit.id.clone(),
            plan: plan.summary.id,
            staff,
            lines,
            sittings,
            standings: subject.begin(),
            order,
        },
        voice,
        size: place.size,
        aims: place.aims,
        code,
        left_open: place.unit.id.as_str() == TAM_MY,
    }
}

fn open(plan: PlanId, when: &When) -> plan_period::Model {
    plan_period::Model {
        plan_id: TextUuid(plan.0),
        period: when.period.to_string(),
        starts_on: when.days.starts_on.to_string(),
        ends_on: when.days.ends_on.to_string(),
        due_on: when.days.due_on.to_string(),
        locked_at: None,
        locked_by: None,
        lock_reason: None,
        locks_on: None,
        opened_by: None,
    }
}
