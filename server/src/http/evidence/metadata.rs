//! `Upload-Metadata`: keys, each with a value in Base64.

use super::refusal::{malformed, wrong_key};
use super::tus::{UPLOAD_LENGTH, UPLOAD_METADATA, number};
use crate::service::evidence::{NewUpload, StoredUpload};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;
use std::str::FromStr;

/// Longest media type that is kept; it decides nothing.
const MAX_TYPE: usize = 100;

/// Hexadecimal digits of a SHA-256.
const HASH_DIGITS: usize = 64;

/// What the headers of a creation say about the file.
pub(super) fn new_upload(headers: &HeaderMap) -> Result<NewUpload, Response> {
    let length = number(headers, &UPLOAD_LENGTH)?;
    let length = length.ok_or_else(|| malformed(UPLOAD_LENGTH.as_str()))?;
    let metadata = headers.get(&UPLOAD_METADATA);
    let metadata = metadata.map_or(Some(""), |value| value.to_str().ok());
    let keys = metadata
        .and_then(parse)
        .ok_or_else(|| malformed(UPLOAD_METADATA.as_str()))?;
    let required = |key: &str| {
        value(&keys, key)?.ok_or_else(|| wrong_key(key, "required", "Mục này còn thiếu."))
    };
    let sha256 = keys.get("sha256").filter(|text| !text.is_empty());
    if sha256.is_some_and(|text| !is_hash(text)) {
        return Err(wrong_key(
            "sha256",
            "wrong_type",
            "Mã kiểm tra phải là 64 chữ số thập lục phân.",
        ));
    }
    let text = |key: &str| keys.get(key).cloned().unwrap_or_default();
    Ok(NewUpload {
        id: value(&keys, "id")?,
        report: required("report")?,
        line: value(&keys, "line")?
            .ok_or_else(|| wrong_key("line", "required", "Mục này còn thiếu."))?,
        name: text("filename"),
        declared_type: text("filetype").chars().take(MAX_TYPE).collect(),
        length,
        sha256: sha256.map(|text| text.to_ascii_lowercase()),
    })
}

/// The same of an upload that is there.
pub(super) fn of_upload(upload: &StoredUpload) -> Option<HeaderValue> {
    let mut pairs = vec![
        ("report", upload.report.to_string()),
        ("line", upload.line.to_string()),
        ("filename", upload.name.clone()),
        ("filetype", upload.declared_type.clone()),
        ("id", upload.id.to_string()),
    ];
    if let Some(sha256) = &upload.sha256 {
        pairs.push(("sha256", sha256.clone()));
    }
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
        .collect();
    HeaderValue::try_from(pairs.join(",")).ok()
}

/// `None` where it is not what the protocol says.
fn parse(text: &str) -> Option<HashMap<String, String>> {
    let mut keys = HashMap::new();
    for pair in text
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = STANDARD.decode(value.trim()).ok()?;
        // Binary values of keys that are not ours do no harm.
        let value = String::from_utf8_lossy(&value).into_owned();
        if keys.insert(key.to_owned(), value).is_some() {
            return None;
        }
    }
    Some(keys)
}

fn value<T: FromStr>(keys: &HashMap<String, String>, key: &str) -> Result<Option<T>, Response> {
    let given = keys.get(key).filter(|text| !text.is_empty());
    given
        .map(|text| text.parse())
        .transpose()
        .map_err(|_| wrong_key(key, "wrong_type", "Giá trị này sai kiểu dữ liệu."))
}

fn is_hash(text: &str) -> bool {
    text.len() == HASH_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values() {
        let keys = parse("filename d29ybGRfZG9taW5hdGlvbl9wbGFuLnBkZg==,is_confidential").unwrap();
        assert_eq!(keys["filename"], "world_domination_plan.pdf");
        assert_eq!(keys["is_confidential"], "");
        assert_eq!(parse("").unwrap().len(), 0);
        for wrong in ["a !!!", "a YQ==,a YQ==", "a YQ== YQ=="] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
    }
}
