//! The members of the wire types that only the screens of a plan's standing unit read and write.

use crate::json::read::{both, names, object};
use domain::period::{CutoffWeekday, PeriodRule};
use domain::wire::calendar::{MovedDue, RemovedDay, SavedDay};
use domain::wire::period::{NewPeriod, Opened, OpenedPeriod, PlanPeriods};
use domain::wire::plan::{
    AmendmentRow, CancelTask, CancelledTask, LineAbove, LinkLine, LinkedLine, NewAmendment,
    NewThreshold, PlanAbove, PlanChanges, PlanLinks,
};

names! {
    CutoffWeekday {
        "monday" = Monday, "tuesday" = Tuesday, "wednesday" = Wednesday, "thursday" = Thursday,
        "friday" = Friday, "saturday" = Saturday, "sunday" = Sunday,
    }
}

both! {
    PeriodRule { cutoff_day, due_working_days, grace_working_days, week_cutoff }
    NewPeriod { period, days }
    NewAmendment { effective_from, threshold, document }
    NewThreshold { comparator, surface, value, unit, evaluate_as, aspirational }
    CancelTask { from, reason }
    LinkLine { parent }
}

object! {
    PlanPeriods { plan, rule, may_lock, reporting, next, opened }
    OpenedPeriod {
        period, days, locks_on, lock, locked_above, expected, submitted, approved,
    }
    Opened { period, reports }
    SavedDay { row = flat, moved }
    RemovedDay { moved }
    MovedDue { period, from, to, plans }
    PlanChanges { may_change, amendments, cancelled, unlinked }
    AmendmentRow { measure, target_no, subject, amendment = flat, before, made }
    CancelledTask { task, no, name, cancelled_on, reason }
    PlanLinks { lines, above }
    LinkedLine { line = flat, kind, parent }
    PlanAbove { plan, unit, title, lines }
    LineAbove { line = flat, kind }
}
