//! A line of output for people.

use std::fmt::{Display, Write};

use anstyle::Style;
use toggle_syntax::shown::{Escaper, write_escape};
use unicode_width::UnicodeWidthStr;

/// A line for people: a sequence of styled texts. Each text is escaped when the line is printed.
#[derive(Debug, Clone, Default)]
pub struct Line {
    text: String,
    /// The positions in the text where another style starts.
    styles: Vec<(usize, Style)>,
}

impl Line {
    /// Returns an empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, text: impl Display) -> Self {
        self.styled(Style::new(), text)
    }

    /// Adds a text in a style.
    #[must_use]
    pub fn styled(mut self, style: Style, text: impl Display) -> Self {
        self.styles.push((self.text.len(), style));
        let _ = write!(self.text, "{text}");
        self
    }

    /// Adds the texts of another line.
    #[must_use]
    pub fn line(mut self, other: &Self) -> Self {
        let before = self.text.len();
        self.styles.extend(other.styles.iter().map(|(at, style)| (before + at, *style)));
        self.text.push_str(&other.text);
        self
    }

    /// Returns the width of the line, in columns of a terminal.
    pub fn width(&self) -> usize {
        self.text.width()
    }

    /// Returns the line as it is written, with its line feed.
    pub(super) fn rendered(&self) -> String {
        let mut rendered = String::with_capacity(self.text.len() + 16);
        let mut escaper = Escaper::default();
        let mut styles = self.styles.iter().peekable();
        let mut style = Style::new();
        // GitHub recognizes a command by this prefix, even after white space.
        let order = self.text.trim_start().starts_with("::").then(|| self.text.len() - self.text.trim_start().len());
        for (at, letter) in self.text.char_indices() {
            while let Some((_, next)) = styles.next_if(|(start, _)| *start <= at) {
                let _ = write!(rendered, "{}{}", style.render_reset(), next.render());
                style = *next;
            }
            if escaper.escapes(letter) || order == Some(at) {
                let _ = write_escape(&mut rendered, letter);
            } else {
                rendered.push(letter);
            }
        }
        let _ = writeln!(rendered, "{}", style.render_reset());
        rendered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style;

    #[track_caller]
    fn check(line: &Line, expected: &str) {
        assert_eq!(line.rendered(), format!("{expected}\n"));
    }

    #[test]
    fn styles_in_texts_are_escaped() {
        let (on, off) = (style::ERROR.render().to_string(), style::ERROR.render_reset().to_string());
        check(&Line::new().styled(style::ERROR, "error").text(": a"), &format!("{on}error{off}: a"));
        check(&Line::new().text(&on), &on.replace('\u{1b}', r"\u{1b}"));
    }

    #[test]
    fn text_stays_on_its_line() {
        check(&Line::new().text("a\n::error::b\r"), r"a\n::error::b\r");
    }

    #[test]
    fn line_is_no_command() {
        check(&Line::new().text("::error::a ::b"), r"\u{3a}:error::a ::b");
        check(&Line::new().text(" \u{3000}").text("").text(":").text(":error::a"), " \u{3000}\\u{3a}:error::a");
        check(&Line::new().text("x ##").text("[error]a"), r"x ##\u{5b}error]a");
        check(&Line::new().text("a::b"), "a::b");
    }

    #[test]
    fn lines_are_joined_with_their_styles() {
        let (on, off) = (style::NAME.render().to_string(), style::NAME.render_reset().to_string());
        let line = Line::new().text("a").line(&Line::new().styled(style::NAME, "b").text("c"));
        check(&line, &format!("a{on}b{off}c"));
    }
}
