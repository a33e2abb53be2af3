//! Texts of any length, cut to what is kept of them.

use std::fmt::{self, Debug, Write};

/// What is kept of a text, in bytes.
pub const LIMIT: usize = 1024;

const ELLIPSIS: char = '…';

/// Adds a value as its `Debug` writes it, cut to [`LIMIT`]. That `Debug` is told to stop where the limit is, so that a value
/// costs no more than what is kept of it.
pub fn shown(value: &dyn Debug, to: &mut String) {
    let mut cut = Truncate { text: to, is_cut: false };
    let stopped = write!(cut, "{value:?}").is_err();
    if stopped || cut.is_cut {
        to.push(ELLIPSIS);
    }
}

/// A text, cut to [`LIMIT`].
pub fn cut(text: &str) -> String {
    let mut kept = String::new();
    if (Truncate { text: &mut kept, is_cut: false }).write_str(text).is_err() {
        kept.push(ELLIPSIS);
    }
    kept
}

/// Takes so much of a text, and then nothing more.
struct Truncate<'a> {
    text: &'a mut String,
    is_cut: bool,
}

impl Write for Truncate<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = if self.is_cut { 0 } else { LIMIT.saturating_sub(self.text.len()) };
        if text.len() <= room {
            self.text.push_str(text);
            return Ok(());
        }
        let end = (0..=room).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        self.text.push_str(&text[..end]);
        self.is_cut = true;
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests;
