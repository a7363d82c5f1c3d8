//! Thresholds that change after a plan was issued: each holds from a day, and what ended before it
//! is judged as it was.

use super::{Comparator, MeasureKind, Threshold};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A threshold in place of the one before, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Amendment {
    /// The first day on which it holds: periods that are cut off from then on are judged by it.
    pub effective_from: NaiveDate,
    /// The threshold.
    pub threshold: Threshold,
    /// The document that says so.
    pub document: Option<String>,
}

/// What a measure is judged by, and what is striven for beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InForce<'a> {
    /// What decides whether it is met. Where nothing binds, it is itself only striven for.
    pub threshold: Option<&'a Threshold>,
    /// Mức phấn đấu beside a binding threshold.
    pub aspiration: Option<&'a Threshold>,
}

impl<'a> InForce<'a> {
    /// What is in force on a day, such as a period's cut-off, of what the plan was issued with: an
    /// amendment stands in place of the one before. One that is only striven for amends the
    /// aspiration where the threshold of its day binds, and neither disturbs the other. The order of
    /// the amendments does not matter.
    #[must_use]
    pub fn on(self, amendments: &'a [Amendment], day: NaiveDate) -> Self {
        let mut until: Vec<&Amendment> = amendments
            .iter()
            .filter(|amendment| amendment.effective_from <= day)
            .collect();
        // Of one day, what binds comes first: what is striven for stands beside it.
        until.sort_by_key(|amendment| amendment.slot());
        until.into_iter().fold(self, Self::with)
    }

    /// What held until an amendment, of what was issued and all that was amended: the threshold, or
    /// the aspiration where it amends that. `None` also where there was none.
    #[must_use]
    pub fn before(self, all: &'a [Amendment], amendment: &Amendment) -> Option<&'a Threshold> {
        let then = self.on(all, amendment.effective_from.pred_opt()?);
        let now = self.on(all, amendment.effective_from).threshold;
        let binds = now.is_some_and(|threshold| !threshold.aspirational);
        if amendment.threshold.aspirational && binds {
            then.aspiration
        } else {
            then.threshold
        }
    }

    fn with(self, amendment: &'a Amendment) -> Self {
        let new = Some(&amendment.threshold);
        let binds = self.threshold.is_some_and(|old| !old.aspirational);
        if amendment.threshold.aspirational && binds {
            Self {
                aspiration: new,
                ..self
            }
        } else {
            Self {
                threshold: new,
                ..self
            }
        }
    }

    /// Why these two do not stand beside each other.
    #[must_use]
    pub fn clash(self) -> Option<NotAThreshold> {
        let (threshold, aspiration) = self.threshold.zip(self.aspiration)?;
        if threshold.unit.trim() != aspiration.unit.trim() {
            Some(NotAThreshold::OtherUnit)
        } else if !aspiration.implies(threshold) {
            Some(NotAThreshold::WeakerThanBinding)
        } else {
            None
        }
    }
}

/// The threshold in force on a day: see [`InForce::on`].
#[must_use]
pub fn threshold_on<'a>(
    base: Option<&'a Threshold>,
    amendments: &'a [Amendment],
    day: NaiveDate,
) -> Option<&'a Threshold> {
    let base = InForce {
        threshold: base,
        aspiration: None,
    };
    base.on(amendments, day).threshold
}

impl Amendment {
    /// Its place: a second amendment in the same one stands in place of the first.
    #[must_use]
    pub const fn slot(&self) -> (NaiveDate, bool) {
        (self.effective_from, self.threshold.aspirational)
    }

    /// Why it cannot be made of a measure: it is none of its thresholds
    /// ([`Threshold::unfit_for`]), or from its day on some day would have an aspiration that is
    /// easier to reach than what binds.
    #[must_use]
    pub fn unfit_for(
        &self,
        kind: MeasureKind,
        base: InForce<'_>,
        known: &[Self],
    ) -> Option<NotAThreshold> {
        if let Some(wrong) = self.threshold.unfit_for(kind, base.threshold) {
            return Some(wrong);
        }
        let mut all: Vec<Self> = known
            .iter()
            .filter(|other| other.slot() != self.slot())
            .cloned()
            .collect();
        all.push(self.clone());
        let days = all.iter().map(|amendment| amendment.effective_from);
        let mut days = days.filter(|day| *day >= self.effective_from);
        let clash = days.find_map(|day| base.on(&all, day).clash())?;
        Some(match clash {
            NotAThreshold::WeakerThanBinding if !self.threshold.aspirational => {
                NotAThreshold::BeyondAspiration
            }
            clash => clash,
        })
    }
}

/// What became of a measure's thresholds after its plan was issued: enough to judge a period of any
/// day, so that a device needs nobody to tell it when a new threshold begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Amended {
    /// The threshold as the plan was issued.
    pub issued: Option<Threshold>,
    /// The aspiration beside it as the plan was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspiration: Option<Threshold>,
    /// The thresholds since, the oldest first; some may begin in the future.
    pub changes: Vec<Amendment>,
}

impl Amended {
    /// What the plan was issued with.
    #[must_use]
    pub const fn issued(&self) -> InForce<'_> {
        InForce {
            threshold: self.issued.as_ref(),
            aspiration: self.aspiration.as_ref(),
        }
    }

    /// What is in force on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> InForce<'_> {
        self.issued().on(&self.changes, day)
    }

    /// The last amendment that had begun by a day; none while what was issued holds.
    #[must_use]
    pub fn change_on(&self, day: NaiveDate) -> Option<&Amendment> {
        let begun = self.changes.iter().filter(|c| c.effective_from <= day);
        begun.max_by_key(|change| change.effective_from)
    }

    /// The next amendment that begins after a day.
    #[must_use]
    pub fn next_after(&self, day: NaiveDate) -> Option<&Amendment> {
        let ahead = self.changes.iter().filter(|c| c.effective_from > day);
        ahead.min_by_key(|change| change.effective_from)
    }
}

/// Why a threshold cannot stand in place of a measure's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAThreshold {
    /// A milestone has none.
    Milestone,
    /// Below nought.
    Negative,
    /// A ratio's is a percentage.
    NotPercent,
    /// In another unit than the one before.
    OtherUnit,
    /// A count's names its unit.
    NoUnit,
    /// Scored otherwise than it is written: only a bare figure leaves that open.
    OtherwiseScored,
    /// An aspiration (mức phấn đấu) that is easier to reach than the threshold that binds.
    WeakerThanBinding,
    /// A binding threshold that is harder to reach than the aspiration beside it.
    BeyondAspiration,
}

impl NotAThreshold {
    /// The field that is wrong.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Milestone => "threshold",
            Self::Negative | Self::WeakerThanBinding | Self::BeyondAspiration => "threshold.value",
            Self::NotPercent | Self::OtherUnit | Self::NoUnit => "threshold.unit",
            Self::OtherwiseScored => "threshold.evaluate_as",
        }
    }

    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Milestone => "milestone",
            Self::Negative => "negative",
            Self::NotPercent => "not_percent",
            Self::OtherUnit => "other_unit",
            Self::NoUnit => "no_unit",
            Self::OtherwiseScored => "otherwise_scored",
            Self::WeakerThanBinding => "weaker_than_binding",
            Self::BeyondAspiration => "beyond_aspiration",
        }
    }

    /// What to tell the person, with the remedy.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::Milestone => {
                "Chỉ tiêu này chỉ có đạt hoặc chưa đạt nên không có ngưỡng. Chọn chỉ tiêu có số liệu."
            }
            Self::Negative => "Ngưỡng không được âm. Nhập số từ 0 trở lên.",
            Self::NotPercent => "Ngưỡng của chỉ tiêu tỷ lệ tính bằng phần trăm. Nhập đơn vị “%”.",
            Self::OtherUnit => {
                "Đơn vị tính khác với ngưỡng đang áp dụng. Giữ nguyên đơn vị tính của kế hoạch."
            }
            Self::NoUnit => "Chưa có đơn vị tính. Nhập đơn vị của ngưỡng, ví dụ “mô hình”.",
            Self::OtherwiseScored => {
                "Cách chấm điểm khác với dấu so sánh. Chỉ ngưỡng viết số trơn (“=”) mới chọn cách chấm điểm."
            }
            Self::WeakerThanBinding => {
                "Mức phấn đấu dễ đạt hơn ngưỡng bắt buộc. Nhập mức phấn đấu ít nhất bằng ngưỡng bắt buộc và cùng chiều so sánh."
            }
            Self::BeyondAspiration => {
                "Ngưỡng bắt buộc khó đạt hơn mức phấn đấu đang áp dụng. Nâng mức phấn đấu trước, rồi ghi nhận ngưỡng."
            }
        }
    }
}

impl Threshold {
    /// Whether all that reaches this threshold reaches the other one, of the same unit: an
    /// aspiration has to imply what binds.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        use Comparator::{Eq, Gt, Gte, Lt, Lte};
        let order = self.value.cmp(&other.value);
        match (self.evaluate_as, other.evaluate_as) {
            (Eq, other) => other.holds(order),
            (Gte, Gt) => order.is_gt(),
            (Gte | Gt, Gte) | (Gt, Gt) => order.is_ge(),
            (Lte, Lt) => order.is_lt(),
            (Lte | Lt, Lte) | (Lt, Lt) => order.is_le(),
            (Gte | Gt, Lte | Lt | Eq) | (Lte | Lt, Gte | Gt | Eq) => false,
        }
    }

    /// How a threshold is scored where nobody says: a bare figure is a minimum, a bare nought a
    /// maximum.
    #[must_use]
    pub fn usually_scored(&self) -> Comparator {
        let is_nought = self.value.thousandths() == 0;
        match self.comparator {
            Comparator::Eq if is_nought => Comparator::Lte,
            Comparator::Eq => Comparator::Gte,
            other => other,
        }
    }

    /// Why it cannot stand in place of a measure's threshold (`base`, where there is one).
    #[must_use]
    pub fn unfit_for(&self, kind: MeasureKind, base: Option<&Self>) -> Option<NotAThreshold> {
        let unit = self.unit.trim();
        let other = base.is_some_and(|base| base.unit.trim() != unit);
        Some(match kind {
            MeasureKind::Milestone => NotAThreshold::Milestone,
            _ if self.value.is_negative() => NotAThreshold::Negative,
            MeasureKind::Ratio if unit != "%" => NotAThreshold::NotPercent,
            MeasureKind::Count if unit.is_empty() => NotAThreshold::NoUnit,
            MeasureKind::Count if other => NotAThreshold::OtherUnit,
            _ if self.comparator != Comparator::Eq && self.evaluate_as != self.comparator => {
                NotAThreshold::OtherwiseScored
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
