//! JPEG without metadata: only what is needed to show the picture is kept.

/// Second byte of a marker.
const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;
const COMMENT: u8 = 0xfe;

/// A JFIF header without its thumbnail.
const JFIF: usize = 14;

/// The picture without Exif (place, time, camera), XMP, IPTC, comments, thumbnails, and without
/// what some phones append after the end (a second picture, a film). Colour profiles stay. `None`
/// where it is no whole JPEG.
pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.get(..2)? != [0xff, START] {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    out.extend([0xff, START]);
    let (mut at, mut scans) = (2, 0);
    loop {
        let marker = marker(bytes, &mut at)?;
        match marker {
            END => {
                out.extend([0xff, END]);
                return (scans > 0).then_some(out);
            }
            // Without a length; outside of a scan they mean nothing.
            0x01 | 0xd0..=0xd7 => {}
            _ => {
                let length =
                    usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
                let body = bytes.get(at + 2..at + length)?;
                at += length;
                keep(&mut out, marker, body);
                if marker == SCAN {
                    scans += 1;
                    let end = end_of_scan(bytes, at)?;
                    out.extend(&bytes[at..end]);
                    at = end;
                }
            }
        }
    }
}

/// The next marker; fill bytes before it are allowed.
fn marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    if *bytes.get(*at)? != 0xff {
        return None;
    }
    loop {
        *at += 1;
        let byte = *bytes.get(*at)?;
        if byte != 0xff {
            *at += 1;
            return (byte != 0).then_some(byte);
        }
    }
}

fn keep(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let body = match marker {
        APP0 if body.starts_with(b"JFIF\0") && body.len() >= JFIF => {
            let mut header = body[..JFIF].to_vec();
            // No columns and no rows of a thumbnail.
            header[12..].fill(0);
            header
        }
        APP2 if body.starts_with(b"ICC_PROFILE\0") => body.to_vec(),
        // How the colours are encoded.
        APP14 if body.starts_with(b"Adobe") => body.to_vec(),
        APP0..=APP15 | COMMENT => return,
        _ => body.to_vec(),
    };
    // As long as it was, or shorter.
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    out.extend(body);
}

/// Where the coded picture ends: at the next marker that is not part of it.
fn end_of_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            // Fill.
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xff, marker];
        bytes.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes
    }

    /// With two scans, as a progressive picture has, and a restart marker in the first.
    fn picture(metadata: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
        let mut parts = vec![
            vec![0xff, START],
            segment(APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        ];
        parts.extend(metadata.iter().cloned());
        parts.push(segment(0xdb, &[0; 65]));
        parts.push(segment(SCAN, &[1; 8]));
        parts.push(b"abc\xff\x00def\xff\xd0ghi".to_vec());
        parts.push(segment(0xc4, &[2; 20]));
        parts.push(segment(SCAN, &[1; 8]));
        parts.push(b"xyz".to_vec());
        parts.push(vec![0xff, END]);
        parts.push(after.to_vec());
        parts.concat()
    }

    #[test]
    fn metadata_goes_and_the_picture_stays() {
        let clean = picture(&[], b"");
        assert_eq!(strip(&clean).unwrap(), clean);
        let metadata = [
            segment(0xe1, b"Exif\0\0GPS 15.5,108.4"),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPS"),
            segment(APP2, b"MPF\0GPS"),
            segment(0xed, b"Photoshop 3.0\0GPS"),
            segment(APP15, b"GPS"),
            segment(COMMENT, b"GPS"),
        ];
        let full = picture(&metadata, &picture(&metadata, b"GPS"));
        assert_eq!(strip(&full).unwrap(), clean);
        let profile = [segment(APP2, b"ICC_PROFILE\0\x01\x01sRGB")];
        let coloured = picture(&profile, b"");
        assert_eq!(strip(&coloured).unwrap(), coloured);
    }

    #[test]
    fn a_thumbnail_goes() {
        let clean = picture(&[], b"");
        let mut header = b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01".to_vec();
        header.extend(b"RGB");
        let old = segment(APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        let with = [
            &[0xff, START][..],
            &segment(APP0, &header),
            &clean[2 + old.len()..],
        ]
        .concat();
        assert_eq!(strip(&with).unwrap(), clean);
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let clean = picture(&[], b"");
        for end in 0..clean.len() {
            assert_eq!(strip(&clean[..end]), None, "{end}");
        }
        assert_eq!(strip(&[0xff, START, 0xff, END]), None);
        assert_eq!(strip(b"\xff\xd8\xff\xe1\x00\x00"), None);
    }
}
