//! One line: what it was, what it is, why it deserves a look; opened, everything known about it.

use super::{Desk, mark};
use crate::entry_words;
use crate::i18n::t;
use crate::ui::facts::fact;
use crate::ui::line::evidence::links;
use crate::ui::{charts, chip};
use crate::view::prelude::*;
use crate::words;
use domain::measure::Threshold;
use domain::plan::{Measure, Task};
use domain::report::LineEntry;
use domain::surprise::{self, Change, Group, Subject, Why};
use domain::validate::Problem;
use domain::wire::report::{Line, PeerRange, TrendPoint};

/// A line of the list.
pub(super) fn line(change: &Change<'_>, screen: Desk, may_return: bool) -> AnyView {
    let id = change.line.id;
    let (no, subject) = match change.subject {
        Subject::Measure(target, measure) => {
            (target.no.clone(), entry_words::heading(&measure.subject))
        }
        Subject::Task(task) => (task.no.clone(), task.name.clone()),
    };
    let reasons: Vec<AnyView> = change
        .whys
        .iter()
        .map(|why| {
            view! {
                <span class="finding">
                    <span aria-hidden="true">"!"</span>
                    {why_words(*why)}
                </span>
            }
            .into_any()
        })
        .collect();
    let count = change.line.evidence.len();
    let proofs =
        (count > 0).then(|| view! { <span class="muted">{t::evidence::count(count)}</span> });
    let marking = may_return.then(|| mark::mark(change, screen));
    let class = if change.group == Group::Look {
        "review-line look"
    } else {
        "review-line"
    };
    let marked = move || screen.marks.with(|marks| marks.contains_key(&id));
    view! {
        <li class=class class:marked=marked data-line=id.to_string()>
            <details>
                <summary data-row="">
                    <span class="review-name">
                        <span class="review-no">{no}</span>
                        " "
                        {subject}
                    </span>
                    {figures(change)}
                    {proofs}
                    {reasons}
                </summary>
                {facts(change)}
            </details>
            {marking}
        </li>
    }
    .into_any()
}

fn figures(change: &Change<'_>) -> AnyView {
    let line = change.line;
    let before = line.previous.as_ref().map(|previous| &previous.entry);
    match change.subject {
        Subject::Measure(_, measure) if line.entry.not_applicable.is_none() => view! {
            <span class="review-figures">
                <span class="review-delta">{delta(&line.entry, before)}</span>
                {shares(measure, &line.entry, before)}
            </span>
        }
        .into_any(),
        _ => {
            let before = before.map(|before| format!("{} → ", entry_words::entry(before)));
            let unchanged = change.group == Group::Same;
            view! {
                <span class="review-figures">
                    <span class="review-delta">
                        {before.filter(|_| !unchanged)} <b>{entry_words::entry(&line.entry)}</b>
                    </span>
                </span>
            }
            .into_any()
        }
    }
}

/// `377 → 412 (+9 %)`, and of how many.
fn delta(now: &LineEntry, before: Option<&LineEntry>) -> AnyView {
    if now.is_empty() && before.is_none() {
        return t::review::not_entered().into_any();
    }
    if let Some(reached) = now.reached {
        let was = before
            .and_then(|before| before.reached)
            .filter(|was| *was != reached);
        let was = was.map(|was| format!("{} → ", entry_words::reached_words(was)));
        return view! {
            {was}
            <b>{entry_words::reached_words(reached)}</b>
        }
        .into_any();
    }
    let (value, was) = match now.count {
        Some(count) => (Some(count), before.and_then(|before| before.count)),
        None => (now.numerator, before.and_then(|before| before.numerator)),
    };
    let of = now.denominator.map(|total| {
        let was = before
            .and_then(|before| before.denominator)
            .filter(|was| *was != total);
        let was = was
            .map(|was| format!("{} → ", was.format_vi()))
            .unwrap_or_default();
        format!(
            " {}",
            t::review::out_of(format!("{was}{}", total.format_vi()))
        )
    });
    let moved = was.zip(value).filter(|(was, value)| was != value);
    let from = moved.map(|(was, _)| format!("{} → ", was.format_vi()));
    let percent = moved
        .and_then(|(was, value)| surprise::relative(was, value))
        .map(|percent| format!(" ({})", entry_words::relative(percent)));
    let value = value.map_or_else(
        || t::review::not_entered().to_owned(),
        domain::quantity::Quantity::format_vi,
    );
    let first = before.is_none().then(|| {
        view! { <span class="muted">" · " {t::review::no_previous()}</span> }
    });
    view! {
        {from}
        <b>{value}</b>
        {percent}
        <span class="muted">{of}</span>
        {first}
    }
    .into_any()
}

/// The percentage then and now, and the verdict.
fn shares(measure: &Measure, now: &LineEntry, before: Option<&LineEntry>) -> AnyView {
    let figure = surprise::figure(measure, now);
    let before = before.and_then(|before| surprise::figure(measure, before));
    let met = figure.as_ref().and_then(|figure| figure.met);
    let was_met = before.as_ref().and_then(|figure| figure.met);
    let share = figure.as_ref().and_then(|figure| figure.per_mille);
    let was = before.and_then(|figure| figure.per_mille);
    let shares = (now.numerator.is_some())
        .then(|| {
            let moved = was.zip(share).filter(|(was, share)| was != share);
            let shape = moved.map(|(was, share)| if share > was { "▲ " } else { "▼ " });
            let points = moved.map(|(was, share)| t::review::points(words::points(share - was)));
            share.map(|share| {
                view! {
                    <span>
                        {moved.map(|(was, _)| format!("{} → ", words::percent(was)))}
                        <b>{words::percent(share)}</b>
                    </span>
                    <span class="muted">
                        <span aria-hidden="true">{shape}</span>
                        {points}
                    </span>
                }
            })
        })
        .flatten();
    let verdict = figure
        .filter(|_| now.reached.is_none())
        .map(|figure| chip::verdict_beside(measure.in_force(), &figure));
    let turned = was_met
        .filter(|was| met.is_some_and(|met| met != *was) && now.reached.is_none())
        .map(|was| format!("{} →", entry_words::reached_words(was)));
    view! {
        <span class="review-share">{shares} <span class="muted">{turned}</span> {verdict}</span>
    }
    .into_any()
}

fn facts(change: &Change<'_>) -> AnyView {
    let line = change.line;
    let (text, rule, note) = match change.subject {
        Subject::Measure(target, measure) => (
            target.text.clone(),
            measure
                .threshold
                .as_ref()
                .map(|threshold| rule(threshold, measure)),
            t::review::note(),
        ),
        Subject::Task(task) => (
            task.deliverable.clone(),
            Some(fact(t::review::deadline(), deadline(task))),
            t::review::result(),
        ),
    };
    let said = if line.entry.note.trim().is_empty() {
        t::review::no_note().to_owned()
    } else {
        line.entry.note.clone()
    };
    let reason = line
        .entry
        .not_applicable
        .clone()
        .map(|reason| fact(t::review::not_applicable(), reason));
    let now = line.updated.as_ref().map(|stamp| {
        let who = format!("{}, {}", stamp.by.display_name, words::date_time(stamp.at));
        fact(
            t::review::now(),
            format!("{} · {who}", entry_words::entry(&line.entry)),
        )
    });
    let returned = line.returned.as_ref().map(|returned| {
        let then = if returned.addressed {
            t::review::addressed()
        } else {
            t::review::not_addressed()
        };
        fact(
            t::review::was_returned(),
            format!("“{}” · {then}", returned.reason),
        )
    });
    view! {
        <div class="review-facts">
            <p>{text}</p>
            <dl class="facts">
                {rule}
                {previous(line)}
                {now}
                {fact(note, said)}
                {reason}
                {returned}
                {line.peers.map(|peers| fact(t::review::peers(), peers_words(peers)))}
            </dl>
            {links(&line.evidence)}
            {trend(change)}
        </div>
    }
    .into_any()
}

/// The threshold as the document says it, and what is striven for beside it.
fn rule(threshold: &Threshold, measure: &Measure) -> AnyView {
    let mut words = entry_words::heading(&words::threshold(threshold));
    if let Some(beside) = &measure.aspiration {
        words.push_str(" · ");
        words.push_str(&words::aspiration(beside));
    }
    fact(t::review::threshold(), words)
}

fn deadline(task: &Task) -> String {
    match task.deadline.due() {
        Some(due) => format!("{} ({})", task.deadline_text, words::date(due)),
        None => task.deadline_text.clone(),
    }
}

fn previous(line: &Line) -> Option<AnyView> {
    let previous = line.previous.as_ref()?;
    let by = previous
        .by
        .as_ref()
        .map(|by| format!(" · {}", by.display_name))
        .unwrap_or_default();
    let note = previous.entry.note.trim();
    let note = if note.is_empty() {
        String::new()
    } else {
        format!(" · “{note}”")
    };
    let text = format!(
        "{} · {}{by}{note}",
        entry_words::entry(&previous.entry),
        words::period(previous.period)
    );
    Some(fact(t::review::previous(), text))
}

fn trend(change: &Change<'_>) -> Option<AnyView> {
    let Subject::Measure(_, measure) = change.subject else {
        return None;
    };
    let share = surprise::figure(measure, &change.line.entry)?.per_mille?;
    let mut points = change.line.history.clone();
    let last = points.last()?.period;
    points.push(TrendPoint {
        period: last.next()?,
        per_mille: share,
    });
    let threshold = measure
        .threshold
        .as_ref()
        .map(|t| t.value.thousandths() / 100);
    Some(charts::sparkline(&points, threshold))
}

fn peers_words(peers: PeerRange) -> String {
    let PeerRange {
        lower,
        upper,
        count,
    } = peers;
    t::review::peers_range(words::percent(lower), count, words::percent(upper))
}

fn why_words(why: Why) -> String {
    let text = match why {
        Why::BelowPeers(PeerRange {
            lower,
            upper,
            count,
        }) => {
            return t::review::why_below(words::percent(lower), count, words::percent(upper));
        }
        Why::AbovePeers(PeerRange {
            lower,
            upper,
            count,
        }) => {
            return t::review::why_above(words::percent(lower), count, words::percent(upper));
        }
        Why::ReturnedUnchanged => t::review::why_returned(),
        Why::NoLongerMet => t::review::why_no_longer_met(),
        Why::WentBack => t::review::why_went_back(),
        Why::Blocked => t::review::why_blocked(),
        Why::NotApplicable => t::review::why_not_applicable(),
        Why::Found(Problem::Over100) => t::review::why_over_100(),
        Why::Found(Problem::CumulativeFell) => t::review::why_fell(),
        Why::Found(Problem::DenominatorShrank) => t::review::why_shrank(),
        Why::Found(Problem::Jump) => t::review::why_jump(),
        Why::Found(problem) => words::problem(problem),
    };
    text.to_owned()
}
