//! Three processes that follow a store and register themselves. The processes are this program, run again.

#![cfg(feature = "file")]

use std::{
    fs, io,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use toggle_runtime::{Toggle, toggle};
use toggle_store::{FileStore, RecordKind, RecordStore, StoreSource, Write, WriteStore, fleet::Fleet};

/// A toggle of this program.
#[toggle("new-checkout")]
static NEW_CHECKOUT: Toggle;

const WITHIN: Duration = Duration::from_secs(5);
const STORE: &str = "STORE_OF_THE_TEST";

#[test]
#[ignore = "the program that the test below starts"]
fn program() {
    let url = std::env::var(STORE).expect("the test sets it");
    let store = FileStore::from_url(&url).expect("it is a URL");
    let source = StoreSource::registered(store).program("shop", "1.2.0").lifetime(Duration::from_secs(1));
    let source = Arc::new(source.without_cache());
    let builder = toggle_runtime::builder().environment("production").source(source.clone());
    builder.install().expect("the store can be read");
    let _ = NEW_CHECKOUT.is_enabled();
    // The test closes the pipe.
    io::copy(&mut io::stdin(), &mut io::sink()).expect("it can be read");
    source.leave(WITHIN).expect("the store can be written");
}

fn start(store: &FileStore) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the test has a path"));
    command.args(["--exact", "program", "--ignored"]).stdin(Stdio::piped()).stdout(Stdio::null());
    command.env(STORE, format!("file://{}", store.directory().display()));
    command
}

/// Waits until the fleet fulfils a condition, and returns the fleet.
#[track_caller]
fn wait_for(store: &FileStore, what: &str, condition: impl Fn(&Fleet) -> bool) -> Fleet {
    let began = Instant::now();
    loop {
        let fleet = Fleet::read(store, WITHIN).expect("the records can be read");
        if condition(&fleet) {
            return fleet;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{what}: {fleet:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn pids(fleet: &Fleet) -> Vec<u32> {
    let mut pids: Vec<u32> = fleet.instances.iter().map(|instance| instance.pid).collect();
    pids.sort_unstable();
    pids
}

fn have_revision(fleet: &Fleet, count: usize, revision: &str) -> bool {
    fleet.instances.iter().filter(|instance| instance.revision.as_deref() == Some(revision)).count() == count
}

#[test]
fn processes_register_and_leave() {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let store = FileStore::new(directory.path().join("shop"));
    let version = store.init("new-checkout = false\n", "{}", WITHIN).expect("the store can be made");
    let mut children: Vec<Child> = (0..3)
        .map(|number| {
            let mut command = start(&store);
            if number == 0 {
                command.env("TOGGLE_NEW_CHECKOUT", "on");
            }
            command.spawn().expect("the program can be started")
        })
        .collect();

    let fleet = wait_for(&store, "all are listed", |fleet| have_revision(fleet, 3, "1"));
    let mut expected: Vec<u32> = children.iter().map(Child::id).collect();
    expected.sort_unstable();
    assert_eq!(pids(&fleet), expected);
    assert_eq!(fleet.unreadable, []);
    let [build] = &fleet.builds[..] else { panic!("one build: {fleet:?}") };
    let toggle = build.toggle("new-checkout").expect("the program has it");
    assert_eq!((build.program.as_str(), toggle.points.len()), ("shop", 0));
    assert_eq!(toggle.ty, Some(toggle_runtime::Type::OnOff));
    assert_eq!(fleet.live_builds(), [build]);
    for instance in &fleet.instances {
        assert_eq!((instance.program.as_str(), instance.version.as_deref()), ("shop", Some("1.2.0")));
        assert_eq!((instance.build.as_deref(), instance.problems.count), (Some(build.id.as_str()), 0));
        assert_eq!(instance.environment.as_deref(), Some("production"));
        let overrides: Vec<_> = instance.overrides.iter().map(|one| (one.toggle.as_str(), one.by.as_str())).collect();
        let by_env = [("new-checkout", "environment")];
        assert_eq!(overrides, if instance.pid == children[0].id() { &by_env[..] } else { &[] });
    }

    let write = Write { text: "new-checkout = true\n", line: r#"{"id":2}"#, replaces: &version, builds: None };
    store.write(&write, WITHIN).expect("the write succeeds");
    wait_for(&store, "the revision of all", |fleet| have_revision(fleet, 3, "2"));

    // A killed process is listed until its lifetime has passed.
    let mut killed = children.remove(0);
    killed.kill().expect("it runs");
    killed.wait().expect("it has ended");
    let fleet = wait_for(&store, "its record ends", |fleet| !pids(fleet).contains(&killed.id()));
    assert!(have_revision(&fleet, 2, "2"), "the others have renewed theirs: {fleet:?}");

    // A process that leaves is gone at once.
    let mut left = children.remove(0);
    drop(left.stdin.take());
    assert!(left.wait().expect("it has ended").success());
    let fleet = Fleet::read(&store, WITHIN).expect("the records can be read");
    assert_eq!(pids(&fleet), [children[0].id()]);

    // Records of others, or of a later version.
    store.put(RecordKind::Instance, "later", b"{\"format\": 2}", None, WITHIN).expect("it can be written");
    fs::write(store.directory().join("instances/damaged"), "nothing").expect("it can be written");
    fs::write(store.directory().join("builds/damaged"), "nothing").expect("it can be written");
    let fleet = Fleet::read(&store, WITHIN).expect("the records can be read");
    assert_eq!(pids(&fleet), [children[0].id()]);
    let unreadable: Vec<_> = fleet.unreadable.iter().map(|record| (record.kind, record.id.as_str())).collect();
    let [instance, build] = [RecordKind::Instance, RecordKind::Build];
    assert_eq!(unreadable, [(instance, "damaged"), (instance, "later"), (build, "damaged")]);

    let mut last = children.remove(0);
    last.kill().expect("it runs");
    last.wait().expect("it has ended");
}
