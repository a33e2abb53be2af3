//! The output of other programs: cargo, the compiler, tests.

use std::{
    io::{self, Read, Write},
    process::{Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use toggle_syntax::shown::{Escaper, write_escape};

/// The number of bytes that are read at once.
const CHUNK: usize = 8 << 10;
/// The time after which the pipe of an ended program is abandoned. An orphan process may keep the pipe open.
const QUIET: Duration = Duration::from_secs(2);

/// Runs a program, and passes its output on to the standard error output, escaped except for colours. If `read` is
/// there, `read` gets the standard output of the program. Without it, that output is passed on, too.
///
/// # Errors
///
/// If the program cannot be run.
pub fn pass_on<T>(
    mut command: Command,
    read: Option<impl FnOnce(&mut dyn Read) -> T>,
) -> io::Result<(ExitStatus, Option<T>)> {
    let (mut reader, writer) = io::pipe()?;
    if read.is_some() {
        command.stdout(Stdio::piped());
    } else {
        command.stdout(writer.try_clone()?);
    }
    let mut child = command.stdin(Stdio::null()).stderr(writer).spawn()?;
    // The command holds the write ends of the pipe.
    drop(command);
    let (sender, passed) = mpsc::channel();
    let is_writing = Arc::new(AtomicBool::new(false));
    let writer = is_writing.clone();
    thread::spawn(move || {
        let mut text = Text::default();
        let mut chunk = vec![0; CHUNK];
        while let Ok(length @ 1..) = reader.read(&mut chunk) {
            writer.store(true, Ordering::Relaxed);
            write(&text.next(&chunk[..length]));
            writer.store(false, Ordering::Relaxed);
            let _ = sender.send(());
        }
        write(&text.end());
    });
    let stdout = child.stdout.take();
    let output = read.zip(stdout).map(|(read, mut stdout)| read(&mut stdout));
    // The end of the output does not mean that the program has ended.
    let status = child.wait()?;
    loop {
        match passed.recv_timeout(QUIET) {
            Ok(()) => {}
            // A slow reader of this output delays the writes.
            Err(RecvTimeoutError::Timeout) if is_writing.load(Ordering::Relaxed) => {}
            Err(_) => return Ok((status, output)),
        }
    }
}

fn write(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Returns a text from others, escaped except for colours, lines and tabs.
pub(super) fn escaped(text: &str) -> String {
    let mut whole = Text::default();
    let mut escaped = whole.next(text.as_bytes());
    escaped.push_str(&whole.end());
    escaped
}

/// A text that arrives in parts.
struct Text {
    /// The incomplete rest: the start of a character, of a sequence or of a command.
    pending: Vec<u8>,
    escaper: Escaper,
    is_start: bool,
}

impl Default for Text {
    fn default() -> Self {
        Self { pending: Vec::new(), escaper: Escaper::default(), is_start: true }
    }
}

impl Text {
    /// Returns the next part, as far as it is complete.
    fn next(&mut self, bytes: &[u8]) -> String {
        self.pending.extend_from_slice(bytes);
        let pending = std::mem::take(&mut self.pending);
        let (whole, cut) = pending.split_at(pending.len() - cut(&pending));
        self.pending = cut.to_vec();
        let text = String::from_utf8_lossy(whole);
        let (escaped, rest) = self.escape(&text, false);
        self.pending.splice(..0, rest.bytes());
        escaped
    }

    /// Returns the rest at the end.
    fn end(&mut self) -> String {
        let pending = std::mem::take(&mut self.pending);
        self.escape(&String::from_utf8_lossy(&pending), true).0
    }

    /// Escapes a text, and returns the incomplete rest.
    fn escape<'t>(&mut self, text: &'t str, is_end: bool) -> (String, &'t str) {
        let mut escaped = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let (sequence, may_grow) = match letter {
                '\u{1b}' => colour(rest),
                '\r' => (0, rest == "\r"),
                ':' if self.is_start => (0, is_cut_order(rest)),
                _ => (0, false),
            };
            if may_grow && !is_end {
                break;
            }
            if let Some(next) = rest.strip_prefix('\r').filter(|next| next.starts_with('\n')) {
                rest = next;
                continue;
            }
            let is_order = self.is_start && letter == ':' && is_order(rest);
            self.is_start = letter == '\n' || self.is_start && (letter.is_whitespace() || sequence > 0);
            if sequence > 0 {
                escaped.push_str(&rest[..sequence]);
                rest = &rest[sequence..];
                continue;
            }
            let is_harmful = self.escaper.escapes(letter) && !matches!(letter, '\n' | '\t');
            if is_harmful || is_order {
                let _ = write_escape(&mut escaped, letter);
            } else {
                escaped.push(letter);
            }
            rest = &rest[letter.len_utf8()..];
        }
        (escaped, rest)
    }
}

/// Skips the colours at the start of a text.
fn uncoloured(mut text: &str) -> &str {
    while let (length @ 1.., _) = colour(text) {
        text = &text[length..];
    }
    text
}

/// Returns whether a text that starts with `:` continues with another `:`, perhaps in another colour. Without colours,
/// that is a command.
fn is_order(text: &str) -> bool {
    uncoloured(&text[1..]).starts_with(':')
}

/// Returns whether a text that starts with `:` is too short to know whether it is a command.
fn is_cut_order(text: &str) -> bool {
    let rest = uncoloured(&text[1..]);
    rest.is_empty() || colour(rest).1
}

/// Returns the length of an incomplete character at the end of a text, in bytes.
fn cut(text: &[u8]) -> usize {
    let Some(last) = text.utf8_chunks().last() else { return 0 };
    let is_cut = |bytes: &&[u8]| std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    Some(last.invalid()).filter(is_cut).map_or(0, <[u8]>::len)
}

/// Returns the length of the sequence at the start of a text that sets a colour or a weight, or 0.
///
/// Also returns whether the whole text may be the start of a sequence.
fn colour(text: &str) -> (usize, bool) {
    /// The length of the longest colour, in bytes.
    const LONGEST: usize = 32;
    let Some(parameters) = text.strip_prefix("\u{1b}[") else { return (0, text == "\u{1b}") };
    let length = parameters.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':')).count();
    match parameters.as_bytes().get(length) {
        _ if length > LONGEST => (0, false),
        Some(b'm') if !hides(&parameters[..length]) => ("\u{1b}[m".len() + length, false),
        Some(_) => (0, false),
        None => (0, true),
    }
}

/// Returns whether these parameters hide the following text (8). In a colour, 8 is a number of the palette.
fn hides(parameters: &str) -> bool {
    let parameters = parameters.split([';', ':']);
    let mut parameters = parameters.map(|parameter| parameter.trim_start_matches('0'));
    while let Some(parameter) = parameters.next() {
        match parameter {
            "8" => return true,
            "38" | "48" | "58" => {
                let of_colour = match parameters.next() {
                    Some("5") => 1,
                    Some("2") => 3,
                    // Terminals disagree about these.
                    _ => return true,
                };
                parameters.by_ref().take(of_colour).for_each(drop);
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: impl AsRef<[u8]>, expected: &str) {
        let text = text.as_ref();
        // Parts of every length give the same result.
        for length in 1..=text.len() {
            let mut parts = Text::default();
            let mut escaped: String = text.chunks(length).map(|part| parts.next(part)).collect();
            escaped.push_str(&parts.end());
            assert_eq!(escaped, expected, "in parts of {length}");
        }
    }

    #[test]
    fn colours_and_lines_stay() {
        check("\u{1b}[1m\u{1b}[38;5;10merror\u{1b}[0m: a\n\tb\r\n", "\u{1b}[1m\u{1b}[38;5;10merror\u{1b}[0m: a\n\tb\n");
    }

    #[test]
    fn all_else_is_escaped() {
        check("\u{1b}[2J\u{1b}]0;a\u{7}\u{9b}m\u{202e}\ra", r"\u{1b}[2J\u{1b}]0;a\u{7}\u{9b}m\u{202e}\ra");
        check("\u{1b}[8ma\u{1b}[1;8ma\u{1b}[38;5;8m", "\\u{1b}[8ma\\u{1b}[1;8ma\u{1b}[38;5;8m");
        check("\u{1b}[08ma\u{1b}[38;9;8mb\u{1b}[38;2;8;8;8m", "\\u{1b}[08ma\\u{1b}[38;9;8mb\u{1b}[38;2;8;8;8m");
        check(b"a\xffb\xff\xe6\x97\xa5\xe6", "a\u{fffd}b\u{fffd}日\u{fffd}");
        check("日本", "日本");
        check("a\u{1b}", r"a\u{1b}");
        check("a\u{1b}[1", r"a\u{1b}[1");
    }

    #[test]
    fn no_line_is_a_command() {
        check("::error::a\n ::b\n:c\na::b", "\\u{3a}:error::a\n \\u{3a}:b\n:c\na::b");
        check("\u{1b}[0m::error::a", "\u{1b}[0m\\u{3a}:error::a");
        check(":\u{1b}[0m\u{1b}[1m:error::a", "\\u{3a}\u{1b}[0m\u{1b}[1m:error::a");
        check(":\u{1b}[0ma:\n:\u{1b}[0m", ":\u{1b}[0ma:\n:\u{1b}[0m");
        check("a ##[error]b ##vso[c]", r"a ##\u{5b}error]b ##vso\u{5b}c]");
        check(":", ":");
    }
}
