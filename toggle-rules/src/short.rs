//! Long texts, cut for messages.

/// A text from outside for a message, which is cut if it is long.
pub fn short(text: &str) -> std::borrow::Cow<'_, str> {
    /// In bytes. No name of a toggle is longer.
    const LONGEST: usize = 120;
    if text.len() <= LONGEST {
        return text.into();
    }
    let end = (0..=LONGEST).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    format!("{}…", &text[..end]).into()
}
