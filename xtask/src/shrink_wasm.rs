//! Takes out of the WASM what nobody calls but everybody would download.
//!
//! - `leptos` brings `server_fn` and with it the crate `wasm-streams`, which exports three classes for
//!   streaming bodies to JavaScript. An export keeps all code behind it alive, however unused:
//!   measured, 9 KB of code. The features of `leptos` offer no way to do without.
//! - What the WASM imports is named `__wbg_appendChild_8aef2bd5a2f8ba46`, in it and in the JavaScript
//!   beside it. Digits that mean nothing do not compress: measured, 3 KB.

use anyhow::{Context as _, Result, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use walrus::Module;

/// How the classes begin, in lower case, as the names of their exports have them.
const CLASS: &str = "intounderlying";

/// The module that the generated JavaScript is to the WASM ends with this.
const GLUE: &str = "_bg.js";

/// Takes the exports out, with everything that only they need, and shortens the names of imports.
///
/// # Errors
/// When a file cannot be read or written, or is not WASM.
pub(crate) fn shrink(wasm: &Path, js: &Path) -> Result<()> {
    let mut module = Module::from_file(wasm).map_err(|error| error.context("walrus"))?;
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| is_unused(&export.name))
        .map(walrus::Export::id)
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(&mut module);
    let mut names = BTreeMap::new();
    for import in module.imports.iter_mut() {
        if import.module.ends_with(GLUE) && import.name.starts_with("__wb") {
            let short = format!("i{}", names.len());
            names.insert(std::mem::replace(&mut import.name, short.clone()), short);
        }
    }
    module
        .emit_wasm_file(wasm)
        .map_err(|error| error.context("walrus"))?;
    let text = fs::read_to_string(js).with_context(|| js.display().to_string())?;
    fs::write(js, with_short_names(&without_classes(&text), &names)?)?;
    Ok(())
}

fn is_unused(export: &str) -> bool {
    export.trim_start_matches("__wbg_").starts_with(CLASS)
}

/// The generated JavaScript without the classes: each begins at the start of a line and ends with
/// the next brace there; what else names them is a line or a short statement of its own.
fn without_classes(js: &str) -> String {
    let mut out = String::with_capacity(js.len());
    let mut lines = js.lines().peekable();
    while let Some(line) = lines.next() {
        let names = line.contains("IntoUnderlying");
        if names && line.starts_with("export class ") {
            while lines.next_if(|line| *line != "}").is_some() {}
            lines.next();
        } else if names && line.starts_with("const ") {
            while lines
                .next_if(|line| line.starts_with([' ', ':', '?']))
                .is_some()
            {}
        } else if !(names && line.starts_with("if (Symbol.dispose)")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The JavaScript with the imports under their new names, and without those that are gone. They are
/// names of members only; what the script's own functions are called stays.
///
/// # Errors
/// When the JavaScript is not written as this expects: it would not start.
fn with_short_names(js: &str, names: &BTreeMap<String, String>) -> Result<String> {
    let mut out = String::with_capacity(js.len());
    let mut found = 0;
    let mut lines = js.lines();
    while let Some(line) = lines.next() {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        let member = rest
            .split_once(": ")
            .filter(|(name, _)| !indent.is_empty() && name.starts_with("__wb"));
        match member.map(|(name, value)| (names.get(name), value)) {
            Some((Some(short), value)) => {
                found += 1;
                out.push_str(&format!("{indent}{short}: {value}\n"));
            }
            Some((None, value)) => {
                let end = format!("{indent}}},");
                if value.ends_with('{') {
                    lines.by_ref().find(|line| *line == end);
                }
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    ensure!(
        found == names.len(),
        "wasm-bindgen writes its JavaScript in another way: of {} imports {found} were found",
        names.len()
    );
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_members_get_short_names() {
        let names = BTreeMap::from([("__wbg_a_12".to_owned(), "i0".to_owned())]);
        let js = |member: &str| {
            format!("function __wbg_a_12() {{}}\nconst imports = {{\n{member}\n}};\n")
        };
        let member =
            |name: &str| format!("    {name}: function(arg0) {{\n        if (x) {{}}\n    }},");
        let both = format!("{}\n{}", member("__wbg_a_12"), member("__wbg_gone_3"));
        assert_eq!(
            with_short_names(&js(&both), &names).unwrap(),
            js(&member("i0"))
        );
        assert!(with_short_names(&js(&member("__wbg_b_4")), &names).is_err());
    }

    #[test]
    fn only_the_classes_go() {
        let js = "export class IntoUnderlyingSink {\n    free() {\n    }\n}\n\
            if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = IntoUnderlyingSink.prototype.free;\n\n\
            export class Kept {\n}\n\
            const IntoUnderlyingSinkFinalization = (typeof FinalizationRegistry === 'undefined')\n    \
            ? { register: () => {} }\n    : new FinalizationRegistry(ptr => 1);\nlet wasm;\n";
        assert_eq!(without_classes(js), "\nexport class Kept {\n}\nlet wasm;\n");
    }

    #[test]
    fn exports_are_told_apart() {
        assert!(is_unused("__wbg_intounderlyingsource_free"));
        assert!(is_unused("intounderlyingsink_write"));
        assert!(!is_unused("__wbindgen_malloc") && !is_unused("memory"));
    }
}
