//! What a file is, by its content alone.

use super::zip;
use domain::evidence::FileType;

/// The type, or `None` for everything that may not be evidence.
pub(super) fn sniff(bytes: &[u8]) -> Option<FileType> {
    match infer::get(bytes).map(|found| found.mime_type()) {
        Some("image/jpeg") => Some(FileType::Jpeg),
        Some("image/png") => Some(FileType::Png),
        Some("image/webp") => Some(FileType::Webp),
        Some("application/pdf") => Some(FileType::Pdf),
        // Everything that is an archive: which one, the directory says, not the order of its files.
        _ if bytes.starts_with(b"PK\x03\x04") => zip::document(bytes),
        Some(_) => None,
        None => is_text(bytes).then_some(FileType::Text),
    }
}

/// Whether it is a text in UTF-8 that a person can read: no control characters beside tabs and
/// line ends.
fn is_text(bytes: &[u8]) -> bool {
    let is_readable = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    std::str::from_utf8(bytes).is_ok_and(|text| !text.is_empty() && text.chars().all(is_readable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_the_list() {
        let docx = zip::tests::archive(&[
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", ""),
            ("word/document.xml", ""),
        ]);
        let plain = zip::tests::archive(&[("a.txt", "a")]);
        let table: [(&[u8], Option<FileType>); 19] = [
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", Some(FileType::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(FileType::Png)),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Some(FileType::Webp)),
            (b"%PDF-1.7\n%\xe2\xe3", Some(FileType::Pdf)),
            (&docx, Some(FileType::Docx)),
            (&plain, None),
            (
                "\u{feff}Xã,Số liệu\r\nTam Mỹ,412\n".as_bytes(),
                Some(FileType::Text),
            ),
            ("Biên bản".as_bytes(), Some(FileType::Text)),
            (b"", None),
            (b"Bi\xean b\xe3n", None),
            (b"a\0b", None),
            (b"\x1b[31mred", None),
            (b"<!DOCTYPE html><script>alert(1)</script>", None),
            (
                b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                None,
            ),
            (b"#!/bin/sh\nrm -rf /\n", None),
            (b"MZ\x90\0\x03\0\0\0", None),
            (b"\x7fELF\x02\x01\x01", None),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
            (b"GIF89a\x01\0\x01\0", None),
        ];
        for (bytes, expected) in table {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(sniff(bytes), expected, "{shown}");
        }
    }
}
