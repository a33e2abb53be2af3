//! A program that measures itself in one of three ways, each in a new process: `first`, `memory FILE` or `file FILE`.
//! It prints lines of a name and a number. Times are in nanoseconds, memory is in KiB.

mod functions;

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    hint::black_box,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant, SystemTime},
};

use functions::FUNCTIONS;
use toggle_runtime::Event;

const REPEATS: usize = 5;

static CHANGES: AtomicU64 = AtomicU64::new(0);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["first"] => {
            let before = memory("VmRSS")?;
            println!("first check={}", nanos(|| black_box(FUNCTIONS)[0](1)));
            println!("memory without a file={}", memory("VmRSS")?.saturating_sub(before));
        }
        ["memory", file] => {
            write(file, |_| true)?;
            let before = memory("VmRSS")?;
            toggle_runtime::builder().file(file).install()?;
            println!("memory={}", memory("VmRSS")?.saturating_sub(before));
            println!("memory at most={}", memory("VmHWM")?.saturating_sub(before));
        }
        ["file", file] => measure(file)?,
        _ => return Err("expected `first`, `memory FILE` or `file FILE`".into()),
    }
    Ok(())
}

/// Measures set-up and changes. The file is not followed, so that only a call of `reload` applies a change.
fn measure(file: &str) -> Result<(), Box<dyn Error>> {
    write(file, |_| true)?;
    let builder = toggle_runtime::builder().file(file).watch(false);
    println!("set-up={}", nanos(|| builder.install().expect("the file is in order")));
    let _counting = toggle_runtime::subscribe(|event| {
        CHANGES.fetch_add(u64::from(matches!(event, Event::Changed { .. })), Relaxed);
    });

    let mut unchanged = Vec::new();
    for _ in 0..REPEATS {
        unchanged.push(reload());
    }
    assert_eq!(CHANGES.load(Relaxed), 0, "nothing has changed");
    println!("reload, unchanged={}", median(unchanged));

    for (name, changes) in [("one", 1), ("all", FUNCTIONS.len())] {
        let mut times = Vec::new();
        for round in 0..2 * REPEATS {
            write(file, |toggle| toggle >= changes || round % 2 == 1)?;
            times.push(reload());
        }
        println!("reload, {name} changed={}", median(times));
        println!("changes, {name} changed={}", CHANGES.swap(0, Relaxed) / (2 * REPEATS as u64));
    }

    let mut flips = Vec::new();
    for round in 0..200 {
        flips.push(nanos(|| toggle_runtime::set("toggle-1", round % 2 == 1).expect("it exists")));
    }
    println!("flip={}", median(flips));
    Ok(())
}

fn reload() -> u128 {
    nanos(|| toggle_runtime::reload().expect("the file is in order"))
}

/// Writes a state for every toggle, with a modification time old enough that the runtime applies the file
/// immediately.
fn write(file: &str, is_on: impl Fn(usize) -> bool) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    for toggle in 0..FUNCTIONS.len() {
        writeln!(text, "toggle-{toggle} = {}", is_on(toggle))?;
    }
    fs::write(file, text)?;
    fs::File::options().write(true).open(file)?.set_modified(SystemTime::now() - Duration::from_secs(60))?;
    Ok(())
}

fn nanos<R>(run: impl FnOnce() -> R) -> u128 {
    let start = Instant::now();
    black_box(run());
    start.elapsed().as_nanos()
}

fn median(mut numbers: Vec<u128>) -> u128 {
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}

/// Returns a field of `/proc/self/status` in KiB, or 0 if the file is missing.
fn memory(field: &str) -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    Ok(line.map_or(Ok(0), |line| line.trim().trim_end_matches(" kB").parse())?)
}
