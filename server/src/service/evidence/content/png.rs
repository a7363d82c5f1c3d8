//! PNG without metadata.

use super::be32;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that are needed to show the picture as it was meant.
const KEPT: [&[u8; 4]; 12] = [
    b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD",
    b"pHYs", b"cICP",
];

/// The picture without Exif, texts and times, and without what comes after its end. `None` where
/// it is no whole PNG.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(bytes.strip_prefix(SIGNATURE).map(|_| SIGNATURE)?);
    let mut at = SIGNATURE.len();
    let mut pictures = 0;
    loop {
        let length = be32(bytes, at)?;
        let kind = bytes.get(at + 4..at + 8)?;
        // Length, type, body, checksum.
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = bytes.get(at..end)?;
        at = end;
        if kind == b"IEND" {
            out.extend(chunk);
            return (pictures > 0).then_some(out);
        }
        pictures += usize::from(kind == b"IDAT");
        if KEPT.iter().any(|kept| kept[..] == *kind) {
            out.extend(chunk);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length[..], kind, body, &[9; 4]].concat()
    }

    fn picture(extra: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
        let mut parts = vec![SIGNATURE.to_vec(), chunk(b"IHDR", &[1; 13])];
        parts.extend(extra.iter().cloned());
        parts.push(chunk(b"IDAT", b"picture"));
        parts.push(chunk(b"IEND", b""));
        parts.push(after.to_vec());
        parts.concat()
    }

    #[test]
    fn metadata_goes_and_the_picture_stays() {
        let clean = picture(&[chunk(b"sRGB", &[0])], b"");
        assert_eq!(strip(&clean).unwrap(), clean);
        let extra = [
            chunk(b"sRGB", &[0]),
            chunk(b"eXIf", b"GPS"),
            chunk(b"tEXt", b"GPS"),
            chunk(b"zTXt", b"GPS"),
            chunk(b"iTXt", b"XML:com.adobe.xmp GPS"),
            chunk(b"tIME", b"2026"),
        ];
        assert_eq!(strip(&picture(&extra, b"GPS")).unwrap(), clean);
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let clean = picture(&[], b"");
        for end in 0..clean.len() {
            assert_eq!(strip(&clean[..end]), None, "{end}");
        }
        let endless = [SIGNATURE, &[0xff; 40]].concat();
        assert_eq!(strip(&endless), None);
    }
}
