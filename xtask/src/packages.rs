//! Which crates are built for the host.

use crate::process::{cargo, output};
use anyhow::{Context as _, Result};
use serde_json::Value;

/// The one crate that is not: empty there, since it is the browser's.
const BROWSER_ONLY: &str = "tiendo-frontend";

/// Every crate of the workspace but the browser's, as `--package NAME …` and the feature that
/// gives the application its server half. Never `--workspace`: cargo would unite the features of
/// the browser's half and the server's in one build.
///
/// # Errors
/// When a manifest does not parse.
pub(crate) fn native() -> Result<Vec<String>> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let mut args = Vec::new();
    for name in names(&metadata)?
        .into_iter()
        .filter(|name| name != BROWSER_ONLY)
    {
        args.extend(["--package".to_owned(), name]);
    }
    args.extend(["--features".to_owned(), "tiendo-app/ssr".to_owned()]);
    Ok(args)
}

fn names(metadata: &str) -> Result<Vec<String>> {
    let metadata: Value = serde_json::from_str(metadata)?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let packages = packages.context("no packages in cargo metadata")?;
    let name = |package: &Value| Some(package.get("name")?.as_str()?.to_owned());
    Ok(packages.iter().filter_map(name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read() {
        let metadata = r#"{"packages":[{"name":"a"},{"name":"b"}],"version":1}"#;
        assert_eq!(names(metadata).unwrap(), ["a", "b"]);
        assert!(names("{}").is_err());
    }
}
