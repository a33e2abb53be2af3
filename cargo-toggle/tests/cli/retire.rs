//! `retire` removes a toggle from a package, with cargo's opinion before and after.

use std::{fs, process::Command};

use crate::{package::Package, support::Run};

pub(crate) const MAIN: &str = r#"//! A program.
#![deny(warnings)]

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

/// Sell more.
#[toggle("upsell", kind = release)]
static UPSELL: Toggle;

/// Other.
#[toggle("other")]
static OTHER: Toggle;

#[feature_toggle(UPSELL, else = old())]
fn price() -> u32 {
    20
}

fn old() -> u32 {
    10
}

fn main() {
    if enabled!(all(UPSELL, OTHER)) {
        println!("{}", price());
    }
    println!("{}", old());
}
"#;

const RETIRED: &str = r#"//! A program.
#![deny(warnings)]

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

/// Other.
#[toggle("other")]
static OTHER: Toggle;

fn price() -> u32 {
    20
}

fn old() -> u32 {
    10
}

fn main() {
    if enabled!(OTHER) {
        println!("{}", price());
    }
    println!("{}", old());
}
"#;

const STATES: &str = "# All.\nupsell = true\nother = false\n";

pub(crate) struct Project(pub(crate) Package);

impl Project {
    pub(crate) fn new(name: &str, main: &str) -> Self {
        let package = Package::new(name, "");
        package.scratch.file("src/main.rs", main);
        package.scratch.file("toggles.toml", STATES);
        Self(package)
    }

    pub(crate) fn in_git(self) -> Self {
        self.0.scratch.file(".gitignore", "target\n");
        self.git(&["init", "-q"]);
        self.git(&["config", "user.name", "a"]);
        self.git(&["config", "user.email", "a@b"]);
        self.git(&["add", "."]);
        self.git(&["commit", "-qm", "a"]);
        self
    }

    /// Runs git, and returns its output.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let run = Run::of(Command::new("git").arg("-C").arg(self.0.scratch.path()).args(arguments));
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        run.stdout
    }

    /// Returns the subjects of the commits after the first, the latest first.
    pub(crate) fn commits(&self) -> Vec<String> {
        let mut subjects: Vec<String> = self.git(&["log", "--format=%s"]).lines().map(str::to_owned).collect();
        assert_eq!(subjects.pop().as_deref(), Some("a"));
        subjects
    }

    pub(crate) fn retire(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.0.command(&[&["retire"], arguments].concat()))
    }

    pub(crate) fn main(&self) -> String {
        fs::read_to_string(self.0.scratch.path().join("src/main.rs")).expect("it is there")
    }
}

#[test]
fn dry_run_prints_a_diff_and_writes_nothing() {
    let project = Project::new("retire-dry", MAIN);
    let run = project.retire(&["upsell", "--config", "toggles.toml"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stdout.starts_with("--- a/src/main.rs\n+++ b/src/main.rs\n"), "{}", run.stdout);
    assert!(
        run.stdout.contains("\n-    if enabled!(all(UPSELL, OTHER)) {\n+    if enabled!(OTHER) {\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("\n-upsell = true\n"), "{}", run.stdout);
    assert!(run.stderr.starts_with("would retire `upsell` (on): 4 edits in 2 files\n"), "{}", run.stderr);
    assert_eq!(project.main(), MAIN);
}

#[test]
fn applied_edit_compiles_and_leaves_nothing() {
    // The import of the attribute is not used any more, and goes by the compiler's own suggestion.
    let main = MAIN.replace("#![deny(warnings)]\n", "");
    let project = Project::new("retire-applied", &main).in_git();
    let run = project.retire(&["upsell", "--config", "toggles.toml", "--apply", "--format", "json"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let json = run.json("retire");
    assert_eq!((&json["applied"], &json["keep"]), (&true.into(), &"on".into()));
    let expected =
        RETIRED.replace("#![deny(warnings)]\n", "").replace("enabled, feature_toggle, toggle", "enabled, toggle");
    assert_eq!(project.main(), expected);
    let states = fs::read_to_string(project.0.scratch.path().join("toggles.toml")).expect("it is there");
    assert_eq!(states, "# All.\nother = false\n");
}

#[test]
fn edit_that_does_not_compile_is_taken_back() {
    // The way that goes has told the compiler the type.
    let main = MAIN.replace(
        "    println!(\"{}\", old());\n",
        "    let all = if enabled!(UPSELL) { Vec::new() } else { vec![old()] };\n    println!(\"{}\", all.len());\n",
    );
    let project = Project::new("retire-broken", &main).in_git();
    let run = project.retire(&["upsell", "--keep", "on", "--apply"]);
    assert_eq!(run.status, Some(2), "{}", run.stdout);
    assert!(run.stderr.contains("error[E0282]: type annotations needed for `Vec<_>`\n"), "{}", run.stderr);
    assert!(run.stderr.contains("the edit was taken back"), "{}", run.stderr);
    assert_eq!(project.main(), main);
}

#[test]
fn denied_lints_do_not_take_the_edit_back() {
    // The import is tidied up. A function that nothing uses any more is for a person to remove.
    let main = MAIN.replace("    println!(\"{}\", old());\n", "");
    let project = Project::new("retire-denied", &main).in_git();
    let run = project.retire(&["upsell", "--keep", "on", "--apply"]);
    assert_eq!(run.status, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("src/main.rs:14: function `old` is never used"), "{}", run.stderr);
    assert!(run.stderr.contains("so it does not build before you remove that code"), "{}", run.stderr);
    let expected = RETIRED.replace("    println!(\"{}\", old());\n", "");
    assert_eq!(project.main(), expected.replace("enabled, feature_toggle, toggle", "enabled, toggle"));
}

#[test]
fn file_outside_of_git_is_refused() {
    let project = Project::new("retire-untracked", MAIN);
    project.git(&["init", "-q"]);
    let run = project.retire(&["upsell", "--keep", "on", "--apply"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("`src/main.rs` is not in git, so its text would be lost"), "{}", run.stderr);
    assert_eq!(project.main(), MAIN);
}

#[test]
fn changed_working_directory_is_refused() {
    let project = Project::new("retire-dirty", MAIN).in_git();
    project.0.scratch.file("src/main.rs", format!("{MAIN}\n"));
    let run = project.retire(&["upsell", "--keep", "on", "--apply"]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr.contains("`src/main.rs` has changes; commit them first, or give `--allow-dirty`"),
        "{}",
        run.stderr
    );
    assert_eq!(project.main(), format!("{MAIN}\n"));
}

#[test]
fn directory_without_git_is_refused() {
    let project = Project::new("retire-no-git", MAIN);
    let run = project.retire(&["upsell", "--keep", "off", "--apply"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("`--allow-no-vcs` edits it anyway"), "{}", run.stderr);
    assert_eq!(project.main(), MAIN);
}

#[test]
fn place_for_a_person_stops_apply() {
    let main = MAIN.replace("else = old()", "guard");
    let project = Project::new("retire-person", &main).in_git();
    let run = project.retire(&["upsell", "--keep", "off", "--apply"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("src/main.rs:15: `price` has no `else` and returns a value"), "{}", run.stderr);
    assert!(run.stderr.contains("some places are left to a person"), "{}", run.stderr);
    assert_eq!(project.main(), main);
    let run = project.retire(&["upsell", "--keep", "off"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("the declaration stays, since places that are left to you name it"), "{}", run.stderr);
    assert!(!run.stdout.contains("-static UPSELL"), "{}", run.stdout);
}

#[test]
fn file_that_is_no_rust_is_named_and_left() {
    let project = Project::new("retire-unparsed", MAIN);
    let path = project.0.scratch.file("src/broken.rs", "fn f() { enabled!(\"upsell\") ");
    let run = project.retire(&["upsell", "--keep", "on"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("src/broken.rs:1:"), "{}", run.stderr);
    assert!(fs::read_to_string(path).is_ok_and(|text| text.starts_with("fn f()")));
}

#[track_caller]
fn refused(arguments: &[&str], states: &str, expected: &str) {
    let project = Project::new("retire-refused", MAIN);
    project.0.scratch.file("toggles.toml", states);
    let run = project.retire(arguments);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains(expected), "{}", run.stderr);
}

#[test]
fn unknown_toggle_is_refused_with_the_nearest() {
    refused(
        &["upsel", "--keep", "on"],
        STATES,
        "no code of this workspace checks or declares `upsel`; did you mean `upsell`?",
    );
}

#[test]
fn uncertain_value_is_refused() {
    let ask = "which way of `upsell` stays? Give `--keep on`, `--keep off`, or a file that sets it with `--config`";
    refused(&["upsell"], STATES, ask);
    refused(&["upsell", "--keep", "maybe"], STATES, "`upsell` is on or off; `--keep maybe` is neither");
    let rules = "rules or a share still decide `upsell`; set it to one state for everybody first";
    refused(&["upsell", "--keep", "on", "--config", "toggles.toml"], "upsell = \"25%\"\n", rules);
    let states = "upsell = true\n[environment.production]\nupsell = false\n";
    refused(
        &["upsell", "--config", "toggles.toml"],
        states,
        "in [environment.production]: `upsell` is off here, and will be on",
    );
}

#[test]
fn required_toggle_is_refused_for_off() {
    let states = "upsell = false\n[other]\nrules = [{ rollout = 10 }]\nrequires = [\"upsell\"]\n";
    let expected = "`other` requires `upsell`, so it would never be on; retire `other` first";
    refused(&["upsell", "--keep", "off", "--config", "toggles.toml"], states, expected);
}

#[test]
fn other_state_in_a_file_is_reported() {
    let project = Project::new("retire-other-state", MAIN);
    let run = project.retire(&["upsell", "--keep", "off", "--config", "toggles.toml"]);
    assert!(run.stderr.contains("toggles.toml: `upsell` is on here, and will be off\n"), "{}", run.stderr);
}

#[test]
fn pinned_toggle_needs_no_state() {
    let project = Project::new("retire-pinned", MAIN);
    let pinned = |arguments: &[&str]| {
        let mut command = project.0.command(&[&["retire", "upsell"], arguments].concat());
        Run::of(command.env("TOGGLE_PIN_UPSELL", "on"))
    };
    let run = pinned(&[]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("would retire `upsell` (on): 3 edits in 1 file\n"), "{}", run.stderr);
    // A file that sets the other state is not what the program does.
    project.0.scratch.file("toggles.toml", "upsell = false\n");
    let run = pinned(&["--config", "toggles.toml", "--apply", "--allow-no-vcs"]);
    assert_eq!(run.status, Some(2));
    let expected = "the build pins `upsell` to on, and the files set it to off; say which way stays with `--keep`";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
    assert_eq!(project.main(), MAIN);
}

#[test]
fn kept_braces_are_in_the_diff() {
    let project = Project::new("retire-braces", &MAIN.replace("all(UPSELL, OTHER)", "UPSELL"));
    let run = project.retire(&["upsell", "--keep", "on"]);
    assert!(run.stdout.contains("+    println!(\"{}\", price());\n"), "{}", run.stdout);
    let run = project.retire(&["upsell", "--keep", "on", "--keep-braces"]);
    assert!(run.stdout.contains("-    if enabled!(UPSELL) {\n+    {\n         println!"), "{}", run.stdout);
}

#[test]
fn lost_protection_is_listed() {
    let project = Project::new("retire-guard", &MAIN.replace("else = old()", "else = old(), guard"));
    let states = "[upsell]\notherwise = true\nguard = { failures = \"5%\" }\n";
    project.0.scratch.file("toggles.toml", states);
    let run = project.retire(&["upsell", "--keep", "on", "--config", "toggles.toml"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let expected = "look at these edits:\n  src/main.rs:14: the `guard` goes with the gate: its failures are not counted \
                    any more, and nothing rolls back\n";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
    assert!(run.stderr.contains("  toggles.toml: the entry `upsell` with its `guard` is removed\n"), "{}", run.stderr);
}

#[test]
fn flags_that_contradict_are_refused() {
    let scratch = crate::support::Scratch::new();
    let refused = |arguments: &[&str], expected: &str| {
        let run = scratch.toggle(&[&["retire"], arguments].concat());
        assert_eq!(run.status, Some(2));
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    };
    refused(&[], "<NAME>");
    refused(&["upsell", "--all-overdue"], "cannot be used with");
    refused(&["--all-overdue", "--keep", "on"], "cannot be used with");
    refused(&["--all-overdue", "--apply"], "give `--commit` in place of `--apply`");
    refused(&["upsell", "--test", "true"], "--commit");
    refused(&["upsell", "--partial"], "<--apply|--commit>");
    refused(&["upsell", "--commit", "--allow-dirty"], "cannot be used with");
}

/// The identity of a file and the times of its last changes.
#[cfg(unix)]
fn identity(path: &std::path::Path) -> (u64, (i64, i64), (i64, i64)) {
    use std::os::unix::fs::MetadataExt;

    let metadata = fs::metadata(path).expect("it is there");
    (metadata.ino(), (metadata.mtime(), metadata.mtime_nsec()), (metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(unix)]
#[test]
fn files_without_the_toggle_are_not_written() {
    let project = Project::new("retire-untouched", MAIN);
    let files = [
        ("src/other.rs", "fn g() { enabled!(OTHER); }\n"),
        ("src/broken.rs", "fn f() { enabled!(\"upsell\") "),
        ("src/bytes.rs", "fn f() {} // \u{fffd}"),
        ("other.toml", "# Nothing.\nother = true\n"),
    ];
    let paths = files.map(|(name, text)| project.0.scratch.file(name, text));
    let before = paths.clone().map(|path| identity(&path));
    let arguments = ["upsell", "--keep", "on", "--config", "toggles.toml", "--config", "other.toml"];
    let write = ["--apply", "--no-check", "--partial", "--allow-no-vcs"];
    let run = project.retire(&[&arguments[..], &write[..]].concat());
    assert_eq!(run.status, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("src/broken.rs:1:"), "{}", run.stderr);
    assert!(run.stderr.contains("the file names the toggle and is left as it is"), "{}", run.stderr);
    assert!(!project.main().contains("enabled!(all(UPSELL"), "{}", project.main());
    assert_eq!(paths.map(|path| identity(&path)), before);
}
