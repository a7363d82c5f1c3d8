//! Receiving: pages of changes, merged into the documents, each page in one commit.

use crate::json::read::{member, object};
use crate::json::{Json, both, from_text, to_text};
use crate::sync::document::{Document, Row};
use crate::sync::engine::{Engine, keep_document};
use crate::sync::keys::{self, key};
use crate::sync::outbox::Outbox;
use crate::sync::ports::{StoreError, TransportError, Write};
use crate::sync::push::look_at_late;
use crate::sync::schedule::Failure;
use crate::sync::set::Set;
use domain::id::{PlanId, ReportId};
use domain::wire::auth::Me;
use domain::wire::sync::ReportChange;
use litemap::LiteMap;

/// What a pull did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// There is more: pull again at once.
    More,
    /// Everything is there.
    Done,
}

/// `domain::wire::sync::Pulled`, with what is only kept left as it is.
struct Page {
    cursor: String,
    more: bool,
    reset: bool,
    me: Option<Json>,
    plans: Vec<Json>,
    reports: Vec<ReportChange>,
    gone: Vec<ReportId>,
}

object! {
    Page { cursor, more, reset, me, plans, reports, gone }
}

/// The round that names everything the person may hold.
#[derive(Default)]
struct Round {
    number: i64,
    is_open: bool,
    /// Plans named in it.
    plans: Vec<PlanId>,
}

both! {
    Round { number, is_open, plans }
}

/// What a page changes.
struct Merge {
    outbox: Outbox,
    round: Round,
    writes: Vec<Write>,
    reports: Set<ReportId>,
    /// Rows of this page: newer than those in the store.
    rows: LiteMap<ReportId, Option<Row>>,
    /// A change of a report came that the device does not have: it must begin anew.
    is_lost: bool,
}

impl Engine {
    /// Fetches one page of what changed and merges it.
    ///
    /// # Errors
    /// When the store or the call fails; the next pull goes on from where this one began.
    pub async fn pull_once(&self) -> Result<Pull, Failure> {
        let cursor = self.ports.store.get(keys::CURSOR).await?;
        let from = cursor.clone().unwrap_or_default();
        let text = match self.ports.transport.pull(&from).await {
            // A cursor that the server cannot read any more.
            Err(TransportError::Refused(problem)) if problem.status == 400 && !from.is_empty() => {
                let write = put(keys::CURSOR, String::new());
                self.ports.store.commit(vec![write]).await?;
                return Ok(Pull::More);
            }
            answer => answer?,
        };
        let page: Page = from_text(&text).ok_or(TransportError::Offline)?;
        let _pass = self.gate.enter().await;
        if self.ports.store.get(keys::CURSOR).await? != cursor {
            // Another tab has gone on meanwhile.
            return Ok(Pull::More);
        }
        let more = self.merge(page).await?;
        Ok(if more { Pull::More } else { Pull::Done })
    }

    async fn merge(&self, page: Page) -> Result<bool, StoreError> {
        let round = self.ports.store.get(keys::ROUND).await?;
        let mut merge = Merge {
            outbox: self.outbox().await?,
            round: round.and_then(|text| from_text(&text)).unwrap_or_default(),
            writes: Vec::new(),
            reports: Set::new(),
            rows: LiteMap::new_vec(),
            is_lost: false,
        };
        if page.reset {
            merge.round = Round {
                number: merge.round.number + 1,
                is_open: true,
                plans: Vec::new(),
            };
        }
        let me = page.me.as_ref().map(to_text);
        if let Some(me) = &me {
            merge.writes.push(put(keys::ME, me.clone()));
            let now = to_text(&self.ports.clock.now_ms());
            merge.writes.push(put(keys::TOLD, now));
        }
        let mut plans = Vec::new();
        for plan in &page.plans {
            if let Some(id) = member::<PlanId>(plan, "id") {
                merge
                    .writes
                    .push(put(&key(keys::PLANS, &id), to_text(plan)));
                plans.push(id);
            }
        }
        if merge.round.is_open {
            merge.round.plans.extend(&plans);
        }
        for change in page.reports {
            self.merge_report(&mut merge, change).await?;
        }
        for id in page.gone {
            merge.drop_report(id);
        }
        if !page.more && merge.round.is_open {
            self.purge(&mut merge).await?;
            merge.round.is_open = false;
            merge.round.plans.clear();
        }
        let cursor = if merge.is_lost {
            String::new()
        } else {
            page.cursor
        };
        merge.writes.push(put(keys::CURSOR, cursor));
        merge.writes.push(put(keys::ROUND, to_text(&merge.round)));
        let now = self.ports.clock.now_ms();
        merge.writes.push(put(keys::EXCHANGE, to_text(&now)));
        self.tidy(&mut merge.outbox);
        self.commit(&merge.outbox, merge.writes).await?;
        if let Some(me) = me.and_then(|me| from_text::<Me>(&me)) {
            self.me.replace(Some(me));
        }
        for id in plans {
            self.plans.borrow_mut().remove(&id);
        }
        self.show(merge.reports);
        Ok(page.more || merge.is_lost)
    }

    async fn merge_report(
        &self,
        merge: &mut Merge,
        change: ReportChange,
    ) -> Result<(), StoreError> {
        let id = change.summary.id;
        look_at_late(
            &mut merge.outbox,
            id,
            change.lock.is_some(),
            change.late.as_ref(),
        );
        let number = merge.round.number;
        let document = match self.document(id).await? {
            Some(mut document) => {
                document.merge(change, number);
                Some(document)
            }
            None => Document::whole(change, number),
        };
        let Some(document) = document else {
            // In a round everything comes whole; a change that does not is not waited for.
            merge.is_lost |= !merge.round.is_open;
            return Ok(());
        };
        merge.writes.extend(keep_document(&document));
        merge.rows.insert(id, Some(document.row()));
        merge.reports.insert(id);
        Ok(())
    }

    /// Takes out what the round did not name: rights that were taken away. The outbox stays.
    async fn purge(&self, merge: &mut Merge) -> Result<(), StoreError> {
        let named = |row: Option<Row>| row.is_some_and(|row| row.round == merge.round.number);
        let mut unnamed = Vec::new();
        for (text, row) in self.ports.store.list(keys::ROWS).await? {
            let id: Option<ReportId> = text[keys::ROWS.len()..].parse().ok();
            let Some(id) = id else { continue };
            if !merge.rows.contains_key(&id) && !named(from_text(&row)) {
                unnamed.push(id);
            }
        }
        for id in unnamed {
            merge.drop_report(id);
        }
        for (text, _) in self.ports.store.list(keys::PLANS).await? {
            let id = text[keys::PLANS.len()..].parse::<PlanId>();
            if !id.is_ok_and(|id| merge.round.plans.contains(&id)) {
                merge.writes.push(Write::Delete { key: text });
            }
        }
        Ok(())
    }
}

impl Merge {
    fn drop_report(&mut self, id: ReportId) {
        for group in [keys::REPORTS, keys::ROWS] {
            let key = key(group, &id);
            self.writes.push(Write::Delete { key });
        }
        self.rows.insert(id, None);
        self.reports.insert(id);
    }
}

fn put(key: &str, value: String) -> Write {
    Write::Put {
        key: key.to_owned(),
        value,
    }
}
