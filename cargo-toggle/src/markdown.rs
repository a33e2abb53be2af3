//! What all Markdown has in common.

/// Text that stays on its line and in its column.
pub fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('|', r"\|").replace(['\n', '\r'], " ").replace('<', "&lt;")
}

/// Text that is shown to the letter. What it is delimited by is longer than any such run in it ([CommonMark], 6.1).
///
/// [CommonMark]: https://spec.commonmark.org/0.31.2/#code-spans
pub fn code(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_where_it_should() {
        assert_eq!(code("src/lib.rs"), "`src/lib.rs`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a"), "`` `a ``");
    }

    #[test]
    fn text_stays_in_its_cell() {
        assert_eq!(escaped("a|b\\c\nd\r<e>"), r"a\|b\\c d &lt;e>");
    }
}
