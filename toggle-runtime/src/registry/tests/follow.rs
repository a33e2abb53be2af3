//! Sources that cannot be followed at first, as when no thread can be started.

use std::time::Instant;

use super::*;
use crate::base::thread;

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A source that refuses several times to be followed.
struct Refusing {
    times: AtomicUsize,
    tried: Arc<AtomicUsize>,
}

impl Source for Refusing {
    fn name(&self) -> String {
        "store".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        Ok(States::new())
    }

    fn follow(self: Arc<Self>, _: Updates) -> Result<(), SourceError> {
        let left = self.times.fetch_update(Relaxed, Relaxed, |times| times.checked_sub(1));
        self.tried.fetch_add(1, Relaxed);
        left.map_or(Ok(()), |_| Err("no room".into()))
    }
}

const MESSAGE: &str = "store is not watched, so its changes apply at the next `reload` only: no room";

/// Returns a program with a source that refused once, and refuses so many times more.
fn refused(times: usize) -> Result<(Program, Arc<AtomicUsize>), Error> {
    let program = Program::new(&["a"]);
    let tried: Arc<AtomicUsize> = Arc::default();
    let source = Refusing { times: AtomicUsize::new(1 + times), tried: tried.clone() };
    program.registry.install(Builder::default().source(source))?;
    assert_eq!(program.take_events(), [MESSAGE]);
    assert_eq!(program.problems(), [MESSAGE]);
    Ok((program, tried))
}

impl Program {
    /// Checks until a source has been tried so many times, and no thread tries it.
    #[track_caller]
    fn checks_until(&self, tried: &AtomicUsize, times: usize) {
        let start = Instant::now();
        while tried.load(Relaxed) < times || self.registry.0.follower.is_busy() {
            self.registry.is_on(&self.points[0]);
            assert!(start.elapsed() < PATIENCE, "it was tried {tried:?} times");
        }
        assert_eq!(tried.load(Relaxed), times);
    }

    fn checks(&self) {
        for _ in 0..1000 {
            self.registry.is_on(&self.points[0]);
        }
    }
}

#[test]
fn refused_source_is_followed_by_a_later_check() -> Result<(), Error> {
    let (program, tried) = refused(0)?;
    program.checks();
    assert_eq!(tried.load(Relaxed), 1, "not before a second has passed");
    *program.time.lock() += Duration::from_secs(1);
    program.checks_until(&tried, 2);
    assert_eq!(program.problems(), [""; 0]);
    *program.time.lock() += Duration::from_secs(1000);
    program.checks();
    program.registry.reload()?;
    assert_eq!(tried.load(Relaxed), 2, "it is followed once");
    Ok(())
}

#[test]
fn refused_source_is_tried_ever_more_seldom() -> Result<(), Error> {
    let (program, tried) = refused(20)?;
    for (times, seconds) in (2..).zip([1, 2, 4, 8, 16, 32, 60, 60, 60]) {
        *program.time.lock() += Duration::from_nanos(seconds * 1_000_000_000 - 1);
        program.checks();
        assert_eq!(tried.load(Relaxed), times - 1);
        *program.time.lock() += Duration::from_nanos(1);
        program.checks_until(&tried, times);
    }
    assert_eq!(program.take_events(), [""; 0], "it was said once");
    assert_eq!(program.problems(), [MESSAGE]);
    Ok(())
}

#[test]
fn reload_follows_what_was_refused() -> Result<(), Error> {
    let (program, tried) = refused(1)?;
    program.registry.reload()?;
    assert_eq!(program.problems(), [MESSAGE]);
    program.registry.reload()?;
    assert_eq!((program.problems(), tried.load(Relaxed)), (Vec::new(), 3));
    assert_eq!(program.take_events(), [""; 0]);
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn file_without_room_for_a_thread_is_a_problem() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    std::fs::write(&path, "a = true")?;
    let program = Program::new(&["a"]);
    thread::refusing::run(|| {
        program.registry.install(Builder::default().file(&path)).expect("the file can be read");
        for seconds in [1, 2, 4] {
            *program.time.lock() += Duration::from_secs(seconds);
            program.checks();
            assert!(program.asks(0));
        }
    });
    let problems = program.problems();
    assert!(problems.len() == 1 && problems[0].contains("is not watched"), "{problems:?}");
    *program.time.lock() += Duration::from_secs(60);
    std::fs::write(&path, "a = false")?;
    let start = Instant::now();
    while program.asks(0) {
        program.checks();
        assert!(start.elapsed() < PATIENCE, "the file is not followed");
    }
    assert!(program.registry.flush(PATIENCE));
    assert_eq!(program.problems(), [""; 0]);
    Ok(())
}

/// A source that panics at the start of following.
struct Panicking;

impl Source for Panicking {
    fn name(&self) -> String {
        "broken".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        Ok(States::new())
    }

    fn follow(self: Arc<Self>, _: Updates) -> Result<(), SourceError> {
        panic!("a source's own fault")
    }
}

#[test]
fn panic_of_one_source_leaves_others_followed() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::default();
    program.registry.install(Builder::default().source(Panicking).source(store.clone()))?;
    let problem = "broken is not watched, so its changes apply at the next `reload` only: a source's own fault";
    assert_eq!(program.problems(), [problem]);
    store.updates().states(states(&[("a", "on")]));
    assert!(program.asks(0));
    Ok(())
}
