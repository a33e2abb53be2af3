//! `retire --apply` that is killed at any instant: the next run leaves all files old, or all new.

use std::{
    fs,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::{
    edit::killed::{goes_on, random},
    support::{Run, Scratch},
};

/// The time limit, unless `TOGGLE_KILLS` is set.
const TIME: Duration = Duration::from_secs(8);
/// The number of source files.
const FILES: usize = 20;
const OLD: &str = "fn f() {\n    if enabled!(\"upsell\") {\n        g();\n    }\n}\n";
const NEW: &str = "fn f() {\n    g();\n}\n";
const OLD_STATES: &str = "upsell = true\nother = true\n";
const NEW_STATES: &str = "other = true\n";
/// Flags of an edit that builds nothing.
const APPLY: [&str; 5] = ["--keep", "on", "--apply", "--no-check", "--allow-no-vcs"];

struct Project(Scratch);

impl Project {
    fn new() -> Self {
        let scratch = Scratch::new();
        scratch.file("Cargo.toml", "[package]\nname = \"killed\"\nedition = \"2024\"\n[lib]\npath = \"0/f.rs\"\n");
        let project = Self(scratch);
        project.reset();
        project
    }

    fn reset(&self) {
        (0..FILES).for_each(|file| drop(self.0.file(&format!("{file}/f.rs"), OLD)));
        self.0.file("toggles.toml", OLD_STATES);
    }

    /// Returns the number of new files. All others are old.
    fn count(&self) -> usize {
        let files = (0..FILES).map(|file| (format!("{file}/f.rs"), OLD, NEW));
        let all = files.chain([("toggles.toml".to_owned(), OLD_STATES, NEW_STATES)]);
        let is_new = |(name, old, new): &(String, &str, &str)| {
            let text = fs::read_to_string(self.0.path().join(name)).expect("it is there");
            assert!(text == *old || text == *new, "{name}: {text}");
            text == *new
        };
        all.filter(is_new).count()
    }

    fn arguments() -> Vec<&'static str> {
        [&["retire", "upsell", "--config", "toggles.toml"], &APPLY[..]].concat()
    }

    /// Runs the tool, which takes an interrupted edit back, and then finds nothing to do.
    fn recover(&self) {
        let run = Run::of(&mut self.0.command(&[&["retire", "missing"], &APPLY[..]].concat()));
        assert!(run.stderr.contains("no code of this workspace checks or declares `missing`"), "{}", run.stderr);
        let left = |directory: &str| {
            let entries = fs::read_dir(self.0.path().join(directory)).expect("it is there").flatten();
            entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(".cargo-toggle")).count()
        };
        assert_eq!((0..FILES).map(|file| left(&file.to_string())).sum::<usize>() + left("."), 0);
    }
}

/// A duration that follows the machine: every second turn is to end before the kill.
struct Longest(Duration);

impl Longest {
    fn random(&self) -> Duration {
        self.0.mul_f64(random())
    }

    fn adapt(&mut self, is_killed: bool) {
        self.0 = self.0.mul_f64(if is_killed { 1.1 } else { 0.9 }).max(Duration::from_micros(100));
    }
}

#[test]
fn all_files_are_old_or_new_after_the_next_run() {
    let project = Project::new();
    let start = Instant::now();
    let run = Run::of(&mut project.0.command(&Project::arguments()));
    assert_eq!((run.status, project.count()), (Some(0), FILES + 1), "{}", run.stderr);
    let (mut longest, mut writing) = (Longest(start.elapsed()), Longest(Duration::from_millis(20)));
    project.reset();

    let (mut killed, mut mixed, mut new) = (0_u32, 0_u32, 0_u32);
    let (mut turn, start) = (0, Instant::now());
    while goes_on(turn, start, TIME) || mixed == 0 {
        let mut command = project.0.command(&Project::arguments());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the tool can be run");
        // The files are written in a small part of a run, from the appearance of the journal.
        let is_late = turn % 4 > 0;
        if is_late {
            let journal = project.0.path().join(".cargo-toggle-retire.json");
            while !journal.exists() && child.try_wait().is_ok_and(|status| status.is_none()) {
                thread::sleep(Duration::from_micros(50));
            }
        }
        thread::sleep(if is_late { writing.random() } else { longest.random() });
        child.kill().expect("it can be killed, or has ended");
        let is_killed = child.wait().expect("it ends").code().is_none();
        if is_late { &mut writing } else { &mut longest }.adapt(is_killed);
        turn += 1;
        killed += u32::from(is_killed);
        mixed += u32::from((1..=FILES).contains(&project.count()));
        project.recover();
        let count = project.count();
        assert!(count == 0 || count == FILES + 1, "{count} of the files are new");
        new += u32::from(count > 0);
        if count > 0 {
            project.reset();
        }
    }
    let text = format!("{killed} killed, {mixed} among the files, {new} after the last\n");
    let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
}
