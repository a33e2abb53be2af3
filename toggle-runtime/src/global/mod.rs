//! The registry of the process, and the public functions that use this registry.

mod install;

use std::{cell::Cell, env, time::Duration};

use once_cell::sync::OnceCell;
use toggle_rules::Value;

use crate::{
    base::panics,
    catalogue::{point::TOGGLE_RUNTIME_0_1_POINTS, structure::TOGGLE_RUNTIME_0_1_STRUCTURES},
    events::{Subscription, write_to_stderr},
    model::{change::Change, error::Error, event::Event, problem::Problem, source_status::SourceStatus, variables},
    registry::{
        Registry,
        builder::{Builder, start_directory},
    },
    source::engine::TOGGLE_RUNTIME_0_1_ENGINES,
};

static REGISTRY: OnceCell<Registry> = OnceCell::new();

/// The registry of a program whose own registry cannot be made. This substitute has no toggles, and reports the
/// reason.
static SUBSTITUTE: OnceCell<Registry> = OnceCell::new();

thread_local! {
    /// Whether this thread is making the registry.
    static MAKING: Cell<bool> = const { Cell::new(false) };
}

fn make() -> Registry {
    start_directory();
    let (points, structures) = (TOGGLE_RUNTIME_0_1_POINTS.static_slice(), TOGGLE_RUNTIME_0_1_STRUCTURES.static_slice());
    let engines = TOGGLE_RUNTIME_0_1_ENGINES.static_slice();
    let registry = Registry::of_process(points, structures, engines, || env::vars_os().collect());
    if let Some(directory) = env::var_os(variables::COVERAGE).filter(|directory| !directory.is_empty()) {
        registry.cover(start_directory().join(directory));
    }
    registry.report_by(write_to_stderr);
    registry
}

/// Returns the registry, which the first call makes. If making the registry panics, returns the substitute as the
/// error. The panic occurs if the linker has merged the lists of two copies of this crate into one.
#[cold]
fn made() -> Result<&'static Registry, &'static Registry> {
    let made = REGISTRY.get_or_try_init(|| match SUBSTITUTE.get() {
        Some(substitute) => Err(substitute),
        None => while_making(|| panics::caught(make)).map_err(|panic| SUBSTITUTE.get_or_init(|| substitute(panic))),
    });
    // After the making, because a subscriber that receives the problem may use the registry.
    made.inspect_err(|substitute| substitute.report_failure())
}

fn substitute(panic: String) -> Registry {
    let registry = Registry::unavailable(explained(panic));
    registry.report_by(write_to_stderr);
    registry
}

/// Returns the message of a panic in the crate that makes the list of points, with the remedy if the cause is known.
fn explained(panic: String) -> String {
    if panic.starts_with("duplicate #[distributed_slice]") {
        let version = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
        return format!("two copies of toggle-runtime {version} are linked; build the program with one ({panic})");
    }
    panic
}

pub(crate) fn registry() -> &'static Registry {
    match REGISTRY.get() {
        Some(registry) => registry,
        None => made().unwrap_or_else(|substitute| substitute),
    }
}

/// Returns the registry for a check, or `None` if this thread is making the registry or if it cannot be made. A check
/// runs during the making if it is a part of the allocator.
pub(crate) fn registry_for_check() -> Option<&'static Registry> {
    REGISTRY.get().or_else(make_for_check)
}

#[cold]
fn make_for_check() -> Option<&'static Registry> {
    if SUBSTITUTE.get().is_some() || MAKING.get() { None } else { made().ok() }
}

/// Runs a part of the making. A check in the allocator on this thread finds no registry meanwhile.
fn while_making<T>(run: impl FnOnce() -> T) -> T {
    let was_making = MAKING.replace(true);
    let result = run();
    MAKING.set(was_making);
    result
}

/// Returns a [`Builder`], which sets toggles up in code.
///
/// Use it early in `main` in a program that reads files or other sources. Without it, the first check reads the
/// environment and the file that `TOGGLE_FILE` names.
///
/// ```no_run
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// toggle_runtime::builder().optional_file("toggles.toml").environment("production").install()?;
/// # Ok(())
/// # }
/// ```
pub fn builder() -> Builder {
    while_making(start_directory);
    Builder::default()
}

/// Sets a run-time override of a toggle, which lasts until [`clear`].
///
/// Use it where an operator's request changes the whole process. For one request or one test, use a
/// [`scope`](crate::scope()). `name` is a string or a declaration, which cannot be misspelt.
///
/// The override beats the environment and all other sources. Overrides of a scope beat the run-time override. Setting
/// a toggle also ends an automatic rollback by its [guard](crate::_guard).
///
/// A check that starts after this function has returned, in program order or after some synchronization, gets the new
/// answer. A check that runs on another thread at this moment may still get the old answer. A scope that was entered
/// before keeps its snapshot, also on this thread.
///
/// # Errors
///
/// Returns an error if the program has no toggle of this name, or if the toggle cannot have this value. A
/// [pinned](crate::_pins) toggle can only have the value of its pin. Also returns an error in a child that was
/// [forked](crate::_sources#fork) while its parent was changing toggles.
///
/// ```
/// use toggle_runtime::enabled;
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// toggle_runtime::set("read-only", true)?;
/// assert!(enabled!("read-only"));
/// toggle_runtime::clear("read-only")?;
/// assert!(!enabled!("read-only"));
/// # Ok(())
/// # }
/// ```
pub fn set(name: impl AsRef<str>, value: impl Into<Value>) -> Result<(), Error> {
    registry().set(name.as_ref(), value.into())
}

/// Removes the run-time override of a toggle, so that the sources decide again.
///
/// The override comes from [`set`] or [`set_text`](crate::set_text). Like `set`, this function also ends an automatic
/// rollback by the toggle's [guard](crate::_guard), even if there is no override.
///
/// # Errors
///
/// Returns an error if the program has no toggle of this name, and in a child that was [forked](crate::_sources#fork)
/// while its parent was changing toggles.
///
/// ```
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// # let _ = toggle_runtime::enabled!("read-only");
/// toggle_runtime::set("read-only", true)?;
/// toggle_runtime::clear("read-only")?;
/// assert!(!toggle_runtime::is_enabled("read-only"));
/// # Ok(())
/// # }
/// ```
pub fn clear(name: impl AsRef<str>) -> Result<(), Error> {
    registry().clear(name.as_ref())
}

/// Resets the [guard](crate::_guard) of a toggle, and ends an automatic rollback.
///
/// Use it when the cause of the failures is removed, and the guard should not wait for a retry. The guard counts from
/// zero afterwards, also if it had not tripped.
///
/// # Errors
///
/// Returns an error if the program has no toggle of this name. A toggle without a guard is no error. Also returns an
/// error in a child that was [forked](crate::_sources#fork) while its parent was changing toggles.
///
/// ```
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// # let _ = toggle_runtime::enabled!("new-checkout");
/// toggle_runtime::reset("new-checkout")?;
/// # Ok(())
/// # }
/// ```
pub fn reset(name: impl AsRef<str>) -> Result<(), Error> {
    registry().reset(name.as_ref())
}

/// Returns the last changes of states, oldest first: at most a thousand.
///
/// The states at set-up are not changes. [`Builder::history_file`] keeps all changes, beyond the life of the process.
///
/// ```
/// use toggle_runtime::{Cause, enabled};
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// assert!(!enabled!("maintenance"));
/// toggle_runtime::set("maintenance", true)?;
///
/// let history = toggle_runtime::history();
/// let change = history.iter().find(|change| change.toggle == "maintenance").unwrap();
/// assert_eq!(change.cause, Cause::Program);
/// # toggle_runtime::clear("maintenance")?;
/// # Ok(())
/// # }
/// ```
pub fn history() -> Vec<Change> {
    registry().history()
}

/// Reads every source again, including the environment.
///
/// Use it where the program itself changes a source, or if sources are not [watched](Builder::watch). The function
/// blocks until all sources are read. `reload` waits for a file that is being written at this moment. Checks on other
/// threads do not wait.
///
/// Sources that should be followed and are not, as in a [forked](crate::_sources#fork) child, are followed from then
/// on.
///
/// # Errors
///
/// Returns the first error of a source that could not be read, or that names unknown toggles while these are
/// [denied](crate::Unknown::Deny). Each such error is also an event. A source that fails keeps its last good states,
/// and the states of all other sources apply. Also returns an error in a child that was
/// [forked](crate::_sources#fork) while its parent was changing toggles.
///
/// ```
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// toggle_runtime::reload()?;
/// # Ok(())
/// # }
/// ```
pub fn reload() -> Result<(), Error> {
    registry().reload()
}

/// Calls `call` for each [`Event`] from now on, in order, on a separate thread.
///
/// Use it to alert on problems or to react to changes. Events are also `tracing` events, so a program that only logs
/// needs no subscription. Subscribe before [`install`](Builder::install) to receive the problems that the
/// installation finds. The subscription lasts until [`unsubscribe`](Subscription::unsubscribe).
///
/// A change is in effect, and its event is logged, before `call` runs. No lock is held meanwhile: `call` may check
/// and set toggles.
///
/// [`set`], [`clear`], [`reset`], [`reload`] and [`install`](Builder::install) wait until `call` has returned, for a
/// second at most. The five functions do not wait while subscribers are busy with an earlier event. Checks and sources
/// never wait. If the system cannot start a thread, the five functions call `call` themselves.
///
/// At most 16,384 events wait for subscribers. Later events are logged and dropped until there is room. Then
/// [`Event::EventsLost`] reports the number of dropped events. Meanwhile [`problems`] lists [`Problem::EventsHeld`].
///
/// ```
/// use toggle_runtime::Event;
///
/// let subscription = toggle_runtime::subscribe(|event| {
///     if let Event::Changed { toggle, to, .. } = event {
///         println!("{toggle} is now {to}");
///     }
/// });
/// # subscription.unsubscribe();
/// ```
pub fn subscribe(call: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
    registry().subscribe(call)
}

/// Waits until all events, changes and answers so far are delivered, and returns whether they are.
///
/// Use it at the end of a program that changes toggles on other threads than the main one, before
/// [`std::process::abort`], and in a test that looks at what a subscriber has received.
///
/// Events are delivered to subscribers, changes to the [history file](Builder::history_file), and answers to the
/// functions of [`Observe::call`](crate::Observe::call). Events, lines and answers that were lost are not waited for.
///
/// Returns false if delivery takes longer than `within`, or if the file cannot be written. Also returns false inside
/// a subscriber or such a function, which cannot wait for itself.
///
/// ```
/// use std::time::Duration;
///
/// toggle_runtime::set("read-only", true)?;
/// assert!(toggle_runtime::flush(Duration::from_secs(5)));
/// # toggle_runtime::enabled!("read-only");
/// # Ok::<(), toggle_runtime::Error>(())
/// ```
pub fn flush(within: Duration) -> bool {
    registry().flush(within)
}

/// Returns the status of every source, in order of precedence: the environment variables, and then the sources that
/// were added to the [`Builder`].
///
/// Use it to find out which revision of a shared configuration this process has, and how old its states are.
///
/// ```
/// for source in toggle_runtime::sources() {
///     if let Some(reason) = &source.stale {
///         eprintln!("{} is stale since {:?}: {reason}", source.name, source.read_at);
///     }
/// }
/// ```
pub fn sources() -> Vec<SourceStatus> {
    registry().sources()
}

/// Returns all current problems of the configuration and of the program's toggles.
///
/// Use it for a health check or an operator's page. [`subscribe`] reports each problem when it begins.
///
/// ```
/// for problem in toggle_runtime::problems() {
///     eprintln!("{problem}");
/// }
/// ```
pub fn problems() -> Vec<Problem> {
    registry().problems()
}
