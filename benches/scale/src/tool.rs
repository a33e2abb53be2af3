//! The run time of `cargo toggle` on programs and files with many toggles.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    Result,
    generate::{Generated, Kind, Program, cargo},
    median,
    table::{Goal, Table, time},
};

const COUNTS: [usize; 3] = [10, 1_000, 10_000];
const REPEATS: usize = 5;

/// The largest allowed factor in run time when the number of toggles grows a thousandfold.
const MOST: f64 = 100.0;

/// A command: its name in the table and its arguments. Each run replaces `PROGRAM`, `FILE` and `ON`.
const COMMANDS: [(&str, &[&str]); 6] = [
    ("list", &["list", "PROGRAM"]),
    ("set", &["set", "toggle-1", "ON", "--file", "FILE"]),
    ("set, with `--binary`", &["set", "toggle-1", "ON", "--file", "FILE", "--binary", "PROGRAM"]),
    ("check", &["check", "PROGRAM", "--config", "FILE"]),
    ("explain", &["explain", "toggle-1", "--binary", "PROGRAM", "--config", "FILE"]),
    ("schema", &["schema", "PROGRAM"]),
];

pub fn report() -> Result<Vec<Goal>> {
    eprintln!("`cargo toggle`: building for release");
    let tool = build()?;
    let mut columns = Vec::new();
    for count in COUNTS {
        eprintln!("`cargo toggle` on {count} toggles: building a program for release, and running");
        let generated = Generated::new(Kind::Gated, count, Program::Calls)?;
        let binary = generated.release()?;
        columns.push(measure(&tool, &binary, &generated.directory, count)?);
    }

    println!("### `cargo toggle`\n");
    println!(
        "A release build of the tool, medians of {REPEATS} processes, start of the process included. The program has one \
         point per toggle. The file sets every toggle, each fourth by two rules.\n"
    );
    let header = COUNTS.iter().map(|count| format!("{count} toggles"));
    let mut table = Table::new(std::iter::once(String::new()).chain(header).chain(["ratio".to_owned()]));
    let mut goals = Vec::new();
    for (row, (name, _)) in COMMANDS.iter().enumerate() {
        let times: Vec<Duration> = columns.iter().map(|column| column[row]).collect();
        let (few, many) = (times[0], times[COUNTS.len() - 1]);
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        table.row(*name, times.into_iter().map(time).chain([format!("{ratio:.0}")]));
        let goal = format!("`{name}` of 10,000 toggles: ≤ {MOST} × that of 10");
        goals.push(Goal::new(goal, format!("{ratio:.1}"), ratio <= MOST));
    }
    table.print();
    Ok(goals)
}

/// Builds `cargo toggle` for release and returns the binary.
fn build() -> Result<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let target = Generated::root()?.join("target");
    cargo(&workspace, &target, &["build", "--release", "-p", "cargo-toggle"])?;
    Ok(target.join(format!("release/cargo-toggle{}", std::env::consts::EXE_SUFFIX)))
}

/// Returns the median run time of each command.
fn measure(tool: &Path, binary: &Path, directory: &Path, count: usize) -> Result<[Duration; COMMANDS.len()]> {
    let file = directory.join("tool.toml");
    fs::write(&file, configuration(count)?)?;
    let mut medians = [Duration::ZERO; COMMANDS.len()];
    for (median_of, (name, arguments)) in medians.iter_mut().zip(COMMANDS) {
        let mut times = Vec::new();
        for round in 0..REPEATS {
            // Each `set` writes a different state, so that the file changes.
            let on = if round % 2 == 0 { "off" } else { "on" };
            let mut command = Command::new(tool);
            for &argument in arguments {
                match argument {
                    "PROGRAM" => command.arg(binary),
                    "FILE" => command.arg(&file),
                    "ON" => command.arg(on),
                    other => command.arg(other),
                };
            }
            command.current_dir(directory).env_remove("TOGGLE_FILE").stdout(Stdio::null()).stderr(Stdio::piped());
            let start = Instant::now();
            let output = command.output()?;
            times.push(start.elapsed());
            // Status 1 means findings: `check` reports toggles without an owner.
            if output.status.code().is_none_or(|status| status > 1) {
                return Err(format!("`{name}` failed: {}", String::from_utf8_lossy(&output.stderr)).into());
            }
        }
        *median_of = median(times);
    }
    Ok(medians)
}

fn configuration(count: usize) -> Result<String> {
    let mut text = String::new();
    for number in 0..count {
        if number % 4 == 0 {
            writeln!(
                text,
                "toggle-{number}.rules = [{{ when = {{ country = \"NL\" }}, serve = \"on\" }}, {{ rollout = 25 }}]"
            )?;
        } else {
            writeln!(text, "toggle-{number} = {}", number % 2 == 1)?;
        }
    }
    Ok(text)
}
