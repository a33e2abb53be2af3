//! Messages about a text that is not TOML, if the message of `toml_edit` does not help.

use toggle_runtime::__admin::Fault;
use toml_edit::TomlError;

/// Returns the message, and the byte offset of the fault.
pub(super) fn of(text: &str, error: &TomlError) -> (usize, String) {
    let at = error.span().unwrap_or_default().start.min(text.len());
    let before = text.get(..at).unwrap_or_default().trim_end();
    let message = error.message().trim_end_matches('.').replace('\n', ", ");
    let is_extra = message.starts_with("extra `=`") || message.starts_with("extra assignment");
    let reason = if is_extra || before.ends_with('=') && !message.contains("boolean") {
        format!("expected a value after `=`{}", found(text, at))
    } else if message == DUPLICATE {
        twice(text, error, at)
    } else {
        message
    };
    (at, reason)
}

/// The message of `toml_edit` about a duplicate key.
const DUPLICATE: &str = "duplicate key";
/// The runtime's message about it.
const TWICE: &str = "is set twice";

fn found(text: &str, at: usize) -> String {
    let rest = text.get(at..).unwrap_or_default();
    let word: String = rest.chars().take_while(|letter| !letter.is_whitespace()).take(20).collect();
    if word.is_empty() { String::new() } else { format!(", found `{word}`") }
}

/// Names the key and, like the runtime, its first line.
fn twice(text: &str, error: &TomlError, at: usize) -> String {
    let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    match Fault::of_text(text) {
        Some(Fault { position: Some((other, _)), message, is_duplicate: true }) if other == line => message,
        _ => format!("`{}` {TWICE}", text.get(error.span().unwrap_or_default()).unwrap_or_default()),
    }
}
