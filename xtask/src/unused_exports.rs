//! Takes out of the WASM what nobody calls but everybody would download.
//!
//! `leptos` brings `server_fn` and with it the crate `wasm-streams`, which exports three classes for
//! streaming bodies to JavaScript. An export keeps all code behind it alive, however unused: measured,
//! 9 KB of code. The features of `leptos` offer no way to do without.

use anyhow::{Context as _, Result};
use std::fs;
use std::path::Path;
use walrus::Module;

/// How the classes begin, in lower case, as the names of their exports have them.
const CLASS: &str = "intounderlying";

/// Takes the exports out, and everything that only they need.
///
/// # Errors
/// When the file cannot be read or written, or is not WASM.
pub(crate) fn take_out(wasm: &Path, js: &Path) -> Result<()> {
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
    module
        .emit_wasm_file(wasm)
        .map_err(|error| error.context("walrus"))?;
    let text = fs::read_to_string(js).with_context(|| js.display().to_string())?;
    fs::write(js, without_classes(&text))?;
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

#[cfg(test)]
mod tests {
    use super::*;

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
