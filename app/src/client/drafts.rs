//! The device's memory of what the server has not acknowledged yet: written before anything is
//! sent, taken out when the server says it is durable, found again after a reload. Kept in local
//! storage, one entry per line; nothing else in the application knows where.

use crate::client::dom;
use crate::draft::{Draft, Slot};
use crate::json::{from_text, to_text};
use domain::id::{ReportId, UserId};
use std::cell::RefCell;
use std::collections::BTreeMap;

const PREFIX: &str = "tiendo.draft";

thread_local! {
    /// Where the browser forbids storage, what is typed lives as long as the page.
    static MEMORY: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// One person's drafts on this device.
#[derive(Clone, Debug)]
pub struct Drafts {
    prefix: String,
}

impl Drafts {
    /// The drafts of a person: two people who share a phone never send each other's figures.
    #[must_use]
    pub fn of(user: UserId) -> Self {
        Self {
            prefix: format!("{PREFIX}/{user}/"),
        }
    }

    fn key(&self, report: ReportId, slot: Slot) -> String {
        format!("{}{report}/{}", self.prefix, slot.key())
    }

    /// What waits for a slot.
    #[must_use]
    pub fn get(&self, report: ReportId, slot: Slot) -> Draft {
        read(&self.key(report, slot)).unwrap_or_default()
    }

    /// Keeps a draft, or forgets the slot where nothing waits.
    pub fn set(&self, report: ReportId, slot: Slot, draft: &Draft) {
        let key = self.key(report, slot);
        if draft.is_empty() {
            write(&key, None);
        } else {
            write(&key, Some(&to_text(draft)));
        }
    }

    /// Everything that waits, in no order.
    #[must_use]
    pub fn all(&self) -> Vec<(ReportId, Slot, Draft)> {
        keys()
            .into_iter()
            .filter_map(|key| {
                let (report, slot) = key.strip_prefix(&self.prefix)?.split_once('/')?;
                Some((report.parse().ok()?, Slot::from_key(slot)?, read(&key)?))
            })
            .collect()
    }

    /// Everything that waits for one report.
    #[must_use]
    pub fn of_report(&self, report: ReportId) -> Vec<(Slot, Draft)> {
        self.all()
            .into_iter()
            .filter(|(of, ..)| *of == report)
            .map(|(_, slot, draft)| (slot, draft))
            .collect()
    }
}

fn read(key: &str) -> Option<Draft> {
    let stored = dom::storage().and_then(|storage| storage.get_item(key).ok().flatten());
    let text = stored.or_else(|| MEMORY.with(|memory| memory.borrow().get(key).cloned()))?;
    from_text(&text)
}

fn write(key: &str, value: Option<&str>) {
    let stored = dom::storage().is_some_and(|storage| match value {
        Some(value) => storage.set_item(key, value).is_ok(),
        None => storage.remove_item(key).is_ok(),
    });
    MEMORY.with(|memory| {
        let mut memory = memory.borrow_mut();
        match value {
            // A full or forbidden storage must not lose what was typed while the page lives.
            Some(value) if !stored => drop(memory.insert(key.to_owned(), value.to_owned())),
            _ => drop(memory.remove(key)),
        }
    });
}

fn keys() -> Vec<String> {
    let mut keys: Vec<String> = MEMORY.with(|memory| memory.borrow().keys().cloned().collect());
    if let Some(storage) = dom::storage() {
        let length = storage.length().unwrap_or(0);
        keys.extend((0..length).filter_map(|at| storage.key(at).ok().flatten()));
    }
    keys
}
