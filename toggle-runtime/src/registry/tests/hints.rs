//! Problems of names, variables and environments that are almost known.

use super::*;

/// Checks the problems of these variables, in a program with these toggles.
#[track_caller]
fn check_variables(names: &[&str], variables: &[(&str, &str)], expected: &[&str]) {
    let program = Program::new(names);
    for (variable, value) in variables {
        program.variable(variable, value);
    }
    let told: Vec<String> = program.registry.problems().iter().map(ToString::to_string).collect();
    let before = "env: no toggle of this program is called ";
    let told: Vec<&str> = told.iter().map(|told| told.strip_prefix(before).unwrap_or(told)).collect();
    assert_eq!(told, expected);
}

/// Checks the problem of this line of a file, in a program with the toggles `new-checkout` and `mail`.
#[track_caller]
fn check_line(line: &str, expected: &str) {
    let program = Program::new(&["new-checkout", "mail"]);
    let source = Builder::default().source(Store::of_toml(line));
    program.registry.install(source).expect("it can be installed");
    let told: Vec<String> = program.registry.problems().iter().map(ToString::to_string).collect();
    let before = "t.toml:1:1: no toggle of this program is called ";
    let told: Vec<&str> = told.iter().map(|told| told.strip_prefix(before).unwrap_or(told)).collect();
    assert_eq!(told, [expected]);
}

#[test]
fn name_that_looks_known_says_where_it_differs() {
    let hint = "did you mean `new-checkout`?";
    check_line("NEW-CHECKOUT = true", &format!("`NEW-CHECKOUT`; {hint} (character 1 is `N`, not `n`)"));
    check_line("NEW_CHECKOUT = true", &format!("`NEW_CHECKOUT`; {hint} (character 1 is `N`, not `n`)"));
    check_line("new_checkout = true", &format!("`new_checkout`; {hint} (character 4 is `_`, not `-`)"));
    check_line("TOGGLE_NEW_CHECKOUT = true", &format!("`TOGGLE_NEW_CHECKOUT`; {hint}"));
    check_line("toggle_new-chekout = true", &format!("`toggle_new-chekout`; {hint}"));
    check_line("NEW_CHEKOUT = true", &format!("`NEW_CHEKOUT`; {hint}"));
    let mail = "did you mean `mail`?";
    check_line("\"mаil\" = true", &format!("`mаil`; {mail} (character 2 is U+0430, which only looks like `a`)"));
    check_line(
        "\"mail\u{200b}\" = true",
        &format!("`mail\\u{{200b}}`; {mail} (character 5 is U+200B, which is invisible)"),
    );
    check_line("\" mail\" = true", &format!("` mail`; {mail} (character 1 is U+0020, which is invisible)"));
    check_line("mial = true", &format!("`mial`; {mail}"));
    check_line("payments = true", "`payments`");
}

#[test]
fn reserved_variable_is_known_to_hints() {
    for (variable, meant) in [
        ("TOGGLE_ENVIROMENT", "TOGGLE_ENVIRONMENT"),
        ("TOGGLE_ENV", "TOGGLE_ENVIRONMENT"),
        ("TOGGLE_FIEL", "TOGGLE_FILE"),
        ("TOGGLE_FILES", "TOGGLE_FILE"),
        ("TOGGLE_COVERGE", "TOGGLE_COVERAGE"),
        ("TOGGLE_CONTEX", "TOGGLE_CONTEXT"),
        ("TOGGLE_ACTR", "TOGGLE_ACTOR"),
    ] {
        let expected = format!("`{variable}`; did you mean `{meant}`?");
        check_variables(&["a", "mail"], &[(variable, "x")], &[&expected]);
    }
}

#[test]
fn short_variable_has_no_far_fetched_hint() {
    check_variables(&["a", "b"], &[("TOGGLE_C", "on")], &["`TOGGLE_C`"]);
    check_variables(&["a", "b"], &[("TOGGLE_XY", "on"), ("TOGGLE_PIN_D", "on")], &["`TOGGLE_XY`", "`TOGGLE_PIN_D`"]);
}

#[test]
fn variable_in_another_case_is_told() {
    check_variables(
        &["mail"],
        &[("toggle_mail", "on"), ("Toggle_Environment", "x"), ("toggles", "mail=on"), ("toggle_other", "on")],
        &[
            "`toggle_mail`; did you mean `TOGGLE_MAIL`? (character 1 is `t`, not `T`)",
            "`Toggle_Environment`; did you mean `TOGGLE_ENVIRONMENT`? (character 2 is `o`, not `O`)",
            "`toggles`; did you mean `TOGGLES`? (character 1 is `t`, not `T`)",
        ],
    );
}

#[test]
fn list_under_almost_its_name_is_told() {
    let told = "`TOGGLE`; did you mean `TOGGLES`?";
    check_variables(&["mail"], &[("TOGGLE", "x=on, mail = on"), ("toggles", "a,b=c")], &[told]);
    check_variables(&["mail"], &[("TOGGLE", "mail"), ("toggle", "/bin/toggle"), ("Toggles", "")], &[]);
}

const FILE: &str = "a = true\n[environment.production]\na = false\n";

/// Returns a program that runs in this environment, with a file that has a section for `production`.
fn in_environment(builder: Builder, variable: Option<&str>) -> (Program, Result<(), Error>) {
    let program = Program::new(&["a"]);
    let path = tempfile::NamedTempFile::new().expect("a file can be made").into_temp_path();
    std::fs::write(&path, FILE).expect("it can be written");
    if let Some(stage) = variable {
        program.variable("TOGGLE_ENVIRONMENT", stage);
    }
    let installed = program.registry.install(builder.file(&path).watch(false));
    (program, installed)
}

#[test]
fn environment_is_trimmed_wherever_it_comes_from() {
    for variable in ["production", "production\r", " production\n", "\tproduction "] {
        let (program, installed) = in_environment(Builder::default(), Some(variable));
        assert!(installed.is_ok() && !program.asks(0), "{variable:?}");
        assert_eq!(program.registry.problems(), []);
        let (program, _) = in_environment(Builder::default().environment(variable), None);
        assert!(!program.asks(0), "{variable:?}");
    }
    let (program, _) = in_environment(Builder::default(), Some("\r"));
    assert!(program.asks(0));
    assert_eq!(program.registry.problems(), []);
}

#[test]
fn values_of_variables_are_trimmed() {
    let path = tempfile::NamedTempFile::new().expect("a file can be made").into_temp_path();
    std::fs::write(&path, "a = true").expect("it can be written");
    let program = Program::new(&["a", "b", "c"]);
    program.variable("TOGGLE_FILE", &format!("{}\r", path.display()));
    program.variable("TOGGLES", "c=on\r");
    program.variable("TOGGLE_B", "on\r");
    assert_eq!([program.asks(0), program.asks(1), program.asks(2)], [true, true, true]);
    assert_eq!(program.registry.problems(), []);
}

#[test]
fn environment_that_is_almost_there_is_a_problem() {
    for stage in ["PRODUCTION", "prod", "prd", "Prod", "prodution"] {
        let (program, installed) = in_environment(Builder::default(), Some(stage));
        assert!(installed.is_ok() && program.asks(0), "{stage}");
        let told: Vec<String> = program.registry.problems().iter().map(ToString::to_string).collect();
        let expected =
            format!(": there is no section for the program's environment `{stage}`; did you mean `production`?");
        assert!(matches!(&*told, [one] if one.contains(&expected)), "{told:?}");
        let (program, denied) = in_environment(Builder::default().unknown(Unknown::Deny), Some(stage));
        let error = denied.expect_err("it is denied");
        assert!(error.is_unknown_toggle() && !error.to_string().contains("unknown toggles"), "{error}");
        assert!(error.to_string().contains(&expected) && !program.asks(0), "{error}");
    }
}

#[test]
fn environment_that_is_not_there_is_explained() {
    let (program, installed) = in_environment(Builder::default().unknown(Unknown::Deny), Some("test"));
    assert!(installed.is_ok() && program.asks(0));
    assert_eq!(program.registry.problems(), []);
    let told = program.explain("a").to_string();
    assert!(told.contains(":1:1  there is no section for the environment `test`\n"), "{told}");
    let (program, _) = in_environment(Builder::default(), Some("production"));
    assert!(!program.explain("a").to_string().contains("no section"));
}
