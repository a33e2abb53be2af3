//! The rule for Markdown pages.

use crate::{Files, begins_with_bad_word};

/// Finds lines of pages that begin with a word such as "What" or "Of". Headings and code are left out.
#[must_use]
pub fn pages_begin_badly(files: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files.iter() {
        let mut in_code = false;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_start();
            if line.starts_with("```") {
                in_code = !in_code;
            }
            let text = line.strip_prefix("* ").or_else(|| line.strip_prefix("- ")).unwrap_or(line);
            if !in_code && begins_with_bad_word(text) {
                found.push(format!("{}:{}", path.display(), index + 1));
            }
        }
    }
    found
}
