//! Turns `locales/{vi,en}/*.json` into typed functions, one per message: `t::work::title()`,
//! `t::due::in_days(3)`. A key that one language lacks, or a placeholder that differs, stops the
//! build; a message nobody uses costs nothing in the WASM.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

type AnyError = Box<dyn std::error::Error>;

fn main() -> Result<(), AnyError> {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=build.rs");
    let mut files: Vec<PathBuf> = std::fs::read_dir("locales/vi")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut out = String::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|ext| ext == "json"))
    {
        area(file, &mut out)?;
    }
    let target = Path::new(&std::env::var("OUT_DIR")?).join("messages.rs");
    std::fs::write(target, out)?;
    Ok(())
}

/// One file becomes one module.
fn area(file: &Path, out: &mut String) -> Result<(), AnyError> {
    let name = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .ok_or("file name")?;
    let read = |path: &Path| -> Result<serde_json::Map<String, Value>, AnyError> {
        println!("cargo:rerun-if-changed={}", path.display());
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?)
    };
    let vi = read(file)?;
    let en = read(&Path::new("locales/en").join(format!("{name}.json")))?;
    let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
    let (vi_keys, en_keys) = (keys(&vi), keys(&en));
    if vi_keys != en_keys {
        let odd: Vec<_> = vi_keys.symmetric_difference(&en_keys).collect();
        return Err(format!("locales/*/{name}.json: only one language has {odd:?}").into());
    }
    writeln!(
        out,
        "/// Messages of `locales/*/{name}.json`.\npub mod {name} {{"
    )?;
    for (key, vi_text) in &vi {
        let vi_text = vi_text
            .as_str()
            .ok_or_else(|| format!("{name}.{key}: not a text"))?;
        let (en_one, en_text) =
            english(&en[key]).ok_or_else(|| format!("{name}.{key}: not a text"))?;
        let args = placeholders(vi_text);
        if placeholders(en_text) != args && en_one.is_none() {
            return Err(format!("{name}.{key}: the languages differ in placeholders").into());
        }
        message(out, key, &args, vi_text, en_one, en_text)?;
    }
    out.push_str("}\n");
    Ok(())
}

/// English is a text, or `{"one": …, "other": …}` by the first placeholder. Vietnamese has no
/// plural.
fn english(value: &Value) -> Option<(Option<&str>, &str)> {
    match value {
        Value::String(text) => Some((None, text)),
        Value::Object(forms) => Some((
            Some(forms.get("one")?.as_str()?),
            forms.get("other")?.as_str()?,
        )),
        _ => None,
    }
}

/// The names in braces, in order of first appearance in the Vietnamese text; sorted for a
/// comparison that does not depend on word order.
fn placeholders(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, tail)) = rest.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else {
            break;
        };
        if !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
        rest = after;
    }
    found.sort();
    found
}

fn message(
    out: &mut String,
    key: &str,
    args: &[String],
    vi: &str,
    en_one: Option<&str>,
    en: &str,
) -> std::fmt::Result {
    writeln!(out, "    /// “{}”", vi.replace('\n', " "))?;
    if args.is_empty() {
        return writeln!(
            out,
            "    #[must_use]\n    pub fn {key}() -> &'static str {{ super::pick({vi:?}, {en:?}) }}"
        );
    }
    let params: Vec<String> = args
        .iter()
        .map(|arg| format!("{arg}: impl ::core::fmt::Display"))
        .collect();
    let pairs: Vec<String> = args
        .iter()
        .map(|arg| format!("({arg:?}, &{arg})"))
        .collect();
    let chosen = match en_one {
        Some(one) => format!("super::pick_number({vi:?}, {one:?}, {en:?}, &{})", args[0]),
        None => format!("super::pick({vi:?}, {en:?})"),
    };
    writeln!(
        out,
        "    #[must_use]\n    pub fn {key}({}) -> ::std::string::String {{ super::fill({chosen}, &[{}]) }}",
        params.join(", "),
        pairs.join(", ")
    )
}
