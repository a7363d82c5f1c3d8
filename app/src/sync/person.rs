//! Who the device belongs to, and what the application around the engine knows that the engine does
//! not.

use crate::json::{Json, from_text, parse, to_text};
use crate::sync::engine::Engine;
use crate::sync::keys;
use crate::sync::ports::{StoreError, Write};
use crate::sync::set::Set;
use chrono::{DateTime, NaiveDate, TimeDelta};
use domain::id::ReportId;
use domain::plan::PlanSummary;
use domain::wire::auth::Me;

impl Engine {
    /// Keeps what `GET /api/v1/me` just answered, as it was written, so that the next start needs no
    /// network. Answers who it is; `None` where the text says nothing of the kind.
    ///
    /// # Errors
    /// When the store fails; the person is known for as long as the engine lives all the same.
    pub async fn learn(&self, text: &str) -> Result<Option<Me>, StoreError> {
        let Some(me) = from_text::<Me>(text) else {
            return Ok(None);
        };
        self.me.replace(Some(me.clone()));
        let put = |key: &str, value: String| Write::Put {
            key: key.to_owned(),
            value,
        };
        let now = to_text(&self.ports.clock.now_ms());
        let writes = vec![put(keys::ME, text.to_owned()), put(keys::TOLD, now)];
        self.ports.store.commit(writes).await?;
        Ok(Some(me))
    }

    /// The day in Vietnam: the server's, moved on by the days that the device's calendar has turned
    /// since. A clock that is wrong by a year is wrong on both of its days.
    pub async fn today(&self) -> Option<NaiveDate> {
        let known = self.me.borrow().as_ref()?.today;
        let told = self.ports.store.get(keys::TOLD).await.ok().flatten();
        let told: Option<i64> = told.and_then(|ms| from_text(&ms));
        let now = self.ports.clock.now_ms();
        let turned = told.map_or(0, |told| days(now) - days(told));
        known.checked_add_signed(TimeDelta::try_days(turned.max(0))?)
    }

    /// Plans that the device keeps.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn plan_summaries(&self) -> Result<Vec<PlanSummary>, StoreError> {
        let kept = self.ports.store.list(keys::PLANS).await?;
        // A plan holds its summary in the same object.
        Ok(kept
            .iter()
            .filter_map(|(_, text)| from_text(text))
            .collect())
    }

    /// Whether a pull has once come to its end: then what the device does not have is not for it.
    pub async fn is_complete(&self) -> bool {
        let round = self.ports.store.get(keys::ROUND).await.ok().flatten();
        let round = round.and_then(|text| parse(&text));
        round.is_some_and(|round| round.member("is_open") == Some(&Json::Bool(false)))
    }

    /// Holds the submission of these reports back, and what follows it: photos of them are still on
    /// the device, and afterwards the server would not take them.
    pub fn hold_submissions(&self, reports: Set<ReportId>) {
        self.held.replace(reports);
    }
}

/// Days since 1970 by the calendar of Vietnam (UTC+7).
fn days(ms: i64) -> i64 {
    let at = DateTime::from_timestamp_millis(ms).unwrap_or_default() + TimeDelta::hours(7);
    at.timestamp().div_euclid(24 * 3_600)
}
