//! The device's memory of what the server has not acknowledged yet: written before anything is
//! sent, taken out when the server says it is durable, found again after a reload. One entry per line
//! in the device's store.

use crate::client::store;
use crate::draft::{Draft, Slot};
use crate::json::{from_text, to_text};
use domain::id::{ReportId, UserId};

const PREFIX: &str = "tiendo.draft";

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
            store::write(&key, None);
        } else {
            store::write(&key, Some(&to_text(draft)));
        }
    }

    /// Everything that waits, in no order.
    #[must_use]
    pub fn all(&self) -> Vec<(ReportId, Slot, Draft)> {
        store::keys()
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
    from_text(&store::read(key)?)
}
