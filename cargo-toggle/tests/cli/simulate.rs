//! `cargo toggle simulate`.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::support::{Run, Scratch, this};

const FILE: &str = r#"
plain = true
share = "25%"

[beta-search]
rules = [
  { segment = "staff" },
  { when = { plan = "pro" }, rollout = 25 },
  { when = { plan = "old" }, rollout = 0.5, by = "company" },
]
otherwise = "off"

[ranking]
rules = [{ serve = { bm25 = 70, neural = 30 } }]
until = 2027-01-15

[needy]
rules = []
requires = ["off"]

[growing]
rules = [{ ramp = [{ at = 2026-12-01T00:00:00Z, to = 0 }, { at = 2026-12-11T00:00:00Z, to = 100 }], linear = true }]
otherwise = "off"

[segment.staff]
group = "staff"

[environment.production]
share = "75%"
"#;

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", format!("off = false\n{FILE}"));
    scratch
}

fn arguments<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["simulate", "--config", "toggles.toml", "--at", "2026-12-06"], arguments].concat()
}

fn simulate(scratch: &Scratch, given: &[&str]) -> Value {
    let run = scratch.toggle(&[&arguments(given)[..], &["--format", "json"]].concat());
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    run.json("simulate")
}

/// Returns each value with its number of users, like `on 250, off 750`.
fn values(of: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let values = of["values"].as_array().expect("a list").iter();
    values.map(|share| format!("{} {}", text(&share["value"]), share["users"])).collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn check(given: &[&str], expected: &str) {
    assert_eq!(values(&simulate(&scratch(), given)), expected);
}

#[test]
fn a_rollout_takes_in_its_share() {
    check(&["share", "--keys", "100000"], "off 74996, on 25004");
    check(&["share", "--keys", "100000", "--environment", "production"], "on 74760, off 25240");
    check(&["ranking", "--keys", "100000"], "bm25 69949, neural 30051");
    check(&["plain", "--keys", "3"], "on 3");
    check(&["plain", "--keys", "0"], "");
}

#[test]
fn a_ramp_goes_by_the_time() {
    let scratch = scratch();
    let share = |at: &str| {
        let command = ["simulate", "growing", "--config", "toggles.toml", "--keys", "10000", "--format", "json"];
        let run = scratch.toggle(&[&command[..], &["--at", at]].concat()).json("simulate");
        assert_eq!(run["at"], format!("{at}T00:00:00Z"));
        let values = run["values"].as_array().expect("a list").clone();
        values.iter().find(|share| share["value"] == "on").map_or(0.0, |on| on["percent"].as_f64().expect("a number"))
    };
    assert!(share("2026-12-01").abs() < 0.001);
    assert!((share("2026-12-06") - 50.0).abs() < 2.0);
    assert!((share("2026-12-11") - 100.0).abs() < 0.001);
}

#[test]
fn distribution_equals_explain_of_each_user() {
    let scratch = scratch();
    let mut on = 0;
    for user in 1..=20 {
        let key = format!("user-{user}");
        let explained = scratch.toggle(&["explain", "share", "--config", "toggles.toml", "--key", &key]).fine();
        on += usize::from(explained.starts_with("share is on: SPLIT"));
    }
    let simulated = values(&simulate(&scratch, &["share", "--keys", "20"]));
    assert_eq!(simulated, format!("off {}, on {on}", 20 - on));
}

#[test]
fn text_shows_users_per_rule() {
    let run = scratch().toggle(&arguments(&["beta-search", "--keys", "1000", "--context", "plan=pro"]));
    assert_eq!(
        run.fine(),
        "beta-search for 1000 users, at 2026-12-06T00:00:00Z
  off  750   75.000 %  ██████████████████████████████
  on   250   25.000 %  ██████████
by source and rule
  rule 1     -      0    0.000 %                                           toggles.toml:8:3
  rule 2     on   250   25.000 %  ██████████                      SPLIT    toggles.toml:9:3
  rule 3     -      0    0.000 %                                           toggles.toml:10:3
  otherwise  off  750   75.000 %  ██████████████████████████████  DEFAULT
"
    );
    let run = scratch().toggle(&arguments(&["plain", "--keys", "1", "--environment", "production"]));
    assert_eq!(
        run.fine(),
        "plain for 1 user, in production, at 2026-12-06T00:00:00Z
  on  1  100.000 %  ████████████████████████████████████████
by source and rule
  file toggles.toml  on  1  100.000 %  ████████████████████████████████████████  STATIC  toggles.toml:3:1
"
    );
}

#[test]
fn parts_have_their_reason() {
    let scratch = scratch();
    let parts = |given: &[&str]| {
        let parts = simulate(&scratch, given)["parts"].as_array().expect("a list").clone();
        let part = |part: &Value| format!("{} {} {} {}", part["rule"], part["reason"], part["users"], part["why"]);
        parts.iter().map(part).collect::<Vec<_>>()
    };
    assert_eq!(parts(&["plain", "--keys", "2"]), ["null \"STATIC\" 2 null"]);
    assert_eq!(parts(&["needy", "--keys", "2"]), ["\"requires\" \"DISABLED\" 2 \"`off` is not on\""]);
    scratch.file(
        "users.jsonl",
        [
            json!({ "key": "a", "attributes": { "group": ["staff", "x"] } }),
            json!({ "key": "b", "attributes": { "plan": "old" } }),
            json!({ "attributes": { "plan": "pro" } }),
            json!({ "key": "c" }),
        ]
        .map(|user| format!("{user}\n"))
        .concat(),
    );
    let nothing = ", so there is no value to hash; set one, or write `without-key` into the toggle's table";
    assert_eq!(
        parts(&["beta-search", "--keys", "users.jsonl"]),
        [
            "\"rule 1\" \"TARGETING_MATCH\" 1 null",
            "\"rule 2\" null 0 null",
            "\"rule 3\" null 0 null",
            "\"otherwise\" \"DEFAULT\" 1 null",
            &format!("\"otherwise\" \"ERROR\" 1 \"rule 2: the context has no targeting key{nothing}\""),
            &format!("\"otherwise\" \"ERROR\" 1 \"rule 3: `company` is missing{nothing}\""),
        ]
    );
}

#[test]
fn user_attributes_override_common_attributes() {
    let scratch = scratch();
    scratch.file("users.jsonl", "{\"key\":\"a\",\"attributes\":{\"group\":\"x\"}}\n\n{\"key\":\"b\"}\n");
    assert_eq!(
        values(&simulate(&scratch, &["beta-search", "--keys", "users.jsonl", "--context", "group=staff"])),
        "off 1, on 1"
    );
}

#[test]
fn keys_come_from_a_file_or_the_standard_input() {
    let scratch = scratch();
    let keys: String = (1..=1000).flat_map(|user| ["user-".to_owned(), user.to_string(), "\r\n".to_owned()]).collect();
    scratch.file("1000", &keys);
    let numbered = simulate(&scratch, &["share", "--keys", "1000"]);
    assert_eq!(simulate(&scratch, &["share", "--keys", "./1000"]), numbered);
    let mut command: Command =
        scratch.command(&[&arguments(&["share", "--keys", "-"])[..], &["--format", "json"]].concat());
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the tool can be run");
    process.stdin.take().expect("it is piped").write_all(keys.as_bytes()).expect("it reads");
    let output = process.wait_with_output().expect("it has ended");
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).expect("JSON"), numbered);
}

#[test]
fn a_line_that_is_no_user_is_refused() {
    let scratch = scratch();
    for (content, expected) in [
        ("{\"key\":\"a\"}\n\nb\n", "error: keys:3:1: expected value\n".to_owned()),
        (
            "{\"key\":\"a\",\"plan\":\"pro\"}\n",
            "error: keys:1:17: unknown field `plan`, expected `key` or `attributes`\n".to_owned(),
        ),
        (
            &format!("a\n{}\n", "b".repeat(70_000)),
            "error: keys:2: longer than 64 KiB, the limit for a user\n".to_owned(),
        ),
    ] {
        scratch.file("keys", content);
        assert_eq!(scratch.toggle(&arguments(&["share", "--keys", "keys"])).refused(), expected);
    }
    let message = scratch.toggle(&arguments(&["share", "--keys", "-", "--binary", "-"])).refused();
    assert_eq!(message, "error: the standard input cannot be both the program and the users\n");
    let message = scratch.toggle(&arguments(&["share", "--keys", "missing"])).refused();
    assert!(message.starts_with("error: missing: No such file"), "{message}");
}

#[test]
fn a_toggle_has_to_be_there() {
    let scratch = scratch();
    let mut command = scratch.command(&["simulate", "mial", "--keys", "0", "--binary"]);
    let run = Run::of(command.arg(this()));
    let note = "note: no toggle of this program is called `mial`; did you mean `mail`?\n";
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (Some(1), "", note));
    let mut command = scratch.command(&["simulate", "mail", "--keys", "7", "--binary"]);
    let text = Run::of(command.arg(this())).fine();
    assert!(text.contains("\n  default  on  7  100.000 %"), "{text}");
}

#[test]
fn mistakes_and_unknown_defaults_are_noted() {
    let scratch = scratch();
    scratch.file("toggles.toml", "[a]\nrules = [{ rolout = 3 }]\n[b]\nrules = []\nrequires = [\"c\"]\n[d]\nrules = []");
    let run = scratch.toggle(&arguments(&["a", "--keys", "2"]));
    assert_eq!(run.status, Some(1));
    assert_eq!(
        run.stderr,
        "note: toggles.toml:1:2: unknown key `rolout`; did you mean `rollout`? (toggles.toml:2:12)\n"
    );
    let run = scratch.toggle(&arguments(&["b", "--keys", "2"]));
    assert!(
        run.stderr.starts_with("note: `b` requires `c`, and without `--binary` its default is not known"),
        "{}",
        run.stderr
    );
    assert_eq!(values(&simulate(&scratch, &["d", "--keys", "2"])), "null 2");
    assert!(scratch.toggle(&arguments(&["d", "--keys", "2"])).fine().contains("\n  as declared  2  100.000 %"));
}

#[test]
fn file_that_does_not_parse_is_status_1() {
    let scratch = scratch();
    scratch.file("toggles.toml", "share = ");
    let run = scratch.toggle(&arguments(&["share", "--keys", "2"]));
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.starts_with("note: file toggles.toml: line 1, column 9: "), "{}", run.stderr);
}

#[test]
fn users_who_change_are_counted_with_examples() {
    let scratch = scratch();
    scratch.file("new.toml", "share = \"50%\"\nranking = \"neural\"\nfresh = true\n");
    let run = scratch.toggle(&arguments(&["share", "--keys", "1000", "--against", "new.toml"])).fine();
    let (_, changes) = run.split_once("\nwith new.toml, ").expect("it tells of the other file");
    assert_eq!(
        changes,
        "235 of 1000 users change (23.500 %)\n  off -> on  235   23.500 %  user-3, user-4, user-7, ..\n"
    );

    let against = |name: &str| simulate(&scratch, &[name, "--keys", "1000", "--against", "new.toml"])["against"].take();
    let share = against("share");
    assert_eq!(
        (&share["files"], &share["users"], &share["changed"]),
        (&json!(["new.toml"]), &1000.into(), &235.into())
    );
    // These values equal the output of `simulate` on the other file alone.
    let alone = scratch.toggle(&["simulate", "share", "--keys", "1000", "--config", "new.toml", "--format", "json"]);
    assert_eq!(share["values"], alone.json("simulate")["values"]);
    let ranking = against("ranking");
    assert_eq!(
        (&ranking["transitions"][0]["from"], &ranking["transitions"][0]["to"]),
        (&"bm25".into(), &"neural".into())
    );
    // A toggle that only one file sets has its declared default in the other.
    assert_eq!(against("fresh")["transitions"][0]["from"], Value::Null);
    assert_eq!(against("plain")["transitions"][0]["to"], Value::Null);
}

#[test]
fn equal_files_change_no_user() {
    let scratch = scratch();
    let text = scratch.toggle(&arguments(&["share", "--keys", "9", "--against", "toggles.toml"])).fine();
    assert!(text.ends_with("\nwith toggles.toml, 0 of 9 users change (0.000 %)\n"), "{text}");
}

#[test]
fn number_that_is_no_count_is_refused() {
    for keys in ["-5", "1e6", "1.5"] {
        let message = scratch().toggle(&arguments(&["plain", "--keys", keys])).refused();
        let expected = format!(
            "error: invalid value '{keys}' for '--keys <FILE|N>': neither a number of users, as in `1000000`, nor a file; a \
             file of that name is written as `./{keys}`\n"
        );
        assert!(message.starts_with(&expected), "{message}");
    }
}

#[test]
fn mistaken_file_is_no_change_of_users() {
    let scratch = scratch();
    scratch.file("broken.toml", "share = [\n");
    let arguments = arguments(&["share", "--keys", "9", "--against", "broken.toml"]);
    let run = scratch.toggle(&arguments);
    assert_eq!(run.status, Some(1), "{}", run.stderr);
    assert!(!run.stdout.contains("users change"), "{}", run.stdout);
    assert!(run.stderr.contains("broken.toml"), "{}", run.stderr);
    let json = scratch.toggle(&[&arguments[..], &["--format", "json"]].concat()).json("simulate");
    assert_eq!(json.get("against"), None);
    assert!(json["warnings"][0].as_str().is_some_and(|text| text.contains("broken.toml")), "{json}");
}

#[test]
fn name_that_nothing_sets_has_no_table() {
    let run = scratch().toggle(&["simulate", "foo", "--keys", "10"]);
    let note = "note: no file and no variable sets `foo`; `--binary` shows whether the program has such a toggle\n";
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (Some(1), "", note));
}
