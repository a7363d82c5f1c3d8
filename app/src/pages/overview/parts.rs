//! Small pieces that the leader's screens share: a figure in words, its bar, its verdict, who and
//! when, the search field.

use crate::client::dom;
use crate::entry_words;
use crate::i18n::t;
use crate::overview_facts as facts;
use crate::overview_facts::threshold_tenths;
use crate::ui::charts::threshold_bar;
use crate::ui::chip::{self, Tone};
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use crate::words;
use domain::measure::{MeasureKind, Threshold};
use domain::quantity::Quantity;
use domain::report::ReportState;
use domain::rollup::{Coverage, Figure};
use domain::unit::UnitRef;
use domain::wire::overview::MeasureFigure;
use domain::wire::report::Stamp;

/// Whether there is room for more than a phone shows: 48 rem.
pub(super) fn roomy() -> bool {
    let width = dom::window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64());
    width.is_none_or(|width| width >= 768.0)
}

/// What the units that are counted are called together: "xã, phường" where the parts are, or are
/// provinces, which stand for theirs.
pub(super) fn units_word<'a>(mut units: impl Iterator<Item = &'a UnitRef>) -> &'static str {
    if units.all(|unit| unit.kind.is_commune_level() || unit.kind.is_province_level()) {
        t::overview::communes()
    } else {
        t::overview::units()
    }
}

/// The figure itself: a share, a sum with its unit of measure, or units out of units.
pub(super) fn value(
    kind: MeasureKind,
    threshold: Option<&Threshold>,
    figure: &Figure,
) -> Option<String> {
    if figure.coverage.counted == 0 {
        return None;
    }
    match kind {
        MeasureKind::Ratio => figure.per_mille.map(facts::share),
        MeasureKind::Count => {
            let mut text = figure.numerator.format_vi();
            if let Some(threshold) = threshold {
                text.push('\u{a0}');
                text.push_str(&threshold.unit);
            }
            Some(text)
        }
        MeasureKind::Milestone => fraction(figure),
    }
}

/// Σ numerator / Σ denominator.
pub(super) fn fraction(figure: &Figure) -> Option<String> {
    let denominator = figure.denominator.filter(|_| figure.coverage.counted > 0)?;
    Some([figure.numerator.format_vi(), denominator.format_vi()].join("/"))
}

/// A count with its thousands set apart.
pub(super) fn count(count: u32) -> String {
    Quantity::from_int(count.into()).format_vi()
}

/// "88/94 xã, phường", with those to which the line does not apply.
pub(super) fn coverage(coverage: &Coverage, units: &'static str) -> String {
    let mut text =
        t::overview::counted_of(count(coverage.counted), count(coverage.expected), units);
    // Under either basis both are said: what is approved, and what has come in.
    let waiting = coverage.reported.saturating_sub(coverage.approved);
    if waiting > 0 {
        text.push_str(", ");
        text.push_str(&t::overview::waiting_n(count(waiting)));
    }
    if coverage.late > 0 {
        text.push_str(", ");
        text.push_str(&t::overview::silent_late(count(coverage.late)));
    }
    if coverage.not_applicable > 0 {
        text.push_str(", ");
        text.push_str(&t::overview::not_applicable_n(count(
            coverage.not_applicable,
        )));
    }
    text
}

/// The figure as a bar with the threshold marked on it. A sum is drawn so that its threshold stands
/// at four fifths.
pub(super) fn bar(kind: MeasureKind, threshold: Option<&Threshold>, figure: &Figure) -> AnyView {
    let counted = figure.coverage.counted > 0;
    let (tenths, mark) = match (kind, threshold) {
        (MeasureKind::Count, Some(threshold)) => {
            let full = (threshold.value.thousandths() / 4).saturating_mul(5).max(1);
            let share = i128::from(figure.numerator.thousandths()) * 1_000 / i128::from(full);
            (i64::try_from(share).ok(), Some(800))
        }
        (MeasureKind::Count, None) => return ().into_any(),
        (_, threshold) => (figure.per_mille, threshold.and_then(threshold_tenths)),
    };
    // What a milestone has not reached yet is no failure.
    let met = figure
        .met
        .filter(|met| *met || kind != MeasureKind::Milestone);
    threshold_bar(tenths.filter(|_| counted), mark, met)
}

/// Whether the threshold is reached. A milestone says how many units are still to reach it.
pub(super) fn verdict(kind: MeasureKind, figure: &Figure) -> AnyView {
    let open = figure
        .denominator
        .filter(|_| kind == MeasureKind::Milestone && figure.met == Some(false))
        .map(|denominator| denominator.minus(figure.numerator).format_vi());
    match open {
        Some(open) => chip::chip(Tone::Warn, t::overview::open_units(open)),
        None => chip::verdict(figure.met),
    }
}

/// What is striven for, and whether it is reached: "phấn đấu 100 %: chưa đạt".
pub(super) fn striving(mut aspiration: String, measure: &MeasureFigure) -> String {
    if let Some(reached) = measure.aspiration_met {
        aspiration.push_str(": ");
        aspiration.push_str(entry_words::reached_words(reached));
    }
    aspiration
}

/// "160/168 đã báo cáo" and how many are late, for a part that stands for several units.
pub(super) fn reported(coverage: &Coverage) -> AnyView {
    let late =
        (coverage.late > 0).then(|| chip::chip(Tone::Bad, t::overview::silent_late(coverage.late)));
    let words = t::overview::reported_of(count(coverage.expected), count(coverage.reported));
    view! {
        <span class="muted">{words}</span>
        {late}
    }
    .into_any()
}

/// A report's state, and whether it is late.
pub(super) fn standing(state: ReportState, late: bool) -> AnyView {
    let late =
        (late && state.is_editable()).then(|| chip::chip(Tone::Bad, t::overview::late_report()));
    view! {
        {chip::report_state(state)}
        {late}
    }
    .into_any()
}

/// Who and when; a dash without.
pub(super) fn stamp(stamp: Option<&Stamp>) -> AnyView {
    match stamp {
        Some(stamp) => view! {
            <span class="ov-who">{stamp.by.display_name.clone()}</span>
            <span class="muted">{words::date_time(stamp.at)}</span>
        }
        .into_any(),
        None => "–".into_any(),
    }
}

/// The field that looks for a unit; `/` leads to it.
pub(super) fn search_field(query: RwSignal<String>) -> AnyView {
    view! {
        <label class="ov-search">
            {icon(icon::SEARCH)}
            <span class="visually-hidden">{t::overview::search_unit()}</span>
            <input
                type="search"
                class="input"
                autocomplete="off"
                spellcheck="false"
                placeholder=t::overview::search_unit()
                title=t::overview::search_hint()
                on:input:target=move |event| query.set(event.target().value())
            />
        </label>
    }
    .into_any()
}

/// Said under a list that the search has emptied.
pub(super) fn no_match(query: &str) -> AnyView {
    view! { <p class="muted ov-none">{t::overview::no_match(query)}</p> }.into_any()
}

/// A list of which the first few are on show and the rest is one press away. `all` is shared with
/// what builds the rows.
pub(super) fn more_button(all: RwSignal<bool>, count: usize) -> AnyView {
    view! {
        <button
            type="button"
            class="button ov-more"
            aria-expanded=move || if all.get() { "true" } else { "false" }
            on:click=move |_| all.update(|all| *all = !*all)
        >
            {move || {
                if all.get() { t::overview::see_fewer().to_owned() } else { t::overview::see_all(count) }
            }}
        </button>
    }
    .into_any()
}

/// The shape of a leader's screen to come.
pub(super) fn skeleton() -> AnyView {
    view! {
        <div class="wide ov-skeleton" aria-busy="true">
            <span></span>
            <span></span>
            <span></span>
            <span></span>
        </div>
    }
    .into_any()
}
