//! The expansion of `#[toggle_test]`: a test that runs once for each combination of the values of some toggles.

mod combinations;

use std::{
    any::Any,
    fmt::Write,
    panic::panic_any,
    process::{ExitCode, Termination},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
};

use toggle_rules::Value;
use toggle_syntax::Type;

use self::combinations::combinations;
use crate::{
    base::panics,
    check::guarded::Unwinding,
    global,
    registry::Registry,
    scope::{Scope, scope},
};

/// The runs of a test.
#[derive(Debug)]
pub struct Runs {
    /// The toggles, each with its possible values.
    toggles: Vec<(&'static str, Vec<Value>)>,
    /// The positions of the toggles' values in each run that is left, the last run first.
    to_come: Vec<Vec<usize>>,
    present: Vec<usize>,
    expected: Expected,
    /// The runs that did not panic as expected, in words.
    unexpected: Vec<String>,
    /// The first expected panic.
    panic: Option<Box<dyn Any + Send>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Success,
    /// A panic whose message contains this.
    Panic(&'static str),
}

impl Expected {
    fn ended<R: Termination>(self, result: thread::Result<R>) -> Ended {
        Ended(match (result, self) {
            // For an error, `report` prints it, like the harness.
            (Ok(result), Self::Success) => {
                if result.report() == ExitCode::SUCCESS {
                    End::Well
                } else {
                    End::Badly
                }
            }
            (Ok(_), Self::Panic(_)) => End::Well,
            (Err(panic), _) => End::Panicked(panic),
        })
    }
}

/// Whether the harness has run a test.
#[derive(Debug)]
pub struct Ran(AtomicBool);

impl Ran {
    /// Makes the value of a static.
    #[expect(clippy::new_without_default, reason = "only a static is one")]
    pub const fn new() -> Self {
        Self(AtomicBool::new(false))
    }
}

/// The end of a run.
#[derive(Debug)]
#[must_use = "a failure is one only once it is judged"]
pub struct Ended(End);

#[derive(Debug)]
enum End {
    Well,
    Badly,
    Panicked(Box<dyn Any + Send>),
}

impl Runs {
    /// Makes the runs of a test that must succeed in each of them.
    ///
    /// # Panics
    ///
    /// If a name is no toggle of this program, or names a toggle whose values cannot be listed.
    #[track_caller]
    pub fn that_pass(toggles: &[&'static str]) -> Self {
        Self::of(global::registry(), toggles, Expected::Success)
    }

    /// Makes the runs of a test that must panic in each of them.
    ///
    /// # Panics
    ///
    /// Under the conditions of [`that_pass`](Self::that_pass).
    #[track_caller]
    pub fn that_panic(toggles: &[&'static str]) -> Self {
        Self::of(global::registry(), toggles, Expected::Panic(""))
    }

    /// Expects the message of each panic to contain `text`, like `#[should_panic(expected = "..")]`.
    #[must_use]
    pub fn expecting(mut self, text: &'static str) -> Self {
        self.expected = Expected::Panic(text);
        self
    }

    /// Fails a test that the harness runs for the second time, because another attribute has registered it as well.
    ///
    /// The harness runs a test on a thread with the test's name. Other callers may call the function several times.
    ///
    /// # Panics
    ///
    /// If this is the second time and the test must succeed. A test that must panic then stops
    /// without a panic, which the harness reports.
    #[track_caller]
    #[must_use]
    pub fn once(mut self, ran: &Ran, module: &str, name: &str) -> Self {
        const TWICE: &str = "this test is registered twice, by `#[toggle_test]` and by another attribute such as \
                             `#[test]` or `#[test_case]`: put `#[toggle_test(..)]` above the other one";
        let path = module.split_once("::").map_or_else(|| name.to_owned(), |(_, module)| format!("{module}::{name}"));
        if thread::current().name() != Some(path.as_str()) || !ran.0.swap(true, Relaxed) {
            return self;
        }
        assert!(self.expected != Expected::Success, "{TWICE}");
        self.unexpected.push(TWICE.to_owned());
        self.to_come.clear();
        self
    }

    #[track_caller]
    fn of(registry: &Registry, names: &[&'static str], expected: Expected) -> Self {
        let mut toggles: Vec<(&'static str, Vec<Value>)> = Vec::new();
        for &name in names {
            assert!(
                toggles.iter().all(|(other, _)| *other != name),
                "`{name}` is named twice, by its name and by its declaration; keep one"
            );
            match values(registry, name) {
                Ok(values) => toggles.push((name, values)),
                Err(wrong) => panic!("{wrong}"),
            }
        }
        let counts: Vec<usize> = toggles.iter().map(|(_, values)| values.len()).collect();
        let mut to_come = combinations(&counts);
        to_come.reverse();
        Self { toggles, to_come, present: Vec::new(), expected, unexpected: Vec::new(), panic: None }
    }

    /// Starts the next run. Returns whether there is one.
    #[expect(clippy::should_implement_trait, reason = "each is run by what goes on to the next")]
    pub fn next(&mut self) -> bool {
        let next = self.to_come.pop();
        next.map(|next| self.present = next).is_some()
    }

    /// Runs the test once.
    ///
    /// # Panics
    ///
    /// If the run fails, with the values of the run.
    #[track_caller]
    pub fn run<R: Termination>(&mut self, test: impl FnOnce() -> R) {
        let scope = self.scope();
        let result = panics::catch_payload(|| scope.run(test));
        let ended = self.expected.ended(result);
        self.judge(ended);
    }

    /// Runs an asynchronous test once. [`judge`](Self::judge) evaluates the result outside of the future, because its
    /// caller is unknown here.
    pub fn run_async<R: Termination, F: Future<Output = R>>(&self, test: F) -> impl Future<Output = Ended> + use<R, F> {
        let (expected, result) = (self.expected, Unwinding { future: self.scope().run_async(test) });
        async move { expected.ended(result.await) }
    }

    /// Evaluates the end of a run.
    ///
    /// # Panics
    ///
    /// If the run has failed, like [`run`](Self::run).
    #[track_caller]
    pub fn judge(&mut self, ended: Ended) {
        match (ended.0, self.expected) {
            (End::Well, Expected::Success) => {}
            (End::Badly, Expected::Success) => panic!("the test has failed {}", self.told()),
            (End::Panicked(panic), Expected::Success) => panic_any(format!("{}: {}", self.told(), message(&*panic))),
            (End::Well | End::Badly, Expected::Panic(_)) => {
                self.unexpected.push(format!("the test has not panicked {}", self.told()));
            }
            (End::Panicked(panic), Expected::Panic(text)) => {
                let said = message(&*panic);
                if said.contains(text) {
                    self.panic = Some(self.panic.take().unwrap_or(panic));
                } else {
                    let told = self.told();
                    self.unexpected.push(format!("the test has panicked {told}, but not with {text:?}: {said}"));
                }
            }
        }
    }

    /// Ends the test.
    ///
    /// # Panics
    ///
    /// If all runs have panicked as expected: the harness expects the panic.
    #[track_caller]
    pub fn finish(&mut self) {
        if let Some(panic) = self.panic.take().filter(|_| self.unexpected.is_empty()) {
            std::panic::resume_unwind(panic);
        }
        #[allow(clippy::print_stderr, reason = "the harness only says that the test has not panicked")]
        for run in &self.unexpected {
            eprintln!("{run}");
        }
    }

    fn scope(&self) -> Scope {
        let values = self.toggles.iter().zip(&self.present);
        values.fold(scope(), |scope, ((name, values), &value)| scope.set(name, values[value].clone()))
    }

    /// Returns the values of the present run: ``with `new-checkout` = on, `fast-path` = off``.
    fn told(&self) -> String {
        let mut told = String::new();
        for ((name, values), &value) in self.toggles.iter().zip(&self.present) {
            let before = if told.is_empty() { "with" } else { "," };
            let _ = write!(told, "{before} `{name}` = {}", values[value]);
        }
        told
    }
}

/// Returns the values of a toggle that a test runs with.
fn values(registry: &Registry, name: &str) -> Result<Vec<Value>, String> {
    let toggle = registry.find(name).map_err(|unknown| unknown.to_string())?;
    let Some(known) = registry.catalogue().get(toggle) else { return Ok(Vec::new()) };
    match (&known.pin, &known.ty) {
        (Some(pin), _) => Ok(vec![pin.clone()]),
        (None, Type::OnOff) => Ok(vec![Value::Off, Value::On]),
        (None, Type::Variants(names)) => Ok(names.iter().map(|name| name.as_str().into()).collect()),
        (None, _) => Err(format!(
            "`{name}` is a number, a string or a struct, which has no list of values to test; set it with `scope()`"
        )),
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it panicked without a message")
}
