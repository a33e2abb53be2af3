//! The users, read one by one.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, IsTerminal, Read},
    path::{Path, PathBuf},
    str::FromStr,
};

use crate::{
    context::{Attributes, ContextFile, JsonMistake, Subject},
    notes::Notes,
    pipe,
};
use anyhow::{Context, Result, anyhow, ensure};
use toggle_runtime::__admin::open_regular;

/// The source of the users.
#[derive(Debug, Clone)]
pub enum Keys {
    /// The number of users, with keys numbered from 1.
    Numbered(u64),
    /// The standard input.
    Input,
    /// A file with a user on each line.
    File(PathBuf),
}

impl FromStr for Keys {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
        match text.parse() {
            Ok(number) => Ok(Self::Numbered(number)),
            Err(_) if text == "-" => Ok(Self::Input),
            Err(_) if is_number && text.parse::<f64>().is_ok() => Err(format!(
                "neither a number of users, as in `1000000`, nor a file; a file of that name is written as `./{text}`"
            )),
            Err(_) => Ok(Self::File(text.into())),
        }
    }
}

impl Keys {
    /// Calls `call` for each user in turn.
    ///
    /// # Errors
    ///
    /// If a line is invalid. The error has its place.
    pub fn for_each(&self, common: &Attributes, notes: Notes<'_>, call: impl FnMut(&Subject<'_>)) -> Result<()> {
        match self {
            Self::Numbered(number) => numbered(*number, common, call),
            Self::Input => {
                let input = io::stdin().lock();
                if input.is_terminal() {
                    notes.note("the users are read from this terminal, one on each line");
                }
                Lines::new("-", BufReader::new(input)).for_each(common, call)
            }
            Self::File(path) => {
                let shown = path.display().to_string();
                let file = open(path).with_context(|| shown.clone())?;
                Lines::new(&shown, BufReader::with_capacity(BUFFER, file)).for_each(common, call)
            }
        }
    }
}

/// Opens a file, or the pipe of a command that the shell has started, as in `--keys <(command)`.
///
/// Any other pipe may wait for a writer forever.
fn open(path: &Path) -> Result<File> {
    if pipe::is_of_shell(path) {
        return Ok(File::open(path)?);
    }
    let is_pipe = fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir());
    let hint = if is_pipe { "; `--keys -` reads the standard input" } else { "" };
    open_regular(path, OpenOptions::new().read(true)).map_err(|error| anyhow!("{error}{hint}"))
}

/// The size of the buffer, in bytes.
const BUFFER: usize = 64 << 10;
/// The length of the longest line, in bytes.
const LONGEST: usize = 64 << 10;

fn numbered(number: u64, common: &Attributes, mut call: impl FnMut(&Subject<'_>)) -> Result<()> {
    use std::fmt::Write as _;
    let own = Attributes::new();
    let mut key = String::new();
    for user in 1..=number {
        key.clear();
        write!(key, "user-{user}")?;
        call(&Subject { key: Some(&key), own: &own, common });
    }
    Ok(())
}

/// The lines of an input. At most one line is in memory.
struct Lines<'a, R> {
    shown: &'a str,
    input: R,
    number: u64,
    line: Vec<u8>,
}

/// The format of the lines.
#[derive(Clone, Copy)]
enum Form {
    Keys,
    Json,
}

impl<'a, R: BufRead> Lines<'a, R> {
    fn new(shown: &'a str, input: R) -> Self {
        Self { shown, input, number: 0, line: Vec::new() }
    }

    fn for_each(&mut self, common: &Attributes, mut call: impl FnMut(&Subject<'_>)) -> Result<()> {
        let none = Attributes::new();
        let mut form = None;
        while self.advance()? {
            let Some(line) = self.text()? else { continue };
            match *form.get_or_insert(if line.starts_with('{') { Form::Json } else { Form::Keys }) {
                Form::Keys => call(&Subject { key: Some(line), own: &none, common }),
                Form::Json => {
                    let user = ContextFile::of(line).map_err(|JsonMistake { column, message, .. }| {
                        anyhow!("{}:{}:{column}: {message}", self.shown, self.number)
                    })?;
                    call(&Subject { key: user.key.as_deref(), own: &user.attributes, common });
                }
            }
        }
        Ok(())
    }

    /// Reads the next line, and returns whether there is one.
    fn advance(&mut self) -> Result<bool> {
        self.line.clear();
        self.number += 1;
        let mut input = (&mut self.input).take(LONGEST as u64 + 2);
        let read = input.read_until(b'\n', &mut self.line).with_context(|| self.shown.to_owned())?;
        Ok(read > 0)
    }

    /// Returns the line without its line ending, or `None` if the line is blank.
    fn text(&self) -> Result<Option<&str>> {
        let place = || format!("{}:{}", self.shown, self.number);
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        ensure!(line.len() <= LONGEST, "{}: longer than {} KiB, the limit for a user", place(), LONGEST >> 10);
        let line = std::str::from_utf8(line).with_context(place)?;
        let line = if self.number == 1 { line.trim_start_matches('\u{feff}') } else { line };
        Ok(Some(line).filter(|line| !line.trim().is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: impl AsRef<[u8]>, expected: Result<&[&str], &str>) {
        let mut keys = Vec::new();
        let found = Lines::new("keys", text.as_ref()).for_each(&Attributes::new(), |user| {
            keys.push(user.key.unwrap_or("none").to_owned());
        });
        match expected {
            Ok(expected) => {
                found.expect("all lines are users");
                assert_eq!(keys, expected);
            }
            Err(expected) => {
                let error = found.expect_err("a line is no user");
                assert!(format!("{error:#}").starts_with(expected), "{error:#}");
            }
        }
    }

    #[test]
    fn a_key_on_each_line() {
        check("a\nb\n", Ok(&["a", "b"]));
        check("\u{feff}a\r\n\r\n \n b\t\nc", Ok(&["a", " b\t", "c"]));
        check("", Ok(&[]));
        check("a\n{b}\n", Ok(&["a", "{b}"]));
    }

    #[test]
    fn a_context_on_each_line() {
        check("\n{\"key\":\"a\"}\n\n{}\n", Ok(&["a", "none"]));
        check("{\"key\":\"a\"}\nb\n", Err("keys:2:1: expected value"));
        check("{\"key\":1}\n", Err("keys:1:8: invalid type: integer `1`, expected a string"));
        check("{\"key\":\"a\"} {}\n", Err("keys:1:13: trailing characters"));
    }

    #[test]
    fn a_line_is_no_longer_than_it_may_be() {
        let longest = "a".repeat(LONGEST);
        for end in ["\n", "\r\n"] {
            check(format!("{longest}{end}b"), Ok(&[&longest, "b"]));
            check(format!("b\n{longest}a{end}"), Err("keys:2: longer than 64 KiB"));
        }
        check(format!("{longest}b"), Err("keys:1: longer than 64 KiB"));
        check(&longest, Ok(&[&longest]));
    }

    #[test]
    fn a_line_is_text() {
        check(b"a\nb\xff\n", Err("keys:2: invalid utf-8"));
    }
}
