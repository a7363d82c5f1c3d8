//! Assignments (phân công): which report has a line, and which units a lead (đơn vị chủ trì) names.
//!
//! A lead may be a class, such as "Các phòng, ban, trung tâm trực thuộc" (the provincial office's plan
//! of 2026, task 10): each unit of it gets the task as its own and reports it, and the plan's line is
//! what they come to together.

use crate::id::{PlanId, TaskId, UnitId};
use crate::plan::{DocumentRef, PartialDate, Plan, PlanDocument, PlanSummary, Task};
use crate::text::fold;
use crate::unit::{UnitKind, UnitRef};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// For which cut-offs the reports of a plan have a line. Without days: for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The first cut-off for which they have it: the task was assigned later than the plan was issued.
    pub from: Option<NaiveDate>,
    /// The first cut-off for which they have it no more: plans below carry it out, or it is called
    /// off.
    pub until: Option<NaiveDate>,
}

impl Asked {
    /// Whether the report for a period that ends on a day has the line.
    #[must_use]
    pub fn on(self, ends_on: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= ends_on)
            && self.until.is_none_or(|until| ends_on < until)
    }

    /// With another end, where that comes earlier.
    #[must_use]
    pub fn until(self, day: Option<NaiveDate>) -> Self {
        Self {
            until: self.until.into_iter().chain(day).min(),
            ..self
        }
    }
}

/// What a class of leads consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadClass {
    /// The departments, offices and centres of the plan's unit, whichever that is.
    Departments,
    /// The departments of a province (sở, ban, ngành).
    Agencies,
    /// Its communes, wards and special zones.
    Communes,
}

impl LeadClass {
    /// Whether a unit directly below the plan's (`of`) is one of the class.
    #[must_use]
    pub const fn takes(self, of: UnitKind, kind: UnitKind) -> bool {
        match self {
            Self::Departments => matches!(kind, UnitKind::Department),
            Self::Agencies => of.is_province_level() && matches!(kind, UnitKind::Department),
            Self::Communes => kind.is_commune_level(),
        }
    }
}

/// The class that one lead of a task names; `None` for a single unit, and for a class of which a text
/// does not tell who belongs to it ("Các cơ quan, đơn vị liên quan").
#[must_use]
pub fn class_of(lead: &str) -> Option<LeadClass> {
    let text = fold(lead);
    let of = text
        .strip_prefix("ubnd ")
        .or_else(|| text.strip_prefix("uy ban nhan dan "))
        .unwrap_or(&text);
    let is_class = of.starts_with("cac ") || of.starts_with("toan bo cac ");
    if !is_class || text.contains("lien quan") {
        return None;
    }
    let class: Vec<&str> = of
        .split([' ', ',', ';', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let names = |word: &str| class.get(1) == Some(&word);
    if names("xa") || names("phuong") || (names("dac") && class.get(2) == Some(&"khu")) {
        return Some(LeadClass::Communes);
    }
    if class.contains(&"so") || class.contains(&"nganh") {
        return Some(LeadClass::Agencies);
    }
    let is_department = ["phong", "ban", "co", "don", "trung"]
        .iter()
        .any(|word| names(word));
    is_department.then_some(LeadClass::Departments)
}

/// The units directly below a plan's (`of`) that a task's leads name, in their order: the members of
/// each class, and units of the very name.
#[must_use]
pub fn proposed(leads: &[String], of: UnitKind, below: &[UnitRef]) -> Vec<UnitId> {
    let named = |unit: &UnitRef| {
        leads.iter().any(|lead| match class_of(lead) {
            Some(class) => class.takes(of, unit.kind),
            None => fold(lead) == fold(&unit.name),
        })
    };
    below
        .iter()
        .filter(|unit| named(unit))
        .map(|unit| unit.id.clone())
        .collect()
}

/// A plan that holds what a unit is assigned of another plan: nothing yet.
#[must_use]
pub fn member_plan(of: &Plan, id: PlanId, unit: UnitRef) -> Plan {
    let (summary, document) = (&of.summary, &of.document);
    Plan {
        summary: PlanSummary {
            id,
            unit,
            doc_type: "Phân công nhiệm vụ".to_owned(),
            title: format!("Nhiệm vụ được giao: {}", summary.title),
            number: None,
            number_suffix: None,
            date: PartialDate::default(),
            plan_year: summary.plan_year,
            programme: summary.programme.clone(),
            simulated: summary.simulated,
            target_count: 0,
            declared_task_count: None,
            entered_task_count: 0,
            simulated_task_count: 0,
        },
        document: PlanDocument {
            issuer: document.issuer.clone(),
            place: document.place.clone(),
            parents: vec![DocumentRef {
                kind: summary.doc_type.clone(),
                number: summary.number.clone(),
                date: None,
                issuer: Some(document.issuer.clone()),
                plan: None,
            }],
            ..PlanDocument::default()
        },
        target_groups: Vec::new(),
        task_groups: Vec::new(),
    }
}

/// A task as it is assigned to one unit: that is its lead then.
#[must_use]
pub fn assigned_task(task: &Task, id: TaskId, unit: &UnitRef) -> Task {
    Task {
        id,
        parent: Some(task.id),
        lead_text: unit.name.clone(),
        lead_units: vec![unit.name.clone()],
        ..task.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_cut_offs_ask_a_line() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day);
        let table = [
            (None, None, true),
            (day(14), None, true),
            (day(15), None, false),
            (None, day(14), false),
            (None, day(15), true),
            (day(1), day(20), true),
        ];
        for (from, until, expected) in table {
            let asked = Asked { from, until };
            assert_eq!(asked.on(day(14).unwrap()), expected, "{asked:?}");
        }
        let asked = Asked::default().until(day(9)).until(None).until(day(12));
        assert_eq!(asked.until, day(9));
    }

    #[test]
    fn what_a_lead_names() {
        use LeadClass::{Agencies, Communes, Departments};
        let table = [
            // Of the provincial office's plan, verbatim.
            ("Các phòng, ban, trung tâm trực thuộc", Some(Departments)),
            ("Các sở, ban, ngành tỉnh;", Some(Agencies)),
            ("Các ban, ngành, đoàn thể", Some(Agencies)),
            ("Trung tâm Phục vụ hành chính công tỉnh", None),
            // Of co-ordinating units in the two plans and their like.
            ("Các phòng, đơn vị thuộc UBND xã", Some(Departments)),
            ("các cơ quan, đơn vị thuộc tỉnh", Some(Departments)),
            ("UBND các xã, phường", Some(Communes)),
            ("Ủy ban nhân dân các xã, phường, đặc khu", Some(Communes)),
            ("Các phường", Some(Communes)),
            ("Các đặc khu", Some(Communes)),
            ("Các cơ quan, đơn vị liên quan", None),
            ("Các thôn, tổ dân phố", None),
            ("Công an xã", None),
            ("Phòng Văn hóa - Xã hội", None),
            ("UBND xã Tam Mỹ", None),
            ("", None),
        ];
        for (lead, class) in table {
            assert_eq!(class_of(lead), class, "{lead}");
        }
    }

    #[test]
    fn the_units_that_leads_name() {
        let unit = |id: &str, name: &str, kind| UnitRef {
            id: UnitId::new(id),
            name: name.to_owned(),
            kind,
        };
        let below = [
            unit("1", "Phường Hải Châu", UnitKind::Ward),
            unit("a", "Sở Khoa học và Công nghệ", UnitKind::Department),
            unit("b", "Công an thành phố", UnitKind::Department),
            unit("2", "Xã Tam Mỹ", UnitKind::Commune),
        ];
        let table = [
            (&["Các sở, ban, ngành"][..], &["a", "b"][..]),
            (&["UBND các xã, phường"], &["1", "2"]),
            (&["CÔNG AN THÀNH PHỐ", "Các xã"], &["1", "b", "2"]),
            (&["Sở Nội vụ", "Các đơn vị liên quan"], &[]),
            (&[], &[]),
        ];
        for (leads, expected) in table {
            let leads: Vec<String> = leads.iter().map(|&lead| lead.to_owned()).collect();
            let found = proposed(&leads, UnitKind::City, &below);
            let found: Vec<&str> = found.iter().map(UnitId::as_str).collect();
            assert_eq!(found, expected, "{leads:?}");
        }
        // An office has no departments of the province.
        let leads = ["Các sở, ban, ngành tỉnh;".to_owned()];
        assert_eq!(proposed(&leads, UnitKind::Department, &below), []);
    }
}
