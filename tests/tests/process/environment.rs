//! Toggles and settings from environment variables.

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
fn single_variable_overrides_the_list() {
    let mut probe = Probe::start(&[("TOGGLES", "new-checkout=on,mail=off"), ("TOGGLE_MAIL", "on")]);
    probe.expect("ask", "on on off");
}

#[test]
fn invalid_word_is_reported_and_keeps_default() {
    let mut probe = Probe::start(&[("TOGGLE_MAIL", "offf"), ("TOGGLE_NEW_CHECKOUT", ""), ("TOGGLE_BETA_SEARCH", "on")]);
    probe.expect("ask", "off on on");
    probe.expect("explain mail", "on ERROR default");
    probe.wait_for_event("TOGGLE_MAIL: `mail`: expected `on` or `off`");
    probe.wait_for_event("TOGGLE_NEW_CHECKOUT: `new-checkout`: expected `on` or `off`");
}

#[test]
fn percentage_without_key_is_reported() {
    let mut probe = Probe::start(&[("TOGGLE_MAIL", "25%")]);
    probe.expect("ask", "off off off");
    probe.wait_for_event(
        ": `mail` is off here, since its rules have no value to hash: the context has no targeting key",
    );
    let problems = probe.send("problems");
    assert!(problems.contains("set one with `scope()` or `for =`, or write `without-key`"), "{problems}");
    probe.expect("explain mail", "off ERROR environment");
}

#[test]
fn misspelt_variable_is_reported_with_suggestion() {
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
    probe.wait_for_event("toggle `new-checkout` changed from off to on (env)");
}

#[test]
fn run_time_override_beats_variable_until_clear() {
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
    probe.wait_for_event("TOGGLES: the value is not Unicode");
}

#[test]
fn relative_file_uses_the_start_directory() -> std::io::Result<()> {
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

/// The variables that Kubernetes sets for the Services `toggle` and `toggle-mail`.
const OF_SERVICES: [(&str, &str); 14] = [
    ("TOGGLE_SERVICE_HOST", "10.96.0.7"),
    ("TOGGLE_SERVICE_PORT", "8080"),
    ("TOGGLE_SERVICE_PORT_HTTP", "8080"),
    ("TOGGLE_PORT", "tcp://10.96.0.7:8080"),
    ("TOGGLE_PORT_8080_TCP", "tcp://10.96.0.7:8080"),
    ("TOGGLE_PORT_8080_TCP_ADDR", "10.96.0.7"),
    ("TOGGLE_PORT_8080_TCP_PORT", "8080"),
    ("TOGGLE_PORT_8080_TCP_PROTO", "tcp"),
    ("TOGGLE_MAIL_SERVICE_HOST", "fd00::7"),
    ("TOGGLE_MAIL_SERVICE_PORT", "53"),
    ("TOGGLE_MAIL_PORT", "udp://[fd00::7]:53"),
    ("TOGGLE_MAIL_PORT_53_UDP", "udp://[fd00::7]:53"),
    ("TOGGLE_MAIL_PORT_53_UDP_ADDR", "fd00::7"),
    ("TOGGLE_MAIL_PORT_53_UDP_PROTO", "udp"),
];

#[test]
fn variables_of_services_are_reported_once() {
    let mut probe = Probe::start(&OF_SERVICES);
    let report = "env: `TOGGLE_MAIL_PORT` and 13 more variables are set by Kubernetes for the Services `toggle` and \
                  `toggle-mail`, and not for `service-host`; rename the toggle or the Service; write \
                  `enableServiceLinks: false` into the `spec` of the pod";
    probe.expect("ask", "off on off");
    probe.expect("problems", report);
    probe.expect("reload", "ok");
    // Events are ordered, so no event of the reload follows this one.
    probe.expect("set mail off", "ok");
    probe.wait_for_event("`mail` changed");
    let events = probe.events();
    assert_eq!(events.iter().filter(|event| *event == report).count(), 1, "{events:?}");
}

#[test]
fn variables_of_services_set_no_toggle() {
    let of_mail = &OF_SERVICES[8..];
    let mut probe = Probe::start(of_mail);
    probe.expect("ask", "off on off");
    let report = "env: `TOGGLE_MAIL_PORT` and 5 more variables are set by Kubernetes for the Service `toggle-mail`, \
                  without setting a toggle; write `enableServiceLinks: false` into the `spec` of the pod";
    probe.expect("problems", report);
}

#[test]
fn variables_of_services_are_not_denied() {
    let mut probe = Probe::start(&OF_SERVICES);
    probe.expect("install-nothing-denying", "ok");
    let mut probe = Probe::start(&[&OF_SERVICES[..], &[("TOGGLE_NAIL", "off")]].concat());
    let error = probe.send("install-nothing-denying");
    assert!(error.contains("`TOGGLE_NAIL`") && !error.contains("TOGGLE_PORT"), "{error}");
}

#[test]
fn number_without_a_service_is_an_unknown_name() {
    let mut probe = Probe::start(&[("TOGGLE_SERVICE_PORT_LIMIT", "80")]);
    let error = probe.send("install-nothing-denying");
    assert!(error.contains("called `TOGGLE_SERVICE_PORT_LIMIT`"), "{error}");
}

#[test]
fn toggle_named_like_a_variable_of_a_service() {
    // This toggle is a string, so the address would be a valid value.
    let mut probe = Probe::start(&OF_SERVICES[..1]);
    probe.expect("explain service-host", "10.96.0.7 STATIC environment");
    let mut probe = Probe::start(&OF_SERVICES[..4]);
    probe.expect("explain service-host", "localhost DEFAULT default");
    probe.wait_for_event("for the Service `toggle`, and not for `service-host`; rename the toggle or the Service");
    // This toggle is on or off.
    let mut probe = Probe::start(&[("TOGGLE_LEGACY_PORT", "tcp://10.96.0.7:8080")]);
    probe.expect("explain legacy-port", "off DEFAULT default");
    probe.wait_for_event("for the Service `toggle-legacy`, and not for `legacy-port`");
}

#[test]
fn relative_coverage_uses_the_start_directory() -> std::io::Result<()> {
    let directory = tempfile::tempdir()?;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_probe"));
    command.current_dir(directory.path()).env("TOGGLE_COVERAGE", "covered");
    let mut probe = Probe::run(command);
    probe.expect("chdir /", "ok");
    probe.expect("ask", "off on off");
    assert_eq!(std::fs::read_dir(directory.path().join("covered"))?.count(), 1);
    Ok(())
}

#[test]
fn store_variable_needs_a_linked_engine_alone() {
    let mut probe = Probe::start(&[("TOGGLE_STORE", "memory://mail=off")]);
    probe.expect("ask", "off off off");
    probe.expect("explain mail", "off STATIC memory");
    probe.expect("problems", "");
    let mut probe = Probe::start(&[("TOGGLE_STORE", "memory://mail=off"), ("TOGGLE_MAIL", "on")]);
    probe.expect("explain mail", "on STATIC environment");
}

#[test]
fn store_without_engine_is_a_problem() {
    let mut probe = Probe::start(&[("TOGGLE_STORE", "etcd://me:secret@127.0.0.1:2379/shop")]);
    probe.expect("ask", "off on off");
    let expected = "TOGGLE_STORE: no engine of this program opens `etcd` URLs, its engines open `memory`; depend on the \
                    crate `toggle-etcd`, and write `use toggle_etcd as _;`";
    probe.expect("problems", expected);
}
