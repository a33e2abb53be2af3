use serde_json::Value;

use crate::support::{Run, Scratch, saved_list, this};

const TOGGLES: &str = "
    mail default=on kind=ops declared=src/lib.rs:1 asked=src/lib.rs:2
    new-checkout kind=release since=2026-11-23 expires=2027-03-01 declared=src/lib.rs:3 !asked=src/lib.rs:4
";

/// Checks these toggles with these files, on a day when nothing is overdue.
pub(crate) fn run(toggles: &str, files: &[(&str, &str)], arguments: &[&str]) -> Run {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(toggles));
    for (name, content) in files {
        scratch.file(name, content);
    }
    scratch.toggle(&[&["check", "list.json"], arguments, &["--today", "2026-12-01"]].concat())
}

/// The findings, each as `place: rule: message`.
#[track_caller]
pub(crate) fn check(toggles: &str, files: &[(&str, &str)], arguments: &[&str], expected: &[&str]) {
    let run = run(toggles, files, &[arguments, &["--format", "json"]].concat());
    assert_eq!(run.status, Some(i32::from(!expected.is_empty())), "{run:?}");
    let report = run.json("check");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let findings: Vec<String> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| {
            let location = &finding["location"];
            let place = ["file", "line", "column"].map(|part| text(&location[part])).join(":");
            format!("{place}: {}: {}", text(&finding["rule"]), text(&finding["message"]))
        })
        .collect();
    assert_eq!(findings, expected);
}

#[track_caller]
fn check_file(content: &str, expected: &[&str]) {
    check(TOGGLES, &[("toggles.toml", content)], &["--config", "toggles.toml"], expected);
}

#[track_caller]
fn check_variables(content: &str, expected: &[&str]) {
    check(TOGGLES, &[("prod.env", content)], &["--env-file", "prod.env"], expected);
}

#[track_caller]
fn check_toggles(toggles: &str, arguments: &[&str], expected: &[&str]) {
    check(toggles, &[], arguments, expected);
}

#[test]
fn a_good_configuration_has_no_findings() {
    check_file("mail = false\nnew-checkout = \"on\"", &[]);
    check_variables("# production\nPATH=/bin\nexport TOGGLE_MAIL=off\nTOGGLES='new-checkout=on'\n", &[]);
    check_toggles(TOGGLES, &[], &[]);
}

#[test]
fn mistaken_process_context_is_found() {
    check_variables("# production\nTOGGLE_CONTEXT='region=eu,version=2.3'\n", &[]);
    check_variables(
        "TOGGLE_MAIL=on\nTOGGLE_CONTEXT='region=,host'\n",
        &[
            "prod.env:2:null: invalid-state: `host`: expected `name=value`, as in \
             `TOGGLE_CONTEXT=\"region=eu,version=2.3\"`",
            "prod.env:2:null: invalid-state: `region`: the value is missing; leave the attribute out, or write `\"\"` for \
             an empty text",
        ],
    );
}

#[test]
fn a_name_that_no_toggle_has_is_found_with_the_nearest() {
    check_file(
        "mail = true\nnew-chekout = true",
        &[
            "toggles.toml:2:1: unknown-name: no toggle of this program is called `new-chekout`; did you mean `new-checkout`?",
        ],
    );
    check_variables(
        "TOGGLE_MAIL=on\nexport  TOGGLE_MIAL = on\n",
        &[
            "prod.env:2:null: unknown-name: no toggle of this program is called `TOGGLE_MIAL`; did you mean `TOGGLE_MAIL`?",
        ],
    );
    check_variables(
        "TOGGLES=mial=on\n",
        &["prod.env:1:null: unknown-name: no toggle of this program is called `mial`; did you mean `mail`?"],
    );
}

#[test]
fn names_beyond_a_hundred_are_counted() {
    let lines = (0..150).map(|number| format!("other-{number} = true\n")).collect::<Vec<_>>().concat();
    let expected: Vec<String> = (0..100)
        .map(|number| {
            let line = number + 1;
            format!("toggles.toml:{line}:1: unknown-name: no toggle of this program is called `other-{number}`")
        })
        .collect();
    let more = "toggles.toml:null:null: unknown-name: 50 more names are no toggles of this program; is this another program's configuration?";
    let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    expected.insert(0, more);
    check_file(&lines, &expected);
}

#[test]
fn a_state_that_a_toggle_cannot_have_is_found() {
    check_file(
        "mail = 3\n  new-checkout = \"maybe\"",
        &[
            "toggles.toml:1:1: invalid-state: `mail`: expected `true` or `false`, found the integer 3; a percentage is written `\"3%\"`",
            "toggles.toml:2:3: invalid-state: `new-checkout`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
        ],
    );
    check_variables(
        "TOGGLE_MAIL=maybe\n",
        &[
            "prod.env:1:null: invalid-state: `mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
        ],
    );
}

#[test]
fn the_environment_of_the_caller_does_not_count() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    scratch.file("prod.env", "OTHER=\"${STATE}\"\nTOGGLE_MAIL=${STATE}\n");
    let arguments = ["check", "list.json", "--env-file", "prod.env", "--today", "2026-12-01"];
    let mut command = scratch.command(&arguments);
    let found = Run::of(command.env("STATE", "off")).findings();
    assert!(found.contains("found `${STATE}`\n  --> prod.env:2"), "{found}");
    assert_eq!(scratch.toggle(&arguments).findings(), found);
}

#[test]
fn a_file_that_would_change_nothing_is_found() {
    check_file("mail = true\nmail = ", &["toggles.toml:2:8: unreadable: expected a value, found the end of the text"]);
    check_file(
        "",
        &["toggles.toml:null:null: unreadable: is empty; if no toggle is to be set, write a comment into it"],
    );
}

#[test]
fn a_line_that_sets_no_variable_is_found() {
    check_variables(
        "TOGGLE_MAIL=on\n\nTOGGLE_NEW-CHECKOUT=on\nTOGGLE_MIAL=1\n",
        &[
            "prod.env:3:null: unreadable: expected `NAME=value`, with a name of letters, digits and `_`, found `TOGGLE_NEW-CHECKOUT=on`",
            "prod.env:4:null: unknown-name: no toggle of this program is called `TOGGLE_MIAL`; did you mean `TOGGLE_MAIL`?",
        ],
    );
}

#[test]
fn files_are_checked_each_by_itself() {
    check(
        TOGGLES,
        &[("a.toml", "a = true"), ("b.toml", "b = true"), ("c.env", "TOGGLE_C=1")],
        &["--config", "a.toml", "--config", "b.toml", "--env-file", "c.env"],
        &[
            "a.toml:1:1: unknown-name: no toggle of this program is called `a`",
            "b.toml:1:1: unknown-name: no toggle of this program is called `b`",
            "c.env:1:null: unknown-name: no toggle of this program is called `TOGGLE_C`",
        ],
    );
}

#[test]
fn toggles_that_share_a_variable_are_found() {
    check_toggles(
        "a-b asked=src/lib.rs:1\na.b asked=src/lib.rs:2\nfile asked=src/lib.rs:3",
        &[],
        &[
            "src/lib.rs:1:1: shared-variable: the environment variable `TOGGLE_A_B` could set `a-b` or `a.b`, so it sets none of them; set the toggle by name in `TOGGLES`, or rename it",
            "src/lib.rs:3:1: shared-variable: the environment variable `TOGGLE_FILE` is the path of the toggle file, so it does not set `file`; set the toggle by name in `TOGGLES`, or rename it",
        ],
    );
}

#[test]
fn two_declarations_are_found_and_what_they_disagree_about() {
    let same = "mail declared=src/a.rs:1 declared=src/b.rs:2 asked=src/a.rs:9";
    check_toggles(
        same,
        &[],
        &[
            "src/a.rs:1:1: declared-twice: the toggle `mail` is declared twice: src/a.rs:1:1 (f) counts, src/b.rs:2:1 (f) does not; remove one",
        ],
    );
    let other = "mail declared=src/a.rs:1 default=on owner=x declared=src/b.rs:2 asked=src/a.rs:9";
    check_toggles(
        other,
        &[],
        &[
            "src/a.rs:1:1: declared-twice: the toggle `mail` is declared twice: src/a.rs:1:1 (f) counts, src/b.rs:2:1 (f) does not; remove one; they differ in default, owner",
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
        "src/lib.rs:1:1: too-old: the toggle `a` is 122 days old; a toggle of the kind release may be 90; remove it",
        "src/lib.rs:2:1: too-old: the toggle `b` is 2526 days old; a toggle of the kind ops may be 365; remove it",
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
fn a_declaration_that_nobody_asks_for_is_found() {
    check_toggles(
        "mail declared=src/lib.rs:1",
        &[],
        &[
            "src/lib.rs:1:1: never-asked: the toggle `mail` is declared, but nothing asks for it; remove it (a call of `is_enabled` is not listed; `enabled!` is)",
        ],
    );
}

#[test]
fn variants_that_nobody_asks_for_are_found() {
    check_toggles("rank type=variants,a,b default=a declared=src/lib.rs:1 value=src/lib.rs:3", &[], &[]);
    check_toggles(
        "rank type=variants,a,b default=a declared=src/lib.rs:1",
        &[],
        &[
            "src/lib.rs:1:1: never-asked: the toggle `rank` is declared, but nothing asks for it; remove it (a call of `get` is not listed; `value!` is)",
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
        &["src/lib.rs:3:1: undeclared: the toggle `mial` is not declared; did you mean `mail`, which is?"],
    );
}

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
fn people_read_it_as_they_read_the_compiler() {
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
fn github_shows_it_beside_the_line() {
    let files = [("a,b.toml", "new-chekout = true\n"), ("c.toml", "")];
    let arguments = ["--config", "a,b.toml", "--config", "c.toml", "--format", "github"];
    assert_eq!(
        run(TOGGLES, &files, &arguments).findings(),
        "::error file=a%2Cb.toml,line=1,col=1,title=unknown-name::no toggle of this program is called `new-chekout`; did you mean `new-checkout`?
::error file=c.toml,title=unreadable::is empty; if no toggle is to be set, write a comment into it
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

/// `.ci/sarif` tells where the schema is, which is too large to keep a copy.
#[test]
#[ignore = "needs the schema of SARIF: run `.ci/sarif`"]
fn sarif_is_what_its_schema_says() {
    let path = std::env::var_os("SARIF_SCHEMA").expect("`SARIF_SCHEMA` is the path of the schema");
    // The pattern of languages has a bracket too many, with which it is none.
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
fn programs_that_share_a_configuration_do_not_clash() {
    let scratch = Scratch::new();
    scratch.file("one.json", saved_list("mail default=on declared=src/one.rs:1 asked=src/one.rs:2"));
    scratch.file("two.json", saved_list("mail declared=src/two.rs:1 asked=src/two.rs:2\nm_ail asked=src/two.rs:3"));
    scratch.file("toggles.toml", "mail = true\nm_ail = true");
    // `declared-differently` reports that the defaults differ.
    let check = ["check", "one.json", "two.json", "--config", "toggles.toml", "--allow", "declared-differently"];
    assert_eq!(scratch.toggle(&check).fine(), "2 toggles, toggles.toml: nothing found\n");
    let alone = ["check", "one.json", "--config", "toggles.toml"];
    assert!(scratch.toggle(&alone).findings().contains("no toggle of this program is called `m_ail`"));
}

#[test]
fn a_real_program_is_checked_without_a_list() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "mail = false\nbeta-serch = true");
    let this = this().display().to_string();
    let run = scratch.toggle(&["check", &this, "--config", "toggles.toml", "--today", "2026-12-01"]);
    assert!(run.findings().contains("did you mean `beta-search`?\n  --> toggles.toml:2:1\n"));
}

#[test]
fn what_is_not_there_is_refused() {
    let message = run(TOGGLES, &[], &["--config", "toggles.toml"]).refused();
    assert!(message.starts_with("error: toggles.toml: No such file"), "{message}");
    let message = run(TOGGLES, &[], &["--env-file", "."]).refused();
    assert_eq!(message, "error: .: not a regular file\n");
}

#[test]
fn a_place_that_is_none_has_no_line() {
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
fn of_a_shared_configuration_each_program_takes_what_is_its_own() {
    let scratch = Scratch::new();
    scratch.file("one.json", saved_list("a-b asked=src/one.rs:1\nmail declared=src/one.rs:2 asked=src/one.rs:3"));
    scratch.file("two.json", saved_list("a.b asked=src/two.rs:1\nmail declared=src/one.rs:2 asked=src/one.rs:3"));
    let check = |variables: &str| {
        scratch.file("p.env", variables);
        scratch.toggle(&["check", "one.json", "two.json", "--env-file", "p.env", "--deny", "unset"])
    };
    assert_eq!(check("TOGGLE_A_B=on\nTOGGLE_MAIL=on\n").fine(), "3 toggles, p.env: nothing found\n");
    let output = check("TOGGLE_A_B=maybe\nTOGGLE_MAIL=maybe\n").findings();
    let found = |text: &str| output.matches(text).count();
    assert_eq!((found("`a-b`: expected"), found("`a.b`: expected"), found("`mail`: expected")), (1, 1, 1), "{output}");
    assert!(check("TOGGLE_A_B=on\n").findings().ends_with("3 toggles, p.env: 1 error, 0 warnings\n"));
    assert!(check("TOGGLE_MIAL=on\n").findings().contains("did you mean `TOGGLE_MAIL`?"));
}

#[test]
fn limits_of_the_command_line_beat_those_of_the_manifest() {
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
fn findings_are_ordered_and_told_once() {
    let toggles = "
        z declared=src/b.rs:2 declared=src/b.rs:3 asked=src/b.rs:9
        a declared=src/b.rs:1
        m declared=src/a.rs:1
    ";
    let message = |name| {
        format!(
            "the toggle `{name}` is declared, but nothing asks for it; remove it (a call of `is_enabled` is not listed; \
             `enabled!` is)"
        )
    };
    let expected = [
        "src/b.rs:2:1: declared-twice: the toggle `z` is declared twice: src/b.rs:2:1 (f) counts, src/b.rs:3:1 (f) does not; remove one".to_owned(),
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

#[test]
fn only_the_file_of_variables_is_looked_at() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    let run = |environment: &str| {
        scratch.file("p.env", environment);
        let mut command = scratch.command(&["check", "list.json", "--env-file", "p.env", "--today", "2026-12-01"]);
        Run::of(command.env("TOGGLE_MIAL", "on"))
    };
    run("A=1\n").fine();
    // That file is on another machine.
    let of_other_machine = run("TOGGLE_FILE=/etc/missing.toml\n");
    assert_eq!(of_other_machine.status, Some(0), "{of_other_machine:?}");
    let mut command = scratch.command(&["check", "list.json", "--today", "2026-12-01"]);
    Run::of(command.env("TOGGLE_MIAL", "on")).fine();
}

#[test]
fn of_two_lines_for_a_variable_the_last_is_named() {
    check_variables(
        "TOGGLE_MAIL=on\nTOGGLE_MAILX=on\nTOGGLE_MAIL=maybe\n",
        &[
            "prod.env:2:null: unknown-name: no toggle of this program is called `TOGGLE_MAILX`; did you mean `TOGGLE_MAIL`?",
            "prod.env:3:null: invalid-state: `mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
        ],
    );
    check_variables(
        "TOGGLE_MAIL=maybe\nTOGGLE_MAIL_X=on\n",
        &[
            "prod.env:1:null: invalid-state: `mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
            "prod.env:2:null: unknown-name: no toggle of this program is called `TOGGLE_MAIL_X`; did you mean `TOGGLE_MAIL`?",
        ],
    );
}

#[test]
fn a_wrong_state_is_not_the_same_as_none() {
    check(
        "mail asked=src/lib.rs:1",
        &[("t.toml", "mail = 3")],
        &["--config", "t.toml", "--deny", "unset"],
        &[
            "t.toml:1:1: invalid-state: `mail`: expected `true` or `false`, found the integer 3; a percentage is written `\"3%\"`",
        ],
    );
}

#[test]
fn who_denies_a_warning_makes_it_an_error() {
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

/// Checks a file with stages, for the toggles `a`, `b` and `c`.
#[track_caller]
fn check_stages(content: &str, arguments: &[&str], expected: &[&str]) {
    let toggles = "a asked=a:1\nb asked=a:2\nc asked=a:3";
    check(toggles, &[("t.toml", content)], &[&["--config", "t.toml"], arguments].concat(), expected);
}

#[test]
fn what_is_wrong_in_one_stage_alone_is_found() {
    let circle = "a = { requires = [\"b\"] }\nb = true\n[environment.production]\nb = { requires = [\"a\"] }\n\
                  [environment.staging]\nc = true\n";
    let found = |of: &str| {
        [
            format!("t.toml:1:1: invalid-state: `a`: it requires itself: `a` requires `b` requires `a`{of}"),
            format!("t.toml:4:1: invalid-state: `b`: it requires itself: `b` requires `a` requires `b`{of}"),
        ]
    };
    let check = |arguments: &[&str], expected: &[String]| {
        check_stages(circle, arguments, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    };
    check(&[], &found(" (environment: `production`)"));
    check(&["--environment", "production"], &found(""));
    check(&["--environment", "staging"], &[]);
    let unknown = "t.toml:3:14: unknown-environment: no file has a section for the environment `elsewhere`; there is \
                   `[environment.production]`, `[environment.staging]`";
    check(&["--environment", "elsewhere"], &[unknown.to_owned()]);
}

#[test]
fn what_is_wrong_in_every_stage_is_found_once() {
    let file = "a = 3\nd = true\n[environment.production]\na = 4\ne = true\n[environment.staging]\nb = true\n";
    let expected = [
        "t.toml:1:1: invalid-state: `a`: expected `true` or `false`, found the integer 3; a percentage is written `\"3%\"`",
        "t.toml:2:1: unknown-name: no toggle of this program is called `d`",
        "t.toml:4:1: invalid-state: `a`: expected `true` or `false`, found the integer 4; a percentage is written `\"4%\"`",
        "t.toml:5:1: unknown-name: no toggle of this program is called `e`",
    ];
    check_stages(file, &[], &expected);
    check_stages(file, &["--environment", "production"], &expected);
}

#[test]
fn a_stage_that_is_not_there_may_be_misspelt() {
    let file = "a = true\n[environment.production]\na = false\n";
    check_stages(
        file,
        &["--environment", "prodution"],
        &[
            "t.toml:2:14: unknown-environment: there is no section for the environment `prodution`, in which the program runs; did you mean `production`?",
        ],
    );
}

#[test]
fn a_toggle_may_be_unset_in_some_stages() {
    let file = "a = true\nc = true\n[environment.production]\nb = true\n[environment.staging]\na = false";
    let unset = |of: &str| format!("a:2:1: unset: nothing sets the toggle `b`, so it is off by default{of}");
    check_stages(file, &["--deny", "unset"], &[&unset(" (environment: none, `staging`)")]);
    check_stages(file, &["--deny", "unset", "--environment", "production"], &[]);
    check_stages(file, &["--deny", "unset", "--environment", "staging"], &[&unset("")]);
    let files = [("t.toml", file), ("p.env", "TOGGLE_ENVIRONMENT=production\n")];
    let arguments = ["--config", "t.toml", "--env-file", "p.env", "--deny", "unset"];
    check("a asked=a:1\nb asked=a:2\nc asked=a:3", &files, &arguments, &[]);
}

#[test]
fn a_rule_below_one_that_takes_everybody_is_found() {
    check_stages(
        "[a]\nrules = [\n  { rollout = 0 },\n  { when = { x = 1 } },\n  {},\n  { rollout = 5 },\n]\n\
         [b]\nrules = [{ rollout = 99 }, { when = { x = 1 } }]\n\
         [environment.production.c]\nrules = [\n  { rollout = 100 },\n  { segment = \"s\" },\n]\n[segment.s]\nx = 1\n",
        &[],
        &[
            "t.toml:3:3: no-effect: rule 1 of `a` has no effect: its rollout is 0 %; raise the rollout, or remove the rule",
            "t.toml:6:3: unreachable-rule: rule 4 of `a` is never tried, since rule 3 takes everybody; remove one of them, or change their order",
            "t.toml:13:3: unreachable-rule: rule 2 of `c` is never tried, since rule 1 takes everybody; remove one of them, or change their order",
        ],
    );
}

#[test]
fn circle_over_two_files_is_found_in_both() {
    let toggles = "alpha asked=a.rs:1\nbeta asked=a.rs:2";
    let alpha = "[alpha]\nrules = [{}]\nrequires = [\"beta\"]\n";
    let beta = "# The other file\n[beta]\nrules = [{}]\nrequires = [\"alpha\"]\n";
    let both = ["--config", "c1.toml", "--config", "c2.toml"];
    check(
        toggles,
        &[("c1.toml", alpha), ("c2.toml", beta)],
        &both,
        &[
            "c1.toml:1:2: invalid-state: `alpha`: it requires itself: `alpha` requires `beta` (c2.toml:2:2) requires `alpha`",
            "c2.toml:2:2: invalid-state: `beta`: it requires itself: `beta` requires `alpha` (c1.toml:1:2) requires `beta`",
        ],
    );
    let in_stage = "[environment.production.beta]\nrules = [{}]\nrequires = [\"alpha\"]\n";
    check(
        toggles,
        &[("c1.toml", alpha), ("c2.toml", in_stage)],
        &both,
        &[
            "c1.toml:1:2: invalid-state: `alpha`: it requires itself: `alpha` requires `beta` (c2.toml:1:25) requires `alpha` (environment: `production`)",
            "c2.toml:1:25: invalid-state: `beta`: it requires itself: `beta` requires `alpha` (c1.toml:1:2) requires `beta` (environment: `production`)",
        ],
    );
    check(toggles, &[("c1.toml", "alpha = true"), ("c2.toml", beta)], &both, &[]);
}
