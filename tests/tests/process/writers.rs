//! Files that are written repeatedly while a program follows them.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant, SystemTime},
};

use tempfile::TempDir;

use crate::probe::Probe;

/// The two halves of the file. The first half alone would switch `mail` to its default, which is on.
const HALVES: [&str; 2] = ["new-checkout = true\n", "mail = false\n"];
/// The settle time in milliseconds.
const SETTLE: u64 = 100;
/// The longest pause between the halves in a valid round. A busy machine can delay the second half.
const APART: Duration = Duration::from_millis(SETTLE / 2);
/// The number of files written in a round.
const FILES: usize = 500;
/// The number of rounds, of which one has to be valid.
const ROUNDS: usize = 20;

/// Starts a program that follows a complete file.
fn start() -> io::Result<(TempDir, PathBuf, Probe)> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, HALVES.concat())?;
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-settling {SETTLE} {}", path.display()), "ok");
    probe.expect("ask", "on off off");
    Ok((directory, path, probe))
}

/// Writes the two halves with a pause of two milliseconds, and returns the time between them.
fn write_in_halves(mut file: File) -> io::Result<Duration> {
    file.write_all(HALVES[0].as_bytes())?;
    let start = Instant::now();
    thread::sleep(Duration::from_millis(2));
    file.write_all(HALVES[1].as_bytes())?;
    Ok(start.elapsed())
}

/// Checks that the program never applies half a file while this function opens and writes it repeatedly.
#[track_caller]
fn never_takes_half(open: impl Fn(&Path) -> io::Result<File>) -> io::Result<()> {
    for _ in 0..ROUNDS {
        let (_directory, path, mut probe) = start()?;
        let mut apart = Duration::ZERO;
        for _ in 0..FILES {
            apart = apart.max(write_in_halves(open(&path)?)?);
            thread::sleep(Duration::from_millis(1));
        }
        if apart < APART {
            let taken: Vec<_> = probe.events().into_iter().filter(|event| event.contains(" changed from ")).collect();
            assert!(taken.is_empty(), "{taken:?}");
            probe.expect("ask", "on off off");
            return Ok(());
        }
    }
    panic!("the machine is too busy to write two halves within {APART:?}");
}

#[test]
fn file_rewritten_in_place_is_never_applied_half() -> io::Result<()> {
    never_takes_half(|path| File::create(path))
}

#[test]
fn file_deleted_and_created_never_applies_half() -> io::Result<()> {
    never_takes_half(|path| {
        fs::remove_file(path)?;
        File::create_new(path)
    })
}

#[test]
fn file_moved_and_created_is_never_applied_half() -> io::Result<()> {
    never_takes_half(|path| {
        fs::rename(path, path.with_extension("backup"))?;
        File::create_new(path)
    })
}

#[test]
fn flip_in_a_stream_of_renames_is_seen() -> io::Result<()> {
    let (directory, path, mut probe) = start()?;
    let (is_flipped, is_done) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|threads| {
        let writer = threads.spawn(|| -> io::Result<()> {
            let new = directory.path().join("new");
            for turn in 0.. {
                let mail = if is_flipped.load(Ordering::Relaxed) { "# off" } else { HALVES[1] };
                fs::write(&new, format!("# {turn}\n{}{mail}\n", HALVES[0]))?;
                fs::rename(&new, &path)?;
                if is_done.load(Ordering::Relaxed) {
                    break;
                }
                thread::sleep(Duration::from_millis(30));
            }
            Ok(())
        });
        is_flipped.store(true, Ordering::Relaxed);
        let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| probe.wait_for("ask", "on on off")));
        is_done.store(true, Ordering::Relaxed);
        assert!(seen.is_ok(), "the flip is seen while the stream goes on");
        writer.join().expect("the writer does not panic")
    })?;
    assert!(!probe.events().iter().any(|event| event.contains("keeps changing")), "{:?}", probe.events());
    Ok(())
}

#[test]
fn renamed_file_skips_the_settle_time() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let (path, new) = (directory.path().join("toggles.toml"), directory.path().join("new"));
    // The modification time is long before the rename.
    let write = |path: &Path, text: &str| {
        fs::write(path, text)?;
        File::options().append(true).open(path)?.set_modified(SystemTime::now() - Duration::from_secs(3600))
    };
    write(&path, &HALVES.concat())?;
    let mut probe = Probe::start(&[]);
    // This settle time is longer than `wait_for` waits.
    probe.expect(&format!("install-settling 60000 {}", path.display()), "ok");
    probe.expect("ask", "on off off");
    write(&new, HALVES[0])?;
    fs::rename(&new, &path)?;
    probe.wait_for("ask", "on on off");
    Ok(())
}
