//! Toggles that a build pins: real builds, each in its own environment.

use std::{
    env::consts::EXE_SUFFIX,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use toggle_admin::inventory::{Inventory, Pin};

/// The kinds of code with an old and a new path, in the order in which the program prints them.
const KINDS: [&str; 14] = [
    "by name",
    "by path",
    "all",
    "for",
    "method",
    "ranking",
    "value",
    "value for",
    "awaited",
    "after",
    "guard",
    "shadow",
    "block",
    "let",
];

/// Builds the program with these variables.
fn build(variables: &[(&str, &str)]) -> Output {
    build_with(&[], variables)
}

fn build_with(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "-p", "toggle-tests-pinned"]).args(arguments).current_dir(root);
    for toggle in ["WHOLE", "RANKING", "LIMITS"] {
        cargo.env_remove(format!("TOGGLE_PIN_PINNED_{toggle}"));
    }
    cargo.envs(variables.iter().copied()).output().expect("cargo can be run")
}

fn program() -> PathBuf {
    super::profile_directory().join(format!("toggle-tests-pinned{EXE_SUFFIX}"))
}

/// Returns the output of the program in an environment.
fn run(variables: &[(&str, &str)]) -> String {
    let output = Command::new(program()).envs(variables.iter().copied()).output().expect("the program can be run");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("it prints text")
}

fn paths(path: &str) -> String {
    KINDS.map(|kind| format!("{kind}: the {path} path\n")).concat()
}

/// Checks which of the two paths are in the binary, by the texts that they print.
#[track_caller]
fn check_binary(in_it: &str, not_in_it: &str) {
    check_binary_at(&program(), in_it, not_in_it);
}

#[track_caller]
fn check_binary_at(program: &Path, in_it: &str, not_in_it: &str) {
    let bytes = fs::read(program).expect("it can be read");
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    for kind in KINDS {
        assert!(has(&format!("{kind}: the {in_it} path")), "{kind}");
        assert!(!has(&format!("{kind}: the {not_in_it} path")), "{kind}: the {not_in_it} path is in the binary");
    }
}

#[track_caller]
fn check_listed(whole: Pin<'_>, ranking: Pin<'_>) {
    let inventory = Inventory::open(&program()).expect("it can be read");
    let pin = |name| inventory.find(name).map(|toggle| toggle.pin().to_string());
    assert_eq!(pin("pinned-whole"), Some(whole.to_string()));
    assert_eq!(pin("pinned-ranking"), Some(ranking.to_string()));
}

/// Checks all pins in one test, because every build writes the same file.
#[test]
fn a_build_with_pins() {
    assert!(build(&[]).status.success());
    check_listed(Pin::None, Pin::None);
    let set = [("TOGGLE_PINNED_WHOLE", "on"), ("TOGGLE_PINNED_RANKING", "neural")];
    assert_eq!(run(&set), paths("new") + "environment environment\n");
    let late = run(&[("TOGGLE_PIN_PINNED_WHOLE", "on")]);
    assert!(late.starts_with(&paths("old")), "{late}");
    assert!(late.contains("`pinned-whole`: it was not pinned at build time"), "{late}");

    let on = [("TOGGLE_PIN_PINNED_WHOLE", "on"), ("TOGGLE_PIN_PINNED_RANKING", " neural ")];
    assert!(build(&on).status.success(), "cargo builds anew, since the environment has changed");
    check_listed(Pin::To("on"), Pin::To("neural"));
    check_binary("new", "old");
    assert_eq!(run(&on), paths("new") + "pin pin\n");
    let contradicted = run(&[("TOGGLE_PINNED_WHOLE", "off")]);
    let problem = "TOGGLE_PINNED_WHOLE: `pinned-whole` cannot be off, since this build has pinned it to `on`; build without \
                   `TOGGLE_PIN_PINNED_WHOLE`\n";
    assert_eq!(contradicted, paths("new") + "pin pin\n" + problem);

    let off = [("TOGGLE_PIN_PINNED_WHOLE", "0"), ("TOGGLE_PIN_PINNED_RANKING", "bm25")];
    assert!(build(&off).status.success());
    check_listed(Pin::To("off"), Pin::To("bm25"));
    check_binary("old", "new");
    assert_eq!(run(&[]), paths("old") + "pin pin\n");

    let refused = build(&[
        ("TOGGLE_PIN_PINNED_WHOLE", "maybe"),
        ("TOGGLE_PIN_PINNED_RANKING", "vectors"),
        ("TOGGLE_PIN_PINNED_LIMITS", "{ burst = 1 }"),
    ]);
    let errors = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    assert!(errors.contains("TOGGLE_PIN_PINNED_WHOLE is `maybe`, which is not on or off"), "{errors}");
    assert!(errors.contains("TOGGLE_PIN_PINNED_RANKING is `vectors`, which is no variant of the toggle"), "{errors}");
    let advice = "TOGGLE_PIN_PINNED_LIMITS is set, but a structure cannot be pinned: change the `Default` of its type";
    assert!(errors.contains(advice), "{errors}");
    assert!(build(&[]).status.success());
}

/// Checks the paths in a size-optimized program: `cargo test -p toggle-tests --test builds pinned -- --ignored`.
#[test]
#[ignore = "builds everything once more"]
fn path_left_out_is_not_in_a_stripped_build() {
    // The directory of the profile is next to that of the tests.
    let directory = super::profile_directory().with_file_name("stripped");
    let program = directory.join(format!("toggle-tests-pinned{EXE_SUFFIX}"));
    for (state, variant, in_it, not_in_it) in [("on", "neural", "new", "old"), ("off", "bm25", "old", "new")] {
        let pins = [("TOGGLE_PIN_PINNED_WHOLE", state), ("TOGGLE_PIN_PINNED_RANKING", variant)];
        let built = build_with(&["--profile", "stripped"], &pins);
        assert!(built.status.success(), "{built:?}");
        check_binary_at(&program, in_it, not_in_it);
    }
}
