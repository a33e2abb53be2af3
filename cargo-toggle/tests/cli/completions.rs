//! The completions that bash receives.

use std::{path::Path, process::Command};

use crate::support::{Scratch, saved_list};

const FILE: &str = r#"
mail = true
"1 2" = true
[beta-search]
rules = [{ segment = "staff" }]
[segment.staff]
group = "staff"
[segment."a$(b)"]
group = "b"
[environment.production]
new-checkout = true
[environment."a b"]
[environment.staging.segment.testers]
group = "testers"
"#;

/// Returns the completions that bash offers for the last of these words, in this directory.
#[track_caller]
fn offered(scratch: &Scratch, command: &str, words: &[&str], set_up: &str) -> Vec<String> {
    let test = r#"
        source <(cargo-toggle toggle completions bash) || exit 1
        words=("$@")
        [[ $(complete -p "$1") =~ -F\ ([^ ]+) ]] || exit 1
        COMP_WORDS=("${words[@]}") COMP_CWORD=$(($# - 1)) COMP_TYPE=9
        "${BASH_REMATCH[1]}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        for one in "${COMPREPLY[@]}"; do printf '%s\n' "$one"; done
    "#;
    let tool = Path::new(env!("CARGO_BIN_EXE_cargo-toggle")).parent().expect("it is in a directory");
    let path = std::env::var("PATH").expect("there is a path");
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", &format!("{set_up}\n{test}"), "bash", command]).args(words).current_dir(scratch.path());
    bash.env("PATH", format!("{}:{path}", tool.display())).env_remove("TOGGLE_FILE").env_remove("CARGO_TARGET_DIR");
    let output = bash.output().expect("bash can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let stdout = String::from_utf8(output.stdout).expect("it is text");
    stdout.lines().map(str::to_owned).collect()
}

#[track_caller]
fn check(words: &[&str], expected: &[&str]) {
    let scratch = Scratch::new();
    scratch.file("t.toml", FILE);
    scratch.file("list.json", saved_list("mail asked=src/lib.rs:7\nwish-list asked=src/lib.rs:8"));
    assert_eq!(offered(&scratch, "cargo-toggle", words, ""), expected);
}

#[test]
fn subcommands_options_and_values_are_completed() {
    check(&["ex"], &["explain"]);
    check(&["list", "--poi"], &["--points"]);
    check(&["list", "--format", "ma"], &["markdown"]);
    check(&["check", "--deny", "und"], &["undeclared"]);
}

#[test]
fn toggles_of_the_file_are_completed() {
    check(&["explain", "--config", "t.toml", "b"], &["beta-search"]);
    check(&["set", "--file", "t.toml", "new"], &["new-checkout"]);
    check(&["unset", "--file", "t.toml", "z"], &[]);
    check(&["set", "mail", "on", "--file", "t.toml", "--requires", ""], &["beta-search", "mail", "new-checkout"]);
    check(&["explain", "--config", "missing.toml", "m"], &[]);
}

#[test]
fn toggles_of_a_program_are_completed() {
    check(&["explain", "--binary", "list.json", "w"], &["wish-list"]);
    check(&["explain", "--binary", "list.json", "--config", "t.toml", "m"], &["mail"]);
}

#[test]
fn environments_are_completed() {
    // Environments with a space in the name are left out, because bash would split them into two words.
    check(&["set", "mail", "on", "--file", "t.toml", "--environment", ""], &["production", "staging"]);
    check(&["list", "list.json", "--config", "t.toml", "--environment", "p"], &["production"]);
    check(&["watch", "t.toml", "--environment", "s"], &["staging"]);
    check(&["promote", "--file", "t.toml", "staging", "p"], &["production"]);
    check(&["promote", "--file", "t.toml", "staging", "production", "mail", "be"], &["beta-search"]);
}

#[test]
fn segments_are_completed_as_rules() {
    let rule = |name: &str| format!("{{ segment = \"{name}\" }}");
    let (staff, testers) = (rule("staff"), rule("testers"));
    check(&["set", "mail", "--file", "t.toml", "--rule", ""], &[&format!("'{staff}'"), &format!("'{testers}'")]);
    check(&["set", "mail", "--file", "t.toml", "--rule", "{ segment = \"s"], &[&staff]);
}

#[test]
fn cargo_toggle_completes_and_cargo_is_unchanged() {
    let scratch = Scratch::new();
    scratch.file("t.toml", FILE);
    let of_cargo = "_cargo() { COMPREPLY=(\"cargo $2\"); }; complete -F _cargo cargo";
    let offer = |words: &[&str], set_up: &str| offered(&scratch, "cargo", words, set_up);
    assert_eq!(offer(&["toggle", "ex"], of_cargo), ["explain"]);
    assert_eq!(offer(&["toggle", "set", "--file", "t.toml", "be"], ""), ["beta-search"]);
    assert_eq!(offer(&["tog"], of_cargo), ["cargo tog"]);
    assert_eq!(offer(&["build", "--rel"], of_cargo), ["cargo --rel"]);
}

#[test]
fn manifest_variable_and_programs_are_read() {
    use std::os::unix::fs::PermissionsExt;

    let scratch = Scratch::new();
    scratch.file("toggles/prod.toml", FILE);
    scratch.file("other.toml", "other = true");
    scratch.file(
        "Cargo.toml",
        "[workspace]\nmetadata.toggle = { file = \"toggles/prod.toml\", environments = [\"qa\"] }\n",
    );
    let program = scratch.file("target/release/shop", saved_list("shop-toggle asked=src/lib.rs:7"));
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    scratch.file("target/release/shop.d", saved_list("no-program asked=src/lib.rs:7"));
    let offer = |words: &[&str], set_up: &str| offered(&scratch, "cargo-toggle", words, set_up);
    assert_eq!(offer(&["explain", ""], "")[..4], ["beta-search", "mail", "new-checkout", "shop-toggle"]);
    assert_eq!(offer(&["explain", "mail", "--environment", ""], ""), ["production", "qa", "staging"]);
    assert_eq!(offer(&["explain", "o"], "export TOGGLE_FILE=other.toml"), ["other"]);
}

#[test]
fn pipe_without_writer_does_not_block() {
    let scratch = Scratch::new();
    assert!(Command::new("mkfifo").arg(scratch.path().join("p.toml")).status().is_ok_and(|status| status.success()));
    for words in [["explain", "--config", "p.toml", "m"], ["explain", "--binary", "p.toml", "m"]] {
        assert_eq!(offered(&scratch, "cargo-toggle", &words, ""), [] as [&str; 0]);
    }
    assert_eq!(offered(&scratch, "cargo-toggle", &["explain", "--binary", "-", "m"], ""), [] as [&str; 0]);
}

#[test]
fn script_of_every_shell_calls_the_program() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Scratch::new().toggle(&["completions", shell]).fine();
        assert!(script.contains("CARGO_TOGGLE_COMPLETE") && script.contains("cargo-toggle"), "{script}");
    }
}

#[test]
fn path_with_control_characters_is_not_offered() {
    let scratch = Scratch::new();
    scratch.file("good.toml", "");
    scratch.file("go\u{1b}[2J\n.toml", "");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-toggle"));
    command.args(["--", "cargo-toggle", "explain", "--config", "go"]).current_dir(scratch.path());
    command.env("CARGO_TOGGLE_COMPLETE", "zsh").env("_CLAP_COMPLETE_INDEX", "3").env("_CLAP_IFS", "\n");
    let output = command.output().expect("the tool can be run");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "good.toml");
}

#[test]
fn answer_to_an_unknown_shell_is_an_error() {
    let scratch = Scratch::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-toggle"));
    command.args(["--", "cargo-toggle", "li"]).current_dir(scratch.path()).env("CARGO_TOGGLE_COMPLETE", "csh");
    let output = command.output().expect("the tool can be run");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: the shell `csh` is not known\n");
}
