//! `stale` lists the toggles that can be retired, each with evidence.

use crate::support::{Run, Scratch, saved_list};

const TOGGLES: &str = "
    expired kind=release owner=web since=2026-01-01 expires=2026-02-01 declared=src/a.rs:1 asked=src/a.rs:5
    kill kind=ops owner=web declared=src/a.rs:2 asked=src/a.rs:6
    settled kind=release since=2026-05-01 declared=src/a.rs:3 asked=src/a.rs:7
    unused kind=release owner=mail since=2026-05-01 declared=src/b.rs:4
";

struct Case(Scratch);

impl Case {
    fn new(states: &str) -> Self {
        let scratch = Scratch::new();
        scratch.file("list.json", saved_list(TOGGLES));
        scratch.file("toggles.toml", states);
        Self(scratch)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.0.toggle(&[&["stale", "list.json", "--today", "2026-05-20"], arguments].concat())
    }

    /// Returns each toggle with its evidence, as `name: kind, kind`.
    fn kinds(&self, arguments: &[&str]) -> Vec<String> {
        let json = self.run(&[arguments, &["--format", "json"]].concat()).json("stale");
        let toggles = json["toggles"].as_array().expect("it is a list").iter();
        toggles
            .map(|toggle| {
                let evidence = toggle["evidence"].as_array().expect("it is a list").iter();
                let kinds: Vec<&str> = evidence.filter_map(|evidence| evidence["kind"].as_str()).collect();
                format!("{}: {}", toggle["name"].as_str().expect("it is text"), kinds.join(", "))
            })
            .collect()
    }
}

#[test]
fn evidence_stands_next_to_its_command() {
    let case = Case::new("settled = true\n");
    let shown = "\
toggle   owner  points  evidence
expired  web    1       expired on 2026-02-01
                        139 days old, and release toggles may be 90
                        off for everybody in every configuration
settled         1       on for everybody in every configuration
unused   mail   0       no code checks it
                        off for everybody in every configuration

3 of 4 toggles can be retired
  cargo toggle retire expired --keep off --config toggles.toml
  cargo toggle retire settled --keep on --config toggles.toml
  cargo toggle retire unused --keep off --config toggles.toml
";
    assert_eq!(case.run(&["--config", "toggles.toml"]).findings(), shown);
}

#[test]
fn rules_and_differences_are_no_settled_state() {
    for states in [
        "settled = \"25%\"\n",
        "[settled]\nrules = [{ rollout = 10 }]\n",
        "settled = true\n[environment.production]\nsettled = false\n",
        "[environment.production]\nsettled = true\n",
    ] {
        let kinds = Case::new(states).kinds(&["--config", "toggles.toml"]);
        assert!(!kinds.iter().any(|toggle| toggle.starts_with("settled")), "{states}: {kinds:?}");
    }
}

#[test]
fn whole_share_is_a_settled_state() {
    let kinds = Case::new("settled = \"100%\"\n").kinds(&["--config", "toggles.toml"]);
    assert!(kinds.contains(&"settled: same-everywhere".to_owned()), "{kinds:?}");
}

#[test]
fn toggle_for_operation_may_have_one_state() {
    let kinds = Case::new("kill = true\n").kinds(&["--config", "toggles.toml"]);
    assert!(!kinds.iter().any(|toggle| toggle.starts_with("kill")), "{kinds:?}");
}

#[test]
fn states_count_only_with_a_configuration() {
    assert_eq!(Case::new("").kinds(&[]), ["expired: expired, too-old", "unused: unused"]);
}

#[test]
fn quiet_log_is_evidence_of_a_settled_state() {
    let case = Case::new("settled = false\n");
    case.0.toggle(&["set", "settled", "on", "--file", "toggles.toml"]).fine();
    let kinds = case.kinds(&["--config", "toggles.toml", "--days", "0"]);
    assert!(kinds.contains(&"settled: same-everywhere, unchanged".to_owned()), "{kinds:?}");
    let kinds = case.kinds(&["--config", "toggles.toml", "--days", "1"]);
    assert!(kinds.contains(&"settled: same-everywhere".to_owned()), "{kinds:?}");
}

#[test]
fn untested_state_is_named() {
    let case = Case::new("");
    case.0.file("coverage/1.txt", "expired on\n");
    let kinds = case.kinds(&["--coverage", "coverage"]);
    assert_eq!(kinds, ["expired: expired, too-old, untested", "unused: unused, untested"]);
}

#[test]
fn issue_is_written_for_each_owner() {
    let issues = Case::new("").run(&["--issues"]).findings();
    let expected = "\
# Toggles of mail that can be retired

- [ ] `unused` (`src/b.rs:4:1`), 0 points
  - no code checks it
  - `cargo toggle retire unused --keep on|off`

# Toggles of web that can be retired

- [ ] `expired` (`src/a.rs:1:1`), 1 point
  - expired on 2026-02-01
  - 139 days old, and release toggles may be 90
  - `cargo toggle retire expired --keep on|off`

";
    assert_eq!(issues, expected);
}

#[test]
fn nothing_stale_is_success() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("mail kind=ops declared=src/a.rs:1 asked=src/a.rs:2"));
    let run = scratch.toggle(&["stale", "list.json"]);
    assert_eq!(run.fine(), "0 of 1 toggle can be retired\n");
}
