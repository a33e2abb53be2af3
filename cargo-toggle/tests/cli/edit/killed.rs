//! Edits that are killed at any instant. Only on Unix does the exit status show that a signal ended the process.
#![cfg(unix)]

use std::{
    fs::File,
    hash::{BuildHasher, RandomState},
    io::{Read, Seek, SeekFrom},
    path::Path,
    process::{ExitStatus, Stdio},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::{FILE, LOG, PREVIOUS, everything, log, read, scratch, set};
use crate::support::Scratch;

/// The number of kills, unless `TOGGLE_KILLS` sets another one.
const KILLS: u64 = 300;
/// The time limit, unless `TOGGLE_KILLS` is set.
const TIME: Duration = Duration::from_secs(3);
/// The size of a page of the log. No line of the log crosses a page.
const PAGE: u64 = 4096;

#[test]
fn the_file_is_old_or_new_and_the_log_is_whole() {
    let scratch = scratch(OFF);
    let end = AtomicBool::new(false);
    let reads = AtomicU64::new(0);
    let counts = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !end.load(Ordering::Relaxed) {
                check_end_of_log(scratch.path());
                reads.fetch_add(1, Ordering::Relaxed);
                thread::sleep(Duration::from_micros(200));
            }
        });
        let counts = kill(&scratch);
        end.store(true, Ordering::Relaxed);
        reader.join().expect("the log is whole at every instant");
        counts
    });
    assert!(counts.before > 0 && counts.after > 0, "{counts:?}");

    // The next edit removes all traces of the kills, and the log agrees with the file.
    let next = if read(&scratch, FILE) == ON { "off" } else { "on" };
    let before = read(&scratch, FILE);
    assert_eq!(set(&scratch, &["a", next]).status, Some(0));
    assert_eq!(everything(scratch.path()).len(), 4);
    assert_eq!(read(&scratch, PREVIOUS), before);
    let log = log(&scratch);
    let interrupted: Vec<_> = log.iter().filter(|entry| entry["action"] == "interrupted").collect();
    let mut state = "off".into();
    for entry in log.iter().filter(|entry| entry["action"] == "set") {
        assert_eq!(entry["before"], state, "{entry}");
        if !interrupted.iter().any(|interrupted| interrupted["change"] == entry["change"]) {
            state = entry["after"].clone();
        }
    }
    assert_eq!(state, next);
    assert_eq!(log.len() as u64, counts.after + 1 + 2 * interrupted.len() as u64);
    let result = format!("{counts:?}, {} interrupted, log read {reads:?} times", interrupted.len());
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{result}\n").as_bytes());
}

const OFF: &str = "# top\na = false # dark\nb = true\n";
const ON: &str = "# top\na = true # dark\nb = true\n";

/// The number of calls by their effect.
#[derive(Debug, Default)]
struct Counts {
    /// Calls that were killed before they changed the file.
    before: u64,
    /// Calls that changed the file, killed or not.
    after: u64,
    /// Calls among those in `after` that ended before the kill.
    not_killed: u64,
}

/// Returns whether another call is to be killed.
pub(crate) fn goes_on(killed: u64, start: Instant, limit: Duration) -> bool {
    match std::env::var("TOGGLE_KILLS") {
        Ok(kills) => killed < kills.parse().expect("a number"),
        Err(_) => killed < KILLS && start.elapsed() < limit,
    }
}

/// Returns the duration of a call on this machine.
fn time_of_a_call() -> Duration {
    let scratch = scratch(OFF);
    let start = Instant::now();
    set(&scratch, &["a", "on"]).fine();
    start.elapsed()
}

fn kill(scratch: &Scratch) -> Counts {
    let mut longest = time_of_a_call();
    let start = Instant::now();
    let mut counts = Counts::default();
    while goes_on(counts.before + counts.after - counts.not_killed, start, TIME) {
        let old = read(scratch, FILE);
        let (new, state) = if old == ON { (OFF, "off") } else { (ON, "on") };
        // Every other line is so long that it needs a separate page.
        let reason = "x".repeat(1500);
        let status = killed_after(longest.mul_f64(random()), scratch, &["a", state, "--reason", &reason]);
        let is_killed = status.code().is_none();
        // A quarter of the calls ends before the kill on any machine, because most of the critical steps come at the
        // end of a call.
        longest = longest.mul_f64(if is_killed { 1.01 } else { 0.97 });

        let now = read(scratch, FILE);
        assert!(now == old || now == new, "{now}");
        assert!(is_killed || status.success() && now == new, "{status}");
        check_end_of_log(scratch.path());
        counts.before += u64::from(now == old);
        counts.after += u64::from(now == new);
        counts.not_killed += u64::from(!is_killed);
    }
    counts
}

/// Runs `cargo toggle set`, and kills it after this time.
fn killed_after(time: Duration, scratch: &Scratch, arguments: &[&str]) -> ExitStatus {
    let mut command = scratch.command(&[&["set", "--file", FILE], arguments].concat());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the tool can be run");
    thread::sleep(time);
    child.kill().expect("it can be killed, or has ended");
    child.wait().expect("it ends")
}

#[test]
fn next_edit_repairs_a_file_killed_in_place() {
    let scratch = scratch(OFF);
    let mut longest = time_of_a_call();
    let start = Instant::now();
    for turn in (0..).take_while(|turn| goes_on(*turn, start, TIME)) {
        let (old, state) = (read(&scratch, FILE), if turn % 2 == 0 { "on" } else { "off" });
        let status = killed_after(longest.mul_f64(random()), &scratch, &["a", state, "--in-place"]);
        longest = longest.mul_f64(if status.success() { 0.97 } else { 1.01 });
        // This edit repairs the file after the kill, and changes the other toggle.
        let b = if old.contains("b = true") { "off" } else { "on" };
        let run = set(&scratch, &["b", b, "--in-place"]);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let (now, b) = (read(&scratch, FILE), if b == "on" { "b = true" } else { "b = false" });
        let is_whole = [OFF, ON].iter().any(|text| text.replace("b = true", b) == now);
        assert!(is_whole, "{now}");
    }
    assert_eq!(everything(scratch.path()).len(), 4);
}

#[test]
fn rotation_killed_at_any_instant_loses_no_line() {
    let scratch = scratch(OFF);
    let mut longest = time_of_a_call();
    let start = Instant::now();
    for turn in (0..).take_while(|turn| goes_on(*turn, start, TIME)) {
        let state = if turn % 2 == 0 { "on" } else { "off" };
        let arguments = ["a", state, "--audit-age", "0", "--audit-keep", "1000"];
        let status = killed_after(longest.mul_f64(random()), &scratch, &arguments);
        longest = longest.mul_f64(if status.success() { 0.97 } else { 1.01 });
    }
    let next = if read(&scratch, FILE) == ON { "off" } else { "on" };
    assert_eq!(set(&scratch, &["a", next]).status, Some(0));

    // From the oldest line to the latest, each line starts with the state that the line before left.
    let rotated = |number: u32| scratch.path().join(format!("{FILE}.audit.{number}.jsonl"));
    let numbers = 1..=u32::try_from(everything(scratch.path()).len()).expect("there are few");
    let older = numbers.rev().map(|number| std::fs::read_to_string(rotated(number)).unwrap_or_default());
    let lines: String = older.chain([read(&scratch, LOG)]).collect();
    let entries: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let is_taken_back = |change: &serde_json::Value| {
        entries.iter().any(|entry| entry["action"] == "interrupted" && entry["change"] == *change)
    };
    let mut state = "off".into();
    for entry in entries.iter().filter(|entry| entry["action"] == "set" && !is_taken_back(&entry["change"])) {
        assert_eq!(entry["before"], state, "{entry}");
        state = entry["after"].clone();
    }
    assert_eq!(state, next);
}

/// Returns a random number from 0 to 1.
pub(crate) fn random() -> f64 {
    let bits = u32::try_from(RandomState::new().hash_one(0) >> 32).expect("half of the bits");
    f64::from(bits) / f64::from(u32::MAX)
}

/// Checks only the last lines, so that repeated checks of a long log are fast.
fn check_end_of_log(directory: &Path) {
    let Ok(mut log) = File::open(directory.join(LOG)) else { return };
    let len = log.metadata().expect("it is there").len();
    let mut text = String::new();
    log.seek(SeekFrom::Start(len.saturating_sub(1) / PAGE * PAGE)).expect("it is a file");
    log.read_to_string(&mut text).expect("it is text");
    for line in text.lines() {
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(line);
        assert!(parsed.is_ok_and(|entry| entry["format"] == "cargo-toggle/audit"), "{line:?}");
    }
}
