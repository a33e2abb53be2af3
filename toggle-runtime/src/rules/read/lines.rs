use std::ops::Range;

use toml_spanner::Span;

use crate::rules::Position;

/// Where the lines of a text start.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// How many characters start before each block of the text, so that a long line is not counted for each position in it.
    before_block: Vec<usize>,
}

/// In bytes.
const BLOCK: usize = 256;

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut before_block = vec![0];
        for block in text.as_bytes().chunks(BLOCK) {
            before_block.push(before_block[before_block.len() - 1] + count(block));
        }
        Self { text, starts, before_block }
    }

    pub(super) fn position(&self, span: Span) -> Position {
        let end = (span.start as usize).min(self.text.len());
        let at = (0..=end).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        let line = self.starts.partition_point(|&start| start <= at);
        let column = self.characters_within(self.starts[line - 1]..at) + 1;
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: number(line), column: number(column) }
    }

    /// The part of the text that stands there.
    pub(super) fn text_at(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    fn characters_within(&self, part: Range<usize>) -> usize {
        match part.len() {
            ..BLOCK => count(&self.text.as_bytes()[part]),
            _ => self.characters_before(part.end) - self.characters_before(part.start),
        }
    }

    fn characters_before(&self, at: usize) -> usize {
        let block = at / BLOCK;
        self.before_block[block] + count(&self.text.as_bytes()[block * BLOCK..at])
    }
}

/// How many characters start in this part of a text.
fn count(bytes: &[u8]) -> usize {
    const CONTINUES: std::ops::RangeInclusive<u8> = 0x80..=0xbf;
    bytes.iter().filter(|byte| !CONTINUES.contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters_wherever_they_are() {
        for text in
            ["", "a", "aé\n日本\r\n", &"é日".repeat(1000), &"a".repeat(2 * BLOCK), &format!("é\n{}", "é".repeat(BLOCK))]
        {
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
