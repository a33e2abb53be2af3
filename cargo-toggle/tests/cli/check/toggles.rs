//! Findings about the toggles of a build: declarations, ages and toggle points.

use super::*;

#[test]
fn toggles_that_share_a_variable_are_found() {
    check_toggles(
        "a-b asked=src/lib.rs:1\na.b asked=src/lib.rs:2\nfile asked=src/lib.rs:3",
        &[],
        &[
            "src/lib.rs:1:1: shared-variable: the variable `TOGGLE_A_B` could set `a-b` or `a.b`, so it sets none of them; set the toggle by name in `TOGGLES`, or rename it",
            "src/lib.rs:3:1: shared-variable: the variable `TOGGLE_FILE` is the path of the toggle file, so it does not set `file`; set the toggle by name in `TOGGLES`, or rename it",
        ],
    );
}

#[test]
fn two_declarations_are_found_with_differences() {
    let same = "mail declared=src/a.rs:1 declared=src/b.rs:2 asked=src/a.rs:9";
    check_toggles(
        same,
        &[],
        &[
            "src/a.rs:1:1: declared-twice: the toggle `mail` is declared twice: src/a.rs:1:1 (f) applies, src/b.rs:2:1 (f) does not; remove one",
        ],
    );
    let other = "mail declared=src/a.rs:1 default=on owner=x declared=src/b.rs:2 asked=src/a.rs:9";
    check_toggles(
        other,
        &[],
        &[
            "src/a.rs:1:1: declared-twice: the toggle `mail` is declared twice: src/a.rs:1:1 (f) applies, src/b.rs:2:1 (f) does not; remove one; they differ in default, owner",
        ],
    );
}

#[test]
fn toggles_that_should_be_gone_are_found() {
    let toggles = "
        a kind=release since=2026-08-01 declared=src/lib.rs:1 asked=src/lib.rs:9
        b kind=ops since=2020-01-01 declared=src/lib.rs:2 asked=src/lib.rs:9
        c kind=experiment since=2026-11-01 expires=2026-11-30 declared=src/lib.rs:3 asked=src/lib.rs:9
        d expires=2026-12-01 declared=src/lib.rs:4 asked=src/lib.rs:9
    ";
    let (a, b, c) = (
        "src/lib.rs:1:1: too-old: the toggle `a` is 122 days old; the limit of the kind release is 90; remove it",
        "src/lib.rs:2:1: too-old: the toggle `b` is 2526 days old; the limit of the kind ops is 365; remove it",
        "src/lib.rs:3:1: expired: the toggle `c` expired on 2026-11-30; remove it, or give it another date",
    );
    check_toggles(toggles, &[], &[a, c]);
    check_toggles(toggles, &["--max-age", "release=122", "--max-age", "ops=365"], &[b, c]);
    check_toggles(toggles, &["--max-age", "release=none"], &[c]);
}

#[test]
fn limits_come_from_the_manifest() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("a kind=release since=2026-11-01 declared=src/lib.rs:1 asked=src/lib.rs:9"));
    scratch.file("src/lib.rs", "");
    let check = |table: &str| {
        scratch
            .file("Cargo.toml", format!("[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{table}"));
        scratch.toggle(&["check", "list.json", "--today", "2026-12-01"])
    };
    check("").fine();
    assert!(check("[package.metadata.toggle]\nmax-age = { release = 7 }").findings().contains("30 days old"));
    assert!(check("[workspace.metadata.toggle]\nmax-age.release = 7\n[workspace]").findings().contains("30 days old"));
    let message = check("[package.metadata.toggle]\nmax-age = { release = \"soon\" }").refused();
    assert!(message.contains("/Cargo.toml: expected a number of days, or \"none\""), "{message}");
    let message = check("[package.metadata.toggle]\nmax-aeg = {}").refused();
    assert!(message.contains("unknown key `max-aeg`; did you mean `max-age`?"), "{message}");
}

#[test]
fn unused_declaration_is_found() {
    check_toggles(
        "mail declared=src/lib.rs:1",
        &[],
        &[
            "src/lib.rs:1:1: never-asked: the toggle `mail` is declared but unused; remove it (a call of `is_enabled` is not listed; `enabled!` is)",
        ],
    );
}

#[test]
fn unused_variants_are_found() {
    check_toggles("rank type=variants,a,b default=a declared=src/lib.rs:1 value=src/lib.rs:3", &[], &[]);
    check_toggles(
        "rank type=variants,a,b default=a declared=src/lib.rs:1",
        &[],
        &[
            "src/lib.rs:1:1: never-asked: the toggle `rank` is declared but unused; remove it (a call of `get` is not listed; `value!` is)",
        ],
    );
}

#[test]
fn some_rules_are_reported_on_demand() {
    let toggles = "mail asked=src/lib.rs:1";
    check_toggles(toggles, &[], &[]);
    check_toggles(
        toggles,
        &["--deny", "undeclared"],
        &[
            "src/lib.rs:1:1: undeclared: the toggle `mail` is not declared; write `#[toggle(\"mail\", ..)]` above a static",
        ],
    );
    check_toggles(
        toggles,
        &["--deny", "unset"],
        &["src/lib.rs:1:1: unset: nothing sets the toggle `mail`, so it is off by default"],
    );
    check(
        toggles,
        &[("t.toml", "mail = false")],
        &["--config", "t.toml", "--deny", "unset,undeclared", "--allow", "undeclared"],
        &[],
    );
    check_toggles(
        "mail declared=src/lib.rs:1 asked=src/lib.rs:2\nmial asked=src/lib.rs:3",
        &["--deny", "undeclared"],
        &["src/lib.rs:3:1: undeclared: the toggle `mial` is not declared; did you mean `mail`, which is declared?"],
    );
}

#[test]
fn command_line_limits_override_the_manifest() {
    let scratch = Scratch::new();
    scratch.file(
        "list.json",
        saved_list(
            "a kind=release since=2026-11-01 declared=src/lib.rs:1 asked=src/lib.rs:9
            b kind=experiment since=2026-01-01 declared=src/lib.rs:2 asked=src/lib.rs:9
            c kind=permission since=1999-01-01 declared=src/lib.rs:3 asked=src/lib.rs:9
            d kind=release since=2027-11-01 declared=src/lib.rs:4 asked=src/lib.rs:9",
        ),
    );
    scratch.file("src/lib.rs", "");
    let manifest = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[package.metadata.toggle]\n";
    let too_old = |table: &str, arguments: &[&str]| {
        scratch.file("Cargo.toml", format!("{manifest}{table}"));
        let run = scratch.toggle(&[&["check", "list.json", "--today", "2026-12-01"], arguments].concat());
        let listed = scratch.toggle(&["list", "list.json", "--overdue", "--today", "2026-12-01", "--format", "csv"]);
        let listed: String = listed.fine().lines().skip(1).map(|line| &line[..1]).collect();
        let found = |name: &&str| run.stdout.contains(&format!("too-old]: the toggle `{name}` is "));
        (["a", "b", "c", "d"].into_iter().filter(found).collect::<String>(), listed)
    };
    let is = |found: &str, listed: &str| (found.to_owned(), listed.to_owned());
    assert_eq!(too_old("", &[]), is("b", "b"));
    assert_eq!(too_old("max-age = { release = 29, experiment = \"none\" }", &[]), is("a", "a"));
    assert_eq!(too_old("max-age = { release = 30 }", &[]), is("b", "b"));
    assert_eq!(too_old("max-age = { release = 29 }", &["--max-age", "release=30"]), is("b", "ab"));
    assert_eq!(too_old("max-age = { release = 29 }", &["--max-age", "experiment=none"]), is("a", "ab"));
    assert_eq!(too_old("", &["--max-age", "release=1", "--max-age", "release=none"]), is("b", "b"));
}

#[test]
fn denied_warning_is_an_error() {
    let level = |arguments: &[&str]| {
        let run = run("mail declared=src/lib.rs:1", &[], &[arguments, &["--format", "json"]].concat());
        run.json("check")["findings"][0]["level"].clone()
    };
    assert_eq!((level(&[]), level(&["--deny", "never-asked"])), ("warning".into(), "error".into()));
}

#[test]
fn only_a_toggle_of_the_build_is_named() {
    let files = [("p.env", "TOGGLES=nonsense,mail=maybe")];
    let report = run(TOGGLES, &files, &["--env-file", "p.env", "--format", "json"]).json("check");
    let toggles: Vec<&Value> = report["findings"].as_array().expect("a list").iter().map(|it| &it["toggle"]).collect();
    assert_eq!(toggles, [&Value::Null, &Value::from("mail")]);
}
