//! Start time, change time and memory of programs with many toggle points.

use std::{collections::HashMap, path::Path, process::Command, time::Duration};

use crate::{
    Result,
    generate::{Generated, Kind, Program},
    median,
    table::{Goal, Table, time},
};

const COUNTS: [usize; 3] = [10, 1_000, 10_000];
const REPEATS: usize = 5;

/// The medians of the figures that a program prints, by name.
type Figures = HashMap<String, u64>;

pub fn report() -> Result<Vec<Goal>> {
    let mut columns = Vec::new();
    for count in COUNTS {
        eprintln!("{count} points: building for release, and running");
        let generated = Generated::new(Kind::Gated, count, Program::Measures)?;
        let binary = generated.release()?;
        let file = generated.directory.join("toggles.toml");
        columns.push(figures(&binary, &file)?);
    }

    println!("### Start, change and memory\n");
    println!(
        "A release build with one gated function per toggle; medians of {REPEATS} processes. The file sets every \
         toggle to on or off, without rules. The time of `reload` includes reading the environment and the file.\n"
    );
    let header = COUNTS.iter().map(|count| format!("{count} points"));
    let mut table = Table::new(std::iter::once(String::new()).chain(header));
    let nanos = |name: &str, figures: &Figures| Duration::from_nanos(figures.get(name).copied().unwrap_or_default());
    for (shown, name) in [
        ("first check, nothing set up", "first check"),
        ("set-up with the file", "set-up"),
        ("`reload`, nothing changed", "reload, unchanged"),
        ("`reload`, one toggle changed", "reload, one changed"),
        ("`reload`, all toggles changed", "reload, all changed"),
        ("a flip with `set`", "flip"),
    ] {
        table.row(shown, columns.iter().map(|figures| time(nanos(name, figures))));
    }
    for (shown, name) in [
        ("memory after the first check", "memory without a file"),
        ("memory after set-up with the file, which is followed", "memory"),
        ("memory during that, at most", "memory at most"),
    ] {
        table.row(
            shown,
            columns.iter().map(|figures| format!("{} KiB", figures.get(name).copied().unwrap_or_default())),
        );
    }
    table.row(
        "`Event::Changed`, one changed / all changed",
        columns.iter().map(|figures| {
            let changes = |name: &str| figures.get(name).copied().unwrap_or_default();
            format!("{} / {}", changes("changes, one changed"), changes("changes, all changed"))
        }),
    );
    table.print();

    let Some(most) = columns.last() else { return Ok(Vec::new()) };
    let within = |name: &'static str, shown: &str, limit: u64| {
        let took = nanos(name, most);
        Goal::new(format!("{shown} ≤ {limit} ms"), time(took), took <= Duration::from_millis(limit))
    };
    let changes = most.get("changes, one changed").copied().unwrap_or_default();
    Ok(vec![
        within("first check", "first check of 10,000 points", 5),
        within("set-up", "set-up of 10,000 points with a file of all", 5),
        within("reload, one changed", "reload of 10,000 toggles, one changed", 20),
        within("reload, all changed", "reload of 10,000 toggles, all changed", 20),
        Goal::new("a reload changes only what changed", format!("{changes} of 10,000"), changes == 1),
    ])
}

fn figures(binary: &Path, file: &Path) -> Result<Figures> {
    let file = file.as_os_str();
    let mut all: HashMap<String, Vec<u64>> = HashMap::new();
    for _ in 0..REPEATS {
        for arguments in [vec!["first".as_ref()], vec!["memory".as_ref(), file], vec!["file".as_ref(), file]] {
            let output = Command::new(binary).args(arguments).env_remove("TOGGLE_FILE").output()?;
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into());
            }
            for line in String::from_utf8(output.stdout)?.lines() {
                let (name, number) = line.split_once('=').ok_or_else(|| format!("{line:?} is no figure"))?;
                all.entry(name.to_owned()).or_default().push(number.parse()?);
            }
        }
    }
    Ok(all.into_iter().map(|(name, numbers)| (name, median(numbers))).collect())
}
