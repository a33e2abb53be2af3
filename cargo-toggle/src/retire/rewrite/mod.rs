//! The pure half of `retire`: the text of one file in, the text without the toggle out, with notes for people.
//!
//! Nothing here reads files or runs programs. Edits replace byte ranges, so that everything else stays as it is
//! written.

mod source;
mod lines;
mod edit;
mod target;
mod edition;
mod braces;
mod note;
mod condition;
mod purity;
mod blocks;
mod scan;
mod walk;
mod gates;
mod statements;
mod checks;
mod branches;
mod values;
mod macros;
mod testing;
mod declarations;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use self::{
    braces::Braces,
    declarations::{Declared, declared, variants},
    edition::Edition,
    note::{Level, Note},
    target::{Keep, Target},
};
use self::{scan::Scan, source::Source};

/// A file without the toggle.
#[derive(Debug)]
pub struct Rewritten {
    /// The new text, or the old one if nothing in it had to change.
    pub text: String,
    /// Everything that a person should know or has to do, in the order of the file.
    pub notes: Vec<Note>,
    /// The number of edits.
    pub count: usize,
    /// The ranges of the old text that were replaced, and those of gates and checks that were edited in part.
    pub edited: Vec<Range<usize>>,
}

/// Removes the toggle from the text of a file, and the braces that nothing needs any more.
///
/// # Errors
///
/// The text is not Rust, or two edits contradict each other, which would be a bug in this module.
pub fn rewrite(text: &str, target: &Target, edition: Edition) -> anyhow::Result<Rewritten> {
    rewrite_with(text, target, edition, Braces::default())
}

/// Removes the toggle from the text of a file.
///
/// # Errors
///
/// The errors of [`rewrite`].
pub fn rewrite_with(text: &str, target: &Target, edition: Edition, braces: Braces) -> anyhow::Result<Rewritten> {
    let source = Source::parse(text)?;
    let Scan { edits, mut notes, touched, .. } = Scan::of(&source, target, edition, braces);
    notes.sort_by_key(|note| note.line);
    let count = edits.len();
    let edited = edits.iter().map(|edit| edit.range.clone()).chain(touched).collect();
    Ok(Rewritten { text: edit::apply(&source, edits)?, notes, count, edited })
}
