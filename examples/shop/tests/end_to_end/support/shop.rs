//! The built binary, running in a temporary directory.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    PATIENCE, eventually,
    http::{Client, Response},
};

/// A shop that runs until this value is dropped.
pub(crate) struct Shop {
    pub(crate) address: SocketAddr,
    pub(crate) log: Log,
    child: Ended,
    directory: TempDir,
}

/// The text that the shop prints on stderr.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<String>>);

struct Ended(Child);

impl Shop {
    /// Starts a shop with a toggle file.
    pub(crate) fn start(toggles: &str) -> Self {
        Self::start_with(&[], toggles)
    }

    /// Starts a shop with additional arguments.
    pub(crate) fn start_with(arguments: &[&str], toggles: &str) -> Self {
        let write = |path: &Path| fs::write(path.join("toggles.toml"), toggles).expect("the file can be written");
        Self::open(arguments, write)
    }

    /// Starts a shop in a directory in which `prepare` has put the toggle file.
    pub(crate) fn start_in(prepare: impl FnOnce(&Path)) -> Self {
        Self::open(&[], prepare)
    }

    fn open(arguments: &[&str], prepare: impl FnOnce(&Path)) -> Self {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        prepare(directory.path());
        let mut child = command()
            .args(["--port", "0", "--toggles", "toggles.toml"])
            .args(arguments)
            .current_dir(directory.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the shop starts");
        let log = Log::default();
        log.follow(child.stderr.take().expect("stderr is piped"));
        let stdout = child.stdout.take().expect("stdout is piped");
        let child = Ended(child);
        let line = first_line(stdout);
        let address = line.as_deref().and_then(|line| line.strip_prefix("listening on http://")?.parse().ok());
        let address = address.unwrap_or_else(|| panic!("the first line is {line:?}, and stderr:\n{}", log.text()));
        Self { address, log, child, directory }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes the toggle file in place, like `echo >`.
    pub(crate) fn edit(&self, toggles: &str) {
        fs::write(self.path("toggles.toml"), toggles).expect("the file can be written");
    }

    /// Replaces the toggle file by a rename, like editors do.
    pub(crate) fn replace(&self, toggles: &str) {
        fs::write(self.path(".toggles.toml.new"), toggles).expect("the file can be written");
        fs::rename(self.path(".toggles.toml.new"), self.path("toggles.toml")).expect("the file can be replaced");
    }

    /// Sends one request as a separate user. The request must succeed.
    #[track_caller]
    pub(crate) fn ok(&self, request: &str) -> Response {
        let response = self.send(request, "");
        assert_eq!(response.status, 200, "{request}: {response:?}");
        response
    }

    #[track_caller]
    pub(crate) fn send(&self, request: &str, body: &str) -> Response {
        self.send_as("tester", request, body)
    }

    #[track_caller]
    pub(crate) fn send_as(&self, user: &str, request: &str, body: &str) -> Response {
        let client = Client::connect(self.address, user);
        client.and_then(|mut client| client.send(request, body)).expect("the shop answers")
    }

    /// Buys some pieces of one product, and returns the receipt.
    #[track_caller]
    pub(crate) fn buy(&self, product: u32, quantity: u32) -> Value {
        let cart = self.send("POST /cart", &format!(r#"{{ "product": {product}, "quantity": {quantity} }}"#));
        assert_eq!(cart.status, 200, "{cart:?}");
        self.ok("POST /checkout").json()
    }

    /// Sends one request as the operator.
    #[track_caller]
    pub(crate) fn operate(&self, request: &str, body: &str) -> Response {
        self.send_as("operator", request, body)
    }

    /// Returns the operator's list of all toggles.
    #[track_caller]
    pub(crate) fn toggles(&self) -> Value {
        self.operate("GET /operators/toggles", "").json()["toggles"].take()
    }

    /// Returns the state and the source of each toggle, by name, as the operator sees them.
    #[track_caller]
    pub(crate) fn states(&self) -> BTreeMap<String, (String, String)> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let toggles = self.toggles();
        let states = toggles.as_array().into_iter().flatten().map(|toggle| {
            // The state of a percentage is a JSON object with a number.
            let share = || Some(format!("{}%", toggle["state"]["percentage"].as_f64()?));
            let state = text(&toggle["state"]).or_else(share);
            let said = (state.expect("a state"), text(&toggle["source"]).expect("a source"));
            (text(&toggle["name"]).expect("a name"), said)
        });
        states.collect()
    }

    /// Returns the state and the source of one toggle, as the operator sees them.
    #[track_caller]
    pub(crate) fn state(&self, name: &str) -> (String, String) {
        let mut states = self.states();
        states.remove(name).unwrap_or_else(|| panic!("{name} is not in {states:?}"))
    }

    /// Waits until a toggle has a state.
    #[track_caller]
    pub(crate) fn wait_for(&self, name: &str, state: &str) {
        eventually(&format!("{name} is {state}; the log says:\n{}", self.log.text()), || self.state(name).0 == state);
    }

    /// Returns whether the started process still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.0.try_wait(), Ok(None))
    }
}

/// Returns the command of the binary, without the toggles in the environment of the test run.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_toggle-shop"));
    for (variable, _) in std::env::vars_os() {
        // `TOGGLE_COVERAGE` stays, because every process of a test run records its coverage.
        if variable.to_string_lossy().starts_with("TOGGLE") && variable != "TOGGLE_COVERAGE" {
            command.env_remove(variable);
        }
    }
    command
}

fn first_line(stdout: impl Read + Send + 'static) -> Option<String> {
    let (sender, line) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let _ = sender.send(lines.next());
        // This drains the pipe, so that the shop does not block on it.
        lines.for_each(drop);
    });
    line.recv_timeout(PATIENCE).ok().flatten()
}

impl Log {
    fn follow(&self, stderr: impl Read + Send + 'static) {
        let log = self.clone();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                log.0.lock().expect("nobody panics with the log").extend([&line, "\n"]);
            }
        });
    }

    pub(crate) fn text(&self) -> String {
        self.0.lock().expect("nobody panics with the log").clone()
    }

    /// Waits for a line with this text.
    #[track_caller]
    pub(crate) fn wait_for(&self, part: &str) {
        eventually(&format!("the log says {part:?}"), || self.text().contains(part));
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        // The call fails if the process has already ended, which does not matter.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
