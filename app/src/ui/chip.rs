//! Small labels for states and verdicts: shape and word first, then colour.

use crate::i18n::t;
use crate::view::prelude::*;
use crate::words::{self, Urgency};
use domain::measure::InForce;
use domain::report::ReportState;
use domain::rollup::Figure;

/// What a label means; chooses its colour and shape in the stylesheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// ✔ Reached, done, approved.
    Good,
    /// ▼ Missed, overdue, returned.
    Bad,
    /// ! Needs a look.
    Warn,
    /// On its way.
    Info,
}

impl Tone {
    /// The class that the stylesheet knows.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Good => "chip good",
            Self::Bad => "chip bad",
            Self::Warn => "chip warn",
            Self::Info => "chip info",
        }
    }

    /// The shape that says the same without colour.
    #[must_use]
    pub const fn shape(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "✔ ",
            Self::Bad => "▼ ",
            Self::Warn => "! ",
            Self::Info => "● ",
        }
    }
}

/// A label.
#[must_use]
pub fn chip(tone: Tone, text: impl Into<String>) -> AnyView {
    let text = text.into();
    view! {
        <span class=tone.class()>
            <span aria-hidden="true">{tone.shape()}</span>
            {text}
        </span>
    }
    .into_any()
}

/// A report's state.
#[must_use]
pub fn report_state(state: ReportState) -> AnyView {
    let tone = match state {
        ReportState::Draft => Tone::Plain,
        ReportState::Submitted => Tone::Info,
        ReportState::Approved => Tone::Good,
        ReportState::Returned => Tone::Warn,
    };
    chip(tone, words::report_state(state))
}

/// A due day in words, coloured by urgency.
#[must_use]
pub fn due(due_on: chrono::NaiveDate, today: chrono::NaiveDate) -> AnyView {
    let (urgency, text) = words::due(due_on, today);
    chip(urgency_tone(urgency), text)
}

/// The tone of an urgency.
#[must_use]
pub const fn urgency_tone(urgency: Urgency) -> Tone {
    match urgency {
        Urgency::Overdue => Tone::Bad,
        Urgency::Soon => Tone::Warn,
        Urgency::Calm => Tone::Plain,
    }
}

/// Whether a threshold is reached; nothing where there is nothing to judge.
#[must_use]
pub fn verdict(met: Option<bool>) -> AnyView {
    match met {
        Some(true) => chip(Tone::Good, t::words::met()),
        Some(false) => chip(Tone::Bad, t::words::not_met()),
        None => ().into_any(),
    }
}

/// Whether a threshold is reached, and where it is, whether the aspiration beside it is, too:
/// "đạt mức phấn đấu", or "đạt (≥ 80 %), chưa tới mức phấn đấu 100 %".
#[must_use]
pub fn verdict_beside(of: InForce<'_>, figure: &Figure) -> AnyView {
    let both = of.threshold.zip(of.aspiration);
    let Some((threshold, hope)) = both.filter(|_| figure.met == Some(true)) else {
        return verdict(figure.met);
    };
    if figure.reaches(hope) == Some(true) {
        return chip(Tone::Good, t::words::aspiration_met());
    }
    let rest = t::words::aspiration_open(words::aspiration(hope), words::threshold_sign(threshold));
    view! {
        {verdict(figure.met)}
        <span class="muted">{rest}</span>
    }
    .into_any()
}

/// *Mô phỏng*, wherever simulated data are on show.
#[must_use]
pub fn simulated(is: bool) -> AnyView {
    if !is {
        return ().into_any();
    }
    view! { <span class="chip simulated" title=t::words::simulated_long()>{t::words::simulated()}</span> }
        .into_any()
}
