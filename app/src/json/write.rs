//! Writing what the application sends and keeps.

use crate::draft::Draft;
use domain::policy::Grant;
use domain::report::{FieldEdit, LineEdit, TextEdit};
use domain::wire::admin::{NewUnit, NewUser};
use domain::wire::auth::ChangePassword;
use domain::wire::report::{AtVersion, ReturnLine, ReturnReport, SaveReport};
use std::fmt::{Display, Write as _};

/// A type that is written as JSON.
pub trait ToJson {
    /// Appends the value.
    fn write(&self, out: &mut String);
}

impl ToJson for str {
    fn write(&self, out: &mut String) {
        out.push('"');
        for c in self.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                c if c < ' ' => {
                    let _infallible = write!(out, "\\u{:04x}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out.push('"');
    }
}

impl ToJson for String {
    fn write(&self, out: &mut String) {
        self.as_str().write(out);
    }
}

impl ToJson for i64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl ToJson for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

/// Nothing to say.
impl ToJson for () {
    fn write(&self, out: &mut String) {
        out.push_str("null");
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (at, item) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }
}

/// Something that stands on the wire as the text it displays: ids, exact decimals, days, names.
struct Shown<'a>(&'a dyn Display);

impl ToJson for Shown<'_> {
    fn write(&self, out: &mut String) {
        self.0.to_string().write(out);
    }
}

/// An object of members.
fn object(out: &mut String, members: &[(&str, &dyn ToJson)]) {
    out.push('{');
    for (at, (name, value)) in members.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        name.write(out);
        out.push(':');
        value.write(out);
    }
    out.push('}');
}

/// A list behind a reference, for [`object`].
struct Items<'a, T>(&'a [T]);

impl<T: ToJson> ToJson for Items<'_, T> {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }
}

impl ToJson for FieldEdit {
    fn write(&self, out: &mut String) {
        fn shown(value: Option<&dyn Display>) -> Option<Shown<'_>> {
            value.map(Shown)
        }
        let (field, value): (&str, &dyn ToJson) = match self {
            Self::Numerator(value) => ("numerator", &shown(value.as_ref().map(|v| v as _))),
            Self::Denominator(value) => ("denominator", &shown(value.as_ref().map(|v| v as _))),
            Self::Count(value) => ("count", &shown(value.as_ref().map(|v| v as _))),
            Self::Reached(value) => ("reached", value),
            Self::Progress(value) => (
                "progress",
                &value.map(|progress| progress.as_str().to_owned()),
            ),
            Self::CompletedOn(value) => ("completed_on", &shown(value.as_ref().map(|v| v as _))),
            Self::Note(value) => ("note", value),
            Self::NotApplicable(value) => ("not_applicable", value),
        };
        object(out, &[("field", &field.to_owned()), ("value", value)]);
    }
}

impl ToJson for TextEdit {
    fn write(&self, out: &mut String) {
        let (field, value) = match self {
            Self::Obstacles(value) => ("obstacles", value),
            Self::Recommendations(value) => ("recommendations", value),
            Self::Notes(value) => ("notes", value),
        };
        object(out, &[("field", &field.to_owned()), ("value", value)]);
    }
}

impl ToJson for LineEdit {
    fn write(&self, out: &mut String) {
        let line = Shown(&self.line);
        let members: [(&str, &dyn ToJson); 3] = [
            ("line", &line),
            ("base_version", &self.base_version),
            ("edits", &Items(&self.edits)),
        ];
        object(out, &members);
    }
}

impl ToJson for SaveReport {
    fn write(&self, out: &mut String) {
        object(
            out,
            &[
                ("lines", &Items(&self.lines)),
                ("texts", &Items(&self.texts)),
            ],
        );
    }
}

impl ToJson for Draft {
    fn write(&self, out: &mut String) {
        let members: [(&str, &dyn ToJson); 3] = [
            ("base_version", &self.base_version),
            ("fields", &Items(&self.fields)),
            ("texts", &Items(&self.texts)),
        ];
        object(out, &members);
    }
}

impl ToJson for AtVersion {
    fn write(&self, out: &mut String) {
        object(out, &[("version", &self.version)]);
    }
}

impl ToJson for ReturnLine {
    fn write(&self, out: &mut String) {
        object(
            out,
            &[("line", &Shown(&self.line)), ("reason", &self.reason)],
        );
    }
}

impl ToJson for ReturnReport {
    fn write(&self, out: &mut String) {
        let members: [(&str, &dyn ToJson); 3] = [
            ("version", &self.version),
            ("reason", &self.reason),
            ("lines", &Items(&self.lines)),
        ];
        object(out, &members);
    }
}

impl ToJson for ChangePassword {
    fn write(&self, out: &mut String) {
        object(out, &[("current", &self.current), ("new", &self.new)]);
    }
}

impl ToJson for Grant {
    fn write(&self, out: &mut String) {
        let role = self.role.as_str().to_owned();
        object(out, &[("role", &role), ("unit", &Shown(&self.unit))]);
    }
}

impl ToJson for NewUser {
    fn write(&self, out: &mut String) {
        let members: [(&str, &dyn ToJson); 3] = [
            ("username", &self.username),
            ("display_name", &self.display_name),
            ("grants", &Items(&self.grants)),
        ];
        object(out, &members);
    }
}

impl ToJson for NewUnit {
    fn write(&self, out: &mut String) {
        let kind = self.kind.as_str().to_owned();
        let members: [(&str, &dyn ToJson); 3] = [
            ("parent", &Shown(&self.parent)),
            ("name", &self.name),
            ("kind", &kind),
        ];
        object(out, &members);
    }
}
