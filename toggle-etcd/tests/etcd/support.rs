//! Servers for the tests: started on free ports with a directory of their own, and ended by their process ids.

use std::{
    fs,
    net::TcpListener,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use toggle_etcd::client::{Address, Client, Operation, Range, Watch};

/// The limit of calls that succeed. The machine may be busy.
pub(crate) const WITHIN: Duration = Duration::from_secs(20);
/// The limit of all waiting in a test.
const DEADLINE: Duration = Duration::from_secs(60);

/// A member of a cluster, often the only one.
pub(crate) struct Server {
    arguments: Vec<String>,
    child: Option<Child>,
    /// `127.0.0.1:port`, or `localhost:port` with TLS.
    pub(crate) host: String,
    /// Further arguments for `etcdctl`, such as certificates.
    pub(crate) control: Vec<String>,
    directory: TempDir,
}

impl Server {
    /// Starts the only member of a cluster, and waits until it serves.
    pub(crate) fn start() -> Self {
        let server = Self::start_with("http", &[]);
        wait_for("the server", || server.client("").range(&Range::key("x"), WITHIN).is_ok());
        server
    }

    /// Starts the only member of a cluster with more arguments.
    pub(crate) fn start_with(scheme: &str, arguments: &[String]) -> Self {
        let [client, peer] = free_ports();
        Self::member("single", &format!("single=http://127.0.0.1:{peer}"), scheme, client, peer, arguments)
    }

    /// Starts a cluster of three, and waits until all members serve.
    pub(crate) fn cluster() -> Vec<Self> {
        let ports: [u16; 6] = free_ports();
        let names = ["a", "b", "c"];
        let peers: Vec<_> =
            names.iter().zip(&ports[3..]).map(|(name, port)| format!("{name}=http://127.0.0.1:{port}")).collect();
        let peers = peers.join(",");
        let members: Vec<_> = (0..3)
            .map(|member| Self::member(names[member], &peers, "http", ports[member], ports[member + 3], &[]))
            .collect();
        for member in &members {
            wait_for("a member", || member.client("").range(&Range::key("x"), WITHIN).is_ok());
        }
        members
    }

    fn member(name: &str, peers: &str, scheme: &str, client: u16, peer: u16, more: &[String]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let host = if scheme == "https" { "localhost" } else { "127.0.0.1" };
        let peer = format!("http://127.0.0.1:{peer}");
        let pairs = [
            ("--name", name.to_owned()),
            ("--data-dir", directory.path().join("data").display().to_string()),
            ("--listen-client-urls", format!("{scheme}://127.0.0.1:{client}")),
            ("--advertise-client-urls", format!("{scheme}://{host}:{client}")),
            ("--listen-peer-urls", peer.clone()),
            ("--initial-advertise-peer-urls", peer),
            ("--initial-cluster", peers.to_owned()),
            ("--heartbeat-interval", "100".to_owned()),
            ("--election-timeout", "1000".to_owned()),
            ("--log-level", "panic".to_owned()),
        ];
        let mut arguments: Vec<_> = pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect();
        arguments.extend_from_slice(more);
        let mut server =
            Self { arguments, child: None, host: format!("{host}:{client}"), control: Vec::new(), directory };
        server.restart();
        server
    }

    /// Starts the process again, with the same ports and data.
    pub(crate) fn restart(&mut self) {
        assert!(self.child.is_none(), "the server still runs");
        let mut command = Command::new("etcd");
        command.args(&self.arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = Some(command.spawn().expect("etcd, from the package etcd-server"));
    }

    /// Kills the process, as a power failure would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("the server runs");
            child.wait().expect("the server has ended");
        }
    }

    /// Kills the process, and starts it again without its data.
    pub(crate) fn forget(&mut self) {
        self.kill();
        fs::remove_dir_all(self.directory.path().join("data")).expect("the data");
        self.restart();
    }

    /// Stops the process without an end of its connections.
    pub(crate) fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets a stopped process go on.
    pub(crate) fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let id = self.child.as_ref().expect("the server runs").id();
        kill_process(Pid::from_raw(id.cast_signed()).expect("an id"), signal).expect("the server runs");
    }

    /// Returns a client of this server in the namespace `shop`, with `user:password@` or nothing.
    pub(crate) fn client(&self, credentials: &str) -> Client {
        client(&format!("etcd://{credentials}{}/shop", self.host))
    }

    /// Runs `etcdctl` as the user `root` with the password `root-secret`.
    #[track_caller]
    pub(crate) fn control_as_root(&self, arguments: &[&str]) -> String {
        self.control(&[&["--user", "root:root-secret"], arguments].concat())
    }

    /// Runs `etcdctl`, and returns its output.
    #[track_caller]
    pub(crate) fn control(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("etcdctl");
        command.env("ETCDCTL_API", "3").arg("--endpoints").arg(&self.host).args(&self.control).args(arguments);
        let output = command.output().expect("etcdctl, from the package etcd-client");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // A failed test drops its servers, too, and an error here would hide the reason.
            let _: Result<(), _> = child.kill();
            let _: Result<_, _> = child.wait();
        }
    }
}

/// Returns different ports that nobody uses.
fn free_ports<const COUNT: usize>() -> [u16; COUNT] {
    let listeners: [_; COUNT] = std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}

/// Returns a client of a URL.
#[track_caller]
pub(crate) fn client(url: &str) -> Client {
    Client::new(Address::from_url(url).expect("a valid URL"))
}

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn wait_for(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < DEADLINE, "{what}: not within {DEADLINE:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until a watch ends, and returns the time until then and the error.
#[track_caller]
pub(crate) fn end_of(watch: &mut Watch) -> (Duration, toggle_etcd::client::Error) {
    let start = Instant::now();
    while start.elapsed() < DEADLINE {
        if let Err(error) = watch.wait(DEADLINE) {
            return (start.elapsed(), error);
        }
    }
    panic!("the watch does not end");
}

/// Writes a key without a condition, and returns the revision.
#[track_caller]
pub(crate) fn put(client: &Client, key: &str, value: &str) -> i64 {
    client.transaction([], [Operation::put(key, value, 0)], [], WITHIN).expect("a write").revision
}

/// Returns the value of a key.
#[track_caller]
pub(crate) fn value(client: &Client, key: &str) -> Option<String> {
    let reading = client.range(&Range::key(key), WITHIN).expect("a read");
    reading.entries.into_iter().next().map(|entry| String::from_utf8(entry.value).expect("UTF-8"))
}

/// Writes a key with each number up to this one, and returns the last revision.
#[track_caller]
pub(crate) fn put_numbers(client: &Client, key: &str, numbers: u32) -> i64 {
    (0..numbers).fold(0, |_, number| put(client, key, &number.to_string()))
}
