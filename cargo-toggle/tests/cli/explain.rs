//! `cargo toggle explain`.

use crate::support::{Run, Scratch, this};

/// Explains a toggle of this program with these variables and this file.
fn explain(name: &str, variables: &[(&str, &str)], content: &str) -> Run {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", content);
    let this = this();
    let mut command = scratch.command(&["explain", name, "--config", "toggles.toml", "--binary"]);
    Run::of(command.arg(this).envs(variables.iter().copied()))
}

#[test]
fn deciding_source_and_other_sources_are_shown() {
    assert_eq!(
        explain("mail", &[("TOGGLE_MAIL", "off")], "# one\nmail = true").fine(),
        "mail is off: STATIC, env (TOGGLE_MAIL)
  run-time override  -
> env                off  TOGGLE_MAIL
  file toggles.toml  on   toggles.toml:2:1
  default            on   cargo-toggle/tests/cli/toggles.rs:12:1 (MAIL)
"
    );
}

#[test]
fn output_equals_explain_of_the_program() {
    let scratch = Scratch::new();
    for name in ["mail", "new-checkout", "beta-search"] {
        let run = Run::of(scratch.command(&["explain", name, "--binary"]).arg(this()));
        assert_eq!(run.fine(), format!("{}\n", toggle_runtime::explain(name)));
    }
}

#[test]
fn invalid_state_is_a_finding() {
    let text = explain("mail", &[], "mail = 7").findings();
    assert!(text.starts_with("mail is on: ERROR, default (cargo-toggle/tests/cli/toggles.rs:12:1 (MAIL)): "), "{text}");
    let text = explain("mail", &[], "mail = ").findings();
    assert!(text.contains("  file toggles.toml  -    line 1, column 8: "), "{text}");
    let text = explain("mial", &[], "mail = true").findings();
    assert_eq!(text, "mial is off: ERROR, default: no toggle of this program is called `mial`; did you mean `mail`?\n");
}

#[test]
fn without_a_binary_the_configuration_is_enough() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "mail = true");
    scratch.file("prod.env", "TOGGLES=mail=off,other=on");
    let text = scratch.toggle(&["explain", "mail", "--config", "toggles.toml", "--env-file", "prod.env"]).fine();
    assert_eq!(
        text,
        "mail is off: STATIC, env (TOGGLES)
  run-time override  -
> env                off  TOGGLES
  file toggles.toml  on   toggles.toml:1:1
  default            -    not known without `--binary`
"
    );
    let beta = scratch.toggle(&["explain", "beta", "--config", "toggles.toml", "--env-file", "prod.env"]);
    let note = "note: no file and no variable sets `beta`; `--binary` shows whether the program has such a toggle\n";
    assert_eq!((beta.status, beta.stderr.as_str()), (Some(1), note));
    assert_eq!(
        beta.stdout,
        "beta is as the program declares it: DEFAULT, default (not known without `--binary`)
  run-time override  -
  env                -
  file toggles.toml  -
> default            -    not known without `--binary`
"
    );
    let arguments = ["explain", "beta", "--config", "toggles.toml", "--env-file", "prod.env", "--format", "json"];
    assert_eq!(scratch.toggle(&arguments).json("explain")["decision"]["value"], serde_json::Value::Null);
}

#[test]
fn misspelt_name_is_status_1_with_the_nearest() {
    let scratch = Scratch::new();
    scratch.file("t.toml", "[environment.production]\nnew-checkout = true\n");
    for command in [["explain", "new-chekout"].as_slice(), &["simulate", "new-chekout", "--keys", "3"]] {
        let run = scratch.toggle(&[command, &["--config", "t.toml"]].concat());
        let note = "note: no file and no variable sets `new-chekout`; did you mean `new-checkout`?\n";
        assert_eq!((run.status, run.stderr.as_str()), (Some(1), note));
        let json = scratch.toggle(&[command, &["--config", "t.toml", "--format", "json"]].concat()).json(command[0]);
        assert_eq!(json["warnings"].as_array().map(Vec::len), Some(1));
    }
    // A section for another environment contains the toggle.
    scratch.toggle(&["explain", "new-checkout", "--config", "t.toml"]).fine();
}

#[test]
fn unreadable_inputs_are_status_2() {
    let scratch = Scratch::new();
    scratch.file("list.json", crate::support::saved_list("mail declared=a.rs:1 asked=a.rs:2"));
    std::fs::create_dir(scratch.path().join("empty")).expect("a directory can be made");
    for path in ["missing.toml", "empty"] {
        for command in [["check", "list.json"].as_slice(), &["explain", "mail"], &["simulate", "mail", "--keys", "1"]] {
            for option in ["--config", "--env-file"] {
                let message = scratch.toggle(&[command, &[option, path]].concat()).refused();
                assert!(message.starts_with(&format!("error: {path}: ")), "{message}");
            }
        }
    }
}

#[test]
fn env_file_is_read_in_the_format_of_its_reader() {
    let scratch = Scratch::new();
    scratch.file("prod.env", "PATH=\"/bin\" # ours\nTOGGLE_MAIL=\"on\" # why\n");
    let explain = |format: &[&str]| {
        let arguments = [&["explain", "mail", "--env-file", "prod.env"], format].concat();
        let run = scratch.toggle(&arguments);
        let first = run.stdout.lines().next().unwrap_or_default().to_owned();
        (first, run.stderr)
    };
    let on = "mail is on: STATIC, env (TOGGLE_MAIL)";
    let note = "note: prod.env:2: `TOGGLE_MAIL` is read as `on`, as dotenv does; docker's `--env-file` and Kubernetes read \
                `\"on\" # why`; set the format with `--env-file-format dotenv` or `docker`\n";
    assert_eq!(explain(&[]), (on.to_owned(), note.to_owned()));
    assert_eq!(explain(&["--env-file-format", "dotenv"]), (on.to_owned(), String::new()));
    let (first, stderr) = explain(&["--env-file-format", "docker"]);
    assert_eq!(first, "mail is \"on\" # why: STATIC, env (TOGGLE_MAIL)");
    assert_eq!(stderr, "");
}

#[test]
fn json_is_the_decision_itself() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "mail = true");
    let json = scratch.toggle(&["explain", "mail", "--config", "toggles.toml", "--format", "json"]).json("explain");
    let decision: toggle_runtime::Decision = serde_json::from_value(json["decision"].clone()).expect("a decision");
    assert!(decision.is_on());
    assert_eq!(decision.source, "file toggles.toml");
    let arguments = [
        "explain",
        "mail",
        "--config",
        "toggles.toml",
        "--at",
        "2026-12-05",
        "--key",
        "user-1",
        "--environment",
        "production",
        "--format",
        "json",
    ];
    let json = scratch.toggle(&arguments).json("explain");
    let of = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (of("at"), of("environment"), of("key")),
        ("2026-12-05T00:00:00Z".into(), "production".into(), "user-1".into())
    );
}

/// The variable with the path for the output of the program below.
const SAID: &str = "SAID_BY_THE_PROGRAM";

/// Writes this program's explanations. The next test runs this function in a new process, because they depend on the
/// environment.
#[test]
fn the_program_itself() {
    if let Some(path) = std::env::var_os(SAID) {
        let said = NAMES.map(|name| format!("{}\n", toggle_runtime::explain(name))).concat();
        std::fs::write(path, said).expect("the file can be written");
    }
}

const NAMES: [&str; 4] = ["mail", "new-checkout", "beta-search", "mial"];

#[test]
fn every_configuration_explains_as_the_program() {
    let scratch = Scratch::new();
    let (one, other) = (scratch.path().join("said"), this());
    let files: [Option<&str>; 8] = [
        None,
        Some(""),
        Some("# nothing"),
        Some("mail = false\nbeta-search = \"ON\""),
        Some("mail = 3\nnew-checkout = \"maybe\"\nmial = true"),
        Some("mail = "),
        Some("mail = true\nmail = false"),
        Some("[mail]\nrules = []"),
    ];
    let environments: [&[(&str, &str)]; 6] = [
        &[],
        &[("TOGGLE_MAIL", "off"), ("TOGGLE_NEW_CHECKOUT", " yes ")],
        &[("TOGGLE_MAIL", "maybe"), ("TOGGLE_MIAL", "on")],
        &[("TOGGLES", "mail=off,beta-search=on,mial=on"), ("TOGGLE_MAIL", "on")],
        &[("TOGGLES", "mail,=,new-checkout=,beta-search=off,beta-search=on")],
        &[("TOGGLE_MAIL", "")],
    ];
    for file in files {
        let path = scratch.path().join("toggles.toml");
        let _ = std::fs::remove_file(&path);
        file.map(|content| scratch.file("toggles.toml", content));
        for environment in environments {
            let mut program = std::process::Command::new(&other);
            program.args(["explain::the_program_itself", "--exact"]).current_dir(scratch.path());
            let program = program.env(SAID, &one).env("TOGGLE_FILE", "toggles.toml").envs(environment.iter().copied());
            assert!(program.output().expect("it can be run").status.success());
            let said = std::fs::read_to_string(&one).expect("it has said something");
            let explained = NAMES.map(|name| {
                let mut command = scratch.command(&["explain", name, "--binary"]);
                command.arg(&other).env("TOGGLE_FILE", "toggles.toml").envs(environment.iter().copied());
                Run::of(&mut command).stdout
            });
            assert_eq!(explained.concat(), said, "{file:?} {environment:?}");
        }
    }
}

#[test]
fn invalid_state_in_overridden_source_is_found() {
    let text = explain("mail", &[("TOGGLE_MAIL", "off")], "mail = 7").findings();
    assert!(text.starts_with("mail is off: STATIC, env (TOGGLE_MAIL)\n"), "{text}");
}

#[test]
fn without_a_binary_a_name_has_to_be_one() {
    let message = Scratch::new().toggle(&["explain", "no name"]).refused();
    assert!(message.starts_with("error: "), "{message}");
}

const DECLARED: &str = "[attributes]
country = 'string'
plan = ['free', 'pro']
vip = 'boolean'
age = 'number'
app = 'version'

[beta]
rules = [{ when = { app = { semver = '>=2.3' }, age = { above = 17 } } }]
";

/// Checks the notes about these attributes, with files of these texts.
#[track_caller]
fn notes(files: &[&str], attributes: &[&str], expected: &[&str]) {
    let scratch = Scratch::new();
    let names: Vec<String> = (0..files.len()).map(|number| format!("{number}.toml")).collect();
    let mut arguments = vec!["explain", "beta"];
    for (name, text) in names.iter().zip(files) {
        scratch.file(name, text);
        arguments.extend(["--config", name]);
    }
    arguments.extend(attributes.iter().flat_map(|attribute| ["--context", attribute]));
    let run = scratch.toggle(&arguments);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let expected: Vec<String> = expected.iter().map(|note| format!("note: {note}")).collect();
    assert_eq!(run.stderr.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn undeclared_attribute_of_context_is_noted() {
    let contry = "the attribute `contry` is not declared in `[attributes]`; did you mean `country`?";
    notes(&[DECLARED], &["contry=NL"], &[contry]);
    notes(&[DECLARED], &["country=NL"], &[]);
    notes(&["beta = true"], &["contry=NL"], &["no rule uses the attribute `contry`"]);
    let other = "the attribute `colour` is not declared in `[attributes]`; declare it, as in `colour = \"string\"`";
    notes(&[DECLARED], &["colour=red"], &[other]);
    notes(&[DECLARED, "attributes.colour = 'string'"], &["colour=red", "plan=pro"], &[]);
}

#[test]
fn attribute_of_context_unlike_declared_is_noted() {
    let prp = "the attribute `plan` is declared as `free` or `pro`, but this is `prp`; did you mean `pro`?";
    notes(&[DECLARED], &["plan=prp"], &[prp]);
    notes(&[DECLARED], &["plan=free,prp"], &[prp]);
    notes(&[DECLARED], &["vip=yes"], &["the attribute `vip` is declared as a boolean, but this is a string"]);
    notes(&[DECLARED], &["age=old"], &["the attribute `age` is declared as a number, but this is a string"]);
    notes(&[DECLARED], &["plan=free,pro", "vip=true", "age=30", "country=42"], &[]);
}

#[test]
fn declared_version_is_a_text_without_quotes() {
    let scratch = Scratch::new();
    let explain = |text: &str| {
        scratch.file("t.toml", text);
        scratch.toggle(&["explain", "beta", "--config", "t.toml", "--context", "app=2.3", "--context", "age=30"]).fine()
    };
    assert!(explain(DECLARED).starts_with("beta is on: TARGETING_MATCH"));
    let undeclared = &DECLARED[DECLARED.find("[beta]").expect("it is there")..];
    assert!(explain(undeclared).contains("`app` is 2.3, not { semver"), "without the table, it is a number");
}

#[test]
fn context_of_file_is_checked_by_declarations() {
    let scratch = Scratch::new();
    scratch.file("t.toml", DECLARED);
    scratch.file("nl.json", r#"{"key":"a","attributes":{"contry":"NL","plan":"pro"}}"#);
    let run = scratch.toggle(&["explain", "beta", "--config", "t.toml", "--context-file", "nl.json"]);
    assert_eq!(run.stderr, "note: the attribute `contry` is not declared in `[attributes]`; did you mean `country`?\n");
}

#[test]
fn attribute_that_no_rule_looks_at_is_noted() {
    let file = "[beta]\nrules = [{ when = { country = \"NL\" }, serve = \"on\" }]\n[segment.pro]\nplan = \"pro\"\n";
    let expected = "no rule uses the attribute `contry`; did you mean `country`?";
    notes(&[file], &["country=NL", "plan=pro", "contry=NL"], &[expected]);
    notes(&["beta = true\n"], &["country=NL"], &["no rule uses the attribute `country`"]);
}

#[test]
fn percentage_without_key_is_noted() {
    let scratch = Scratch::new();
    scratch.file("t.toml", "mail = \"25%\"\n");
    let run = scratch.toggle(&["explain", "mail", "--config", "t.toml"]);
    let expected = "note: a rollout of `mail` needs a targeting key; give one with `--key`\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(1), expected));
    scratch.toggle(&["explain", "mail", "--config", "t.toml", "--key", "user-1"]).fine();
}

#[test]
fn attribute_with_words_of_a_reason_is_no_note() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "mail = { rules = [{ when = { plan = \"pro\" } }] }");
    let arguments = ["explain", "mail", "--config", "toggles.toml", "--context", "plan=no targeting key"];
    let run = scratch.toggle(&arguments);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{run:?}");
}
