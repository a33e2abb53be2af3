//! The output of `watch`.

use std::{
    io::{BufRead, BufReader, Read},
    process::Stdio,
};

use super::{EVIL, looks::Printed, planted};

/// Checks the output up to the last toggle of the file.
#[track_caller]
fn check(format: &str, arguments: &[&str]) {
    let scratch = planted::scratch();
    let word = planted::quoted();
    scratch
        .file(&format!("{EVIL}.toml"), format!("{word} = 3.5\ntext = {word}\nzzz = true\n[segment.{word}]\na = []\n"));
    let mut command = scratch.command(&["watch", &format!("{EVIL}.toml"), "--format", format]);
    let mut process =
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the tool can be run");
    let mut output = BufReader::new(process.stdout.take().expect("it is piped"));
    let mut stdout = Vec::new();
    while !String::from_utf8_lossy(&stdout).contains("zzz") {
        assert!(output.read_until(b'\n', &mut stdout).expect("it can be read") > 0, "{stdout:?}");
    }
    process.kill().expect("it can be ended");
    let mut rest = process.wait_with_output().expect("it has ended");
    output.read_to_end(&mut stdout).expect("it can be read");
    rest.stdout = stdout;
    let printed = Printed { command: format!("watch {format}"), format: Some(format.to_owned()), output: rest };
    let text = printed.is_harmless();
    assert!(text.contains("evil"), "{text}");
}

#[test]
fn followed_file_is_printed_and_no_more() {
    for format in ["human", "json"] {
        check(format, &[]);
        check(format, &["--environment", EVIL]);
    }
}
