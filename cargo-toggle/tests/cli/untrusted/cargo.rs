//! The output of cargo, the compiler and tests, which the tool passes on.

use std::{fs, process::Command, sync::mpsc, thread, time::Duration};

use super::{EVIL, looks::Printed, planted::quoted};
use crate::support::Scratch;

/// Returns a package without dependencies, whose build script and tests print hostile text.
fn package() -> Scratch {
    let scratch = Scratch::new();
    let manifest = "[package]\nname = \"evil-output\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[workspace]\n";
    scratch.file("Cargo.toml", manifest);
    let warning = EVIL.replace(['\r', '\n'], " ");
    scratch.file("build.rs", format!("fn main() {{ println!(\"cargo::warning={{}}\", {warning:?}); }}"));
    scratch.file(
        "src/lib.rs",
        format!(
            "#[test]\nfn test() {{\n    print!(\"{{}}\", {EVIL:?});\n    eprint!(\"{{}}\", {EVIL:?});\n    \
             std::io::Write::write_all(&mut std::io::stdout(), b\"evil\\xff\\x1b[2J\\n\").unwrap();\n    panic!(\"{{}}\", {EVIL:?});\n}}\n"
        ),
    );
    scratch
}

#[track_caller]
fn check(scratch: &Scratch, arguments: &[&str], expected: &str) {
    for colours in [false, true] {
        let mut command = scratch.command(arguments);
        if colours {
            command.env("CLICOLOR_FORCE", "1");
        }
        let output = command.env("CARGO_NET_OFFLINE", "true").output().expect("the tool can be run");
        let text = Printed { command: arguments.join(" "), format: None, output }.is_harmless().replace("    ", " ");
        assert!(text.contains(expected), "{arguments:?}: {text}");
    }
}

#[test]
fn output_of_build_and_tests_is_escaped() {
    let scratch = package();
    check(&scratch, &["list"], r"\u{202e}\u{2066}\u{200b}");
    check(&scratch, &["coverage"], r"\u{202e}\u{2066}\u{200b}");
    check(&scratch, &["list", "--package", EVIL], r"\u{202e}\u{2066}\u{200b}");
}

#[test]
fn manifest_is_printed_and_no_more() {
    let word = quoted();
    let base = "[package]\nname = \"evil-manifest\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[workspace]\n[lib]\npath = \"lib.rs\"\n";
    for (manifest, arguments) in [
        (format!("{base}[workspace.metadata.toggle]\n{word} = 1\n"), "check list.json"),
        (format!("{base}[workspace.metadata.toggle]\nmax-age = {{ release = {word} }}\n"), "check list.json"),
        (format!("{base}[workspace.metadata.toggle]\nmax-age = {{ {word} = 1 }}\n"), "list list.json --overdue"),
        (format!("{base}\n{EVIL}\n"), "check list.json"),
        (base.replace("evil-manifest", EVIL), "list"),
        (base.replace("\"evil-manifest\"", &word), "list"),
        (base.replace("\"evil-manifest\"", &word), "coverage"),
        (base.replace("\"evil-manifest\"", &word), "schema"),
    ] {
        let scratch = super::planted::scratch();
        scratch.file("Cargo.toml", manifest);
        scratch.file("lib.rs", "");
        check(&scratch, &arguments.split(' ').collect::<Vec<_>>(), "error");
    }
}

/// Checks a test that leaves a process behind, which keeps the output pipe open.
#[test]
fn process_that_a_test_leaves_is_not_waited_for() {
    let scratch = package();
    scratch.file("build.rs", "fn main() {}");
    scratch.file(
        "src/lib.rs",
        "#[test]\nfn test() {\n    let left = std::process::Command::new(\"sleep\").arg(\"1000\").spawn().unwrap();\n    \
         std::fs::write(\"left\", left.id().to_string()).unwrap();\n}\n",
    );
    let mut command = scratch.command(&["coverage"]);
    command.env("CARGO_NET_OFFLINE", "true");
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(command.output()));
    let ended = receiver.recv_timeout(Duration::from_secs(300));
    let left = fs::read_to_string(scratch.path().join("left")).expect("the test has left a process");
    let _ = Command::new("kill").arg(left).status();
    assert!(ended.is_ok_and(|output| output.is_ok_and(|output| output.status.success())));
}
