use crate::probe::Probe;

#[test]
fn without_any_configuration_the_defaults_count() {
    let mut probe = Probe::start(&[]);
    probe.expect("ask", "off on off");
    probe.expect("explain mail", "on DEFAULT default");
    probe.expect("problems", "");
}

#[test]
fn a_variable_sets_a_toggle() {
    let mut probe =
        Probe::start(&[("TOGGLE_NEW_CHECKOUT", "on"), ("TOGGLE_MAIL", "No"), ("TOGGLE_BETA_SEARCH", " 1 ")]);
    probe.expect("ask", "on off on");
    probe.expect("explain new-checkout", "on STATIC environment");
}

#[test]
fn the_list_sets_several_and_a_single_variable_beats_it() {
    let mut probe = Probe::start(&[("TOGGLES", "new-checkout=on,mail=off"), ("TOGGLE_MAIL", "on")]);
    probe.expect("ask", "on on off");
}

#[test]
fn a_wrong_word_is_reported_and_the_default_counts() {
    let mut probe = Probe::start(&[("TOGGLE_MAIL", "offf"), ("TOGGLE_NEW_CHECKOUT", ""), ("TOGGLE_BETA_SEARCH", "on")]);
    probe.expect("ask", "off on on");
    probe.expect("explain mail", "on ERROR default");
    probe.wait_for_event("TOGGLE_MAIL: `mail`: expected `on` or `off`");
    probe.wait_for_event("TOGGLE_NEW_CHECKOUT: `new-checkout`: expected `on` or `off`");
}

#[test]
fn a_misspelt_variable_is_reported_with_the_nearest() {
    let mut probe = Probe::start(&[("TOGGLE_NEW_CHEKOUT", "on")]);
    probe.expect("ask", "off on off");
    probe.wait_for_event("called `TOGGLE_NEW_CHEKOUT`; did you mean `TOGGLE_NEW_CHECKOUT`?");
}

#[test]
fn reload_reads_the_environment_again() {
    let mut probe = Probe::start(&[]);
    probe.expect("ask", "off on off");
    probe.expect("setenv TOGGLE_NEW_CHECKOUT on", "ok");
    probe.expect("ask", "off on off");
    probe.expect("reload", "ok");
    probe.expect("ask", "on on off");
    probe.wait_for_event("toggle `new-checkout` changed from off to on (environment)");
}

#[test]
fn the_program_beats_the_environment_until_it_is_cleared() {
    let mut probe = Probe::start(&[("TOGGLE_NEW_CHECKOUT", "on")]);
    probe.expect("set new-checkout off", "ok");
    probe.expect("ask", "off on off");
    probe.expect("clear new-checkout", "ok");
    probe.expect("ask", "on on off");
    probe.expect(
        "set new-chekout on",
        "no toggle of this program is called `new-chekout`; did you mean `new-checkout`?",
    );
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_unicode_is_reported() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt, process::Command};

    let mut command = Command::new(env!("CARGO_BIN_EXE_probe"));
    command.env("TOGGLE_MAIL", OsStr::from_bytes(b"\xff")).env("TOGGLES", OsStr::from_bytes(b"mail=\xff"));
    command.env(OsStr::from_bytes(b"TOGGLE_\xff"), "on");
    let mut probe = Probe::run(command);
    probe.expect("ask", "off on off");
    probe.wait_for_event("TOGGLE_MAIL: `mail`: the value is not Unicode");
    probe.wait_for_event("TOGGLES: `TOGGLES`: the value is not Unicode");
}

#[test]
fn relative_file_starts_where_the_program_did() -> std::io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    std::fs::write(&path, "new-checkout = true\n")?;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_probe"));
    command.current_dir(directory.path()).env("TOGGLE_FILE", "toggles.toml");
    let mut probe = Probe::run(command);
    probe.expect("chdir /", "ok");
    probe.expect("ask", "on on off");
    probe.expect("explain new-checkout", "on STATIC file toggles.toml");
    std::fs::write(&path, "mail = false\n")?;
    probe.wait_for("ask", "off off off");
    Ok(())
}
