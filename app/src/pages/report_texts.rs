//! Obstacles, proposals, notes of a report.

use crate::client::desk::OpenReport;
use crate::client::sending;
use crate::i18n::t;
use crate::ui::form::text_area;
use crate::ui::line::saved::texts_saved;
use crate::view::prelude::*;
use domain::report::TextEdit;

/// The three texts, saved as they are typed.
#[must_use]
pub fn texts(open: &OpenReport) -> AnyView {
    let (texts, editable) = open
        .report
        .with_untracked(|report| (report.texts.clone(), report.may.edit));
    let field = |id: &str, label: &'static str, text: &str, edit: fn(String) -> TextEdit| {
        let open = open.clone();
        text_area(id.to_owned(), label, text, !editable, move |text| {
            open.edit_text(edit(text));
        })
    };
    view! {
        <section class="stack" on:focusout=move |_| sending::flush()>
            {field("kho-khan", t::report::obstacles(), &texts.obstacles, TextEdit::Obstacles)}
            {field("kien-nghi", t::report::recommendations(), &texts.recommendations, TextEdit::Recommendations)}
            {field("ghi-chu", t::report::notes(), &texts.notes, TextEdit::Notes)}
            {texts_saved(open)}
        </section>
    }
    .into_any()
}
