//! Saved lists, which every subcommand accepts in place of a binary.

use crate::support::{Run, Scratch, saved_list, this};

fn scratch() -> (Scratch, String) {
    let scratch = Scratch::new();
    let this = this().display().to_string();
    scratch.file("list.json", scratch.toggle(&["list", &this, "--format", "json"]).fine());
    scratch.file("toggles.toml", "mail = 3\nnew-chekout = true\nnew-checkout = true\n");
    scratch.file("p.env", "TOGGLE_MAIL=off\nTOGGLE_MIAL=on\nTOGGLES=beta-search=maybe");
    (scratch, this)
}

#[test]
fn saved_list_equals_the_binary() {
    let (scratch, this) = scratch();
    for arguments in [
        "list BINARY",
        "list BINARY --points",
        "list BINARY --points --format json",
        "list BINARY --points --format markdown",
        "list BINARY --points --format csv",
        "list BINARY --format csv --kind ops",
        "check BINARY --config toggles.toml --env-file p.env --deny unset --deny undeclared",
        "check BINARY --config toggles.toml --format json",
        "explain mail --binary BINARY --config toggles.toml",
        "explain nothing --binary BINARY --config toggles.toml",
        "diff BINARY BINARY",
        "schema BINARY",
        "set mail on --file toggles.toml --binary BINARY --dry-run",
        "set mial on --file toggles.toml --binary BINARY --dry-run",
        "unset new-checkout --file toggles.toml --binary BINARY --dry-run",
    ] {
        let run = |binary: &str| -> Run {
            let arguments: Vec<&str> =
                arguments.split(' ').map(|word| if word == "BINARY" { binary } else { word }).collect();
            scratch.toggle(&arguments)
        };
        let (of_binary, of_list) = (run(&this), run("list.json"));
        let stderr = of_list.stderr.replace("list.json", &this);
        assert_eq!((of_list.status, of_list.stdout, stderr), (of_binary.status, of_binary.stdout, of_binary.stderr));
    }
}

#[test]
fn one_that_was_edited_is_put_in_order() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("b asked=src/b.rs:1\na !asked=src/a.rs:1"));
    let table = scratch.toggle(&["list", "list.json"]).fine();
    let names: Vec<&str> = table.lines().skip(1).map(|line| &line[..1]).collect();
    assert_eq!(names, ["a", "b"]);
    scratch.file("toggles.toml", "a = true");
    scratch.toggle(&["check", "list.json", "--config", "toggles.toml"]).fine();
    let both = scratch.toggle(&["list", "list.json", "list.json", "--points"]).fine();
    assert!(both.contains("src/a.rs:1:1  when off") && both.contains("src/b.rs:1:1  when on"), "{both}");
}

#[test]
fn one_that_has_a_toggle_twice_is_refused() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("b asked=src/b.rs:1\na asked=src/a.rs:1\nb asked=src/b.rs:2"));
    let message = scratch.toggle(&["list", "list.json"]).refused();
    assert_eq!(message, "error: list.json: the toggle `b` is in the list twice; merge its places into one entry\n");
}

#[test]
fn saved_list_with_invalid_name_is_refused() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("a\u{1b}b asked=src/b.rs:1"));
    let message = scratch.toggle(&["list", "list.json"]).refused();
    assert!(message.starts_with("error: list.json: \"a\\u{1b}b\": "), "{message}");
}
