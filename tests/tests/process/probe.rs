//! The running `probe` program: its commands, answers and events.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// A running `probe` program.
pub(crate) struct Probe {
    child: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    events: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
}

impl Probe {
    /// Starts the program with these variables, and without other variables for toggles.
    pub(crate) fn start(variables: &[(&str, &str)]) -> Self {
        Self::run(Self::command(variables))
    }

    /// Starts the program like [`start`](Self::start), but without a subscriber to events.
    pub(crate) fn unheard(variables: &[(&str, &str)]) -> Self {
        let mut command = Self::command(variables);
        command.arg("unheard");
        Self::run(command)
    }

    pub(crate) fn command(variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_probe"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TOGGLE") {
                command.env_remove(name);
            }
        }
        command.envs(variables.iter().copied());
        command
    }

    pub(crate) fn run(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let commands = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("it is piped"));
        let errors = BufReader::new(child.stderr.take().expect("it is piped"));
        let events: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = events.clone();
        let reader = thread::spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                log.lock().expect("no one panics with it").push(line);
            }
        });
        Self { child, commands, answers, events, reader: Some(reader) }
    }

    /// Sends a command that has no answer.
    pub(crate) fn post(&mut self, command: &str) {
        let commands = self.commands.as_mut().expect("it is open until the end");
        let sent = writeln!(commands, "{command}");
        assert!(sent.is_ok(), "the program has ended: {:?}", self.events());
    }

    /// Closes the input, and waits for the end of the program.
    #[cfg(target_os = "linux")]
    pub(crate) fn end(mut self) {
        drop(self.commands.take());
        assert!(self.child.wait().is_ok_and(|status| status.success()), "{:?}", self.events());
    }

    /// Ends the program, and returns all lines of its standard error output.
    pub(crate) fn lines(mut self) -> Vec<String> {
        drop(self.commands.take());
        assert!(self.child.wait().is_ok_and(|status| status.success()), "{:?}", self.events());
        assert!(self.reader.take().is_some_and(|reader| reader.join().is_ok()));
        self.events()
    }

    /// Sends a command and returns the answer.
    #[track_caller]
    pub(crate) fn send(&mut self, command: &str) -> String {
        self.post(command);
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the program answers");
        assert!(!line.is_empty(), "the program has ended: {:?}", self.events());
        line.trim_end().to_owned()
    }

    #[track_caller]
    pub(crate) fn expect(&mut self, command: &str, answer: &str) {
        assert_eq!(self.send(command), answer, "{command}");
    }

    /// Repeats a command for this time, and expects the same answer each time.
    #[track_caller]
    pub(crate) fn expect_for(&mut self, time: Duration, command: &str, answer: &str) {
        let end = Instant::now() + time;
        self.expect(command, answer);
        while Instant::now() < end {
            self.expect(command, answer);
        }
    }

    /// Repeats a command until it returns this answer.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, command: &str, answer: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let last = self.send(command);
            if last == answer {
                return;
            }
            assert!(Instant::now() < deadline, "{command}: {last}, not {answer}; events: {:#?}", self.events());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for an event that contains this text.
    #[track_caller]
    pub(crate) fn wait_for_event(&self, text: &str) -> String {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(event) = self.events().into_iter().find(|event| event.contains(text)) {
                return event;
            }
            assert!(Instant::now() < deadline, "no event says {text:?}: {:#?}", self.events());
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn events(&self) -> Vec<String> {
        self.events.lock().expect("no one panics with it").clone()
    }

    #[cfg(unix)]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        drop(self.commands.take());
        // The program ends when its input closes. If it does not, this kills exactly this child.
        let deadline = Instant::now() + Duration::from_secs(5);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(2));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
