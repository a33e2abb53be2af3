//! Rules in a file, and their explanation, in a running program.

use std::fs;

use crate::probe::Probe;

/// A toggle file in a temporary directory.
struct File(tempfile::TempDir);

impl File {
    fn of(text: &str) -> Self {
        let file = Self(tempfile::tempdir().expect("there is room for a directory"));
        file.write(text);
        file
    }

    fn write(&self, text: &str) {
        fs::write(self.path(), text).expect("the file can be written");
    }

    fn path(&self) -> String {
        self.0.path().join("toggles.toml").display().to_string()
    }
}

const RULES: &str = "
[beta-search]
rules = [{ when = { country = ['NL', 'BE'] } }]

[search-ranking]
rules = [{ when = { country = 'NL' }, serve = 'neural' }]

[environment.production]
beta-search = false
";

#[test]
fn check_uses_explicit_or_scope_context() {
    let file = File::of(RULES);
    let mut probe = Probe::start(&[("TOGGLE_FILE", &file.path())]);
    probe.expect("ask-for user-1 country=NL", "on on neural");
    probe.expect("ask-for user-1 country=BE", "on on bm25");
    probe.expect("ask-for user-1 country=FR", "off off bm25");
    probe.expect("ask", "off on off");
    file.write("beta-search = true");
    probe.wait_for("ask-for user-1 country=FR", "on on bm25");
    probe.wait_for_event("toggle `beta-search` changed from 1 rule to on");
    probe.wait_for_event("toggle `search-ranking` changed from 1 rule to bm25 (default)");
}

#[test]
fn environment_comes_from_variable_or_code() {
    let file = File::of(RULES);
    let mut probe = Probe::start(&[("TOGGLE_FILE", &file.path()), ("TOGGLE_ENVIRONMENT", "production")]);
    probe.expect("ask-for user-1 country=NL", "off off neural");
    let mut probe = Probe::start(&[("TOGGLE_ENVIRONMENT", "staging")]);
    probe.expect(&format!("install-in production {}", file.path()), "ok");
    probe.expect("ask-for user-1 country=NL", "off off neural");
    let mut probe = Probe::start(&[("TOGGLE_FILE", &file.path()), ("TOGGLE_ENVIRONMENT", "prodution")]);
    probe.expect("ask-for user-1 country=NL", "on on neural");
    probe.wait_for_event("there is no section for the program's environment `prodution`; did you mean `production`?");
}

#[test]
fn a_variable_holds_a_percentage_or_a_variant() {
    let mut probe = Probe::start(&[("TOGGLE_BETA_SEARCH", "25%"), ("TOGGLE_SEARCH_RANKING", "neural")]);
    let users = 0..200;
    let on = users.filter(|user| match &*probe.send(&format!("ask-for user-{user}")) {
        "on on neural" => true,
        "off off neural" => false,
        other => panic!("{other}"),
    });
    let on = on.count();
    assert!((30..70).contains(&on), "{on}");
    let mut probe = Probe::start(&[("TOGGLE_BETA_SEARCH", "250%"), ("TOGGLES", "search-ranking=nural")]);
    probe.expect("ask-for user-1", "off off bm25");
    probe.wait_for_event("TOGGLE_BETA_SEARCH: `beta-search`: `250%` is more than 100 %");
    probe.wait_for_event(
        "TOGGLES: `search-ranking`: expected `bm25` or `neural`, found `nural`; did you mean `neural`?",
    );
}

#[test]
fn mistake_in_one_toggle_keeps_the_others() {
    let file = File::of(RULES);
    let mut probe = Probe::start(&[("TOGGLE_FILE", &file.path())]);
    probe.expect("ask-for user-1 country=BE", "on on bm25");
    file.write("new-checkout = true\n[beta-search]\nrules = [\n  { wen = { country = 'NL' } },\n]\n");
    probe.wait_for("ask", "on on off");
    probe.expect("ask-for user-1 country=BE", "on on bm25");
    probe.wait_for_event("toggles.toml:4:5: `beta-search`: unknown key `wen`; did you mean `when`?");
}
