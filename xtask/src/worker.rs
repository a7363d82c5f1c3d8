//! The service worker, `/sw.js`: told which build it belongs to and what that build consists of.

use crate::assets::{self, PREFIX};
use anyhow::{Context as _, Result};
use serde_json::json;
use std::collections::BTreeMap;

/// Its name in `frontend/js` and at the root of the site: the one script without a hash in its name,
/// because its address is what browsers know it by.
pub(crate) const NAME: &str = "sw.js";

/// What stands in the source for the build.
const PLACEHOLDER: &str = "\"__BUILD__\"";

/// The worker's text. `names` are the hashed assets, `fixed` the files with an address of their own
/// and their hashes, `pages` what the server makes its pages from.
///
/// A build has an `id`, which changes with anything that the worker keeps, and addresses by what
/// they are needed for: `common` by both applications, `reporter` and `full` by one.
///
/// # Errors
/// When the source has no place for the build.
pub(crate) fn service_worker(
    source: &str,
    names: &BTreeMap<String, String>,
    fixed: &BTreeMap<String, String>,
    pages: &str,
) -> Result<String> {
    let mut common: Vec<String> = fixed.keys().map(|name| format!("/{name}")).collect();
    let (mut reporter, mut full) = (Vec::new(), Vec::new());
    for (logical, hashed) in names {
        let list = match logical.as_str() {
            "app.js" | "app.wasm" | "boot.js" => &mut reporter,
            "full.js" | "full.wasm" | "boot-full.js" | "desk.css" | "parcel.js" => &mut full,
            _ => &mut common,
        };
        list.push(format!("{PREFIX}{hashed}"));
    }
    let text = imports(source, names);
    let id = assets::hash(format!("{text} {names:?} {fixed:?} {pages}").as_bytes());
    let (before, after) = text
        .split_once(PLACEHOLDER)
        .with_context(|| format!("frontend/js/{NAME} has no {PLACEHOLDER}"))?;
    let build = json!({ "id": id, "common": common, "reporter": reporter, "full": full });
    Ok(format!("{before}{build}{after}"))
}

/// The worker is not beside the modules that it imports.
fn imports(source: &str, names: &BTreeMap<String, String>) -> String {
    names
        .iter()
        .fold(source.to_owned(), |text, (logical, hashed)| {
            text.replace(
                &format!("\"./{logical}\""),
                &format!("\"{PREFIX}{hashed}\""),
            )
        })
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

    const SOURCE: &str = "import { a } from \"./sync.js\";\nconst BUILD = \"__BUILD__\";\n";

    fn names() -> BTreeMap<String, String> {
        map(&[
            ("app.css", "app-1.css"),
            ("app.wasm", "app-2.wasm"),
            ("boot-full.js", "boot-full-3.js"),
            ("sync.js", "sync-4.js"),
        ])
    }

    fn build(fixed: &[(&str, &str)], pages: &str) -> serde_json::Value {
        let text = service_worker(SOURCE, &names(), &map(fixed), pages).unwrap();
        let (head, build) = text.split_once("const BUILD = ").unwrap();
        assert_eq!(head, "import { a } from \"/assets/sync-4.js\";\n");
        serde_json::from_str(build.trim().trim_end_matches(';')).unwrap()
    }

    #[test]
    fn each_application_has_its_files() {
        let build = build(&[("icons/a.png", "x")], "");
        assert_eq!(
            build["common"],
            serde_json::json!(["/icons/a.png", "/assets/app-1.css", "/assets/sync-4.js"])
        );
        assert_eq!(build["reporter"], serde_json::json!(["/assets/app-2.wasm"]));
        assert_eq!(build["full"], serde_json::json!(["/assets/boot-full-3.js"]));
    }

    #[test]
    fn another_content_is_another_build() {
        let one = build(&[("a.svg", "1")], "page");
        assert_eq!(one, build(&[("a.svg", "1")], "page"));
        for other in [
            build(&[("a.svg", "2")], "page"),
            build(&[("a.svg", "1")], "other page"),
        ] {
            assert_ne!(one["id"], other["id"]);
        }
    }

    #[test]
    fn a_worker_without_a_place_for_the_build_is_refused() {
        assert!(service_worker("", &names(), &map(&[]), "").is_err());
    }
}
