//! Taking bytes in, as they come.

use super::complete::complete;
use super::{EvidenceError, Progress, Stage, expiry, progress};
use crate::db::uploads::{self, Part, StoredUpload};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::store::Store;
use axum::body::{Bytes, HttpBody};
use domain::id::EvidenceId;
use domain::policy::Actor;
use http_body_util::BodyExt as _;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Bytes that are stored together: what a crash of the server can cost at most, on a fast link.
const PART_BYTES: usize = 512 * 1024;
/// How long bytes may wait for more before they are stored: the same on a slow one.
const PART_TIME: Duration = Duration::from_secs(3);
/// A link on which nothing comes for so long is dead.
const IDLE_TIME: Duration = Duration::from_secs(20);
/// Longest time for one request; what had arrived is kept. Less than the HTTP layer allows.
const TOTAL_TIME: Duration = Duration::from_secs(9 * 60);

/// A hash that a client gives for the bytes of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// Which.
    pub algorithm: Algorithm,
    /// Its value.
    pub value: Vec<u8>,
}

/// The hashes that the server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Which every tus server must know.
    Sha1,
    /// Better.
    Sha256,
}

/// A hash in the making.
enum Hasher {
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
}

impl Hasher {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::Sha1(sha1::Sha1::default()),
            Algorithm::Sha256 => Self::Sha256(sha2::Sha256::default()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hasher) => sha1::Digest::update(hasher, bytes),
            Self::Sha256(hasher) => sha2::Digest::update(hasher, bytes),
        }
    }

    fn value(self) -> Vec<u8> {
        match self {
            Self::Sha1(hasher) => sha1::Digest::finalize(hasher).to_vec(),
            Self::Sha256(hasher) => sha2::Digest::finalize(hasher).to_vec(),
        }
    }
}

/// What a client says about the bytes of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Where they begin.
    pub offset: u64,
    /// How many they are, where the client says so.
    pub length: Option<u64>,
    /// What they hash to, where the client says so: then they count only as a whole.
    pub checksum: Option<Checksum>,
}

/// Takes bytes of an upload in. When they were the last ones (or when there were none, at the
/// end), the upload becomes evidence.
///
/// Run this in a task of its own: where the connection breaks, it still has to store what arrived.
///
/// # Errors
/// `NotFound`, `Gone`, `OffsetMismatch`, `TooLarge`, `ChecksumMismatch`, `CutOff`; and what stands
/// against its becoming evidence: `Refused`, `Forbidden`, `Conflict` (`wrong_state`,
/// `period_locked`).
pub async fn receive<B>(
    ctx: Ctx<'_>,
    store: &Store,
    actor: &Actor,
    id: EvidenceId,
    chunk: Chunk,
    body: B,
) -> Result<Progress, EvidenceError>
where
    B: HttpBody<Data = Bytes> + Unpin,
{
    let known = progress(ctx, actor, id).await?;
    if chunk.offset != known.offset {
        return Err(EvidenceError::OffsetMismatch);
    }
    if known.stage == Stage::Stored {
        return Ok(known);
    }
    let mut upload = known.upload;
    if chunk
        .length
        .is_some_and(|length| length > upload.length - chunk.offset)
    {
        return Err(EvidenceError::TooLarge);
    }
    let mut intake = Intake {
        ctx,
        store,
        end: upload.received,
        upload: &mut upload,
        waiting: Vec::new(),
        since: None,
        uncounted: Vec::new(),
        check: chunk
            .checksum
            .map(|sum| (Hasher::new(sum.algorithm), sum.value)),
    };
    intake.read(body).await?;
    if upload.received == upload.length {
        complete(ctx, store, actor, &upload).await?;
    }
    progress(ctx, actor, id).await
}

/// Bytes on their way from the connection to the store.
struct Intake<'a> {
    ctx: Ctx<'a>,
    store: &'a Store,
    upload: &'a mut StoredUpload,
    /// Arrived and not yet stored.
    waiting: Vec<u8>,
    /// When the first of them arrived.
    since: Option<Instant>,
    /// Where they begin.
    end: u64,
    /// Stored and not yet counted.
    uncounted: Vec<Part>,
    /// Where the client gave a hash: nothing counts before all of it is here and fits.
    check: Option<(Hasher, Vec<u8>)>,
}

impl Intake<'_> {
    async fn read<B>(&mut self, mut body: B) -> Result<(), EvidenceError>
    where
        B: HttpBody<Data = Bytes> + Unpin,
    {
        let begun = Instant::now();
        let mut last = begun;
        loop {
            let dead = (last + IDLE_TIME).min(begun + TOTAL_TIME);
            let wake = self.since.map_or(dead, |since| dead.min(since + PART_TIME));
            match timeout_at(wake, body.frame()).await {
                Ok(Some(Ok(frame))) => {
                    last = Instant::now();
                    if let Ok(bytes) = frame.into_data() {
                        self.take(&bytes, last).await?;
                    }
                }
                Ok(None) => return self.finish().await,
                Ok(Some(Err(_))) => return self.cut_off().await,
                Err(_) if Instant::now() >= dead => return self.cut_off().await,
                Err(_) => self.flush().await?,
            }
        }
    }

    async fn take(&mut self, bytes: &[u8], now: Instant) -> Result<(), EvidenceError> {
        let have = self.end + length_of(&self.waiting) + length_of(bytes);
        if have > self.upload.length {
            self.forget_uncounted().await?;
            return Err(EvidenceError::TooLarge);
        }
        if bytes.is_empty() {
            return Ok(());
        }
        if let Some((hasher, _)) = &mut self.check {
            hasher.update(bytes);
        }
        self.waiting.extend_from_slice(bytes);
        self.since.get_or_insert(now);
        if self.waiting.len() >= PART_BYTES {
            self.flush().await?;
        }
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), EvidenceError> {
        self.flush().await?;
        if let Some((hasher, expected)) = self.check.take() {
            if hasher.value() != expected {
                self.forget_uncounted().await?;
                return Err(EvidenceError::ChecksumMismatch);
            }
            self.count().await?;
        }
        Ok(())
    }

    async fn cut_off(&mut self) -> Result<(), EvidenceError> {
        if self.check.is_some() {
            // Half of it is not what was hashed.
            self.forget_uncounted().await?;
        } else {
            self.flush().await?;
        }
        Err(EvidenceError::CutOff)
    }

    /// First the object, synced; then the row that makes it count.
    async fn flush(&mut self) -> Result<(), EvidenceError> {
        self.since = None;
        if self.waiting.is_empty() {
            return Ok(());
        }
        let bytes = Bytes::from(std::mem::take(&mut self.waiting));
        let part = Part {
            start: self.end,
            length: length_of(&bytes),
            object: self.ctx.ids.uuid(),
        };
        self.store
            .put_part(self.upload.id, part.object, bytes)
            .await?;
        self.end += part.length;
        self.uncounted.push(part);
        if self.check.is_none() {
            self.count().await?;
        }
        Ok(())
    }

    /// Makes what is stored count, all of it or nothing.
    async fn count(&mut self) -> Result<(), EvidenceError> {
        let expires_at = expiry(self.ctx.clock.now());
        let txn = self.ctx.db.begin_write().await?;
        for part in &self.uncounted {
            if !uploads::append(&txn, self.upload.id, *part, expires_at).await? {
                txn.rollback().await?;
                self.forget_uncounted().await?;
                return Err(EvidenceError::OffsetMismatch);
            }
        }
        txn.commit().await?;
        self.uncounted.clear();
        self.upload.received = self.end;
        self.upload.expires_at = expires_at;
        Ok(())
    }

    async fn forget_uncounted(&mut self) -> Result<(), EvidenceError> {
        for part in std::mem::take(&mut self.uncounted) {
            self.store.delete_part(self.upload.id, part.object).await?;
        }
        Ok(())
    }
}

fn length_of(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

/// The parts of an upload, put together.
pub(super) async fn whole(
    ctx: Ctx<'_>,
    store: &Store,
    upload: &StoredUpload,
) -> Result<Bytes, EvidenceError> {
    let mut whole = Vec::with_capacity(usize::try_from(upload.length).unwrap_or_default());
    for part in uploads::parts(ctx.db.read(), upload.id).await? {
        let bytes = store.part(upload.id, part.object).await?;
        if part.start != length_of(&whole) || part.length != length_of(&bytes) {
            return Err(broken(upload));
        }
        whole.extend_from_slice(&bytes);
    }
    if length_of(&whole) != upload.length {
        return Err(broken(upload));
    }
    Ok(whole.into())
}

fn broken(upload: &StoredUpload) -> EvidenceError {
    ServiceError::Internal(anyhow::anyhow!(
        "the parts of upload {} in the object store are not those of its rows",
        upload.id
    ))
    .into()
}
