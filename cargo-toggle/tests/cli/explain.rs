use crate::support::{Run, Scratch, this};

/// Explains a toggle of this program, with these variables and this file.
fn explain(name: &str, variables: &[(&str, &str)], content: &str) -> Run {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", content);
    let this = this();
    let mut command = scratch.command(&["explain", name, "--config", "toggles.toml", "--binary"]);
    Run::of(command.arg(this).envs(variables.iter().copied()))
}

#[test]
fn the_source_that_decides_and_what_the_others_say() {
    assert_eq!(
        explain("mail", &[("TOGGLE_MAIL", "off")], "# one\nmail = true").fine(),
        "mail is off: STATIC, environment (TOGGLE_MAIL)
  program            -
> environment        off  TOGGLE_MAIL
  file toggles.toml  on   toggles.toml:2:1
  default            on   cargo-toggle/tests/cli/toggles.rs:12:1 (MAIL)
"
    );
}

#[test]
fn it_is_what_the_program_itself_says() {
    let scratch = Scratch::new();
    for name in ["mail", "new-checkout", "beta-search"] {
        let run = Run::of(scratch.command(&["explain", name, "--binary"]).arg(this()));
        assert_eq!(run.fine(), format!("{}\n", toggle_runtime::explain(name)));
    }
}

#[test]
fn what_is_wrong_is_a_finding() {
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
        "mail is off: STATIC, environment (TOGGLES)
  program            -
> environment        off  TOGGLES
  file toggles.toml  on   toggles.toml:1:1
  default            -    not known without `--binary`
"
    );
    assert_eq!(
        scratch.toggle(&["explain", "beta", "--config", "toggles.toml", "--env-file", "prod.env"]).fine(),
        "beta is as the program declares it: DEFAULT, default (not known without `--binary`)
  program            -
  environment        -
  file toggles.toml  -
> default            -    not known without `--binary`
"
    );
    let arguments = ["explain", "beta", "--config", "toggles.toml", "--env-file", "prod.env", "--format", "json"];
    assert_eq!(scratch.toggle(&arguments).json("explain")["decision"]["value"], serde_json::Value::Null);
}

#[test]
fn json_is_the_decision_itself() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "mail = true");
    let json = scratch.toggle(&["explain", "mail", "--config", "toggles.toml", "--format", "json"]).json("explain");
    let decision: toggle_runtime::Decision = serde_json::from_value(json["decision"].clone()).expect("a decision");
    assert!(decision.is_on());
    assert_eq!(decision.source, "file toggles.toml");
}
