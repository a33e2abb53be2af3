//! Configurations from a pipe.

use std::process::Command;

use crate::support::{Run, Scratch, saved_list};

const TOGGLES: &str = "mail default=on kind=ops declared=src/lib.rs:1 asked=src/lib.rs:2";
const FILE: &str = "mail = false\n\n[environment.production]\nmial = true\n";

fn bash(command: &str) -> Run {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    scratch.file("t.toml", FILE);
    scratch.file("t.env", "TOGGLE_MAIL=maybe\n");
    let command = command.replace("toggle ", &format!("{} toggle ", env!("CARGO_BIN_EXE_cargo-toggle")));
    let mut bash = Command::new("bash");
    bash.args(["-c", &command]).current_dir(scratch.path());
    Run::of(bash.env_remove("TOGGLE_FILE").env_remove("TOGGLE_ENVIRONMENT"))
}

/// Checks that a piped configuration has the findings of the file itself, with this path.
#[track_caller]
fn check(command: &str, path: &str) {
    let of_file = bash("toggle check list.json --config t.toml").findings();
    assert!(of_file.contains("--> t.toml:4:1\n"), "{of_file}");
    let expected = of_file.replace("t.toml", path);
    assert_eq!(bash(command).findings(), expected, "{command}");
}

#[test]
fn configuration_comes_from_a_pipe() {
    check("cat t.toml | toggle check list.json --config -", "standard input");
    check("toggle check list.json --config - < t.toml", "standard input");
    check("cat t.toml | toggle check list.json --config /dev/stdin", "/dev/stdin");
}

#[test]
fn stage_of_a_piped_configuration_counts() {
    let explain = "cat t.toml | toggle explain mial --config - --environment production";
    assert!(bash(explain).fine().starts_with("mial is on: STATIC, file standard input (standard input:4:1)\n"));
    let by_variable = "cat t.toml | TOGGLE_ENVIRONMENT=production toggle explain mial --config -";
    assert!(bash(by_variable).fine().starts_with("mial is on: "));
}

#[test]
fn broken_pipe_content_is_a_finding() {
    let output = bash("echo 'mail = ' | toggle check list.json --config -").findings();
    assert!(output.starts_with("error[unreadable]: ") && output.contains("--> standard input:1:8\n"), "{output}");
    let output = bash("printf '' | toggle check list.json --config -").findings();
    assert!(output.starts_with("error[unreadable]: is empty; "), "{output}");
    let output = bash("echo 'mail = ' | toggle explain mail --config -").findings();
    assert!(output.contains("  file standard input  -    line 1, column 8: "), "{output}");
}

#[test]
fn variables_come_from_a_pipe() {
    let output = bash("toggle check list.json --env-file <(cat t.env)").findings();
    assert!(output.starts_with("error[invalid-state]: `mail`: expected `on` or `off`"), "{output}");
    let output = bash("cat t.env | toggle check list.json --env-file -").findings();
    assert!(output.contains("\n  --> standard input:1\n"), "{output}");
}

#[test]
fn standard_input_is_one_thing() {
    let refused = |command: &str| bash(command).refused();
    let both = refused("cat t.toml | toggle check list.json --config - --env-file -");
    assert_eq!(both, "error: only one file can be the standard input; name the other by its path\n");
    let program = refused("cat t.toml | toggle check - --config -");
    assert_eq!(program, "error: the standard input cannot be both the program and the configuration\n");
    let users = refused("cat t.toml | toggle simulate mail --config - --keys -");
    assert_eq!(users, "error: the standard input cannot be both the configuration and the users\n");
}

#[test]
fn configurations_are_compared_through_pipes() {
    let difference = "~ mail\n    standard input  off\n    t.toml          on\n";
    let commands =
        ["sed s/false/true/ t.toml > u.toml; cat t.toml | toggle diff --config - u.toml".replace("u.toml", "n.toml")];
    for command in commands {
        let text = bash(&command).findings();
        assert!(text.starts_with(&difference.replace("t.toml", "n.toml")), "{text}");
    }
    let text = bash("toggle diff --config <(echo 'mail = true') <(echo 'mail = false')").findings();
    assert!(text.starts_with("~ mail\n    /dev/fd/"), "{text}");
    let one =
        "printf '[environment.a]\nx = true\n[environment.b]\nx = false\n' | toggle diff --config - --environment a b";
    assert!(bash(one).findings().starts_with("~ x\n    a  on\n    b  off\n"));
    let broken = bash("echo 'mail = ' | toggle diff --config - t.toml").refused();
    assert!(broken.starts_with("error: standard input:1:8: "), "{broken}");
}
