//! Lines and columns of positions in a text.

use std::ops::Range;

use toml_spanner::Span;

use crate::spanned::Position;

/// The lines of a text, indexed for finding positions.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// The counts before each block. They bound the bytes that are counted for one position, even in long lines.
    before: Box<[Before]>,
}

/// The counts for the text before a block.
#[derive(Clone, Copy, Default)]
struct Before {
    /// The number of characters that start there.
    characters: u32,
    /// The number of line breaks there.
    lines: u32,
    /// The start of the last line.
    line_start: u32,
}

/// The length of a block in bytes.
const BLOCK: usize = 256;

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut before = Vec::with_capacity(text.len() / BLOCK + 2);
        let mut last = Before::default();
        before.push(last);
        for (number, block) in text.as_bytes().chunks(BLOCK).enumerate() {
            last = last.and(number * BLOCK, block);
            before.push(last);
        }
        Self { text, before: before.into() }
    }

    pub(super) fn position(&self, span: Span) -> Position {
        let end = (span.start as usize).min(self.text.len());
        let at = (0..=end).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        let here = self.before(at);
        let line_start = here.line_start as usize;
        let characters = match at - line_start {
            ..BLOCK => count(&self.text.as_bytes()[line_start..at]),
            _ => here.characters - self.before(line_start).characters,
        };
        Position { line: here.lines + 1, column: characters + 1 }
    }

    /// Returns the part of the text in this span.
    pub(super) fn text_at(&self, span: Span) -> &'t str {
        let range: Range<usize> = span.range();
        self.text.get(range).unwrap_or_default()
    }

    fn before(&self, at: usize) -> Before {
        let start = at / BLOCK * BLOCK;
        self.before[at / BLOCK].and(start, &self.text.as_bytes()[start..at])
    }
}

impl Before {
    /// Adds the bytes that start at `at`.
    fn and(self, at: usize, bytes: &[u8]) -> Self {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let lines = bytes.iter().map(|byte| usize::from(*byte == b'\n')).sum();
        let last = bytes.iter().rposition(|byte| *byte == b'\n');
        Self {
            characters: self.characters.saturating_add(count(bytes)),
            lines: self.lines.saturating_add(number(lines)),
            line_start: last.map_or(self.line_start, |last| number(at + last + 1)),
        }
    }
}

/// Counts the characters that start in these bytes.
fn count(bytes: &[u8]) -> u32 {
    const CONTINUES: std::ops::RangeInclusive<u8> = 0x80..=0xbf;
    let count = bytes.iter().filter(|byte| !CONTINUES.contains(byte)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters() {
        for text in [
            "",
            "a",
            "aé\n日本\r\n",
            &"\n".repeat(2 * BLOCK),
            &"é日".repeat(1000),
            &"a".repeat(2 * BLOCK),
            &format!("é\n{}", "é".repeat(BLOCK)),
        ] {
            let lines = Lines::of(text);
            let (mut line, mut column) = (1, 1);
            for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
                let start = u32::try_from(at).expect("the text is short");
                assert_eq!(lines.position(Span::new(start, start)), Position { line, column }, "{at}");
                (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
        }
    }
}
