//! Writing what the application sends and keeps.

use crate::draft::Draft;
use crate::json::Json;
use chrono::{DateTime, NaiveDate, Utc};
use domain::policy::Grant;
use domain::quantity::Quantity;
use domain::report::{FieldEdit, LineEdit, TextEdit};
use domain::territory::UnitChange;
use domain::wire::admin::{NewUnit, NewUnitChange, NewUser};
use domain::wire::assignment::Assign;
use domain::wire::auth::ChangePassword;
use domain::wire::calendar::NewDay;
use domain::wire::report::{AtVersion, SaveReport};
use domain::wire::sync::Because;
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

impl ToJson for u32 {
    fn write(&self, out: &mut String) {
        i64::from(*self).write(out);
    }
}

/// Whole numbers above `i64::MAX` do not occur: sizes of files.
impl ToJson for u64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl ToJson for Quantity {
    fn write(&self, out: &mut String) {
        shown(out, self);
    }
}

impl ToJson for NaiveDate {
    fn write(&self, out: &mut String) {
        shown(out, self);
    }
}

/// `2026-11-22T10:21:00.123Z`.
impl ToJson for DateTime<Utc> {
    fn write(&self, out: &mut String) {
        let naive = self.naive_utc();
        format!("{}T{}Z", naive.date(), naive.time())
            .as_str()
            .write(out);
    }
}

/// As it is.
impl ToJson for Json {
    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => value.write(out),
            Self::Int(value) => value.write(out),
            Self::Text(value) => value.write(out),
            Self::List(items) => items.write(out),
            Self::Object(members) => {
                let mut object = Members::open(out);
                for (name, value) in members {
                    object.put(name, value);
                }
                object.close();
            }
        }
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

impl<T: ToJson> ToJson for Box<T> {
    fn write(&self, out: &mut String) {
        self.as_ref().write(out);
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, out: &mut String) {
        self.as_slice().write(out);
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

/// A list of two.
impl<A: ToJson, B: ToJson> ToJson for (A, B) {
    fn write(&self, out: &mut String) {
        out.push('[');
        self.0.write(out);
        out.push(',');
        self.1.write(out);
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

/// Writes a text by what it displays.
pub(crate) fn shown(out: &mut String, value: &dyn Display) {
    Shown(value).write(out);
}

/// An object that is being written.
pub(crate) struct Members<'a> {
    out: &'a mut String,
    is_first: bool,
}

impl<'a> Members<'a> {
    /// Begins an object.
    pub(crate) fn open(out: &'a mut String) -> Self {
        out.push('{');
        Self {
            out,
            is_first: true,
        }
    }

    /// Adds a member.
    pub(crate) fn put(&mut self, name: &str, value: &dyn ToJson) {
        self.next();
        name.write(self.out);
        self.out.push(':');
        value.write(self.out);
    }

    /// Adds the members of another object.
    pub(crate) fn flat(&mut self, value: &dyn ToJson) {
        let mut inner = String::new();
        value.write(&mut inner);
        let inner = inner.trim_start_matches('{').strip_suffix('}');
        if let Some(inner) = inner.filter(|inner| !inner.is_empty()) {
            self.next();
            self.out.push_str(inner);
        }
    }

    /// Ends the object.
    pub(crate) fn close(self) {
        self.out.push('}');
    }

    fn next(&mut self) {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
    }
}

/// An object of members.
pub(crate) fn object(out: &mut String, members: &[(&str, &dyn ToJson)]) {
    let mut object = Members::open(out);
    for (name, value) in members {
        object.put(name, *value);
    }
    object.close();
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
            Self::Behind(value) => ("behind", value),
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

impl ToJson for ChangePassword {
    fn write(&self, out: &mut String) {
        object(out, &[("current", &self.current), ("new", &self.new)]);
    }
}

impl ToJson for Because {
    fn write(&self, out: &mut String) {
        object(out, &[("reason", &self.reason)]);
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

/// By its `type`.
impl ToJson for UnitChange {
    fn write(&self, out: &mut String) {
        let mut change = Members::open(out);
        let mut put = |name: &str, value: &dyn ToJson| change.put(name, value);
        match self {
            Self::Rename { unit, name } => {
                put("type", &"rename".to_owned());
                put("unit", unit);
                put("name", name);
            }
            Self::Retype { unit, kind, name } => {
                put("type", &"retype".to_owned());
                put("unit", unit);
                put("kind", kind);
                put("name", name);
            }
            Self::Move { unit, to } => {
                put("type", &"move".to_owned());
                put("unit", unit);
                put("to", to);
            }
            Self::Merge { from, into, new } => {
                put("type", &"merge".to_owned());
                put("from", from);
                put("into", into);
                put("new", new);
            }
            Self::Split { from, into } => {
                put("type", &"split".to_owned());
                put("from", from);
                put("into", into);
            }
        }
        change.close();
    }
}

impl ToJson for NewUnitChange {
    fn write(&self, out: &mut String) {
        let members: [(&str, &dyn ToJson); 3] = [
            ("effective_on", &self.effective_on),
            ("change", &self.change),
            ("document", &self.document),
        ];
        object(out, &members);
    }
}

impl ToJson for Assign {
    fn write(&self, out: &mut String) {
        let members: [(&str, &dyn ToJson); 1] = [("units", &self.units)];
        object(out, &members);
    }
}

impl ToJson for NewDay {
    fn write(&self, out: &mut String) {
        let members: [(&str, &dyn ToJson); 3] = [
            ("kind", &self.kind),
            ("name", &self.name),
            ("source", &self.source),
        ];
        object(out, &members);
    }
}
