//! Findings about unused segments, missing sections of environments, and names similar to a declared toggle.

use crate::{
    check::{check, run},
    lints::{TOGGLES, check_file, check_in},
    support::{Scratch, saved_list},
};

#[test]
fn segment_that_no_rule_names_is_unused() {
    let unused = |header| {
        format!("unused-segment: no rule names the segment `[{header}]`; remove it, or write `segment = ..` in a rule")
    };
    check_file("[segment.s]\na = 1\n", &[&format!("1:10: {}", unused("segment.s"))]);
    check_file("[new]\nrules = [{ segment = ['t', 's'] }]\n[segment]\ns = { a = 1 }\nt = { a = 2 }\n", &[]);
    let stage = "[environment.production.segment.s]\na = 2\n[environment.production.segment.t]\na = 2\n";
    check_file(
        &format!("[new]\nrules = [{{ segment = 's' }}]\n[segment.s]\na = 1\n{stage}"),
        &[&format!("7:33: {}", unused("environment.production.segment.t"))],
    );
    check_file(
        &format!("[segment.s]\na = 1\n{stage}[environment.production.new]\nrules = [{{ segment = ['s', 't'] }}]\n"),
        &[&format!("1:10: {}", unused("segment.s"))],
    );
}

#[test]
fn segment_of_a_mistaken_rule_is_used() {
    let file = "[new]\nrules = [{ segment = 's', rolout = 3 }]\n[segment.s]\na = 1\n";
    check_file(file, &["2:27: invalid-state: `new`: unknown key `rolout`; did you mean `rollout`?"]);
}

#[test]
fn undeclared_name_similar_to_declared_is_found() {
    let found = |name: &str, meant: &str| {
        format!(
            "src/lib.rs:9:1: near-undeclared: the toggle `{name}` is not declared, and `{meant}` is; did you mean `{meant}`? If \
             not, declare `{name}` as well"
        )
    };
    let toggles = |name: &str| format!("mail declared=src/lib.rs:1 asked=src/lib.rs:2\n{name} asked=src/lib.rs:9");
    let mial = found("mial", "mail");
    check(&toggles("mial"), &[], &[], &[&mial]);
    check(&toggles("cart"), &[], &[], &[]);
    let set = [("t.toml", "mial = true\n")];
    check(&toggles("mial"), &set, &["--config", "t.toml"], &[]);
    let report = run(&toggles("mial"), &[], &["--format", "json"]).json("check");
    assert_eq!(report["findings"][0]["nearest"], "mail");
}

#[test]
fn lone_undeclared_similar_name_is_found() {
    let found = "src/lib.rs:9:1: near-undeclared: the toggle `mial` is checked at this place only, `mail` at several, \
                 and neither is declared; did you mean `mail`? If not, declare both";
    let of_mail = "mail asked=src/lib.rs:1 asked=src/lib.rs:2\n";
    check(&format!("{of_mail}mial asked=src/lib.rs:9"), &[], &[], &[found]);
    check(&format!("{of_mail}mial asked=src/lib.rs:8 asked=src/lib.rs:9"), &[], &[], &[]);
}

#[test]
fn environment_without_a_section_is_found() {
    let unknown = "unknown-environment: no file has a section for the environment `canary`; ";
    let file = "new = true\n[environment.production]\nnew = false\n[environment.staging]\nnew = false\n";
    let there = format!("2:14: {unknown}there is `[environment.production]`, `[environment.staging]`");
    check_in(file, &["--environment", "canary"], &[&there]);
    check_in(file, &["--environment", "staging"], &[]);
    let nowhere = format!("null:null: {unknown}write `[environment.canary]`, or leave the environment out");
    check_in("new = true\n", &["--environment", "canary"], &[&nowhere]);
    let files = [("t.toml", file), ("p.env", "A=1\nTOGGLE_ENVIRONMENT=canary\n")];
    let of_variable = there.replace("2:14", "p.env:2:null");
    check(TOGGLES, &files, &["--config", "t.toml", "--env-file", "p.env"], &[&of_variable]);
    let files = [("t.toml", "new = true\n"), ("p.env", "TOGGLE_ENVIRONMENT=canary\n")];
    check(TOGGLES, &files, &["--config", "t.toml", "--env-file", "p.env"], &[]);
}

#[test]
fn explain_of_unknown_environment_lists_others() {
    let scratch = Scratch::new();
    scratch.file("t.toml", "new = true\n[environment.staging]\nnew = false\n[environment.production]\nnew = false\n");
    scratch.file("plain.toml", "new = true\n");
    let explain = |file, environment| {
        let run = scratch.toggle(&["explain", "new", "--config", file, "--environment", environment]);
        assert_eq!(run.status, Some(0));
        run.stderr
    };
    let there = "`[environment.production]`, `[environment.staging]`";
    let note = format!("note: no file has a section for the environment `canary`; there is {there}\n");
    assert_eq!(explain("t.toml", "canary"), note);
    assert_eq!(explain("t.toml", " staging "), "");
    assert_eq!(explain("plain.toml", "canary"), "");
    assert!(explain("t.toml", "prod").contains("did you mean `production`?"), "the runtime says so, and once");
    assert_eq!(explain("t.toml", "prod").lines().count(), 1);
}

#[test]
fn sections_of_almost_one_name_are_found() {
    let near = |place: &str, meant: &str| {
        format!(
            "{place}: near-environment: `[environment.prodution]` has almost the name of `[environment.production]` ({meant}); \
             keep one of them, or allow `near-environment` if you need both"
        )
    };
    let file = "new = true\n[environment.production]\nnew = false\n[environment.prodution]\nnew = false\n";
    check_in(file, &[], &[&near("4:14", "t.toml:2")]);
    check_in(file, &["--allow", "near-environment"], &[]);
    check_in(
        "[environment.eu-1]\nnew = true\n[environment.eu-2]\nnew = true\n[environment.staging]\nnew = true\n",
        &[],
        &[],
    );
    let files =
        [("t.toml", "[environment.production]\nnew = true\n"), ("u.toml", "[environment.prodution]\nnew = true\n")];
    check(TOGGLES, &files, &["--config", "t.toml", "--config", "u.toml"], &[&near("u.toml:1:14", "t.toml:1")]);
    let files =
        [("t.toml", "[environment.production]\nnew = true\n"), ("u.toml", "[environment.production]\nnew = true\n")];
    check(TOGGLES, &files, &["--config", "t.toml", "--config", "u.toml"], &[]);
}

#[test]
fn environment_almost_of_a_section_is_an_error() {
    let files = [("t.toml", "new = true\n[environment.staging]\n[environment.production]\nnew = false\n")];
    for stage in ["prod", "PRODUCTION", "prodution"] {
        let arguments = ["--config", "t.toml", "--environment", stage, "--format", "json"];
        let report = run(TOGGLES, &files, &arguments).json("check");
        let finding = &report["findings"][0];
        assert_eq!((&finding["rule"], &finding["level"]), (&"unknown-environment".into(), &"error".into()), "{stage}");
        assert_eq!((&finding["nearest"], &finding["location"]["line"]), (&"production".into(), &3.into()), "{stage}");
        assert_eq!(report["findings"].as_array().map(Vec::len), Some(1), "{stage}");
    }
}

#[test]
fn lints_are_printed_in_every_form() {
    let file = "[rank]\nrules = [{ rollout = 50, serve = 'neural' }, { rollout = 50, serve = 'bm25' }]\n";
    let files = [("t.toml", file)];
    let output = |format| run(TOGGLES, &files, &["--config", "t.toml", "--format", format]).findings();
    assert!(
        output("github")
            .contains("::warning file=t.toml,line=2,col=46,title=shared-buckets::rule 2 of `rank` takes nobody")
    );
    let sarif: serde_json::Value = serde_json::from_str(&output("sarif")).expect("it is JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    assert!(results.iter().any(|result| result["ruleId"] == "shared-buckets" && result["level"] == "warning"));
    let denied =
        run(TOGGLES, &files, &["--config", "t.toml", "--deny", "shared-buckets", "--allow", "no-effect"]).findings();
    assert!(
        denied.starts_with("error[shared-buckets]: ") && denied.ends_with("4 toggles, t.toml: 1 error, 0 warnings\n"),
        "{denied}"
    );
}

#[test]
fn mistakes_past_those_listed_name_the_file_once() {
    let segments: Vec<String> = (0..1200).map(|number| format!("[segment.s{number}]\na = []\n")).collect();
    let arguments = ["--config", "t.toml", "--format", "json"];
    let report = run("new asked=src/lib.rs:1", &[("t.toml", &segments.concat())], &arguments).json("check");
    let findings = report["findings"].as_array().expect("a list");
    let more: Vec<_> = findings.iter().filter(|finding| finding["message"] == "it has 200 more mistakes").collect();
    assert_eq!((more.len(), &more[0]["location"]["file"]), (1, &"t.toml".into()), "{more:?}");
}

#[test]
fn section_in_another_case_is_hinted_at() {
    let file = "[Environment.production]\nnew = false\n";
    let report = run("new asked=src/lib.rs:1", &[("t.toml", file)], &["--config", "t.toml"]).findings();
    assert!(report.contains("did you mean `[environment.NAME]`?"), "{report}");
}

#[test]
fn environment_without_a_configuration_is_noted() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("mail declared=a.rs:1 asked=a.rs:2"));
    let run = scratch.toggle(&["check", "list.json", "--environment", "qa"]);
    let expected = "note: `--environment` has no effect: no configuration is checked; give one with `--config`\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), expected));
}
