//! Files at the limit of memory and beyond it, read by a program with little memory.

use std::{
    fs, io,
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::probe::Probe;

/// The address space of the program in KiB: for its code, its libraries, the stacks of its threads, and a file.
const SPACE: &str = "262144";

/// A program with little memory, and the file that it follows.
struct Limited {
    directory: TempDir,
    probe: Probe,
    turn: usize,
}

impl Limited {
    fn start() -> io::Result<Self> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "mail = false\n")?;
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v \"$0\" && exec \"$1\"", SPACE, env!("CARGO_BIN_EXE_probe")]);
        command.env("TOGGLE_FILE", &path).env_remove("TOGGLES").env_remove("TOGGLE_ENV");
        let mut probe = Probe::run(command);
        probe.expect("ask", "off off off");
        Ok(Self { directory, probe, turn: 0 })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn replace(&self, text: &[u8]) -> io::Result<()> {
        fs::write(self.path("new"), text)?;
        fs::rename(self.path("new"), self.path("toggles.toml"))
    }

    /// Checks that a file within the limits applies, when followed and when reloaded.
    #[track_caller]
    fn takes(&mut self, text: &str) -> io::Result<()> {
        for state in ["on", "off"] {
            self.turn += 1;
            self.replace(format!("new-checkout = \"{state}\"\n{text}# {}\n", self.turn).as_bytes())?;
            self.wait_until("explain new-checkout", |answer| answer.starts_with(&format!("{state} STATIC file ")));
        }
        self.probe.expect("reload", "ok");
        self.recovers()
    }

    /// Checks that a file beyond a limit changes nothing and is reported.
    #[track_caller]
    fn refuses(&mut self, text: &[u8], because: &str) -> io::Result<()> {
        self.replace(text)?;
        self.wait_until("problems", |problems| problems.contains(because));
        self.probe.expect("ask", "off off off");
        assert!(self.probe.send("reload").contains(because));
        self.recovers()
    }

    fn recovers(&mut self) -> io::Result<()> {
        self.replace(b"new-checkout = true\n")?;
        self.probe.wait_for("ask", "on on off");
        self.replace(b"mail = false\n")?;
        self.probe.wait_for("ask", "off off off");
        Ok(())
    }

    /// Repeats a command until its answer is right. An unoptimized program needs some time for a large file.
    #[track_caller]
    fn wait_until(&mut self, command: &str, is_right: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            let last = self.probe.send(command);
            if is_right(&last) {
                return;
            }
            assert!(Instant::now() < deadline, "{command}: {last}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn times(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

#[test]
fn largest_files_fit_into_little_memory() -> io::Result<()> {
    let mut limited = Limited::start()?;
    let rules = times(1_000, |rule| format!("{{ when = {{ a{rule} = [1, 'x'] }}, serve = 'on' }},"));
    limited.takes(&format!("beta-search.rules = [{rules}]\n"))?;
    let rule = "{ when = { country = ['NL', 'BE'], plan = 'pro' }, rollout = 25 },";
    limited.takes(&times(10_000, |toggle| format!("u{toggle}.rules = [{}]\n", rule.repeat(4))))?;
    limited.takes(&times(30_000, |toggle| format!("u{toggle} = 1\n")))?;
    let names = ["'s'"; 10].join(",");
    let segment = format!("[segment]\ns = [{}]\n", "{ a = 1 },".repeat(40));
    let named = format!("{{ segment = [{names}] }},").repeat(900);
    limited.takes(&format!("beta-search.rules = [{named}]\n{segment}"))?;
    limited.takes(&"#\n".repeat(2_500_000))?;
    limited.takes(&format!("mail = '{}'\n", "x".repeat(6_000_000)))
}

#[test]
fn files_past_limits_change_nothing() -> io::Result<()> {
    let mut limited = Limited::start()?;
    limited.refuses(&vec![b'#'; 7 << 20], "is 7.00 MiB large, and the limit is 6 MiB; split it into several files")?;
    limited.refuses(
        format!("mail = [{}]\n", "1,".repeat(1_000_000)).as_bytes(),
        "line 1, column 524296: has so many keys and values",
    )?;
    limited.refuses(
        format!("mail{} = 1\n", ".a".repeat(1_000_000)).as_bytes(),
        "line 1, column 2000006: has so many keys and values",
    )?;
    limited.refuses(format!("mail{} = 1\n", ".a".repeat(50_000)).as_bytes(), "nested more than 256 deep")?;
    limited.refuses(times(41_000, |toggle| format!("u{toggle}=1\n")).as_bytes(), "more than 40000 toggles")?;
    let segment = format!("[segment]\ns = [{}]\n", "{a=1},".repeat(1_000));
    let named = "{segment='s'},".repeat(1_000);
    limited.refuses(format!("beta-search.rules = [{named}]\n{segment}").as_bytes(), "more than 400000 conditions")
}

#[test]
fn toggle_past_limit_keeps_its_state_alone() -> io::Result<()> {
    let mut limited = Limited::start()?;
    limited.replace(format!("new-checkout = true\nmail.rules = [{}]\n", "{},".repeat(1_001)).as_bytes())?;
    limited.probe.wait_for_event("`mail`: there are at most 1000 rules of a toggle, and here are 1001");
    limited.probe.wait_for("ask", "on off off");
    limited.recovers()
}
