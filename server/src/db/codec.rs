//! Between columns and domain values. What does not decode is a corrupt database, reported as
//! such, never guessed at.

use chrono::{DateTime, NaiveDate, Utc};
use domain::quantity::Quantity;
use sea_orm::DbErr;
use serde::{Serialize, de::DeserializeOwned};
use std::str::FromStr;

/// The error for a column that holds what it never should.
pub(crate) fn corrupt(what: &str, value: &dyn std::fmt::Display) -> DbErr {
    DbErr::Type(format!("corrupt {what} in the database: {value}"))
}

/// A time from its stored milliseconds.
pub(crate) fn at(ms: i64) -> Result<DateTime<Utc>, DbErr> {
    DateTime::from_timestamp_millis(ms).ok_or_else(|| corrupt("time", &ms))
}

/// A time as stored, in milliseconds.
pub(crate) const fn ms(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// Anything with one text form: dates, periods, line ids.
pub(crate) fn parse<T: FromStr>(what: &str, text: &str) -> Result<T, DbErr> {
    text.parse().map_err(|_| corrupt(what, &text))
}

/// A date from its ISO text.
pub(crate) fn date(text: &str) -> Result<NaiveDate, DbErr> {
    parse("date", text)
}

/// An exact quantity from thousandths.
pub(crate) fn quantity(thousandths: Option<i64>) -> Option<Quantity> {
    thousandths.map(Quantity::from_thousandths)
}

/// Thousandths of an exact quantity.
pub(crate) fn thousandths(quantity: Option<Quantity>) -> Option<i64> {
    quantity.map(Quantity::thousandths)
}

/// A small number of the domain as stored. Beyond the range only in a corrupt document.
pub(crate) fn small(number: u32) -> Result<i32, DbErr> {
    i32::try_from(number).map_err(|_| corrupt("number", &number))
}

/// A stored number that can only be nought or more.
pub(crate) fn natural(number: i32) -> Result<u32, DbErr> {
    u32::try_from(number).map_err(|_| corrupt("number", &number))
}

/// An opaque value as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

/// An opaque value from JSON.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// The wire name of a plain enum: what the column holds.
pub(crate) fn name<T: Serialize>(value: &T) -> Result<String, DbErr> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        other => Err(DbErr::Json(format!("not a plain name: {other:?}"))),
    }
}

/// A plain enum from its wire name.
pub(crate) fn from_name<T: DeserializeOwned>(what: &str, name: &str) -> Result<T, DbErr> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|_| corrupt(what, &name))
}
