//! Obstacles, proposals, notes of a report.

use crate::client::desk::OpenReport;
use crate::client::sending;
use crate::i18n::t;
use crate::ui::form::text_area;
use crate::ui::line::conflict::texts_conflict;
use crate::ui::line::saved::texts_saved;
use crate::view::prelude::*;
use domain::report::{ReportTexts, TextEdit};

/// The three texts, saved as they are typed.
#[must_use]
pub fn texts(open: &OpenReport) -> AnyView {
    let report = open.report.clone();
    let editable = report.with_untracked(|report| report.may.edit);
    let field = |id: &str,
                 label: &'static str,
                 text: fn(&ReportTexts) -> &String,
                 edit: fn(String) -> TextEdit| {
        let (open, report) = (open.clone(), open.report.clone());
        text_area(
            id.to_owned(),
            label,
            move || report.with(|report| text(&report.texts).clone()),
            !editable,
            move |text| open.edit_text(edit(text)),
        )
    };
    view! {
        <section class="stack" on:focusout=move |_| sending::flush()>
            {texts_conflict(open)}
            {field("kho-khan", t::report::obstacles(), |t| &t.obstacles, TextEdit::Obstacles)}
            {field(
                "kien-nghi",
                t::report::recommendations(),
                |t| &t.recommendations,
                TextEdit::Recommendations,
            )}
            {field("ghi-chu", t::report::notes(), |t| &t.notes, TextEdit::Notes)}
            {texts_saved(open)}
        </section>
    }
    .into_any()
}
