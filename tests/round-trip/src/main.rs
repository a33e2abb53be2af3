//! Makes round trips with the sources of packages, and prints their number for each form.
//!
//! `cargo run --release -p toggle-tests-round-trip -- DIRECTORY..` takes directories of packages. `--show` prints the
//! gated text of the first file that differs.

use std::{env, fs, path::PathBuf, process::ExitCode};

use toggle_tests_round_trip::{Counts, FORMS, round_trip, sources};

#[expect(clippy::print_stdout, reason = "the report is the output of this program")]
fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let shows = arguments.iter().any(|argument| argument == "--show");
    let directories: Vec<PathBuf> =
        arguments.iter().filter(|argument| *argument != "--show").map(PathBuf::from).collect();
    let files: Vec<PathBuf> = directories.iter().flat_map(|directory| sources(directory)).collect();
    println!("{} packages, {} files\n", directories.len(), files.len());
    println!("| form | files | gates and checks | differ |\n|---|--:|--:|--:|");
    let mut differ = 0;
    for form in FORMS {
        let mut counts = Counts::default();
        let mut failures = Vec::new();
        for path in &files {
            let Ok(text) = fs::read_to_string(path) else { continue };
            match round_trip(&text, form) {
                Ok(0) => {}
                Ok(gates) => {
                    counts.files += 1;
                    counts.gates += gates;
                }
                Err(difference) => failures.push((path, difference)),
            }
        }
        println!("| {} | {} | {} | {} |", form.name, counts.files, counts.gates, failures.len());
        for (path, difference) in failures.iter().take(3) {
            println!("  {}: {}", path.display(), difference.reason);
        }
        if let (true, Some((_, difference))) = (shows, failures.first()) {
            println!("{}", difference.gated);
        }
        differ += failures.len();
    }
    if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
