//! The escaping of text in HTML.

use std::fmt::{self, Display};

/// A text escaped for HTML, between tags and in quoted attributes.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let special = |letter: char| matches!(letter, '&' | '<' | '>' | '"' | '\'');
        for part in self.0.split_inclusive(special) {
            let plain = part.trim_end_matches(special);
            f.write_str(plain)?;
            f.write_str(match &part[plain.len()..] {
                "&" => "&amp;",
                "<" => "&lt;",
                ">" => "&gt;",
                "\"" => "&quot;",
                "'" => "&#39;",
                _ => "",
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(Escaped("").to_string(), "");
        assert_eq!(Escaped("a<b> & \"ü\" 'd'").to_string(), "a&lt;b&gt; &amp; &quot;ü&quot; &#39;d&#39;");
        assert_eq!(Escaped("<<&").to_string(), "&lt;&lt;&amp;");
    }
}
