//! `cargo toggle watch`.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use crate::{
    schemas::conforms,
    support::{Scratch, saved_list, this},
};

/// A running `cargo toggle watch toggles.toml`.
struct Watching {
    scratch: Scratch,
    process: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(content: Option<&str>, arguments: &[&str]) -> Self {
        let scratch = Scratch::new();
        content.map(|content| scratch.file("toggles.toml", content));
        Self::of(scratch, &[&["toggles.toml"], arguments].concat())
    }

    fn of(scratch: Scratch, arguments: &[&str]) -> Self {
        let mut command = scratch.command(&[&["watch"], arguments].concat());
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the tool can be run");
        let output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { scratch, process, lines }
    }

    /// Replaces the file by a rename, like an editor.
    fn write(&self, content: &str) {
        let new = self.scratch.file("toggles.toml.new", content);
        fs::rename(new, self.scratch.path().join("toggles.toml")).expect("the file can be replaced");
    }

    #[track_caller]
    fn says(&self, expected: &[&str]) {
        for expected in expected {
            let line = self.lines.recv_timeout(Duration::from_secs(30)).expect("it says something");
            assert_eq!(without_time(&line), *expected);
        }
    }
}

/// Returns a line without its time. A line that continues the one above has no time.
#[track_caller]
fn without_time(line: &str) -> &str {
    if line.starts_with("  ") {
        return line;
    }
    let (time, rest) = line.split_once(' ').expect("a time");
    let is_digit = |at: usize| time.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    assert!(time.len() == "2026-12-01T09:00:00Z".len() && is_digit(0) && is_digit(18) && time.ends_with('Z'), "{line}");
    rest
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn binary() -> PathBuf {
    this()
}

#[test]
fn output_is_what_the_program_sees() {
    let binary = binary().display().to_string();
    let watching = Watching::start(Some("new-checkout = true"), &["--binary", &binary]);
    watching.says(&["toggle `new-checkout` is on (file toggles.toml)"]);
    watching.write("mail = false\nnew-checkout = 7\nmial = true");
    watching.says(&[
        "toggles.toml:2:1: `new-checkout`: expected `true` or `false`, found the integer 7; a percentage is written `\"7%\"`",
        "toggles.toml:3:1: no toggle of this program is called `mial`; did you mean `mail`?",
        // The wrong entry keeps its last good state.
        "toggle `mail` changed from on to off (file toggles.toml)",
    ]);
    watching.write("mail = ");
    watching.says(&[
        "file toggles.toml cannot be read, so it changes nothing: line 1, column 8: expected a value, found the end of the text",
    ]);
    watching.write("# nothing");
    watching.says(&[
        "file toggles.toml can be read again",
        "toggle `mail` changed from off to on (default)",
        "toggle `new-checkout` changed from on to off (default)",
    ]);
}

#[test]
fn table_of_a_struct_is_a_state() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "limits = { burst = 50 }");
    scratch.file("list.json", saved_list("limits type=structure declared=src/lib.rs:3 value=src/lib.rs:7"));
    let watching = Watching::of(scratch, &["toggles.toml", "--binary", "list.json"]);
    watching.says(&["toggle `limits` is { burst = 50 } (file toggles.toml)"]);
    watching.write("limits = { burst = 60 }");
    watching.says(&["toggle `limits` changed from { burst = 50 } to { burst = 60 } (file toggles.toml)"]);
    watching.write("limits = 60");
    watching.says(&["toggles.toml:1:1: `limits`: expected a table, found the integer 60"]);
    watching.write("# nothing");
    watching.says(&["toggle `limits` changed from { burst = 60 } to (in code) (default)"]);
}

#[test]
fn directory_is_followed_as_one_source() {
    let scratch = Scratch::new();
    scratch.file("toggles.d/a.toml", "mail = false");
    let watching = Watching::of(scratch, &["toggles.d"]);
    watching.says(&["toggle `mail` is off (directory toggles.d)"]);
    let write = |content: &str| {
        let new = watching.scratch.file("toggles.d/b.toml.new", content);
        fs::rename(new, watching.scratch.path().join("toggles.d/b.toml")).expect("the file can be replaced");
    };
    write("mail = true");
    watching.says(&["toggle `mail` changed from off to on (directory toggles.d)"]);
    write("mail = ");
    watching.says(&["file toggles.d/b.toml: line 1, column 8: expected a value, found the end of the text"]);
    fs::remove_file(watching.scratch.path().join("toggles.d/b.toml")).expect("it can be removed");
    watching.says(&["toggle `mail` changed from on to off (directory toggles.d)"]);
}

#[test]
fn without_a_binary_every_name_is_a_toggle() {
    let watching = Watching::start(None, &[]);
    watching.says(&["file toggles.toml cannot be read, so it changes nothing: No such file or directory (os error 2)"]);
    watching.write("a = true\nb = [3]");
    watching.says(&[
        "file toggles.toml can be read again",
        "toggles.toml:2:1: `b`: expected a state, found an array",
        "toggle `a` is on (file toggles.toml)",
    ]);
    // The file name differs, so this is a new program, which has not seen `a` on.
    watching.write("a = [3]\nb = true\nc = true");
    watching.says(&[
        "toggles.toml:1:1: `a`: expected a state, found an array",
        "toggle `b` changed from off to on (file toggles.toml)",
        "toggle `c` is on (file toggles.toml)",
    ]);
    watching.write("a = true\nb = true\nc = false");
    watching.says(&["toggle `c` changed from on to off (file toggles.toml)"]);
}

#[test]
fn json_is_a_line_for_each_event() {
    let watching = Watching::start(Some("a = true\n# and nothing else"), &["--format", "json"]);
    let line = watching.lines.recv_timeout(Duration::from_secs(30)).expect("it says something");
    let json: serde_json::Value = serde_json::from_str(&line).expect("it is JSON");
    conforms("watch", &json);
    assert_eq!(
        json,
        serde_json::json!({
            "format": "cargo-toggle/watch", "version": 2,
            "at": json["at"], "event": "state", "toggle": "a", "to": "on", "source": "file toggles.toml"
        })
    );
}

#[test]
fn changes_of_one_write_are_printed_together() {
    for _ in 0..10 {
        let watching = Watching::start(Some("first = true\n"), &[]);
        watching.says(&["toggle `first` is on (file toggles.toml)"]);
        let lines: Vec<String> = (10..60).map(|at| format!("a{at} = true\nb{at} = [3]\n")).collect();
        watching.write(&format!("first = true\n{}", lines.concat()));
        let mut lines: Vec<String> = Vec::new();
        while lines.len() < 100 {
            let line = watching.lines.recv_timeout(Duration::from_secs(30)).expect("it says all");
            lines.push(without_time(&line).to_owned());
        }
        let is_problem = |line: &String| line.ends_with("found an array");
        assert!(lines[..50].iter().all(is_problem), "{lines:#?}");
        assert!(lines[50..].iter().all(|line| line.ends_with(" is on (file toggles.toml)")), "{lines:#?}");
    }
}

#[test]
fn invalid_name_stays_unknown() {
    let watching = Watching::start(Some("\"1 2\" = true\na = true"), &[]);
    watching
        .says(&["toggles.toml:1:1: no toggle of this program is called `1 2`", "toggle `a` is on (file toggles.toml)"]);
    watching.write("\"1 2\" = true\na = false");
    watching.says(&["toggle `a` changed from on to off (file toggles.toml)"]);
}

#[test]
fn an_environment_has_its_own_states() {
    let content = "a = true\n[environment.production]\na = false\n";
    let watching = Watching::start(Some(content), &["--environment", "production"]);
    watching.says(&["toggle `a` is off (file toggles.toml)"]);
    watching.write("a = true\n[environment.production]\na = \"25%\"\n");
    watching.says(&["toggle `a` changed from off to 25% (file toggles.toml)"]);
    watching.write("a = true\n[environment.staging]\na = false\n");
    watching.says(&["toggle `a` changed from 25% to on (file toggles.toml)"]);
}

#[test]
fn required_name_counts_as_a_toggle() {
    let watching = Watching::start(Some("a = true\n"), &[]);
    watching.says(&["toggle `a` is on (file toggles.toml)"]);
    watching.write("[a]\nrules = [{}]\nrequires = [\"b\", \"c\"]\n[b]\nrules = [{}, {}]\n");
    watching.says(&[
        "toggle `a` changed from on to 1 rule (file toggles.toml)",
        "  --> toggles.toml:1:2",
        "  - on",
        r#"  + { rules = [{}], requires = ["b", "c"] }"#,
        "toggle `b` is 2 rules (file toggles.toml)",
    ]);
    watching.write("[a]\nrules = [{}]\nrequires = [\"a\"]\n");
    watching.says(&[
        "toggles.toml:1:2: `a`: it requires itself: `a` requires `a`",
        "toggle `b` changed from 2 rules to off (default)",
        "  - { rules = [{}, {}] }",
    ]);
}

#[test]
fn hundreds_of_new_names_are_all_toggles() {
    let watching = Watching::start(Some("# nothing"), &[]);
    let lines: Vec<String> = (100..350).map(|number| format!("a{number} = true\n")).collect();
    watching.write(&lines.concat());
    let expected = (100..350).map(|number| format!("toggle `a{number}` is on (file toggles.toml)"));
    watching.says(&expected.collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>());
    watching.write(&lines.concat().replace("a100 = true", "a100 = false"));
    watching.says(&["toggle `a100` changed from on to off (file toggles.toml)"]);
}

#[test]
fn other_rules_are_shown_before_and_after() {
    let rules = |share: u8| format!("# The table\n[a]\nrules = [{{ when = {{ x = 1 }}, rollout = {share} }}]\n");
    let watching = Watching::start(Some(&rules(25)), &[]);
    watching.says(&["toggle `a` is 1 rule (file toggles.toml)"]);
    watching.write(&rules(50));
    watching.says(&[
        "toggle `a` has new rules (file toggles.toml)",
        "  --> toggles.toml:2:2",
        "  - { rules = [{ when = { x = 1 }, rollout = 25 }] }",
        "  + { rules = [{ when = { x = 1 }, rollout = 50 }] }",
    ]);
}

#[test]
fn changed_segment_is_a_change_of_its_toggles() {
    let with = |group: &str| {
        format!(
            "a.rules = [{{ segment = 'x' }}]\nb.rules = [{{ segment = ['y', 'x'] }}]\nc.rules = [{{ segment = 'y' }}]\n\
             [segment]\nx = {{ group = '{group}' }}\ny = {{ plan = 'pro' }}\n"
        )
    };
    let watching = Watching::start(Some(&with("staff")), &[]);
    let is = |name| format!("toggle `{name}` is 1 rule (file toggles.toml)");
    watching.says(&[&is('a'), &is('b'), &is('c')]);
    watching.write(&with("beta"));
    for (name, line) in [('a', 1), ('b', 2)] {
        watching.says(&[
            &format!("toggle `{name}` has new rules (file toggles.toml)"),
            &format!("  --> toggles.toml:{line}:1"),
            r#"  - segment `x`: { group = "staff" }"#,
            r#"  + segment `x`: { group = "beta" }"#,
        ]);
    }
    // No other line came in between, because the toggle without that segment has not changed.
    watching.write(&with("beta").replace("plan", "tier"));
    watching.says(&["toggle `b` has new rules (file toggles.toml)"]);
}

#[test]
fn comment_or_other_spacing_is_no_change() {
    let watching = Watching::start(Some("z = true\n[a]\nrules = [{ rollout = 25 }, {}]\n"), &[]);
    watching.says(&["toggle `a` is 2 rules (file toggles.toml)", "toggle `z` is on (file toggles.toml)"]);
    let written_anew = "# New\nz = false\n\n[a] # too\nrules = [\n  { rollout = '25%' },\n  { },\n]\n";
    watching.write(written_anew);
    watching.says(&["toggle `z` changed from on to off (file toggles.toml)"]);
    watching.write(&written_anew.replace("25%", "26%"));
    watching.says(&["toggle `a` has new rules (file toggles.toml)"]);
}

#[test]
fn long_entry_is_cut_around_the_difference() {
    let with = |last: u32| {
        let rules: Vec<String> = (0..500).map(|at| format!("{{ when = {{ x = {at} }} }}")).collect();
        format!("[a]\nrules = [{}, {{ when = {{ x = {last} }} }}]\n", rules.join(", "))
    };
    let watching = Watching::start(Some(&with(7001)), &["--format", "json"]);
    let next = || -> serde_json::Value {
        let line = watching.lines.recv_timeout(Duration::from_secs(30)).expect("it says something");
        let json = serde_json::from_str(&line).expect("it is JSON");
        conforms("watch", &json);
        json
    };
    assert_eq!(next()["event"], "state");
    watching.write(&with(7002));
    let json = next();
    let [before, after] = ["before", "after"].map(|key| json[key].as_str().expect("a text").to_owned());
    assert!(before.contains("x = 7001") && after.contains("x = 7002"), "{json:#}");
    assert!(before.chars().count() < 310 && before.starts_with('…'), "{json:#}");
    let expected = serde_json::json!({
        "format": "cargo-toggle/watch", "version": 2, "at": json["at"], "event": "changed", "toggle": "a",
        "from": { "rules": 501, "otherwise": "off" }, "to": { "rules": 501, "otherwise": "off" },
        "source": "file toggles.toml", "place": "toggles.toml:1:2", "before": before, "after": after,
    });
    assert_eq!(json, expected);
}

#[test]
fn environment_without_section_is_noted() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "a = true\n[environment.staging]\na = false\n");
    let mut command = scratch.command(&["watch", "toggles.toml", "--environment", "qa"]);
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the tool can be run");
    let mut line = String::new();
    let errors = process.stderr.take().expect("it is piped");
    BufReader::new(errors).read_line(&mut line).expect("it is text");
    let _ = process.kill();
    let _ = process.wait();
    assert_eq!(line, "note: no file has a section for the environment `qa`; there is `[environment.staging]`\n");
}
