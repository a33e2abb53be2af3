//! Rewrites a followed file a thousand times, in every way that editors and systems change files. Some rewrites are
//! broken. Four threads check and count at the same time. The program prints the latency of a flip. Start it with
//! `cargo run --release --bin flips [REWRITES]`.

use std::{
    error::Error,
    fs, io,
    os::unix::fs::symlink,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use toggle_runtime::{enabled, scope};

/// The observations of the threads.
#[derive(Default)]
struct Seen {
    checks: AtomicU64,
    scopes: AtomicU64,
    torn: AtomicU64,
    done: AtomicBool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let rewrites: u32 = std::env::args().nth(1).map_or(Ok(1000), |count| count.parse())?;
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, text(false))?;
    thread::sleep(Duration::from_millis(60));
    toggle_runtime::builder().file(&path).install()?;

    let seen = Seen::default();
    let result = thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| check_and_count(&seen));
        }
        let result = rewrite(directory.path(), &path, rewrites);
        seen.done.store(true, Relaxed);
        result
    });
    let (mut latencies, broken, wrong) = result?;
    latencies.sort();
    let percentile = |part: usize| latencies[(latencies.len() - 1) * part / 100];
    println!("rewrites: {rewrites}, of them broken: {broken}");
    println!("checks: {}, scopes: {}", seen.checks.load(Relaxed), seen.scopes.load(Relaxed));
    println!("wrong states: {wrong}, torn states: {}", seen.torn.load(Relaxed));
    println!("latency: median {:?}, p99 {:?}, most {:?}", percentile(50), percentile(99), percentile(100));
    println!("final state right: {}", enabled!("left") == enabled!("right") && enabled!("left") == last(rewrites));
    Ok(())
}

/// Checks and counts until `done`. The file always sets both toggles alike, so a scope with different states is torn.
fn check_and_count(seen: &Seen) {
    let mut count = 0;
    while !seen.done.load(Relaxed) {
        for _ in 0..1000 {
            count += u64::from(enabled!("left"));
        }
        seen.checks.fetch_add(1000, Relaxed);
        let torn = scope().run(|| enabled!("left") != enabled!("right"));
        seen.scopes.fetch_add(1, Relaxed);
        seen.torn.fetch_add(u64::from(torn), Relaxed);
        thread::yield_now();
    }
    std::hint::black_box(count);
}

fn text(on: bool) -> String {
    format!("left = {on}\nright = {on}\n")
}

fn last(rewrites: u32) -> bool {
    (0..rewrites).filter(|round| round % 5 != 4).count() % 2 == 1
}

/// Returns the latencies, the number of broken rewrites, and the number of broken rewrites that changed a state.
fn rewrite(directory: &Path, path: &Path, rewrites: u32) -> io::Result<(Vec<Duration>, u32, u32)> {
    let (mut on, mut broken, mut wrong) = (false, 0, 0);
    let mut latencies = Vec::new();
    for round in 0..rewrites {
        if round % 5 == 4 {
            broken += 1;
            spoil(path, on, round)?;
            thread::sleep(Duration::from_millis(120));
            wrong += u32::from(enabled!("left") != on);
            continue;
        }
        on = !on;
        change(directory, path, &text(on), round)?;
        let start = Instant::now();
        while enabled!("left") != on || enabled!("right") != on {
            if start.elapsed() > Duration::from_secs(20) {
                return Err(io::Error::other(format!("rewrite {round} was never seen")));
            }
            thread::yield_now();
        }
        latencies.push(start.elapsed());
    }
    Ok((latencies, broken, wrong))
}

fn change(directory: &Path, path: &Path, text: &str, round: u32) -> io::Result<()> {
    match round % 4 {
        0 => fs::write(path, text),
        1 => {
            let new = directory.join("toggles.toml~");
            fs::write(&new, text)?;
            fs::rename(new, path)
        }
        2 => {
            let (target, link) = (directory.join(format!("version-{round}")), directory.join("link"));
            fs::write(&target, text)?;
            symlink(&target, &link)?;
            fs::rename(link, path)
        }
        _ => {
            // The pause between the two halves is shorter than the settle time.
            fs::write(path, &text[..text.len() / 2])?;
            thread::sleep(Duration::from_millis(10));
            fs::write(path, text)
        }
    }
}

fn spoil(path: &Path, on: bool, round: u32) -> io::Result<()> {
    match round / 5 % 3 {
        0 => fs::write(path, format!("left = {}\nright = tr", !on)),
        1 => fs::write(path, ""),
        _ => fs::remove_file(path),
    }
}
