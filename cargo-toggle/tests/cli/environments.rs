//! `cargo toggle list --config`: the states in each environment.

use serde_json::json;

use crate::support::{Run, Scratch, this};

const FILE: &str = r#"
mail = false
[beta-search]
rules = [{ rollout = 25, by = "company" }]
[environment.staging]
mail = true
[environment.staging.beta-search]
rules = [{ rollout = 50, by = "company" }]
[environment.production]
new-checkout = "25%"
"#;

fn list(content: &str, arguments: &[&str]) -> Run {
    let scratch = Scratch::new();
    scratch.file("prod.toml", content);
    scratch.toggle(&[&["list", &this().display().to_string(), "--config", "prod.toml"], arguments].concat())
}

const BOTH: [&str; 4] = ["--environment", "production", "--environment", "staging"];

#[test]
fn state_of_each_environment_is_a_column() {
    assert_eq!(
        list(FILE, &BOTH).fine(),
        "name          production  set by          staging                            set by
beta-search   1 rule      prod.toml:3:2   1 rule, different from production  prod.toml:7:22
mail          off         prod.toml:2:1   on                                 prod.toml:6:1
new-checkout  25%         prod.toml:10:1  off                                default
"
    );
}

#[test]
fn all_environments_of_the_file_are_the_default() {
    let heading = list(FILE, &[]).fine().lines().next().expect("a line").to_owned();
    assert_eq!(
        heading.split_whitespace().collect::<Vec<_>>().join(" "),
        "name no environment set by production set by staging set by"
    );
}

#[test]
fn toggles_that_differ_can_be_listed_alone() {
    let file = FILE.replace("mail = true", "mail = false");
    let table = list(&file, &[&BOTH[..], &["--differs"]].concat()).fine();
    let names: Vec<&str> = table.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    // The rules of the first toggle look alike in the table, but differ.
    assert_eq!(names, ["beta-search", "new-checkout"]);
    let run = list("mail = true", &["--differs", "--environment", "a", "--environment", "b"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(0), ""));
    assert!(run.stderr.ends_with("note: no toggle differs between these environments\n"), "{}", run.stderr);
}

#[test]
fn segment_of_an_environment_makes_a_difference() {
    let file = "mail.rules = [{ segment = 'x' }]\n[segment]\nx = { k = 1 }\n[environment.staging.segment]\nx = { k = 2 }\n\
                [environment.production]\n";
    let table = list(file, &[&BOTH[..], &["--differs", "--format", "csv"]].concat()).fine();
    assert_eq!(
        table,
        "name,production,production set by,staging,staging set by\n\
         mail,1 rule,prod.toml:1:1,\"1 rule, different from production\",prod.toml:1:1\n"
    );
}

#[test]
fn markdown_has_the_same_columns() {
    assert_eq!(
        list(FILE, &[&BOTH[..], &["--format", "markdown", "--name", "mail"]].concat()).fine(),
        "# Toggles

| name | production | set by | staging | set by |
|---|---|---|---|---|
| `mail` | off | `prod.toml:2:1` | on | `prod.toml:6:1` |
"
    );
}

#[test]
fn json_has_states_and_declarations() {
    let run = list(FILE, &[&BOTH[..], &["--format", "json", "--name", "beta-*"]].concat());
    let json = run.json("list");
    assert_eq!(json["environments"], json!(["production", "staging"]));
    let of = |environment: &str, place: &str, share: u32| {
        json!({
            "environment": environment, "state": { "rules": 1, "otherwise": "off" }, "source": "file prod.toml",
            "place": place, "error": null, "entry": format!("{{ rules = [{{ rollout = {share}, by = \"company\" }}] }}"),
        })
    };
    let expected = json!([of("production", "prod.toml:3:2", 25), of("staging", "prod.toml:7:22", 50)]);
    assert_eq!(json["toggles"][0]["environments"], expected);
    assert_eq!(json["toggles"][0]["points"][0]["package"], "cargo-toggle");
}

#[test]
fn mistake_is_shown_where_it_is() {
    let table = list("mail = 7", &["--environment", "production"]);
    assert!(table.stderr.contains("no file has a section for the environment `production`"), "{}", table.stderr);
    let line = table.stdout.lines().find(|line| line.starts_with("mail")).expect("a line");
    assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["mail", "on", "(mistake)", "default"]);
}

#[test]
fn unreadable_configuration_is_refused() {
    for (content, arguments, expected) in [
        ("mail = ", &[][..], "prod.toml:1:8: "),
        ("mail = true", &["--config", "missing.toml"], "missing.toml"),
        ("mail = true", &["--points"], "cannot be used with"),
    ] {
        let message = list(content, arguments).refused();
        assert!(message.contains(expected), "{message}");
    }
    let message = Scratch::new().toggle(&["list", "--differs"]).refused();
    assert!(message.contains("--config"), "{message}");
}

#[test]
fn misspelt_environment_is_noted() {
    let run = list(FILE, &["--environment", "prodution"]);
    assert_eq!(run.stderr, "note: no file has a section for the environment `prodution`; did you mean `production`?\n");
}
