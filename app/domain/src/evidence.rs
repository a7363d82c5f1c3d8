//! Photos and files behind a line of a report: what may be one, and what it is called.

/// Most bytes of one file: 20 MB.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;

/// Most characters of a file's name.
pub const MAX_NAME: usize = 120;

/// What a file may be. The server finds out from the content; what a device says does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileType {
    /// A photo.
    Jpeg,
    /// A picture, a screenshot.
    Png,
    /// A photo.
    Webp,
    /// A document, often a scan.
    Pdf,
    /// A Word document.
    Docx,
    /// An Excel workbook.
    Xlsx,
    /// An OpenDocument text.
    Odt,
    /// An OpenDocument spreadsheet.
    Ods,
    /// Plain text or CSV, UTF-8.
    Text,
}

impl FileType {
    /// Every type.
    pub const ALL: [Self; 9] = [
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Odt,
        Self::Ods,
        Self::Text,
    ];

    /// Its media type, as stored and as served.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// From [`FileType::media_type`].
    #[must_use]
    pub fn from_media_type(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == name)
    }

    /// The endings that a file of this type may have; the first is the usual one.
    #[must_use]
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Text => &["txt", "csv"],
        }
    }

    /// Whether a browser may show it in place of saving it: it can hold no script of ours or of
    /// anybody else's.
    #[must_use]
    pub const fn may_be_shown(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp | Self::Pdf)
    }
}

/// A file's name without its folders, without characters that hide or turn round what is written,
/// and of a length that every file system takes. Empty names become "tep".
#[must_use]
pub fn clean_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    let name = visible.trim().trim_start_matches('.').trim();
    if name.is_empty() {
        return "tep".to_owned();
    }
    shorten(name)
}

/// The name under which a file of a known type is kept: an ending that lies about the content gets
/// the true one after it, so that nobody opens a picture as a program.
#[must_use]
pub fn name_of_type(given: &str, kind: FileType) -> String {
    let name = clean_name(given);
    let fits = name.rsplit_once('.').is_some_and(|(_, ending)| {
        kind.endings()
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    });
    if fits {
        return name;
    }
    let ending = kind.endings().first().copied().unwrap_or("bin");
    shorten(&format!("{name}.{ending}"))
}

/// Control characters, and those that change the direction of what follows ("gpj.exe").
const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Cuts the middle out of a long name, never the ending.
fn shorten(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX_NAME {
        return name.to_owned();
    }
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending)
        .filter(|ending| ending.chars().count() <= 10)
        .map(|ending| format!(".{ending}"))
        .unwrap_or_default();
    let keep = MAX_NAME.saturating_sub(ending.chars().count());
    let start: String = name.chars().take(keep).collect();
    format!("{start}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_lose_what_is_no_name() {
        let table = [
            ("Biên bản họp.pdf", "Biên bản họp.pdf"),
            ("C:\\Ảnh\\trước.jpg", "trước.jpg"),
            ("../../etc/passwd", "passwd"),
            ("anh\u{202e}gpj.exe", "anhgpj.exe"),
            ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
            ("  .htaccess ", "htaccess"),
            ("...", "tep"),
            ("", "tep"),
        ];
        for (given, expected) in table {
            assert_eq!(clean_name(given), expected, "{given:?}");
        }
    }

    #[test]
    fn an_ending_never_lies_about_the_content() {
        let table = [
            ("anh.jpg", FileType::Jpeg, "anh.jpg"),
            ("ANH.JPEG", FileType::Jpeg, "ANH.JPEG"),
            ("anh.exe", FileType::Jpeg, "anh.exe.jpg"),
            ("anh", FileType::Png, "anh.png"),
            ("so lieu.csv", FileType::Text, "so lieu.csv"),
            ("trang.html", FileType::Text, "trang.html.txt"),
            ("", FileType::Pdf, "tep.pdf"),
        ];
        for (given, kind, expected) in table {
            assert_eq!(name_of_type(given, kind), expected, "{given:?}");
        }
    }

    #[test]
    fn media_types_there_and_back() {
        for kind in FileType::ALL {
            assert_eq!(FileType::from_media_type(kind.media_type()), Some(kind));
            assert!(!kind.endings().is_empty());
        }
        assert_eq!(FileType::from_media_type("text/html"), None);
    }

    proptest! {
        #[test]
        fn any_name_becomes_one_that_can_be_kept(given in ".{0,300}", kind in 0_usize..9) {
            let kind = FileType::ALL[kind];
            let name = name_of_type(&given, kind);
            prop_assert!(!name.is_empty() && name.chars().count() <= MAX_NAME);
            prop_assert!(!name.contains(['/', '\\', '\r', '\n', '\0']));
            let lower = name.to_lowercase();
            let known = kind.endings().iter().any(|ending| lower.ends_with(&format!(".{ending}")));
            prop_assert!(known, "{}", name);
            prop_assert_eq!(name_of_type(&name, kind), name);
        }
    }
}
