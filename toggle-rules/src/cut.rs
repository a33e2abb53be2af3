//! Truncation of strings of any length to the limit of what is kept.

use std::fmt::{self, Debug, Write};

/// The number of bytes of a string that are kept.
pub const LIMIT: usize = 1024;

const ELLIPSIS: char = '…';

/// Appends the `Debug` output of a value, cut to [`LIMIT`].
///
/// The writer returns an error at the limit, so that a large value stops there and costs no more than the kept part.
pub fn shown(value: &dyn Debug, to: &mut String) {
    let mut cut = Truncate { text: to, is_cut: false };
    let stopped = write!(cut, "{value:?}").is_err();
    if stopped || cut.is_cut {
        to.push(ELLIPSIS);
    }
}

/// Returns a string, cut to [`LIMIT`].
pub fn cut(text: &str) -> String {
    let mut kept = String::new();
    if (Truncate { text: &mut kept, is_cut: false }).write_str(text).is_err() {
        kept.push(ELLIPSIS);
    }
    kept
}

/// A writer that accepts [`LIMIT`] bytes and refuses the rest.
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
