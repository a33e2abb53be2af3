//! Looks through a text for more keys and values than the parser may make a tree of, before it makes one.
//!
//! The scan knows no more of TOML than where strings, comments, tables and lists begin and end. A text that is not TOML
//! is scanned in some way, and the parser refuses it where it stops being TOML: up to there, both see the same.

use super::limits::{MAX_DEPTH, MAX_TREE, SPLIT};

/// The bytes that the parser takes for a key with its value, and for a value in a list.
const ENTRY: usize = 48;
const ELEMENT: usize = 24;
/// The bytes that its index takes for a key of a table with more than a few keys.
const INDEXED: usize = 32;
/// The largest table without an index.
const FEW: usize = 6;

/// A fault of a text, and the byte where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Excess {
    pub(crate) at: usize,
    pub(crate) message: String,
}

/// Checks that the tree of a text is neither too large nor too deep.
pub(crate) fn check(text: &str) -> Result<(), Excess> {
    // The parser skips a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Scan { bytes: text.as_bytes(), ..Scan::default() }.run()
}

#[derive(Default)]
struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The tables and lists in which the scan is. Those of headers are not among them.
    open: Vec<Open>,
    /// The table of the last header, and the one around it, for all that they hold.
    header: Open,
    root: Open,
    /// The dots of the key that is being read.
    dots: usize,
    /// The bytes that the tree takes up to here.
    tree: usize,
}

/// A table or list that is being read.
#[derive(Default)]
struct Open {
    is_list: bool,
    depth: usize,
    len: usize,
    capacity: usize,
}

impl Open {
    /// Returns the bytes that one more value takes.
    fn grow(&mut self) -> usize {
        let (least, size) = if self.is_list { (4, ELEMENT) } else { (2, ENTRY) };
        self.len += 1;
        let index = if self.is_list || self.len <= FEW { 0 } else { INDEXED };
        if self.len <= self.capacity {
            return index;
        }
        // What it had before stays in the memory of the parser.
        self.capacity = least.max(2 * self.capacity);
        index + self.capacity * size
    }
}

impl Scan<'_> {
    fn run(mut self) -> Result<(), Excess> {
        let mut is_start = true;
        while let Some(&byte) = self.bytes.get(self.at) {
            let was_start = is_start;
            is_start = matches!(byte, b'\n' | b' ' | b'\t' | b'\r') && (is_start || byte == b'\n');
            match byte {
                b'\n' => self.dots = 0,
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
                    // The parser goes no deeper.
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

    fn innermost(&mut self) -> &mut Open {
        self.open.last_mut().unwrap_or(&mut self.header)
    }

    /// Counts the value after a `,`, or after the `[` of a list.
    fn value(&mut self) -> Result<(), Excess> {
        let bytes = self.innermost().grow();
        self.count(bytes)
    }

    /// Counts a key with its value, and the tables that its dots make.
    fn entry(&mut self) -> Result<(), Excess> {
        let bytes = self.innermost().grow() + self.dots * 2 * ENTRY;
        let depth = self.innermost().depth + self.dots;
        self.count(bytes)?;
        self.check_depth(depth)
        // The dots stay: a table or list that follows is as deep.
    }

    fn open(&mut self, is_list: bool) -> Result<(), Excess> {
        let depth = self.innermost().depth + self.dots + 1;
        self.dots = 0;
        self.check_depth(depth)?;
        self.open.push(Open { is_list, depth, ..Open::default() });
        // An empty list takes nothing, which is as well counted as one value.
        if is_list { self.value() } else { Ok(()) }
    }

    /// Reads a header, such as `[a.b]` or `[[a.b]]`.
    fn header(&mut self) -> Result<(), Excess> {
        self.dots = 0;
        let is_list = self.bytes[self.at..].starts_with(b"[[");
        while let Some(&byte) = self.bytes.get(self.at) {
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
        let depth = self.dots + 1;
        let list = if is_list { 4 * ELEMENT } else { 0 };
        let bytes = self.root.grow() + self.dots * 2 * ENTRY + list;
        self.header = Open { depth, ..Open::default() };
        self.dots = 0;
        self.count(bytes)?;
        self.check_depth(depth)
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
        // Lists and inline tables alone are left to the parser, which says the same.
        if depth <= MAX_DEPTH || depth == self.open.len() + 1 {
            return Ok(());
        }
        Err(Excess { at: self.at, message: too_deep() })
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    }

    /// Goes behind a string. One on a line of its own ends with the line, if nothing else ends it.
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
                    // Up to two quotes before the three that end it are part of it.
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

/// The fault of a text that is nested too deep.
pub(super) fn too_deep() -> String {
    format!("tables and arrays are nested more than {MAX_DEPTH} deep")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the bytes that the scan counts.
    fn counted(text: &str) -> usize {
        // A scan that has counted this much before just finds room for the text.
        let fits = |extra: usize| {
            Scan { bytes: text.as_bytes(), tree: MAX_TREE.saturating_sub(extra), ..Scan::default() }.run().is_ok()
        };
        let (mut low, mut high) = (0, MAX_TREE);
        while low < high {
            let middle = low + (high - low) / 2;
            if fits(middle) { high = middle } else { low = middle + 1 }
        }
        low
    }

    #[track_caller]
    fn check_count(text: &str, expected: usize) {
        assert_eq!(counted(text), expected, "{text}");
    }

    #[test]
    fn strings_and_comments_hold_no_values() {
        check_count("# a = [1, 2]\n", 0);
        let entry = 2 * ENTRY;
        check_count("a = 'b = [1, 2]' # c = 1", entry);
        check_count(r#"a = "\", b = [1]""#, entry);
        check_count("a = '''\nb = [1, 2]\n''''", entry);
        check_count("a = \"\"\"\\\"\"\"b = [1]\"\"\"\"\"", entry);
        check_count("'a = 1' = 1", entry);
    }

    #[test]
    fn values_are_counted_with_their_containers() {
        check_count("a = 1\nb = 2", 2 * ENTRY);
        check_count("a = 1.5\nb = 2.5\nc = 1", 6 * ENTRY);
        check_count("a = [1, 2, 3, 4]", 2 * ENTRY + 4 * ELEMENT);
        check_count("a = [1, 2, 3, 4, 5]", 2 * ENTRY + 12 * ELEMENT);
        check_count("a = { b = 1 }", 4 * ENTRY);
        check_count("a.b = 1", 4 * ENTRY);
        check_count("[a.b]", 4 * ENTRY);
        check_count("[[a]]", 2 * ENTRY + 4 * ELEMENT);
    }

    #[test]
    fn deep_keys_are_refused_where_they_stand() {
        let deep = |dots: usize| check(&format!("x = 1\na{} = 1", ".a".repeat(dots)));
        assert_eq!(deep(MAX_DEPTH), Ok(()));
        assert_eq!(deep(MAX_DEPTH + 1).map_err(|excess| excess.message), Err(too_deep()));
        let within = format!("a = {}", "{ b.c.d = ".repeat(MAX_DEPTH / 2));
        assert_eq!(check(&within).map_err(|excess| excess.message), Err(too_deep()));
        assert!(check(&format!("[a{}]", ".a".repeat(MAX_DEPTH))).is_err());
    }

    #[test]
    fn large_tree_is_refused() {
        let refusal = check(&format!("a = [{}]", "1,".repeat(1 << 20))).expect_err("it takes more");
        assert!(refusal.message.contains("more than 20 MiB; split it"), "{}", refusal.message);
    }
}
