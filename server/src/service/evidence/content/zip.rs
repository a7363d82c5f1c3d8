//! What is in a ZIP archive, by its directory: office documents are archives with known files.

use super::{le16, le32};
use domain::evidence::FileType;

/// Begins the record at the end, which says where the directory is.
const END: &[u8] = b"PK\x05\x06";
/// Begins an entry of the directory.
const ENTRY: &[u8] = b"PK\x01\x02";
/// Bytes of the record at the end without its comment.
const END_LENGTH: usize = 22;
/// Longest comment of an archive.
const MAX_COMMENT: usize = 65_535;
/// Most entries of an office document that are looked at.
const MAX_ENTRIES: usize = 10_000;

/// The office document that an archive is, or `None`: an archive as such is no evidence, and a
/// document with macros is none either.
pub(super) fn document(bytes: &[u8]) -> Option<FileType> {
    let names = names(bytes)?;
    let has = |name: &str| names.contains(&name.as_bytes());
    let macros = names.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name.ends_with(b"vbaproject.bin") || name.starts_with(b"basic/")
    });
    if macros {
        return None;
    }
    if has("[Content_Types].xml") {
        return match (has("word/document.xml"), has("xl/workbook.xml")) {
            (true, false) => Some(FileType::Docx),
            (false, true) => Some(FileType::Xlsx),
            _ => None,
        };
    }
    // OpenDocument names its type in the first file, which is stored as it is.
    let first = first_file(bytes)?;
    [FileType::Odt, FileType::Ods]
        .into_iter()
        .find(|kind| first == (b"mimetype", kind.media_type().as_bytes()))
}

/// The names in the directory.
fn names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let earliest = bytes.len().saturating_sub(END_LENGTH + MAX_COMMENT);
    let tail = bytes.get(earliest..)?;
    let end = earliest + tail.windows(END.len()).rposition(|four| four == END)?;
    let count = le16(bytes, end + 10)?.min(MAX_ENTRIES);
    let mut at = le32(bytes, end + 16)?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        if bytes.get(at..at.checked_add(4)?)? != ENTRY {
            return None;
        }
        let name = le16(bytes, at + 28)?;
        let others = le16(bytes, at + 30)? + le16(bytes, at + 32)?;
        names.push(bytes.get(at + 46..at + 46 + name)?);
        at += 46 + name + others;
    }
    Some(names)
}

/// The first file's name and content, where it is not compressed.
fn first_file(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.get(..4)? != b"PK\x03\x04" || le16(bytes, 8)? != 0 {
        return None;
    }
    let (size, name, extra) = (le32(bytes, 18)?, le16(bytes, 26)?, le16(bytes, 28)?);
    let start = 30 + name + extra;
    Some((
        bytes.get(30..30 + name)?,
        bytes.get(start..start.checked_add(size)?)?,
    ))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An archive with files that are not compressed.
    pub(in super::super) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let offset = u32::try_from(out.len()).unwrap();
            let size = u32::try_from(content.len()).unwrap().to_le_bytes();
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            let common = [&[0; 8][..], &[0; 4], &size, &size, &length, &[0; 2]].concat();
            let local = [
                &b"PK\x03\x04\x14\0"[..],
                &common,
                name.as_bytes(),
                content.as_bytes(),
            ];
            out.extend(local.concat());
            let entry = [
                ENTRY,
                b"\x14\0\x14\0",
                &common,
                &[0; 10],
                &offset.to_le_bytes(),
            ];
            directory.extend(entry.concat());
            directory.extend(name.as_bytes());
        }
        let (start, count) = (out.len(), u16::try_from(files.len()).unwrap().to_le_bytes());
        let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
        out.extend(directory);
        out.extend([END, &[0; 4], &count, &count, &size].concat());
        out.extend(u32::try_from(start).unwrap().to_le_bytes());
        out.extend([0; 2]);
        out
    }

    #[test]
    fn documents_are_told_from_archives() {
        let types = ("[Content_Types].xml", "<Types/>");
        let odt = FileType::Odt.media_type();
        let ods = FileType::Ods.media_type();
        type Files<'a> = &'a [(&'a str, &'a str)];
        let table: [(Files<'_>, Option<FileType>); 8] = [
            (&[types, ("word/document.xml", "")], Some(FileType::Docx)),
            (&[("xl/workbook.xml", ""), types], Some(FileType::Xlsx)),
            (
                &[("mimetype", odt), ("content.xml", "")],
                Some(FileType::Odt),
            ),
            (
                &[("mimetype", ods), ("content.xml", "")],
                Some(FileType::Ods),
            ),
            (&[types, ("ppt/presentation.xml", "")], None),
            (
                &[
                    types,
                    ("word/document.xml", ""),
                    ("word/vbaProject.bin", ""),
                ],
                None,
            ),
            (&[("mimetype", "application/epub+zip")], None),
            (&[("anh.jpg", "")], None),
        ];
        for (files, expected) in table {
            assert_eq!(document(&archive(files)), expected, "{files:?}");
        }
    }

    #[test]
    fn what_is_cut_off_is_no_document() {
        let whole = archive(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
        for end in 0..whole.len() - 22 {
            assert_eq!(document(&whole[..end]), None, "{end}");
        }
    }
}
