//! Rules in commands: their explanation, and contexts from the command line.

use serde_json::Value;

use crate::support::{Run, Scratch, this};

const FILE: &str = r#"
new-checkout = true

[beta-search]
rules = [
  { segment = "staff" },
  { when = { country = ["NL", "BE"], plan = "pro" }, rollout = 25 },
  { when = { app-version = { semver = ">=2.3" } }, rollout = 0.5, by = "company" },
]
otherwise = "off"
requires = ["new-checkout"]
from = 2026-12-01T09:00:00Z
until = 2027-01-15T00:00:00Z

[ranking]
rules = [{ serve = { bm25 = 70, neural = 30 } }]
requires = ["new-checkout", "unheard-of"]

[dark]
rules = [{ segment = "staff" }]

[segment.staff]
group = ["staff", "contractors"]

[environment.production]
new-checkout = false
"#;

const DURING: [&str; 2] = ["--at", "2026-12-05T10:00:00Z"];

fn explain(name: &str, arguments: &[&str]) -> Run {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", FILE);
    scratch.toggle(&[&["explain", name, "--config", "toggles.toml"], arguments].concat())
}

/// Explains the search at a time when its rules apply.
fn search(arguments: &[&str]) -> Run {
    explain("beta-search", &[arguments, &DURING].concat())
}

#[test]
fn evaluated_rules_are_shown() {
    assert_eq!(
        search(&["--context", "group=beta,staff", "--key", "user-123"]).fine(),
        "beta-search is on: TARGETING_MATCH, file toggles.toml (toggles.toml:6:3)
  run-time override  -
  env                -
> file toggles.toml  3 rules  toggles.toml:4:2
      requires  all required toggles are on
      window    it is open
    > rule 1    it is in the segment `staff`
  default            -        not known without `--binary`
"
    );
    let text = search(&["--context", "country=NL", "--context", "plan=pro", "--key", "user-123"]).fine();
    let rules: Vec<&str> = text.lines().skip(6).take(4).collect();
    assert_eq!(
        rules,
        [
            "      rule 1     not in the segment `staff`",
            "      rule 2     bucket 48775 is not below 25000 (25 %)",
            "      rule 3     `app-version` is missing",
            "    > otherwise  no rule matches, so `otherwise` applies",
        ]
    );
    let text = search(&["--context", "country=NL", "--context", "plan=pro", "--key", "user-3"]).fine();
    assert!(text.starts_with("beta-search is on: SPLIT, file toggles.toml (toggles.toml:7:3)\n"), "{text}");
    assert!(text.contains("\n    > rule 2    the context fits, bucket "), "{text}");
}

#[test]
fn the_time_decides_with() {
    let at = |at: &str| explain("beta-search", &["--context", "group=staff", "--at", at]).fine();
    for (time, expected) in [
        ("2026-12-01T08:59:59Z", "    > window    it is not between 2026-12-01T09:00:00Z and 2027-01-15T00:00:00Z\n"),
        ("2026-12-01T10:00:00+01:00", "    > rule 1    it is in the segment `staff`\n"),
        ("2026-12-02", "    > rule 1    it is in the segment `staff`\n"),
        ("2027-01-15", "    > window"),
    ] {
        let text = at(time);
        assert!(text.contains(expected), "{text}");
    }
    let message = explain("dark", &["--at", "tomorrow"]).refused();
    assert!(message.contains("expected a date, as in `2026-12-01T09:00:00Z` or `2026-12-01`"), "{message}");
}

#[test]
fn the_environment_is_named_or_a_variable() {
    let off = search(&["--context", "group=staff", "--environment", "production"]).fine();
    assert!(off.contains("    > requires  `new-checkout` is not on\n"), "{off}");
    let scratch = Scratch::new();
    scratch.file("toggles.toml", FILE);
    let arguments = [&["explain", "beta-search", "--config", "toggles.toml", "--context", "group=staff"][..], &DURING];
    let mut command = scratch.command(&arguments.concat());
    assert_eq!(Run::of(command.env("TOGGLE_ENVIRONMENT", "production")).fine(), off);
    scratch.file("p.env", "TOGGLE_ENVIRONMENT=production\n");
    assert_eq!(Run::of(scratch.command(&arguments.concat()).args(["--env-file", "p.env"])).fine(), off);
}

#[test]
fn variable_sets_attributes_of_process() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "mail.rules = [{ when = { region = \"eu\" } }]\n");
    scratch.file("p.env", "TOGGLE_CONTEXT=region=eu,version=2.3\n");
    let explain = ["explain", "mail", "--config", "toggles.toml"];
    let with = |arguments: &[&str]| scratch.toggle(&[&explain, arguments].concat()).fine();
    let of_process = with(&["--env-file", "p.env"]);
    assert!(of_process.contains("    > rule 1  the context fits with `region` of the process\n"), "{of_process}");
    let own = with(&["--env-file", "p.env", "--context", "region=us"]);
    assert!(own.contains("      rule 1     `region` is \"us\", not \"eu\"\n"), "{own}");
    assert_eq!(Run::of(scratch.command(&explain).env("TOGGLE_CONTEXT", "region=eu")).fine(), of_process);
    assert!(with(&[]).contains("`region` is missing"));

    let mistaken = Run::of(scratch.command(&explain).env("TOGGLE_CONTEXT", "region=eu,zone"));
    let note =
        "note: TOGGLE_CONTEXT: `zone`: expected `name=value`, as in `TOGGLE_CONTEXT=\"region=eu,version=2.3\"`\n";
    assert_eq!((mistaken.stdout.as_str(), mistaken.stderr.as_str()), (&*of_process, note));

    let simulate = ["simulate", "mail", "--keys", "10", "--config", "toggles.toml", "--env-file", "p.env"];
    let simulated = scratch.toggle(&simulate).fine();
    assert!(simulated.contains("  rule 1  on  10  100.000 %  "), "{simulated}");
}

#[test]
fn misspelt_environment_is_noted() {
    let run = search(&["--context", "group=staff", "--environment", "prodution"]);
    assert_eq!(run.status, Some(0));
    assert!(
        run.stderr.starts_with("note: toggles.toml: there is no section for the program's environment `prodution`; "),
        "{}",
        run.stderr
    );
    assert!(run.stderr.ends_with("did you mean `production`?\n"), "{}", run.stderr);
}

#[test]
fn a_missing_key_is_an_error_of_the_decision() {
    let run = search(&["--context", "country=NL", "--context", "plan=pro"]);
    let note = "note: a rollout of `beta-search` needs a targeting key; give one with `--key`\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(1), note));
    let text = run.stdout;
    assert!(text.starts_with("beta-search is off: ERROR, "), "{text}");
    assert!(
        text.contains(": rule 2: the context has no targeting key, so there is no value to hash; set one, or "),
        "{text}"
    );
}

#[test]
fn json_has_the_buckets() {
    let arguments = ["--context", "country=NL", "--context", "plan=pro", "--key", "user-123", "--format", "json"];
    let decision = search(&arguments).json("explain")["decision"].clone();
    let step = &decision["rules"][3];
    assert_eq!((&step["rule"], &step["bucket"], &step["threshold"]), (&"rule 2".into(), &48775.into(), &25000.into()));
    assert_eq!((&decision["reason"], &decision["rule"]), (&"DEFAULT".into(), &"otherwise".into()));
}

#[test]
fn the_context_may_be_in_a_file() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", FILE);
    let context = toggle_runtime::Context::new("user-123").with("country", "NL").with("plan", "pro").with("age", 7);
    scratch.file("context.json", serde_json::to_string(&context).expect("it is JSON"));
    let run = |arguments: &[&str]| {
        let file = ["explain", "beta-search", "--config", "toggles.toml", "--context-file", "context.json"];
        scratch.toggle(&[&file[..], &DURING, arguments].concat())
    };
    assert!(run(&[]).fine().contains("bucket 48775 is not below 25000"));
    assert!(run(&["--key", "user-3"]).fine().starts_with("beta-search is on: SPLIT"));
    assert!(run(&["--context", "plan=free"]).fine().contains("rule 2     `plan` is \"free\", not \"pro\"\n"));
    scratch.file("context.json", "{\n  \"key\": \"a\",\n  \"plan\": \"pro\"\n}");
    let message = run(&[]).refused();
    assert!(message.starts_with("error: context.json:3:8: unknown field `plan`, expected `key` or "), "{message}");
}

#[test]
fn an_attribute_that_cannot_be_is_refused() {
    for (given, expected) in [
        ("plan", "expected `NAME=VALUE`"),
        ("key=user-1", "`key` is the targeting key"),
        ("group=[a]", "is a TOML array"),
    ] {
        let message = search(&["--context", given]).refused();
        assert!(message.contains(&format!("invalid value '{given}'")) && message.contains(expected), "{message}");
    }
    let message = search(&["--context", "plan=a", "--context", "plan=b"]).refused();
    assert_eq!(message, "error: the attribute `plan` is given twice; several values are a list, as in `plan=a,b`\n");
}

#[test]
fn unknown_defaults_without_binary_stay_unknown() {
    let text = explain("dark", &[]).fine();
    assert!(text.starts_with("dark is as the program declares it: DEFAULT, file toggles.toml "), "{text}");
    assert_eq!(explain("dark", &["--format", "json"]).json("explain")["decision"]["value"], Value::Null);
    let run = explain("ranking", &["--key", "user-3"]);
    assert_eq!(run.status, Some(0));
    assert!(run.stdout.contains("    > requires  `unheard-of` is not on\n"), "{}", run.stdout);
    assert_eq!(
        run.stderr,
        "note: `ranking` requires `unheard-of`, and without `--binary` its default is not known; it counts as off\n"
    );
    let scratch = Scratch::new();
    scratch.file("toggles.toml", FILE);
    let mut command = scratch.command(&["explain", "ranking", "--config", "toggles.toml", "--key", "user-3"]);
    let text = Run::of(command.env("TOGGLE_UNHEARD_OF", "on")).fine();
    assert!(text.contains("\n    > rule 1    bucket "), "{text}");
}

#[test]
fn a_known_program_has_only_its_own_toggles() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "[beta-search]\nrules = [{ rollout = 50 }]\nrequires = [\"mial\"]");
    let mut command = scratch.command(&["explain", "beta-search", "--config", "toggles.toml", "--binary"]);
    let text = Run::of(command.arg(this())).findings();
    assert!(text.contains("no toggle of this program is called `mial`; did you mean `mail`? (toggles.toml:3:13)"));
}
