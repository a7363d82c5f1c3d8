//! Opening the store that the configuration names.

use super::Store;
use crate::config::{Config, Secret};
use anyhow::{Context as _, ensure};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, RetryConfig};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long a request to an S3-compatible service is tried again before the person is told; less
/// than a request of theirs may take.
const RETRY_TIME: Duration = Duration::from_secs(15);
/// Longest time for one request to such a service.
const REQUEST_TIME: Duration = Duration::from_secs(10);

impl Store {
    /// Opens the store: a folder, made where it is missing, or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// When the folder cannot be made, or the settings do not fit.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        match config.evidence_store.as_deref() {
            Some(url) if url.starts_with("s3://") => s3(config, url),
            Some(url) if url.contains("://") => {
                anyhow::bail!("evidence_store is a folder or s3://bucket/prefix, not {url}")
            }
            Some(path) => folder(Path::new(path)),
            None => folder(&config.data_dir.join("evidence")),
        }
    }
}

fn folder(path: &Path) -> anyhow::Result<Store> {
    std::fs::create_dir_all(path)
        .with_context(|| format!("cannot make the folder of evidence, {}", path.display()))?;
    let files = LocalFileSystem::new_with_prefix(path)
        .with_context(|| format!("cannot open the folder of evidence, {}", path.display()))?
        // An answer leaves only when the bytes are on disk.
        .with_fsync(true)
        .with_automatic_cleanup(true);
    Ok(Store::new(Arc::new(files), &path.display().to_string()))
}

fn s3(config: &Config, url: &str) -> anyhow::Result<Store> {
    let place = url.trim_start_matches("s3://");
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    ensure!(!bucket.is_empty(), "evidence_store names no bucket: {url}");
    // Which of several providers of TLS is meant must be said once per process; that it was said
    // before does no harm.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let retry = RetryConfig {
        retry_timeout: RETRY_TIME,
        ..RetryConfig::default()
    };
    // The usual variables (AWS_ACCESS_KEY_ID, …) first; our own settings go over them.
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        // Not every compatible service has it; we delete a few objects at a time.
        .with_disable_bulk_delete(true)
        .with_retry(retry)
        .with_client_options(ClientOptions::new().with_timeout(REQUEST_TIME));
    if let Some(endpoint) = &config.evidence_s3_endpoint {
        builder = builder
            .with_endpoint(endpoint)
            .with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some(region) = &config.evidence_s3_region {
        builder = builder.with_region(region);
    }
    if let Some(key) = &config.evidence_s3_key_id {
        builder = builder.with_access_key_id(key);
    }
    if let Some(secret) = &config.evidence_s3_secret {
        builder = builder.with_secret_access_key(Secret::reveal(secret));
    }
    let bucket = builder.build().context("the settings of S3 do not fit")?;
    let objects = PrefixStore::new(bucket, ObjectPath::from(prefix));
    Ok(Store::new(Arc::new(objects), url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_say_where_evidence_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let at = |store: Option<&str>| Config {
            data_dir: folder.path().to_owned(),
            evidence_store: store.map(str::to_owned),
            evidence_s3_region: Some("ap-southeast-1".to_owned()),
            evidence_s3_key_id: Some("key".to_owned()),
            evidence_s3_secret: Some(Secret::new("hush-hush")),
            ..Config::default()
        };
        let own = folder.path().join("elsewhere");
        assert!(
            Store::open(&at(None))
                .unwrap()
                .place()
                .ends_with("evidence")
        );
        Store::open(&at(own.to_str())).unwrap();
        assert!(own.is_dir());
        let s3 = Store::open(&at(Some("s3://tiendo/minh-chung"))).unwrap();
        assert_eq!(s3.place(), "s3://tiendo/minh-chung");
        for wrong in ["s3://", "gs://tiendo"] {
            assert!(Store::open(&at(Some(wrong))).is_err(), "{wrong}");
        }
        let shown = format!("{s3:?} {:?}", at(None));
        assert!(!shown.contains("hush-hush"), "{shown}");
    }
}
