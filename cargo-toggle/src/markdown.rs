//! What all Markdown has in common.

/// Text that stays on its line and in its column.
pub fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('|', r"\|").replace(['\n', '\r'], " ").replace('<', "&lt;")
}
