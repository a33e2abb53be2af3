//! A panic of the tool itself, whose message may quote untrusted text.

use std::process::Command;

use super::{EVIL, looks::Printed};
use crate::support::this;

const INNER: &str = "untrusted::panics::panicking";

#[test]
#[ignore = "it panics; `panic_is_printed_and_no_more` runs it"]
fn panicking() {
    cargo_toggle::terminal::report_panics();
    panic!("{EVIL}");
}

#[test]
fn panic_is_printed_and_no_more() {
    for backtrace in ["0", "1"] {
        let mut command = Command::new(this());
        command.args(["--exact", INNER, "--ignored", "--nocapture"]).env("RUST_BACKTRACE", backtrace);
        let output = command.output().expect("this program can be run");
        let printed = Printed { command: INNER.to_owned(), format: None, output };
        let text = printed.is_harmless();
        assert!(text.contains("error: evil\\u{1b}[2J") && text.contains("panics.rs:14:5"), "{text}");
    }
}
