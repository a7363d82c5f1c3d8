//! Compressing assets once, at build time, as hard as it goes.

use anyhow::Result;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What is already compressed; the rest of what a site holds shrinks.
const INCOMPRESSIBLE: [&str; 7] = ["png", "jpg", "jpeg", "webp", "avif", "woff2", "gz"];

/// Writes `FILE.br` and `FILE.gz` beside a file, unless its kind does not shrink. Returns the
/// bytes that travel: of the brotli, or of the file itself.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn compress(file: &Path) -> Result<usize> {
    let content = fs::read(file)?;
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    if INCOMPRESSIBLE.contains(&&*extension) {
        return Ok(content.len());
    }
    let brotli = brotli_of(&content)?;
    fs::write(beside(file, "br"), &brotli)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&content)?;
    fs::write(beside(file, "gz"), gzip.finish()?)?;
    Ok(brotli.len())
}

/// Quality 11, the hardest; the largest window every browser accepts.
fn brotli_of(content: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut out, &params)?;
    Ok(out)
}

fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_gives_back_what_it_was_given() {
        let content = "chỉ tiêu ".repeat(500);
        let small = brotli_of(content.as_bytes()).unwrap();
        assert!(small.len() < 100);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut small.as_slice(), &mut back).unwrap();
        assert_eq!(back, content.as_bytes());
    }

    #[test]
    fn the_compressed_file_keeps_the_whole_name() {
        assert_eq!(
            beside(Path::new("a/app.css"), "br"),
            Path::new("a/app.css.br")
        );
    }
}
