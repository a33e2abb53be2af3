//! Truncation of long strings in messages.

/// Cuts a string from outside for a message.
pub fn short(text: &str) -> std::borrow::Cow<'_, str> {
    /// The greatest length in bytes. No name of a toggle is longer.
    const LONGEST: usize = 120;
    if text.len() <= LONGEST {
        return text.into();
    }
    let end = (0..=LONGEST).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    format!("{}…", &text[..end]).into()
}
