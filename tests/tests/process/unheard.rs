//! Problems without a subscriber, which the program prints once on standard error, each on one line.

use std::{
    fmt::Write as _,
    fs, io,
    io::Write as _,
    process::{Command, Output, Stdio},
};

use crate::probe::Probe;

const MISSPELT: (&str, &str) = ("TOGGLE_NEW_CHEKOUT", "on");
const LINE: &str = "toggle_runtime: env: no toggle of this program is called `TOGGLE_NEW_CHEKOUT`; did you mean \
                    `TOGGLE_NEW_CHECKOUT`?";

#[test]
fn misspelt_variable_is_one_line() {
    let mut probe = Probe::unheard(&[MISSPELT]);
    probe.expect("ask", "off on off");
    probe.expect("ask", "off on off");
    probe.expect("reload", "ok");
    probe.expect("set mail off", "ok");
    assert_eq!(probe.lines(), [LINE]);
}

#[test]
fn program_without_problems_writes_nothing() {
    let mut probe = Probe::unheard(&[("TOGGLE_NEW_CHECKOUT", "on")]);
    probe.expect("ask", "on on off");
    probe.expect("set mail off", "ok");
    assert_eq!(probe.lines(), [""; 0]);
}

#[test]
fn subscriber_replaces_the_line() {
    let mut probe = Probe::start(&[MISSPELT]);
    probe.expect("ask", "off on off");
    probe.expect("flush", "true");
    assert_eq!(probe.lines(), [&LINE["toggle_runtime: ".len()..]]);
}

#[test]
fn each_problem_of_a_file_is_one_line() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    let shown = path.display();
    fs::write(&path, "mail = \"offf\"\nnew-chekout = true\n")?;
    let mut probe = Probe::unheard(&[("TOGGLE_FILE", &path.to_string_lossy())]);
    probe.expect("ask", "off on off");
    fs::write(&path, "mail = \n")?;
    let failure = probe.send("reload");
    assert!(failure.contains("line 1, column 8"), "{failure}");
    probe.expect("reload", &failure);
    let lines = probe.lines();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with(&format!("toggle_runtime: {shown}:1:1: `mail`: expected")), "{lines:#?}");
    assert!(lines[1].starts_with(&format!("toggle_runtime: {shown}:2:1: no toggle")), "{lines:#?}");
    assert!(lines[2].starts_with("toggle_runtime: ") && lines[2].contains("cannot be read"), "{lines:#?}");
    Ok(())
}

#[test]
fn quiet_program_writes_nothing() {
    let mut probe = Probe::unheard(&[MISSPELT]);
    probe.expect("install-quiet", "ok");
    probe.expect("ask", "off on off");
    assert_ne!(probe.send("problems"), "");
    assert_eq!(probe.lines(), [""; 0]);
}

#[test]
fn check_before_quiet_set_up_writes_a_line() {
    let mut probe = Probe::unheard(&[MISSPELT]);
    probe.expect("ask", "off on off");
    probe.expect("install-quiet", "ok");
    assert_eq!(probe.lines(), [LINE]);
}

#[test]
fn many_problems_are_a_hundred_lines_and_one() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    let mut mistaken = String::new();
    for number in 0..300 {
        writeln!(mistaken, "mail{number} = {{ rules = {number} }}").expect("a text grows");
    }
    fs::write(&path, &mistaken)?;
    let mut probe = Probe::unheard(&[("TOGGLE_FILE", &path.to_string_lossy())]);
    probe.expect("ask", "off on off");
    let lines = probe.lines();
    assert_eq!(lines.len(), 101, "{lines:#?}");
    assert!(lines[100].contains("`toggle_runtime::problems()` lists all"), "{lines:#?}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn forked_child_repeats_no_line() {
    let mut probe = Probe::unheard(&[MISSPELT]);
    probe.expect("ask", "off on off");
    probe.expect("fork", "ok");
    probe.expect("install-nothing", "ok");
    probe.expect("setenv TOGGLE_MAIL offf", "ok");
    probe.expect("reload", "ok");
    let lines = probe.lines();
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines[0] == LINE && lines[1].contains("`mail`: expected `on` or `off`"), "{lines:#?}");
}

fn run(mut command: Command, commands: &str) -> io::Result<Output> {
    let mut child = command.arg("unheard").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    child.stdin.take().expect("it is piped").write_all(commands.as_bytes())?;
    child.wait_with_output()
}

#[cfg(target_os = "linux")]
#[test]
fn full_standard_error_stops_no_check() -> io::Result<()> {
    let mut command = Probe::command(&[MISSPELT]);
    command.stderr(fs::OpenOptions::new().write(true).open("/dev/full")?);
    let output = run(command, "ask\n")?;
    assert!(output.status.success() && output.stdout == b"off on off\n", "{output:?}");
    Ok(())
}

#[test]
fn closed_standard_error_stops_no_check() -> io::Result<()> {
    let (reader, writer) = io::pipe()?;
    drop(reader);
    let mut command = Probe::command(&[MISSPELT]);
    command.stderr(writer);
    let output = run(command, "ask\n")?;
    assert!(output.status.success() && output.stdout == b"off on off\n", "{output:?}");
    Ok(())
}

#[test]
fn immediate_exit_still_prints_the_line() -> io::Result<()> {
    let mut command = Probe::command(&[MISSPELT]);
    command.stderr(Stdio::piped());
    let output = run(command, "set-and-exit mail\n")?;
    assert_eq!(String::from_utf8_lossy(&output.stderr), format!("{LINE}\n"));
    Ok(())
}
