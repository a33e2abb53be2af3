//! The test command of the user, which decides whether an edit stays.

use std::{io::Read, process::Command};

use anyhow::{Context, Result};

use crate::{output::note, terminal};

/// The number of lines at the end of the output that are kept.
const LINES: usize = 20;
/// The number of bytes at the end of the output that are kept.
const BYTES: usize = 64 << 10;

/// Runs a command of the shell in the current directory. Returns nothing if the command passes, and the end of its
/// output if it fails.
///
/// # Errors
///
/// There is no shell.
pub(super) fn run(command: &str) -> Result<Option<Vec<String>>> {
    note(&format!("running `{command}`"));
    let mut shell;
    if cfg!(windows) {
        shell = Command::new("cmd");
        shell.arg("/C").arg(format!("({command}) 2>&1"));
    } else {
        shell = Command::new("sh");
        shell.arg("-c").arg(format!("exec 2>&1\n{command}"));
    }
    let (status, output) = terminal::pass_on(shell, Some(|output: &mut dyn Read| end(output)))
        .with_context(|| format!("`{command}` cannot be run"))?;
    if status.success() {
        return Ok(None);
    }
    let output = output.unwrap_or_default();
    let text = String::from_utf8_lossy(&output);
    let lines: Vec<&str> = text.lines().collect();
    Ok(Some(lines.iter().skip(lines.len().saturating_sub(LINES)).map(|line| (*line).to_owned()).collect()))
}

/// Reads everything, and returns the last bytes.
fn end(output: &mut dyn Read) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut chunk = vec![0; 8 << 10];
    while let Ok(length @ 1..) = output.read(&mut chunk) {
        kept.extend_from_slice(&chunk[..length]);
        if kept.len() > 2 * BYTES {
            kept.drain(..kept.len() - BYTES);
        }
    }
    kept.drain(..kept.len().saturating_sub(BYTES));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_long_output_is_kept() {
        let text = vec![b'a'; 3 * BYTES + 5];
        assert_eq!(end(&mut text.as_slice()).len(), BYTES);
        assert_eq!(end(&mut b"a\nb\n".as_slice()), b"a\nb\n");
    }
}
