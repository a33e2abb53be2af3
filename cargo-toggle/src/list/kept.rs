//! The comparison with a list that is kept in the repository.

use std::path::Path;

use anyhow::{Context, Result};
use toggle_admin::text_file;

use crate::output::{self, Line, Outcome};

/// Compares a file with the current list, and prints the first differing line.
///
/// # Errors
///
/// If the file exists, but cannot be read.
pub(super) fn compare(path: &Path, list: &str) -> Result<Outcome> {
    let shown = path.display();
    let fault = if path.try_exists().unwrap_or(true) {
        let (kept, _) = text_file::read(path).with_context(|| shown.to_string())?;
        difference(&kept, list).map(|difference| format!(": {difference}"))
    } else {
        Some(" is missing; write it with `cargo toggle list`".to_owned())
    };
    let told = fault.as_deref().unwrap_or(" is up to date");
    output::print(|out| out.line(&Line::new().text(format_args!("{shown}{told}"))))?;
    Ok(Outcome::of(fault.is_some()))
}

/// Returns the first line in which two texts differ. Line endings do not count.
fn difference(kept: &str, list: &str) -> Option<String> {
    let (mut kept, mut list) = (kept.lines(), list.lines());
    for number in 1_usize.. {
        match (kept.next(), list.next()) {
            (None, None) => return None,
            (Some(found), Some(expected)) if found == expected => {}
            (Some(found), Some(expected)) => {
                return Some(format!("line {number}: expected `{expected}`, found `{found}`"));
            }
            (Some(found), None) => return Some(format!("line {number}: expected the end, found `{found}`")),
            (None, Some(expected)) => return Some(format!("line {number}: expected `{expected}`, found the end")),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn first_differing_line_is_reported() {
        assert_eq!(difference("a\r\nb\r\n", "a\nb\n"), None);
        let told = |kept: &str| difference(kept, "a\nb\n").expect("they differ");
        assert_eq!(told("a\nc\n"), "line 2: expected `b`, found `c`");
        assert_eq!(told("a\n"), "line 2: expected `b`, found the end");
        assert_eq!(told("a\nb\nc\n"), "line 3: expected the end, found `c`");
    }
}
