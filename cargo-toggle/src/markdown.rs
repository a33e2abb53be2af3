//! The escapes that all Markdown output uses.

use toggle_admin::untrusted;

/// Returns a text that reads as it was written, and stays on its line and in its column.
///
/// A word that a platform would turn into a link or a mention becomes code: nothing else stops GitHub and GitLab.
pub fn escaped(text: &str) -> String {
    let text = untrusted::shown(&text.replace("\r\n", " ").replace(['\n', '\r'], " "));
    let mut escaped = String::with_capacity(text.len());
    for part in text.split_inclusive(is_gap) {
        let (word, gap) = match part.chars().next_back().filter(|&letter| is_gap(letter)) {
            Some(gap) => (&part[..part.len() - gap.len_utf8()], Some(gap)),
            None => (part, None),
        };
        if is_reference(word) {
            escaped.push_str(&code(word));
        } else {
            word.chars().for_each(|letter| push(&mut escaped, letter));
        }
        if let Some(gap) = gap {
            push(&mut escaped, gap);
        }
    }
    escaped
}

/// Returns whether a character stands between words. A column ends at each `|`, even inside code.
fn is_gap(letter: char) -> bool {
    letter.is_whitespace() || letter == '|'
}

fn push(escaped: &mut String, letter: char) {
    match letter {
        '<' => escaped.push_str("&lt;"),
        '\\' | '`' | '*' | '_' | '[' | '|' | '~' | '$' | '&' => escaped.extend(['\\', letter]),
        letter => escaped.push(letter),
    }
}

/// Returns whether GitHub or GitLab might turn a word into a link or a notification.
///
/// Such words are addresses, users, issues and commits.
fn is_reference(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_at = |at: usize| word[at..].chars().nth(1).is_some_and(|next| next.is_ascii_alphanumeric() || next == '"');
    let marks = word.char_indices().filter(|(_, letter)| "#!$&~%^".contains(*letter));
    word.contains('@')
        || lower.contains("://")
        || lower.contains("www.")
        || marks.into_iter().any(|(at, _)| is_at(at))
        || lower.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_commit)
        || lower.match_indices("gh-").any(|(at, _)| lower[at + 3..].starts_with(|next: char| next.is_ascii_digit()))
}

/// Returns whether a word may be the beginning of a commit's hash.
fn is_commit(word: &str) -> bool {
    let is_hash = word.bytes().all(|byte| byte.is_ascii_hexdigit()) && word.bytes().any(|byte| byte.is_ascii_digit());
    (7..=40).contains(&word.len()) && is_hash
}

/// Returns paragraphs that read as they were written: no line is a heading, a list item, a GitLab quick action or the
/// like.
pub fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| plain_line(&escaped(line.trim()))).collect();
    lines.join("\n")
}

/// Escapes the marks of an escaped line that have a meaning only at the start of a line.
fn plain_line(line: &str) -> String {
    let after_number = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let (before, rest) = line.split_at(line.len() - after_number.len());
    let marks: &[char] = if before.is_empty() { &['#', '>', '-', '+', '=', ':', '/'] } else { &['.', ')'] };
    let escape = if rest.starts_with(marks) { r"\" } else { "" };
    format!("{before}{escape}{rest}")
}

/// Returns a code span that shows the text to the letter. Its delimiter is longer than any run of backticks in the text
/// ([CommonMark], 6.1).
///
/// [CommonMark]: https://spec.commonmark.org/0.31.2/#code-spans
pub fn code(text: &str) -> String {
    let text = untrusted::shown(text);
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_span_has_a_longer_fence() {
        assert_eq!(code("src/lib.rs"), "`src/lib.rs`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a"), "`` `a ``");
    }

    #[track_caller]
    fn check_code(text: &str) {
        assert_eq!(escaped(&format!("see {text} there")), format!("see {} there", code(text)));
    }

    #[test]
    fn references_are_code() {
        for text in [
            "@octocat",
            "(@org/team,",
            "me@example.com",
            "#123",
            "owner/repo#1",
            "GH-1",
            "gh-1:",
            "`@a``b`",
            "https://example.com/a_b",
            "HTTP://EXAMPLE.COM",
            "www.example.com",
            "mailto:a@b.c",
            "owner@a5c3785",
            "(a5c3785)",
            "a5c3785ed8d6a35868bc169f07e40e889087fd2e",
            "!12",
            "$12",
            "%1.0",
            "%\"next",
            "~bug",
            "&12",
            "^alert#3",
        ] {
            check_code(text);
        }
        assert_eq!(escaped("a|@b|c"), r"a\|`@b`\|c");
        assert_eq!(escaped("2027-03-01 UTF-8 facade 50% a-b 12:30 C#"), "2027-03-01 UTF-8 facade 50% a-b 12:30 C#");
    }

    #[test]
    fn text_stays_in_its_cell() {
        assert_eq!(escaped("a|b\\c\nd\r<e>"), r"a\|b\\c d &lt;e>");
    }

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("a *b* _c_ `d` ~~e~~"), r"a \*b\* \_c\_ \`d\` `~~e~~`");
        assert_eq!(escaped("[a](b) ![c](d) [e]"), r"\[a](b) !\[c](d) \[e]");
        assert_eq!(escaped("$x$ a$ <!--"), r"`$x$` a\$ &lt;!--");
        assert_eq!(escaped("&lt; &#60; a & b &"), r"`&lt;` `&#60;` a \& b \&");
        assert_eq!(escaped("2 > 1, 50 %, a-b = c; # 1: (d)"), "2 > 1, 50 %, a-b = c; # 1: (d)");
        assert_eq!(escaped("a \u{1b}[0m"), r"a \\u{1b}\[0m");
    }

    #[test]
    fn line_starts_no_block() {
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
            ("/close", r"\/close"),
            ("a - b # c", "a - b # c"),
        ] {
            assert_eq!(paragraphs(&format!("{line}\n\n{line}")), format!("{expected}\n\n{expected}"));
        }
    }
}
