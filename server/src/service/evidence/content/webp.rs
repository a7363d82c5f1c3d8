//! WebP without metadata.

use super::le32;

/// `RIFF`, the size, `WEBP`.
const HEADER: usize = 12;

/// Chunks that are needed to show the picture.
const KEPT: [&[u8; 4]; 7] = [
    b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP",
];

/// In the flags of `VP8X`: Exif and XMP follow.
const METADATA: u8 = 0x08 | 0x04;

/// The picture without Exif, XMP and unknown chunks, and without what comes after its end. `None`
/// where it is no whole WebP.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..HEADER)? != b"WEBP" {
        return None;
    }
    let end = le32(bytes, 4)?.checked_add(8)?;
    let whole = bytes.get(..end)?;
    let mut out = whole[..HEADER].to_vec();
    let (mut at, mut pictures) = (HEADER, 0);
    while at < end {
        let kind = whole.get(at..at + 4)?;
        let length = le32(whole, at + 4)?;
        // Bodies are padded to an even length; the last one's padding may be missing.
        let body_end = at.checked_add(8)?.checked_add(length)?;
        let body = whole.get(at + 8..body_end)?;
        at = body_end + length % 2;
        pictures += usize::from([&b"VP8 "[..], b"VP8L", b"ANMF"].contains(&kind));
        if !KEPT.iter().any(|kept| kept[..] == *kind) {
            continue;
        }
        out.extend(kind);
        out.extend(u32::try_from(length).ok()?.to_le_bytes());
        let start = out.len();
        out.extend(body);
        if kind == b"VP8X" {
            *out.get_mut(start)? &= !METADATA;
        }
        if length % 2 == 1 {
            out.push(0);
        }
    }
    let size = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    (pictures > 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        let padding = &[0][..body.len() % 2];
        [&kind[..], &length, body, padding].concat()
    }

    fn picture(flags: u8, extra: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        body.extend(chunk(b"VP8X", &[flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]));
        body.extend(chunk(b"VP8 ", b"picture"));
        for chunk in extra {
            body.extend(chunk);
        }
        let size = u32::try_from(body.len()).unwrap().to_le_bytes();
        [b"RIFF", &size[..], &body, after].concat()
    }

    #[test]
    fn metadata_goes_and_the_picture_stays() {
        let clean = picture(0x10, &[], b"");
        assert_eq!(strip(&clean).unwrap(), clean);
        let extra = [
            chunk(b"EXIF", b"GPS"),
            chunk(b"XMP ", b"GPS!"),
            chunk(b"abcd", b"GPS"),
        ];
        assert_eq!(strip(&picture(0x1c, &extra, b"GPS")).unwrap(), clean);
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let clean = picture(0, &[], b"");
        for end in 0..clean.len() {
            assert_eq!(strip(&clean[..end]), None, "{end}");
        }
        assert_eq!(strip(b"RIFF\x04\0\0\0WEBP"), None);
        assert_eq!(strip(b"RIFF\xff\xff\xff\xffWEBPVP8 "), None);
    }
}
