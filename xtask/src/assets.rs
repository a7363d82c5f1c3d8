//! Names and contents of assets, purely: no file is touched here.

use anyhow::{Result, bail};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Where hashed assets are served from.
pub(crate) const PREFIX: &str = "/assets/";

/// The first sixteen hexadecimal digits of the SHA-256 of `content`.
pub(crate) fn hash(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `app.css` → `app-0123456789abcdef.css`: another content is another address, so browsers may
/// keep what they have for ever.
pub(crate) fn hashed_name(logical: &str, content: &[u8]) -> String {
    let hash = hash(content);
    match logical.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{logical}-{hash}"),
    }
}

/// Scripts in the order in which they can be named: each after those it imports. `names` holds
/// what is named already (the WASM).
///
/// Returns the whole map, logical name to hashed name, and the scripts with their references
/// rewritten.
///
/// # Errors
/// When scripts import each other in a circle.
pub(crate) fn name_scripts(
    scripts: &BTreeMap<String, String>,
    mut names: BTreeMap<String, String>,
) -> Result<(BTreeMap<String, String>, BTreeMap<String, String>)> {
    let mut waiting: Vec<&String> = scripts.keys().collect();
    let mut done = BTreeMap::new();
    while !waiting.is_empty() {
        let (ready, later): (Vec<&String>, Vec<&String>) =
            waiting.iter().copied().partition(|name| {
                waiting
                    .iter()
                    .all(|other| *other == *name || !refers_to(&scripts[*name], other))
            });
        if ready.is_empty() {
            bail!("the scripts {later:?} in frontend/js import each other in a circle");
        }
        for name in ready {
            let text = rewrite(&scripts[name], &names);
            names.insert(name.clone(), hashed_name(name, text.as_bytes()));
            done.insert(name.clone(), text);
        }
        waiting = later;
    }
    Ok((names, done))
}

fn refers_to(script: &str, name: &str) -> bool {
    ['"', '\'']
        .iter()
        .any(|quote| script.contains(&format!("{quote}./{name}{quote}")))
}

/// Puts hashed names in the place of logical ones, wherever a script has one quoted: `"./app.js"`.
fn rewrite(script: &str, names: &BTreeMap<String, String>) -> String {
    let mut text = script.to_owned();
    for (logical, hashed) in names {
        for quote in ['"', '\''] {
            text = text.replace(
                &format!("{quote}./{logical}{quote}"),
                &format!("{quote}./{hashed}{quote}"),
            );
        }
    }
    text
}

/// CSS without comments, indentation and empty lines. What white space is left inside a line may
/// carry meaning, and compression takes care of it.
pub(crate) fn shrink_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for line in without_comments(css).lines() {
        let line = line.trim();
        if !line.is_empty() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// One of our own scripts without whole lines of comment, indentation and empty lines. Only lines
/// that begin with `//` go: nothing else is certain to be a comment without parsing.
pub(crate) fn shrink_js(js: &str) -> String {
    let mut out = String::with_capacity(js.len());
    for line in js.lines() {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut chars = css.chars().peekable();
    let mut string: Option<char> = None;
    while let Some(c) = chars.next() {
        match string {
            Some(_) if c == '\\' => {
                out.push(c);
                out.extend(chars.next());
                continue;
            }
            Some(quote) if c == quote => string = None,
            None if c == '"' || c == '\'' => string = Some(c),
            None if c == '/' && chars.peek() == Some(&'*') => {
                chars.next();
                let mut last = ' ';
                for inner in chars.by_ref() {
                    if last == '*' && inner == '/' {
                        break;
                    }
                    last = inner;
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    }

    #[test]
    fn names_change_with_the_content_only() {
        let name = hashed_name("app.css", b"a{}");
        assert!(name.starts_with("app-") && name.ends_with(".css"), "{name}");
        assert_eq!(name.len(), "app-0123456789abcdef.css".len());
        assert_eq!(name, hashed_name("app.css", b"a{}"));
        assert_ne!(name, hashed_name("app.css", b"b{}"));
        assert!(hashed_name("icons.v2.svg", b"").starts_with("icons.v2-"));
    }

    #[test]
    fn scripts_are_named_after_what_they_import() {
        let scripts = map(&[
            (
                "boot.js",
                "import init from \"./app.js\"; init(new URL('./app.wasm', u)); import \"./x.js\"",
            ),
            ("app.js", "export default 1"),
            ("x.js", "import './app.js'"),
        ]);
        let (names, texts) = name_scripts(&scripts, map(&[("app.wasm", "app-1.wasm")])).unwrap();
        assert_eq!(texts["x.js"], format!("import './{}'", names["app.js"]));
        assert_eq!(
            texts["boot.js"],
            format!(
                "import init from \"./{}\"; init(new URL('./app-1.wasm', u)); import \"./{}\"",
                names["app.js"], names["x.js"]
            )
        );
        assert_eq!(
            names["boot.js"],
            hashed_name("boot.js", texts["boot.js"].as_bytes())
        );
    }

    #[test]
    fn a_new_wasm_renames_every_script_above_it() {
        let scripts = map(&[("boot.js", "'./app.wasm'")]);
        let (one, _) = name_scripts(&scripts, map(&[("app.wasm", "app-1.wasm")])).unwrap();
        let (two, _) = name_scripts(&scripts, map(&[("app.wasm", "app-2.wasm")])).unwrap();
        assert_ne!(one["boot.js"], two["boot.js"]);
    }

    #[test]
    fn a_circle_is_refused() {
        let scripts = map(&[("a.js", "import './b.js'"), ("b.js", "import './a.js'")]);
        assert!(name_scripts(&scripts, BTreeMap::new()).is_err());
    }

    #[test]
    fn scripts_lose_lines_of_comment_only() {
        let js = "// what\nconst a = 1; // kept\n\n  const b = \"https://x\";\n  // gone\n";
        assert_eq!(
            shrink_js(js),
            "const a = 1; // kept\nconst b = \"https://x\";\n"
        );
    }

    #[test]
    fn css_loses_comments_but_not_strings() {
        let css =
            "/* a */\n.x {\n  content: \"/* no */ \\\" /* no */\"; /* b\n c */ color: red;\n}\n\n";
        assert_eq!(
            shrink_css(css),
            ".x {\ncontent: \"/* no */ \\\" /* no */\";  color: red;\n}\n"
        );
    }
}
