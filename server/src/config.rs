//! Configuration: flags over environment (`TIENDO_…`) over a TOML file over these defaults.

use anyhow::Context as _;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file that is read when `--config` names none, where it exists.
pub const DEFAULT_FILE: &str = "tiendo.toml";

/// Every setting. A key of the TOML file is the field's name; the environment variable is
/// `TIENDO_` and the name in upper case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port to listen on.
    pub addr: SocketAddr,
    /// `sqlite://path/to/file.db` or `postgres://user:password@host/database`.
    pub database_url: String,
    /// The folder of the built web application; without it only the API is served.
    pub site: Option<PathBuf>,
    /// The folder of what the server keeps beside the database (the signing key, evidence).
    pub data_dir: PathBuf,
    /// Where photos and files are kept: a folder, or `s3://bucket/prefix` for an S3-compatible
    /// service. Default: `evidence` in `data_dir`. Several processes need the same.
    pub evidence_store: Option<String>,
    /// The address of the S3-compatible service; without it, Amazon's of the region. For this and
    /// the three below, the usual variables (`AWS_ENDPOINT`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, …) count where nothing is set here.
    pub evidence_s3_endpoint: Option<String>,
    /// Its region.
    pub evidence_s3_region: Option<String>,
    /// The key's id there.
    pub evidence_s3_key_id: Option<String>,
    /// The key's secret: better by the environment than in the file, and never a flag, which
    /// everybody on the machine could read.
    pub evidence_s3_secret: Option<Secret>,
    /// The key that signs access tokens, 64 hexadecimal digits; without it, the one in
    /// `signing_key_file`. Several processes behind one address need the same.
    pub signing_key: Option<String>,
    /// Where the signing key is kept; made on first run. Default: `signing.key` in `data_dir`.
    pub signing_key_file: Option<PathBuf>,
    /// The address people type, `https://tiendo.example.vn`: with https, browsers are told to
    /// stay with it (HSTS).
    pub public_url: Option<String>,
    /// Whether `X-Forwarded-For` and `X-Forwarded-Proto` are believed: only behind a proxy that
    /// sets them itself.
    pub trust_proxy: bool,
    /// Leaves `Secure` out of the cookies: only for a trial over plain HTTP in a local network.
    pub insecure_cookies: bool,
    /// Loads the demonstration at start where the database is empty.
    pub demo: bool,
    /// Pretends that the server started at this moment (RFC 3339): to try the demonstration, or to
    /// test, on a day of one's own. Never for real data: deadlines and sessions follow it.
    pub now: Option<chrono::DateTime<chrono::FixedOffset>>,
    /// What is logged, as `tracing` filters are written.
    pub log: String,
    /// Logs as JSON, one object per line.
    pub log_json: bool,
    /// Memory of one password check, in KiB (OWASP's first recommendation: 19 MiB).
    pub argon2_memory_kib: u32,
    /// Passes of one password check.
    pub argon2_iterations: u32,
}

/// A setting that is never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// From its text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Its text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Settings are written out only to learn the defaults, where no secret is set.
impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("(secret)")
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 3000)),
            database_url: "sqlite://data/tiendo.db".to_owned(),
            site: None,
            data_dir: PathBuf::from("data"),
            evidence_store: None,
            evidence_s3_endpoint: None,
            evidence_s3_region: None,
            evidence_s3_key_id: None,
            evidence_s3_secret: None,
            signing_key: None,
            signing_key_file: None,
            public_url: None,
            trust_proxy: false,
            insecure_cookies: false,
            demo: false,
            now: None,
            log: "info,sqlx=warn,sea_orm=warn".to_owned(),
            log_json: false,
            argon2_memory_kib: 19 * 1024,
            argon2_iterations: 2,
        }
    }
}

impl Config {
    /// Reads the configuration. `flags` holds only what the command line set.
    ///
    /// # Errors
    /// When `file` is named and missing, or a value does not fit, with the place it came from.
    pub fn load(file: Option<&Path>, flags: impl Serialize) -> anyhow::Result<Self> {
        let file = match file {
            Some(path) => {
                anyhow::ensure!(
                    path.is_file(),
                    "no configuration file at {}",
                    path.display()
                );
                Some(path)
            }
            None => Some(Path::new(DEFAULT_FILE)).filter(|path| path.is_file()),
        };
        // Only the settings' own names: another program's `TIENDO_…` variable is no mistake here.
        let known = serde_json::to_value(Self::default())?;
        let known: Vec<&str> = known
            .as_object()
            .map(|settings| settings.keys().map(String::as_str).collect())
            .unwrap_or_default();
        let defaults = Figment::from(Serialized::defaults(Self::default()));
        let figment = match file {
            Some(path) => defaults.merge(Toml::file_exact(path)),
            None => defaults,
        };
        let figment = figment
            .merge(Env::prefixed("TIENDO_").only(&known))
            .merge(Serialized::defaults(flags));
        figment.extract().context("the configuration does not fit")
    }

    /// Where the signing key is kept.
    #[must_use]
    pub fn signing_key_file(&self) -> PathBuf {
        self.signing_key_file
            .clone()
            .unwrap_or_else(|| self.data_dir.join("signing.key"))
    }

    /// Whether people reach the server by TLS, so far as the configuration says.
    #[must_use]
    pub fn public_https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Flags {
        #[serde(skip_serializing_if = "Option::is_none")]
        addr: Option<SocketAddr>,
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_the_defaults() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("t.toml");
        std::fs::write(&file, "addr = \"127.0.0.1:4000\"\ntrust_proxy = true\n").unwrap();
        let config = Config::load(Some(&file), Flags { addr: None }).unwrap();
        assert_eq!(config.addr.port(), 4000);
        assert!(config.trust_proxy);
        let addr = Some(SocketAddr::from(([127, 0, 0, 1], 5000)));
        let config = Config::load(Some(&file), Flags { addr }).unwrap();
        assert_eq!(config.addr.port(), 5000);
        assert_eq!(config.argon2_iterations, 2);
    }

    #[test]
    fn a_secret_is_read_and_never_shown() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("t.toml");
        std::fs::write(&file, "evidence_s3_secret = \"hush-hush\"\n").unwrap();
        let config = Config::load(Some(&file), Flags { addr: None }).unwrap();
        let secret = config.evidence_s3_secret.as_ref().unwrap();
        assert_eq!(secret.reveal(), "hush-hush");
        let shown = format!("{config:?} {}", serde_json::to_string(&config).unwrap());
        assert!(!shown.contains("hush-hush"), "{shown}");
    }

    #[test]
    fn an_unknown_key_and_a_missing_file_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("t.toml");
        std::fs::write(&file, "adr = \"127.0.0.1:4000\"\n").unwrap();
        assert!(Config::load(Some(&file), Flags { addr: None }).is_err());
        assert!(Config::load(Some(&dir.path().join("none.toml")), Flags { addr: None }).is_err());
    }
}
