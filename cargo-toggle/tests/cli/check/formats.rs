//! The output formats of findings.

use super::*;

#[test]
fn the_exit_status_starts_at_a_level() {
    let old = "old expires=2020-01-01 declared=src/lib.rs:8 asked=src/lib.rs:9";
    assert_eq!(run(old, &[], &[]).status, Some(1));
    assert_eq!(run(old, &[], &["--fail-on", "error"]).status, Some(0));
    assert_eq!(run(old, &[], &["--fail-on", "error", "--deny", "expired"]).status, Some(1));
    let files = [("t.toml", "odl = true")];
    assert_eq!(run(old, &files, &["--config", "t.toml", "--fail-on", "error"]).status, Some(1));
}

#[test]
fn json_has_the_name_and_the_nearest() {
    let files = [("t.toml", "mial = true")];
    let report = run(TOGGLES, &files, &["--config", "t.toml", "--format", "json"]).json("check");
    let finding = &report["findings"][0];
    assert_eq!((&finding["toggle"], &finding["nearest"]), (&"mial".into(), &"mail".into()));
}

#[test]
fn text_resembles_compiler_messages() {
    let files = [("toggles.toml", "mail = true\nnew-chekout = true\n")];
    let arguments = ["--config", "toggles.toml"];
    let toggles = format!("{TOGGLES}\nold expires=2020-01-01 declared=src/lib.rs:8 asked=src/lib.rs:9");
    assert_eq!(
        run(&toggles, &files, &arguments).findings(),
        "error[unknown-name]: no toggle of this program is called `new-chekout`; did you mean `new-checkout`?
  --> toggles.toml:2:1
warning[expired]: the toggle `old` expired on 2020-01-01; remove it, or give it another date
  --> src/lib.rs:8:1
3 toggles, toggles.toml: 1 error, 1 warning
"
    );
    assert_eq!(
        run(TOGGLES, &[("toggles.toml", "mail = true")], &arguments).fine(),
        "2 toggles, toggles.toml: nothing found\n"
    );
}

#[test]
fn github_shows_the_finding_at_the_line() {
    let files = [("a,b.toml", "new-chekout = true\n"), ("c.toml", "")];
    let arguments = ["--config", "a,b.toml", "--config", "c.toml", "--format", "github"];
    assert_eq!(
        run(TOGGLES, &files, &arguments).findings(),
        "::error file=a%2Cb.toml,line=1,col=1,title=unknown-name::no toggle of this program is called `new-chekout`; did you mean `new-checkout`?
::error file=c.toml,title=unreadable::is empty; to set no toggle, write a comment into it
"
    );
}

#[test]
fn sarif_for_code_scanning() {
    let files = [("toggles.toml", "mail = true\nmial = true\n")];
    let output = run(TOGGLES, &files, &["--config", "toggles.toml", "--format", "sarif"]).findings();
    let log: Value = serde_json::from_str(&output).expect("it is JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["level"], "error");
    let region = &result["locations"][0]["physicalLocation"];
    assert_eq!(region["artifactLocation"]["uri"], "toggles.toml");
    assert_eq!((&region["region"]["startLine"], &region["region"]["startColumn"]), (&2.into(), &1.into()));
    let rule = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
    let rule = &run["tool"]["driver"]["rules"][rule];
    assert_eq!(rule["id"], result["ruleId"]);
    assert_eq!(rule["help"]["text"], "Write the name of a toggle that the program has, or remove the entry.");
    let fingerprint = result["partialFingerprints"]["cargoToggle/v1"].as_str().expect("a text");
    assert!(fingerprint.len() == 18 && fingerprint.ends_with(":1"), "{fingerprint}");
    let enabled = |id: &str| {
        let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
        rules.iter().find(|rule| rule["id"] == id).map(|rule| rule["defaultConfiguration"].clone())
    };
    assert_eq!(enabled("undeclared"), Some(serde_json::json!({ "enabled": false, "level": "none" })));
    assert_eq!(enabled("expired"), Some(serde_json::json!({ "enabled": true, "level": "warning" })));
}

/// Validates SARIF output. The schema is too large to keep a copy, so `.ci/sarif` provides its path.
#[test]
#[ignore = "needs the schema of SARIF: run `.ci/sarif`"]
fn sarif_is_what_its_schema_says() {
    let path = std::env::var_os("SARIF_SCHEMA").expect("`SARIF_SCHEMA` is the path of the schema");
    // The pattern for languages has one bracket too many, which makes it invalid.
    let schema = std::fs::read_to_string(path).expect("it can be read").replace("{2}]?$", "{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("it is JSON");
    let validator = jsonschema::draft7::options().should_validate_formats(true).build(&schema).expect("it is a schema");
    let toggles = r"
        a kind=release since=2020-01-01 expires=2020-02-01 declared=a:1
        b declared=\\server\a(b).rs:0
        c asked=/src/c.rs:2
    ";
    let files = [("a.toml", "a = 3\nd = true"), ("b.toml", ""), ("c.env", "no variable\nTOGGLE_D=on")];
    let denied = ["--deny", "undeclared", "--deny", "unset"];
    let read = ["--config", "a.toml", "--config", "b.toml", "--env-file", "c.env", "--format", "sarif"];
    let output = run(toggles, &files, &[&denied[..], &read].concat()).findings();
    let log: Value = serde_json::from_str(&output).expect("it is JSON");
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let found = log["runs"][0]["results"].as_array().expect("a list").len();
    assert!(found > 8, "{found} findings");
}

#[test]
fn place_without_line_has_no_line() {
    let toggles = "mail declared=src/lib.rs:0";
    for (format, expected) in
        [("github", "::warning file=src/lib.rs,title=never-asked::"), ("human", "\n  --> src/lib.rs\n")]
    {
        let output = run(toggles, &[], &["--format", format]).findings();
        assert!(output.contains(expected), "{output}");
    }
    let output = run(toggles, &[], &["--format", "sarif"]).findings();
    assert!(!output.contains("region"), "{output}");
    let report = run(toggles, &[], &["--format", "json"]).json("check");
    assert_eq!(report["findings"][0]["location"]["line"], Value::Null);
}

#[test]
fn findings_are_ordered_and_printed_once() {
    let toggles = "
        z declared=src/b.rs:2 declared=src/b.rs:3 asked=src/b.rs:9
        a declared=src/b.rs:1
        m declared=src/a.rs:1
    ";
    let message = |name| {
        format!(
            "the toggle `{name}` is declared but unused; remove it (a call of `is_enabled` is not listed; \
             `enabled!` is)"
        )
    };
    let expected = [
        "src/b.rs:2:1: declared-twice: the toggle `z` is declared twice: src/b.rs:2:1 (f) applies, src/b.rs:3:1 (f) does not; remove one".to_owned(),
        format!("src/a.rs:1:1: never-asked: {}", message("m")),
        format!("src/b.rs:1:1: never-asked: {}", message("a")),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check_toggles(toggles, &[], &expected);
    let scratch = Scratch::new();
    scratch.file("one.json", saved_list(toggles));
    scratch.file("two.json", saved_list(toggles));
    let output = scratch.toggle(&["check", "one.json", "two.json", "--today", "2026-12-01"]).findings();
    assert_eq!(output.matches("declared-twice").count(), 1, "{output}");
}
