//! What all Markdown has in common.

/// Text that reads as it was written, and stays on its line and in its column.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' | '\r' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '&' if letters.peek().is_some_and(|next| next.is_ascii_alphanumeric() || *next == '#') => {
                escaped.push_str(r"\&");
            }
            '\\' | '`' | '*' | '_' | '[' | '|' | '~' => escaped.extend(['\\', letter]),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Paragraphs that read as they were written: no line is a heading, an item of a list or the like.
pub fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| plain_line(&escaped(line.trim()))).collect();
    lines.join("\n")
}

/// An escaped line without what means something only where a line starts.
fn plain_line(line: &str) -> String {
    let after_number = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let (before, rest) = line.split_at(line.len() - after_number.len());
    let marks: &[char] = if before.is_empty() { &['#', '>', '-', '+', '=', ':'] } else { &['.', ')'] };
    let escape = if rest.starts_with(marks) { r"\" } else { "" };
    format!("{before}{escape}{rest}")
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

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("a *b* _c_ `d` ~~e~~"), r"a \*b\* \_c\_ \`d\` \~\~e\~\~");
        assert_eq!(escaped("[a](b) ![c](d) [e]"), r"\[a](b) !\[c](d) \[e]");
        assert_eq!(escaped("&lt; &#60; a & b &"), r"\&lt; \&#60; a & b &");
        assert_eq!(escaped("2 > 1, 50 %, a-b = c; #1: (d)"), "2 > 1, 50 %, a-b = c; #1: (d)");
    }

    #[test]
    fn no_line_is_more_than_a_line() {
        for (line, expected) in [
            ("# a", r"\# a"),
            ("> a", r"\> a"),
            ("- a", r"\- a"),
            ("+ a", r"\+ a"),
            ("* a", r"\* a"),
            ("===", r"\==="),
            ("---", r"\---"),
            (":--", r"\:--"),
            ("~~~", r"\~\~\~"),
            ("```", r"\`\`\`"),
            ("1. a", r"1\. a"),
            ("12) a", r"12\) a"),
            ("2027-03-01", "2027-03-01"),
            ("    a", "a"),
            ("a  ", "a"),
            ("a\\", r"a\\"),
            ("a - b # c", "a - b # c"),
        ] {
            assert_eq!(paragraphs(&format!("{line}\n\n{line}")), format!("{expected}\n\n{expected}"));
        }
    }
}
