//! The receivers of a problem: a subscriber, `tracing`, `log` with the feature `log`, or else the standard error
//! output. Each test runs this program once more, in a role.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::{env, process::Command};

use toggle_runtime::enabled;

#[cfg(feature = "tracing")]
use self::printing::Printing;

const ROLE: &str = "ROLE_OF_LISTENERS";
const MISSPELT: &str = "TOGGLE_LISTENERS_CHEKOUT";

/// Runs in a role. Returns the lines of the standard error output, and the lines that the role has received.
fn run(role: &str) -> (Vec<String>, Vec<String>) {
    let mut command = Command::new(env::current_exe().expect("this program has a path"));
    command.args(["--exact", "program_in_a_role", "--nocapture"]).env(ROLE, role).env(MISSPELT, "on");
    let output = command.output().expect("this program can be run");
    assert!(output.status.success(), "{output:?}");
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
    let heard =
        lines(&output.stdout).iter().filter_map(|line| Some(line.split_once("heard: ")?.1.to_owned())).collect();
    (lines(&output.stderr), heard)
}

const TOLD: &str = "env: no toggle of this program is called `TOGGLE_LISTENERS_CHEKOUT`; did you mean \
                    `TOGGLE_LISTENERS_CHECKOUT`?";

#[track_caller]
fn check_line(role: &str) {
    assert_eq!(run(role), (vec![format!("toggle_runtime: {TOLD}")], Vec::new()));
}

#[track_caller]
fn check_heard(role: &str, heard: &str) {
    assert_eq!(run(role), (Vec::new(), vec![heard.to_owned()]));
}

#[test]
fn nobody_hears_and_there_is_a_line() {
    check_line("nobody");
}

#[test]
fn quiet_program_writes_no_line() {
    assert_eq!(run("quiet"), (Vec::new(), Vec::new()));
}

#[test]
fn subscriber_hears() {
    check_heard("subscriber", TOLD);
}

#[cfg(feature = "tracing")]
#[test]
fn tracing_subscriber_hears() {
    check_heard("tracing", &format!("WARN message={TOLD}"));
}

#[cfg(feature = "tracing")]
#[test]
fn removed_tracing_subscriber_receives_nothing() {
    check_line("tracing-before");
}

#[cfg(feature = "log")]
#[test]
fn logger_hears_with_the_feature() {
    check_heard("log", &format!("WARN toggle_runtime {TOLD}"));
}

/// The runtime cannot know the logger.
#[cfg(not(feature = "log"))]
#[test]
fn logger_without_the_feature_leaves_a_line() {
    check_line("log");
}

#[cfg(feature = "log")]
#[test]
fn logger_beside_tracing_hears_nothing() {
    check_heard("tracing-and-log", &format!("WARN message={TOLD}"));
}

#[cfg(feature = "log")]
#[test]
fn logger_behind_a_gone_subscriber_leaves_a_line() {
    check_line("tracing-before-and-log");
}

#[test]
fn program_in_a_role() {
    let Ok(role) = env::var(ROLE) else { return };
    match &*role {
        "quiet" => toggle_runtime::builder().quiet().install().expect("nothing is required"),
        "subscriber" => drop(toggle_runtime::subscribe(|event| println!("heard: {event}"))),
        "log" => listen_by_log(),
        #[cfg(feature = "tracing")]
        "tracing" => tracing::subscriber::set_global_default(Printing).expect("it is the first"),
        #[cfg(feature = "tracing")]
        "tracing-before" => tracing::subscriber::with_default(Printing, || {}),
        #[cfg(feature = "tracing")]
        "tracing-and-log" => {
            listen_by_log();
            tracing::subscriber::set_global_default(Printing).expect("it is the first");
        }
        #[cfg(feature = "tracing")]
        "tracing-before-and-log" => {
            listen_by_log();
            tracing::subscriber::with_default(Printing, || {});
        }
        _ => {}
    }
    assert!(!enabled!("listeners-checkout"));
    toggle_runtime::flush(std::time::Duration::from_secs(60));
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        println!("heard: {} {} {}", record.level(), record.target(), record.args());
    }

    fn flush(&self) {}
}

fn listen_by_log() {
    log::set_logger(&Logger).expect("it is the first");
    log::set_max_level(log::LevelFilter::Warn);
}

#[cfg(feature = "tracing")]
mod printing {
    use std::fmt::{Debug, Write};

    pub(super) struct Printing;

    impl tracing::Subscriber for Printing {
        fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
            tracing::span::Id::from_u64(1)
        }

        fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

        fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

        fn event(&self, event: &tracing::Event<'_>) {
            let mut line = event.metadata().level().to_string();
            event.record(&mut |field: &tracing::field::Field, value: &dyn Debug| {
                let _ = write!(line, " {}={value:?}", field.name());
            });
            println!("heard: {line}");
        }

        fn enter(&self, _: &tracing::span::Id) {}

        fn exit(&self, _: &tracing::span::Id) {}
    }
}
