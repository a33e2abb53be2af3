//! The language rules that a program can check: how a sentence begins, how long a comment line is, whether a file says
//! what it holds, and how long the name of a test is.

mod files;
mod rust;
mod text;

pub use files::Files;
pub use rust::{begins_badly, long_comments, long_test_names, without_head};
pub use text::pages_begin_badly;

/// The most columns of a comment line.
pub const COLUMNS: usize = 120;

/// The most characters of the name of a test.
pub const NAME: usize = 45;

/// The words that begin a sentence without its subject.
const BAD_BEGINNINGS: [&str; 8] = ["What", "Which", "That", "Those", "Of", "As", "Where", "How"];

/// Returns whether the text begins with one of the words that begin a sentence without its subject.
fn begins_with_bad_word(text: &str) -> bool {
    let end = text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len());
    BAD_BEGINNINGS.contains(&&text[..end])
}
