//! The process's own registry, and the functions that speak of it.

mod install;

use std::{cell::Cell, env, time::Duration};

use once_cell::sync::OnceCell;
use toggle_rules::Value;

use crate::{
    base::panics,
    catalogue::{point::TOGGLE_RUNTIME_0_1_POINTS, structure::TOGGLE_RUNTIME_0_1_STRUCTURES},
    events::{Subscription, write_to_stderr},
    model::{change::Change, error::Error, event::Event, problem::Problem, variables},
    registry::{
        Registry,
        builder::{Builder, start_directory},
    },
};

static REGISTRY: OnceCell<Registry> = OnceCell::new();

/// The registry of a program whose own cannot be made: it has no toggles, and says why.
static SUBSTITUTE: OnceCell<Registry> = OnceCell::new();

thread_local! {
    /// Whether this thread is making the registry.
    static MAKING: Cell<bool> = const { Cell::new(false) };
}

fn make() -> Registry {
    start_directory();
    let (points, structures) = (TOGGLE_RUNTIME_0_1_POINTS.static_slice(), TOGGLE_RUNTIME_0_1_STRUCTURES.static_slice());
    let registry = Registry::with_structures(points, structures, || env::vars_os().collect());
    if let Some(directory) = env::var_os(variables::COVERAGE).filter(|directory| !directory.is_empty()) {
        registry.cover(start_directory().join(directory));
    }
    registry.report_by(write_to_stderr);
    registry
}

/// Returns the registry, which the first call makes. Returns the substitute as the error where that panics, which it
/// does where the lists of two copies of this crate have become one.
#[cold]
fn made() -> Result<&'static Registry, &'static Registry> {
    let made = REGISTRY.get_or_try_init(|| match SUBSTITUTE.get() {
        Some(substitute) => Err(substitute),
        None => while_making(|| panics::caught(make)).map_err(|panic| SUBSTITUTE.get_or_init(|| substitute(panic))),
    });
    // Outside of the making, since who is told of the problem may ask for the registry.
    made.inspect_err(|substitute| substitute.report_failure())
}

fn substitute(panic: String) -> Registry {
    let registry = Registry::unavailable(explained(panic));
    registry.report_by(write_to_stderr);
    registry
}

/// Says what to do about a panic of the crate that makes the list of points.
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

/// Returns the registry, for a check. There is none while this very thread is making it, as when the code that asks is
/// a part of the allocator, nor where it cannot be made.
pub(crate) fn registry_for_check() -> Option<&'static Registry> {
    REGISTRY.get().or_else(make_for_check)
}

#[cold]
fn make_for_check() -> Option<&'static Registry> {
    if SUBSTITUTE.get().is_some() || MAKING.get() { None } else { made().ok() }
}

/// Runs a part of the making, in which a check of the allocator's finds no registry.
fn while_making<T>(run: impl FnOnce() -> T) -> T {
    let was_making = MAKING.replace(true);
    let result = run();
    MAKING.set(was_making);
    result
}

/// Starts to set toggles up in code. Without it, the first check reads the environment.
pub fn builder() -> Builder {
    while_making(start_directory);
    Builder::default()
}

/// Sets a toggle, above the environment and every other source, until [`clear`]. `name` is a string or a declaration.
///
/// Checks that run on other threads at this moment may still give the old answer; a check that starts after this has
/// returned, in program order or after some synchronization, gives the new one. Scopes that have been entered before,
/// also by this thread, see what was.
///
/// # Errors
///
/// If the name is no toggle of this program, or the toggle cannot have this value.
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

/// Takes back what [`set`] has set, so that the sources decide again.
///
/// # Errors
///
/// If the name is no toggle of this program.
pub fn clear(name: impl AsRef<str>) -> Result<(), Error> {
    registry().clear(name.as_ref())
}

/// Takes back what a toggle's [guard](crate::_guard) has switched off, and lets it count from the beginning, also where
/// it has not switched anything off.
///
/// # Errors
///
/// If the name is no toggle of this program.
pub fn reset(name: impl AsRef<str>) -> Result<(), Error> {
    registry().reset(name.as_ref())
}

/// Lists the last changes of what toggles are set to, oldest first: a thousand at most. What toggles are set to when
/// they are first set up is no change. [`Builder::history_file`] keeps all of them.
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

/// Reads every source again, the environment included.
///
/// Blocks until that is done; a file that is being written at this moment is waited for. Checks on other threads do not
/// wait. Sources that are to be followed and are not, as in a [forked](crate::_sources#fork) child, are followed from
/// then on.
///
/// # Errors
///
/// If a source could not be read, or names unknown toggles and these are denied: the first such, and each is an event.
/// Its last good states stay, and what the others say counts. Also in a child that was [forked](crate::_sources#fork)
/// while its parent was changing toggles.
pub fn reload() -> Result<(), Error> {
    registry().reload()
}

/// Calls `call` for each [`Event`] from now on, in the order in which they happen, on a thread of its own.
///
/// The change itself is in force by then, and the event has been logged. [`set`], [`clear`], [`reset`], [`reload`] and
/// [`install`](Builder::install) wait until `call` has returned, for a second at most. They do not wait where
/// subscribers are busy with an earlier event; checks and sources never wait. Where the system has no room for a
/// thread, these five functions call `call` themselves.
///
/// No lock is held meanwhile: `call` may ask and set toggles. Subscribe before [`install`](Builder::install) to hear of
/// the problems that it finds. The subscription lasts until [`unsubscribe`](Subscription::unsubscribe).
///
/// At most 16,384 events wait for subscribers. Later events are logged and dropped until there is room: then
/// [`Event::EventsLost`] tells how many. Meanwhile [`problems`] lists [`Problem::EventsHeld`].
pub fn subscribe(call: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
    registry().subscribe(call)
}

/// Waits until subscribers have heard all events so far, the [history file](Builder::history_file) holds all changes and
/// the functions of [`Observe::call`](crate::Observe::call) were given all answers. Returns false if that takes longer
/// than `within`, if the file cannot be written, or inside of a subscriber or such a function, which cannot wait for
/// itself. Events, lines and answers that were lost are not waited for.
///
/// Use it at the end of a program that changes toggles on other threads than the main one, before
/// [`std::process::abort`], and in a test that looks at what a subscriber has heard.
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

/// Lists what is wrong at present with the configuration and with the program's toggles.
pub fn problems() -> Vec<Problem> {
    registry().problems()
}
