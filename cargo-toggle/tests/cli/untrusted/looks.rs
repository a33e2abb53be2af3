//! The check that output contains only harmless bytes.

use std::process::Output;

/// The output of a run, and its command line.
pub(super) struct Printed {
    pub(super) command: String,
    pub(super) format: Option<String>,
    pub(super) output: Output,
}

impl Printed {
    /// Asserts that both streams contain only readable text, and returns them together.
    #[track_caller]
    pub(super) fn is_harmless(&self) -> String {
        let stdout = self.text(&self.output.stdout);
        let stderr = self.text(&self.output.stderr);
        let is_github = self.format.as_deref() == Some("github");
        for line in stdout.lines() {
            let is_ours = is_github && ["::error ", "::warning "].iter().any(|order| line.starts_with(order));
            self.check(is_ours || !line.trim_start().starts_with("::"), line);
        }
        for line in stderr.lines() {
            self.check(!line.trim_start().starts_with("::"), line);
        }
        stdout + &stderr
    }

    /// Returns the text of a stream without the tool's own colours.
    #[track_caller]
    fn text(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).unwrap_or_else(|error| panic!("{}: {error}", self.command));
        let text = without_colours(&text);
        let harmful = text.chars().find(|letter| is_harmful(*letter));
        self.check(harmful.is_none(), &text);
        for order in ["##[", "##vso["] {
            self.check(!text.contains(order), &text);
        }
        text
    }

    #[track_caller]
    fn check(&self, is_true: bool, text: &str) {
        assert!(is_true, "`{}` printed {text:?}", self.command);
    }
}

/// Removes the colours and weights that the tool itself uses. None of them hides text.
fn without_colours(text: &str) -> String {
    let mut rest = text;
    let mut without = String::new();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        without.push_str(before);
        let length = after.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
        let parameters = &after[..length];
        let is_ours = after[length..].starts_with('m') && parameters.split(';').all(|one| one != "8");
        if is_ours {
            rest = &after[length + 1..];
        } else {
            without.push('\u{1b}');
            rest = after;
        }
    }
    without + rest
}

fn is_harmful(letter: char) -> bool {
    letter.is_control() && letter != '\n'
        || matches!(letter, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(letter, '\u{e0000}'..='\u{e0fff}')
}

#[test]
fn harmful_output_is_noticed() {
    use std::{os::unix::process::ExitStatusExt, panic::catch_unwind, process::ExitStatus};

    for text in ["a\u{1b}[2J", "\u{1b}[8ma", "a\rb", "\u{202e}", "a\n ::error::b", "a ##[error]", "##vso[a]", "\u{9b}"]
    {
        let output = Output { status: ExitStatus::from_raw(0), stdout: text.into(), stderr: Vec::new() };
        let printed = Printed { command: text.escape_debug().to_string(), format: None, output };
        assert!(catch_unwind(|| printed.is_harmless()).is_err(), "{text:?}");
    }
}
