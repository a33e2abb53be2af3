//! A scan that bounds the number of keys and values of a text before the parser builds a tree.
//!
//! The scan recognizes strings, comments, tables and lists, and no other TOML. On invalid TOML its result is arbitrary
//! after the first error, where the parser stops. Up to that error, both see the same structure.

use std::collections::HashSet;

use super::limits::{MAX_DEPTH, MAX_TREE, SPLIT};

#[cfg(test)]
mod tests;

/// The memory that the parser uses for a key with its value, and for a value in a list.
const ENTRY: usize = 48;
const ELEMENT: usize = 24;
/// The memory of the parser's index for one key of a table with more than a few keys.
const INDEXED: usize = 32;
/// The largest table without an index.
const FEW: usize = 6;
/// The greatest memory for one more value of a list, including the outgrown allocations of that list.
const LISTED: usize = 4 * ELEMENT;
/// The greatest memory for one more key of a table, including the outgrown allocations of that table.
const KEYED: usize = 4 * ENTRY + INDEXED;

/// The mistake of a text that exceeds a limit, and its position in bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Excess {
    pub at: usize,
    pub message: String,
}

/// Checks that the tree of a text is neither too large nor too deep.
///
/// # Errors
///
/// If the text exceeds a limit. The error has the position.
pub fn check(text: &str) -> Result<(), Excess> {
    // The parser skips a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Scan { bytes: text.as_bytes(), ..Scan::default() }.run()
}

/// The lists of the `[[..]]` headers.
#[derive(Default)]
struct Lists<'t> {
    /// The list of the last header, and the keys of that header as written.
    last: Option<(&'t [u8], Open<'t>)>,
    /// The keys of all headers.
    seen: HashSet<&'t [u8]>,
    /// The memory of the lists beyond the counted bytes, if each element takes the most.
    uncounted: usize,
    /// Whether a list may have had elements before the last other list. Each element then counts for the most memory.
    is_mixed: bool,
}

impl<'t> Lists<'t> {
    /// Returns whether a header adds an element to the last list.
    fn is_last(&self, keys: &[u8]) -> bool {
        // Two equal headers without another `[[..]]` header between them belong to the same list.
        self.last.as_ref().is_some_and(|(last, _)| *last == keys)
    }

    /// Returns the memory of one more element.
    fn grow(&mut self, keys: &'t [u8]) -> usize {
        let mut owed = 0;
        if !self.is_last(keys) {
            // Keys in quotes, or with spaces, may be another spelling of earlier keys.
            let is_new = keys.iter().all(|byte| is_bare(*byte)) && self.seen.insert(keys);
            if !is_new {
                self.is_mixed = true;
                owed = std::mem::take(&mut self.uncounted);
            }
            self.last = Some((keys, Open { is_list: true, ..Open::default() }));
        }
        match &mut self.last {
            Some((_, list)) if !self.is_mixed => {
                let bytes = list.grow();
                self.uncounted = self.uncounted + LISTED - bytes;
                bytes
            }
            _ => owed + LISTED,
        }
    }
}

/// Returns whether a byte may occur in bare keys with dots between them.
fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

#[derive(Default)]
struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The open tables and lists, except those of headers.
    open: Vec<Open<'t>>,
    /// The tables of the last header and of the headers above it, each with its keys as written.
    headers: Vec<(&'t [u8], Open<'t>)>,
    root: Open<'t>,
    lists: Lists<'t>,
    /// The number of dots in the current key.
    dots: usize,
    /// The memory of the tree up to here, in bytes.
    tree: usize,
}

/// An open table or list.
#[derive(Default)]
struct Open<'t> {
    is_list: bool,
    depth: usize,
    len: usize,
    capacity: usize,
    dotted: Dotted<'t>,
}

/// The keys with dots in a table.
#[derive(Default)]
enum Dotted<'t> {
    #[default]
    None,
    /// All of these keys have the same first part and one dot. `Open` counts the table of that first part.
    Of(&'t [u8], Box<Open<'t>>),
    Various,
}

impl<'t> Open<'t> {
    /// Returns the memory of one more value.
    fn grow(&mut self) -> usize {
        let (least, size) = if self.is_list { (4, ELEMENT) } else { (2, ENTRY) };
        self.len += 1;
        let index = match self.len {
            _ if self.is_list => 0,
            ..=FEW => 0,
            // The index is built late, and then contains the earlier keys as well.
            len if len == FEW + 1 => len * INDEXED,
            _ => INDEXED,
        };
        if self.len <= self.capacity {
            return index;
        }
        // The outgrown allocation stays in the parser's arena.
        self.capacity = least.max(2 * self.capacity);
        index + self.capacity * size
    }

    /// Returns the memory of one more dotted key. `prefix` is the part before its only dot.
    fn grow_dotted(&mut self, dots: usize, prefix: Option<&'t [u8]>) -> usize {
        match (&mut self.dotted, prefix) {
            (Dotted::Of(known, table), Some(prefix)) if *known == prefix => return table.grow(),
            (Dotted::None, Some(prefix)) => {
                let mut table = Open::default();
                let bytes = table.grow();
                self.dotted = Dotted::Of(prefix, Box::new(table));
                return self.grow() + bytes;
            }
            _ => {}
        }
        self.mix_dotted() + self.grow() + dots * 2 * ENTRY
    }

    /// Returns the memory of dotted keys beyond the counted bytes, once other keys share their tables.
    fn mix_dotted(&mut self) -> usize {
        match std::mem::replace(&mut self.dotted, Dotted::Various) {
            Dotted::Of(_, table) => table.len * KEYED,
            Dotted::None | Dotted::Various => 0,
        }
    }
}

impl<'t> Scan<'t> {
    fn run(&mut self) -> Result<(), Excess> {
        let mut is_start = true;
        while let Some(&byte) = self.bytes.get(self.at) {
            let was_start = is_start;
            is_start = matches!(byte, b'\n' | b' ' | b'\t' | b'\r') && (is_start || byte == b'\n');
            match byte {
                // In an inline table, the `=` may stand on another line than its key.
                b'\n' if self.open.is_empty() => self.dots = 0,
                b'#' => {
                    self.skip_comment();
                    continue;
                }
                b'"' | b'\'' => {
                    self.skip_string(byte);
                    continue;
                }
                b'[' if was_start && self.open.is_empty() => {
                    self.header()?;
                    continue;
                }
                b'[' | b'{' => {
                    self.open(byte == b'[')?;
                    // The parser refuses deeper nesting.
                    if self.open.len() > MAX_DEPTH + 2 {
                        return Ok(());
                    }
                }
                b']' | b'}' => {
                    self.open.pop();
                    self.dots = 0;
                }
                b'=' => self.entry()?,
                b',' => {
                    self.dots = 0;
                    if self.innermost().is_list {
                        self.value()?;
                    }
                }
                b'.' => self.dots += 1,
                _ => {}
            }
            self.at += 1;
        }
        Ok(())
    }

    fn innermost(&mut self) -> &mut Open<'t> {
        let header = self.headers.last_mut().map_or(&mut self.root, |(_, table)| table);
        self.open.last_mut().unwrap_or(header)
    }

    /// Counts the value after a `,`, or after the `[` of a list.
    fn value(&mut self) -> Result<(), Excess> {
        let bytes = self.innermost().grow();
        self.count(bytes)
    }

    /// Counts a key with its value, and the tables that its dots create.
    fn entry(&mut self) -> Result<(), Excess> {
        let (dots, prefix) = (self.dots, self.prefix());
        let table = self.innermost();
        let bytes = if dots == 0 { table.grow() } else { table.grow_dotted(dots, prefix) };
        let depth = self.innermost().depth + self.dots;
        self.count(bytes)?;
        self.check_depth(depth)
        // `dots` keeps its value: a following table or list is nested that deep.
    }

    /// Returns the first of two bare keys before a `=`.
    fn prefix(&self) -> Option<&'t [u8]> {
        if self.dots != 1 {
            return None;
        }
        // A line break does not count as a space here, since a comment may precede it.
        let spaces = self.bytes[..self.at].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let before = &self.bytes[..self.at - spaces];
        let len = before.iter().rev().take_while(|byte| is_bare(**byte)).count();
        let (before, key) = before.split_at(before.len() - len);
        // After a quote, the bytes are the end of a quoted key.
        let is_whole = before.last().is_none_or(|byte| matches!(byte, b'\n' | b' ' | b'\t' | b',' | b'{'));
        let dot = key.iter().position(|byte| *byte == b'.').filter(|_| is_whole)?;
        Some(&key[..dot])
    }

    fn open(&mut self, is_list: bool) -> Result<(), Excess> {
        let depth = self.innermost().depth + self.dots + 1;
        self.dots = 0;
        self.check_depth(depth)?;
        self.open.push(Open { is_list, depth, ..Open::default() });
        // An empty list takes no memory. Counting it as one value is safe.
        if is_list { self.value() } else { Ok(()) }
    }

    /// Reads a header, such as `[a.b]` or `[[a.b]]`.
    fn header(&mut self) -> Result<(), Excess> {
        self.dots = 0;
        let bytes = self.bytes;
        let start = self.at;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'\n' | b'#' => break,
                b'"' | b'\'' => {
                    self.skip_string(byte);
                    continue;
                }
                b'.' => self.dots += 1,
                _ => {}
            }
            self.at += 1;
        }
        let depth = std::mem::take(&mut self.dots) + 1;
        let bytes = self.enter(&bytes[start..self.at.min(bytes.len())], depth);
        self.count(bytes)?;
        self.check_depth(depth)
    }

    /// Moves to the table of a header with `depth` keys, and returns the memory of the header.
    fn enter(&mut self, header: &'t [u8], depth: usize) -> usize {
        let header = header.trim_ascii_end();
        let list = header.strip_prefix(b"[[").map(|keys| keys.strip_suffix(b"]]").unwrap_or(keys));
        let keys = list.unwrap_or_else(|| {
            let keys = header.strip_prefix(b"[").unwrap_or(header);
            keys.strip_suffix(b"]").unwrap_or(keys)
        });
        let is_below = |above: &[u8]| keys.strip_prefix(above).is_some_and(|rest| rest.starts_with(b"."));
        while self.headers.pop_if(|(above, _)| !is_below(above)).is_some() {}
        let mut bytes = 0;
        if list.is_none_or(|keys| !self.lists.is_last(keys)) {
            let above = self.headers.last_mut().map_or(&mut self.root, |(_, table)| table);
            let between = depth.saturating_sub(above.depth + 1);
            bytes += above.grow() + between * 2 * ENTRY;
            if between > 0 {
                bytes += above.mix_dotted();
            }
        }
        bytes += list.map_or(0, |keys| self.lists.grow(keys));
        self.headers.push((keys, Open { depth, ..Open::default() }));
        bytes
    }

    fn count(&mut self, bytes: usize) -> Result<(), Excess> {
        self.tree += bytes;
        if self.tree <= MAX_TREE {
            return Ok(());
        }
        let limit = MAX_TREE >> 20;
        let message = format!("has so many keys and values that reading it would take more than {limit} MiB; {SPLIT}");
        Err(Excess { at: self.at, message })
    }

    fn check_depth(&self, depth: usize) -> Result<(), Excess> {
        // The parser checks lists and inline tables itself, with the same message.
        if depth <= MAX_DEPTH || depth == self.open.len() + 1 {
            return Ok(());
        }
        Err(Excess { at: self.at, message: too_deep() })
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    }

    /// Skips a string. A string on one line ends at the line break if its quote is missing.
    fn skip_string(&mut self, quote: u8) {
        let is_long = self.bytes[self.at..].starts_with(&[quote; 3]);
        self.at += if is_long { 3 } else { 1 };
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' if quote == b'"' => self.at += 1,
                b'\n' if !is_long => return,
                byte if byte == quote && !is_long => {
                    self.at += 1;
                    return;
                }
                byte if byte == quote && self.bytes[self.at..].starts_with(&[quote; 3]) => {
                    self.at += 3;
                    // Up to two quotes before the closing three belong to the string.
                    while self.bytes.get(self.at) == Some(&quote) {
                        self.at += 1;
                    }
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}

/// Formats the mistake of a text that is nested too deep.
pub(super) fn too_deep() -> String {
    format!("tables and arrays are nested more than {MAX_DEPTH} deep")
}
