//! Where evidence is kept: a folder, or an S3-compatible service.
//!
//! Objects are written once and never changed. `uploads/{upload}/{part}` are parts of uploads under
//! way, `sha256/ab/abcdef…` is content by its hash, the same content once. What [`Store::put`] has
//! answered is durable.

mod open;

use axum::body::Bytes;
use domain::id::EvidenceId;
use futures_util::stream::{BoxStream, StreamExt as _};
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _};
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

/// Whole files in memory at one time: they are put together, looked at and hashed there.
const FILES_IN_MEMORY: usize = 2;

/// The object store, cheap to clone.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    turns: Arc<Semaphore>,
    place: Arc<str>,
}

/// Only the place: what else a store holds may be a secret.
impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.place).finish()
    }
}

/// A failure of the object store: the cause goes to the log.
pub type StoreResult<T> = anyhow::Result<T>;

/// Content while it is read.
pub struct Content {
    /// Bytes in all.
    pub size: u64,
    /// The bytes.
    pub bytes: BoxStream<'static, Result<Bytes, Error>>,
}

impl Store {
    fn new(objects: Arc<dyn ObjectStore>, place: &str) -> Self {
        Self {
            objects,
            turns: Arc::new(Semaphore::new(FILES_IN_MEMORY)),
            place: place.into(),
        }
    }

    /// Where it is, for people; never a secret.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Waits until a whole file may be held in memory.
    ///
    /// # Errors
    /// Never, as long as the store exists.
    pub async fn turn(&self) -> StoreResult<SemaphorePermit<'_>> {
        Ok(self.turns.acquire().await?)
    }

    /// Stores a part of an upload.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_part(&self, upload: EvidenceId, part: Uuid, bytes: Bytes) -> StoreResult<()> {
        self.objects
            .put(&part_path(upload, part), bytes.into())
            .await?;
        Ok(())
    }

    /// Reads a part of an upload.
    ///
    /// # Errors
    /// When the store fails, or has none such.
    pub async fn part(&self, upload: EvidenceId, part: Uuid) -> StoreResult<Bytes> {
        let found = self.objects.get(&part_path(upload, part)).await?;
        Ok(found.bytes().await?)
    }

    /// Deletes one part of an upload. That there is none does no harm.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_part(&self, upload: EvidenceId, part: Uuid) -> StoreResult<()> {
        self.delete(&part_path(upload, part)).await
    }

    /// Deletes everything of an upload, parts that never counted too.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_parts(&self, upload: EvidenceId) -> StoreResult<()> {
        let folder = Path::from_iter(["uploads", upload.to_string().as_str()]);
        let mut found = self.objects.list(Some(&folder));
        while let Some(object) = found.next().await {
            self.delete(&object?.location).await?;
        }
        Ok(())
    }

    /// Stores content under its hash, where it is not there yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_content(&self, sha256: &str, bytes: Bytes) -> StoreResult<()> {
        let path = content_path(sha256);
        match self.objects.head(&path).await {
            Ok(_) => return Ok(()),
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.objects.put(&path, bytes.into()).await?;
        Ok(())
    }

    /// Reads content by its hash.
    ///
    /// # Errors
    /// When the store fails, or has none such.
    pub async fn content(&self, sha256: &str) -> StoreResult<Content> {
        let found = self.objects.get(&content_path(sha256)).await?;
        Ok(Content {
            size: found.meta.size,
            bytes: found.into_stream(),
        })
    }

    async fn delete(&self, path: &Path) -> StoreResult<()> {
        match self.objects.delete(path).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn part_path(upload: EvidenceId, part: Uuid) -> Path {
    Path::from_iter([
        "uploads",
        upload.to_string().as_str(),
        part.to_string().as_str(),
    ])
}

/// Spread over 256 folders, so that none grows without end.
fn content_path(sha256: &str) -> Path {
    Path::from_iter(["sha256", sha256.get(..2).unwrap_or_default(), sha256])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn store(folder: &tempfile::TempDir) -> Store {
        Store::open(&Config {
            data_dir: folder.path().to_owned(),
            ..Config::default()
        })
        .unwrap()
    }

    #[tokio::test]
    async fn parts_and_content_in_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let upload = EvidenceId(Uuid::from_u128(1));
        for n in [2, 3] {
            let bytes = Bytes::from(format!("part {n}"));
            store
                .put_part(upload, Uuid::from_u128(n), bytes)
                .await
                .unwrap();
        }
        let part = store.part(upload, Uuid::from_u128(3)).await.unwrap();
        assert_eq!(&part[..], b"part 3");
        store.delete_parts(upload).await.unwrap();
        store.delete_parts(upload).await.unwrap();
        store.delete_part(upload, Uuid::from_u128(3)).await.unwrap();
        assert!(store.part(upload, Uuid::from_u128(3)).await.is_err());

        let hash = "ab".repeat(32);
        assert!(store.content(&hash).await.is_err());
        for text in ["first", "second"] {
            store
                .put_content(&hash, Bytes::from_static(text.as_bytes()))
                .await
                .unwrap();
        }
        let content = store.content(&hash).await.unwrap();
        assert_eq!(content.size, 5, "what is there is not written again");
        assert!(
            folder
                .path()
                .join("evidence/sha256/ab")
                .join(&hash)
                .is_file()
        );
    }
}
