//! What a file really is, and the same file without what photos tell about their taker.
//!
//! Nothing that a client says counts here. Devices take metadata off before they send; this is for
//! those that do not.

mod jpeg;
mod png;
mod sniff;
mod webp;
mod zip;

use axum::body::Bytes;
use domain::evidence::FileType;
use sha2::{Digest as _, Sha256};

/// Content that may be kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) kind: FileType,
    /// Without metadata.
    pub(super) bytes: Bytes,
    /// Of these bytes, hexadecimal.
    pub(super) sha256: String,
}

/// Why content may not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It does not hash to what the device said.
    Damaged,
    /// It is of no type that may be evidence.
    Unsupported,
    /// It begins like a picture and does not go on like one.
    Broken,
}

/// Looks at a whole file. `declared` is the hash that the device gave, of the bytes as sent.
pub(super) fn examine(bytes: Bytes, declared: Option<&str>) -> Result<Content, Refused> {
    if declared.is_some_and(|declared| !declared.eq_ignore_ascii_case(&hash(&bytes))) {
        return Err(Refused::Damaged);
    }
    let kind = sniff::sniff(&bytes).ok_or(Refused::Unsupported)?;
    let stripped = match kind {
        FileType::Jpeg => Some(jpeg::strip(&bytes).ok_or(Refused::Broken)?),
        FileType::Png => Some(png::strip(&bytes).ok_or(Refused::Broken)?),
        FileType::Webp => Some(webp::strip(&bytes).ok_or(Refused::Broken)?),
        _ => None,
    };
    let bytes = stripped.map_or(bytes, Bytes::from);
    let sha256 = hash(&bytes);
    Ok(Content {
        kind,
        bytes,
        sha256,
    })
}

/// SHA-256, hexadecimal.
fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A big-endian number at a place.
fn be32(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(four)).ok()
}

/// A little-endian number at a place.
fn le32(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

/// A little-endian number at a place.
fn le16(bytes: &[u8], at: usize) -> Option<usize> {
    let two: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(two)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_hash_of_the_device_is_checked_on_what_it_sent() {
        let bytes = Bytes::from_static(b"Xin chao\n");
        let sent = hash(&bytes);
        let content = examine(bytes.clone(), Some(&sent.to_uppercase())).unwrap();
        assert_eq!((content.kind, &content.sha256), (FileType::Text, &sent));
        let other = "0".repeat(64);
        assert_eq!(examine(bytes, Some(&other)), Err(Refused::Damaged));
        assert_eq!(
            hash(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_whatever_make_it_fall_over(
            start in prop::sample::select(vec![
                &b"\xff\xd8\xff\xe1"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8X", b"PK\x03\x04", b"%PDF-", b"",
            ]),
            rest in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            let bytes = [start, &rest].concat();
            let _ = examine(bytes.into(), None);
        }
    }
}
