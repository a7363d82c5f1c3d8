//! The mark: a **Đ** (for *Độ*) whose bowl is a gauge and whose bar is the threshold mark.
//! Drawn for this product; the same shapes are in `frontend/static/favicon.svg`.

/// The inside of an SVG with `viewBox="0 0 64 64"`: the mark on its tile. Classes take the colours
/// from the stylesheet.
pub const MARK: &str = r#"<rect class="mark-tile" width="64" height="64" rx="15"/><path class="mark-stem" d="M23 16v32" fill="none" stroke-width="7" stroke-linecap="round"/><path class="mark-bowl" d="M23 16h7a16 16 0 0 1 0 32h-7" fill="none" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/><path class="mark-bar" d="M13 32h23" fill="none" stroke-width="6" stroke-linecap="round"/>"#;
