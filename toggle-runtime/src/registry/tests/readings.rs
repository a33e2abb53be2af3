//! Overlapping readings of one source: the one that began last applies, in any order of their ends.

use std::{
    fs, io,
    sync::mpsc::{Receiver, Sender, channel},
    time::Instant,
};

use super::*;

type Read = Box<dyn FnOnce() -> Result<States, SourceError> + Send>;

/// A source whose readings are the given ones, in this order.
struct Scripted(Mutex<Vec<Read>>);

impl Scripted {
    fn new(reads: impl IntoIterator<Item = Read, IntoIter: DoubleEndedIterator>) -> Self {
        Self(Mutex::new(reads.into_iter().rev().collect()))
    }
}

impl Source for Scripted {
    fn name(&self) -> String {
        "store".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        let read = self.0.lock().pop();
        read.map_or_else(|| Err("it is not to be read".into()), |read| read())
    }
}

/// Returns a reading that sends a message at its beginning, and returns this state of `a` once it may end.
fn slow(state: &'static str, begun: Sender<()>, end: Receiver<()>) -> Read {
    Box::new(move || {
        begun.send(())?;
        end.recv()?;
        Ok(states(&[("a", state)]))
    })
}

/// Checks two reloads whose readings overlap. The first reads that the toggle is off, the second that it is on.
#[track_caller]
fn check_reloads(first_ends_first: bool) {
    let program = Program::new(&["a"]);
    let (registry, (begun, has_begun)) = (program.registry, channel());
    let ((end_first, first_may_end), (end_second, second_may_end)) = (channel(), channel());
    let reads = [
        Box::new(|| Ok(States::new())) as Read,
        slow("off", begun.clone(), first_may_end),
        slow("on", begun, second_may_end),
    ];
    registry.install(Builder::default().source(Scripted::new(reads))).expect("it can be installed");
    let mut ends = [end_first, end_second];
    let mut reloads = [(); 2].map(|()| {
        let reload = std::thread::spawn(|| registry.reload());
        has_begun.recv().expect("the reading begins");
        reload
    });
    if !first_ends_first {
        ends.reverse();
        reloads.reverse();
    }
    for (end, reload) in ends.into_iter().zip(reloads) {
        end.send(()).expect("the reading waits");
        reload.join().expect("no panic").expect("the source can be read");
    }
    assert!(program.asks(0), "the reading that began last counts");
}

#[test]
fn earlier_reload_that_ends_first_is_replaced() {
    check_reloads(true);
}

#[test]
fn earlier_reload_that_ends_last_is_dropped() {
    check_reloads(false);
}

#[test]
fn reading_before_reload_does_not_undo_it() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::with(&[("a", "off")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    let reading = store.updates().reading();
    store.0.lock().states = states(&[("a", "on")]);
    program.registry.reload()?;
    assert_eq!(program.take_events(), ["toggle `a` changed from off to on (store)"]);

    assert!(reading.is_outdated());
    reading.states(states(&[("a", "off")]));
    reading.failed("no route");
    assert!(program.asks(0));
    assert!(program.take_events().is_empty());

    let again = store.updates().reading();
    assert!(!again.is_outdated());
    again.states(states(&[("a", "off")]));
    assert!(!program.asks(0));
    store.updates().states(states(&[("a", "on")]));
    assert!(program.asks(0), "a report of the moment is the latest");
    Ok(())
}

#[test]
fn reading_before_failed_reload_keeps_failure() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::with(&[("a", "off")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    let reading = store.updates().reading();
    store.0.lock().failure = Some("no route");
    assert!(program.registry.reload().is_err());
    reading.states(states(&[("a", "on")]));
    reading.recovered();
    assert!(!program.asks(0));
    assert_eq!(program.take_events(), ["store cannot be read, so it changes nothing: no route"]);
    assert_eq!(program.registry.problems().len(), 1);
    Ok(())
}

#[test]
fn earlier_reading_of_follower_is_dropped() -> Result<(), Error> {
    let program = Program::new(&["a"]);
    let store = Store::with(&[("a", "off")]);
    program.registry.install(Builder::default().source(store.clone()))?;
    let [first, second] = [(); 2].map(|()| store.updates().reading());
    second.states(states(&[("a", "on")]));
    first.states(states(&[("a", "off")]));
    assert!(program.asks(0));
    Ok(())
}

/// Waits until a check at a point has this answer.
#[track_caller]
fn wait_for(program: &Program, position: usize, answer: bool) {
    let start = Instant::now();
    // The point may change between two checks, so this only uses the registry.
    while program.registry.is_on(&program.points[position]) != answer {
        assert!(start.elapsed() < Duration::from_secs(20), "the file is followed");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[cfg(feature = "rules")]
#[test]
fn file_seen_before_reload_is_not_taken_after_it() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let (path, new) = (directory.path().join("toggles.toml"), directory.path().join("new"));
    let replace = |text: &str| fs::write(&new, text).and_then(|()| fs::rename(&new, &path));
    for round in 0..10 {
        let program = Program::new(&["a", "b"]);
        fs::write(&path, "a = true")?;
        let builder = Builder::default().file(&path).settle(Duration::from_millis(40));
        program.registry.install(builder).expect("it can be installed");
        assert!(program.asks(0));
        // The follower is at another step of its first look in each round.
        std::thread::sleep(Duration::from_millis(round));
        replace("a = false")?;
        program.registry.reload().expect("the file can be read");
        assert!(!program.asks(0), "round {round}");
        replace("a = false\nb = true")?;
        wait_for(&program, 1, true);
        let changes = program.take_events();
        let of_a: Vec<_> = changes.iter().filter(|event| event.contains("`a`")).collect();
        assert_eq!(of_a.len(), 1, "round {round}: {changes:?}");
    }
    Ok(())
}

#[cfg(feature = "rules")]
#[test]
fn file_written_after_reload_is_taken() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    for round in 0..5 {
        let program = Program::new(&["a"]);
        fs::write(&path, "# none")?;
        // The old time makes the file quiet, so that it is read at once while the follower still waits.
        fs::File::options().write(true).open(&path)?.set_modified(std::time::UNIX_EPOCH)?;
        let builder = Builder::default().file(&path).settle(Duration::from_millis(40));
        program.registry.install(builder).expect("it can be installed");
        // The follower is at another step of its first look in each round.
        std::thread::sleep(Duration::from_millis(2 * round));
        program.registry.reload().expect("the file can be read");
        fs::write(&path, "a = true")?;
        wait_for(&program, 0, true);
    }
    Ok(())
}
