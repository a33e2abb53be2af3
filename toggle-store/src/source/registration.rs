//! The registration of a process in its store: the record of its build, and its own record with a lifetime.

use std::{
    env,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use toggle_runtime::{Cause, GuardState, ToggleStatus};

use super::health::described;
use crate::{
    Error, RecordKind, RecordStore,
    fleet::{Build, FORMAT, Instance, Override, Problems, Trip},
    random,
};

/// The default lifetime of the record of a process.
pub(super) const LIFETIME: Duration = Duration::from_secs(30);

/// The shortest time between two writes of a record whose revision and guards stay the same.
const REWRITE: Duration = Duration::from_secs(5);

/// The longest time until a change of the revision or of a guard is noticed. A subscription to events would notice it
/// at once, but it would end the lines on standard error of a program without a logger.
const POLL: Duration = Duration::from_millis(250);

/// The sources of a state that overrides nothing.
const NO_OVERRIDES: [&str; 3] = ["default", "guard", "scope"];

/// The settings of a registration, and the record that the process has now.
pub(super) struct Registrar {
    pub(super) store: Arc<dyn RecordStore>,
    pub(super) lifetime: Duration,
    /// The name and the version of the program.
    pub(super) program: Option<(String, String)>,
    /// The id of the record, with the process id, since a forked child inherits it.
    current: Mutex<Option<(u32, String)>>,
    has_left: AtomicBool,
}

impl Registrar {
    pub(super) fn new(store: Arc<dyn RecordStore>) -> Self {
        Self { store, lifetime: LIFETIME, program: None, current: Mutex::default(), has_left: AtomicBool::new(false) }
    }

    /// Removes the record of the process, and lets no further one be written.
    pub(super) fn leave(&self, within: Duration) -> Result<(), Error> {
        // The follower looks at this mark after each write, and then removes what it has written.
        self.has_left.store(true, Ordering::SeqCst);
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner).take();
        let current = current.filter(|(process, _)| *process == std::process::id());
        current.map_or(Ok(()), |(_, id)| self.store.remove(RecordKind::Instance, &id, within))
    }

    fn has_left(&self) -> bool {
        self.has_left.load(Ordering::SeqCst)
    }
}

/// The registration of one run of the follower. A forked child has its own.
pub(super) struct Registration<'a> {
    registrar: &'a Registrar,
    /// The name of the source in the runtime.
    source: String,
    environment: Option<String>,
    id: String,
    since: Timestamp,
    build: Option<String>,
    /// The record that the store has.
    written: Option<Instance>,
    /// The time of the last write or renewal.
    renewed: Instant,
    /// The time of the last full look at the process.
    looked: Option<Instant>,
    /// The names of the toggles with a guard, at the last full look.
    guarded: Vec<String>,
    error: Option<String>,
}

impl<'a> Registration<'a> {
    pub(super) fn new(registrar: &'a Registrar, environment: Option<&str>) -> Self {
        Self {
            registrar,
            source: registrar.store.name(),
            environment: environment.map(str::to_owned),
            id: format!("{:016x}", random::number()),
            since: Timestamp::now(),
            build: None,
            written: None,
            renewed: Instant::now(),
            looked: None,
            guarded: Vec::new(),
            error: None,
        }
    }

    /// Returns the time until the next [`update`](Self::update).
    pub(super) fn interval(&self) -> Duration {
        POLL.min(self.registrar.lifetime / 10)
    }

    /// Returns the reason why the process is not registered.
    pub(super) fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Writes or renews the records if that is due.
    pub(super) fn update(&mut self, within: Duration) {
        if self.registrar.has_left() {
            return;
        }
        // The runtime lists the source once it is installed.
        let sources = toggle_runtime::sources();
        let Some(source) = sources.into_iter().find(|source| source.name == self.source) else { return };
        let rest = REWRITE.min(self.registrar.lifetime / 3);
        let is_due = self.looked.is_none_or(|looked| looked.elapsed() >= rest);
        // A store that refuses is tried again at the next full look.
        let is_news = self.error.is_none() && self.has_news(source.revision.as_deref());
        if !is_due && !is_news {
            return;
        }
        self.looked = Some(Instant::now());
        self.error = self.write(source.revision, within).err().as_ref().map(described);
    }

    /// Returns whether the revision or a guard differs from the written record.
    fn has_news(&self, revision: Option<&str>) -> bool {
        let Some(written) = &self.written else { return false };
        let is_written = |name: &str, state: GuardState| match written.tripped.iter().find(|trip| trip.toggle == name) {
            Some(trip) => state != GuardState::Closed && trip.trial == (state == GuardState::Trial),
            None => state == GuardState::Closed,
        };
        let state = |name: &str| Some(toggle_runtime::status(name)?.guard?.state);
        let has_changed = |name: &String| state(name).is_some_and(|state| !is_written(name, state));
        written.revision.as_deref() != revision || self.guarded.iter().any(has_changed)
    }

    fn write(&mut self, revision: Option<String>, within: Duration) -> Result<(), Error> {
        let toggles: Vec<ToggleStatus> = toggle_runtime::toggles().collect();
        let build = if self.build.is_none() { self.register_build(&toggles, within) } else { Ok(()) };
        let instance = self.instance(&toggles, revision);
        self.guarded = toggles.into_iter().filter(|toggle| toggle.guard.is_some()).map(|toggle| toggle.name).collect();
        let is_same = |before: &Instance| Instance { written: instance.written, ..before.clone() } == instance;
        if self.written.as_ref().is_some_and(is_same) {
            self.renew(within)?;
        }
        if !self.written.as_ref().is_some_and(is_same) {
            self.put(instance, within)?;
        }
        build
    }

    /// Extends the lifetime of the record, or forgets that it was written if the store no longer has it.
    fn renew(&mut self, within: Duration) -> Result<(), Error> {
        if self.renewed.elapsed() < self.registrar.lifetime / 3 {
            return Ok(());
        }
        match self.registrar.store.renew(RecordKind::Instance, &self.id, within) {
            Err(error) if error.is_missing() => self.written = None,
            renewed => {
                renewed?;
                self.renewed = Instant::now();
            }
        }
        Ok(())
    }

    fn put(&mut self, instance: Instance, within: Duration) -> Result<(), Error> {
        let (registrar, contents) = (self.registrar, instance.to_contents()?);
        *registrar.current.lock().unwrap_or_else(PoisonError::into_inner) = Some((std::process::id(), self.id.clone()));
        registrar.store.put(RecordKind::Instance, &self.id, &contents, Some(registrar.lifetime), within)?;
        if registrar.has_left() {
            return registrar.leave(within);
        }
        self.renewed = Instant::now();
        self.written = Some(instance);
        Ok(())
    }

    /// Writes the record of the build, unless the store has it.
    fn register_build(&mut self, toggles: &[ToggleStatus], within: Duration) -> Result<(), Error> {
        let (program, _) = self.program(toggles);
        let build = Build::new(&program, toggles)?;
        let store = &self.registrar.store;
        match store.record(RecordKind::Build, &build.id, within) {
            Err(error) if error.is_missing() => {
                store.put(RecordKind::Build, &build.id, &build.to_contents()?, None, within)?;
            }
            found => drop(found?),
        }
        self.build = Some(build.id);
        Ok(())
    }

    fn instance(&self, toggles: &[ToggleStatus], revision: Option<String>) -> Instance {
        let (program, version) = self.program(toggles);
        let is_override =
            |toggle: &&ToggleStatus| toggle.source != self.source && !NO_OVERRIDES.contains(&toggle.source.as_str());
        let overrides = toggles.iter().filter(is_override);
        Instance {
            format: FORMAT,
            id: self.id.clone(),
            program,
            version,
            build: self.build.clone(),
            host: host(),
            pid: std::process::id(),
            since: self.since,
            written: Timestamp::now(),
            environment: self.environment.clone(),
            revision,
            problems: Problems::of(&toggle_runtime::problems()),
            tripped: trips(toggles),
            overrides: overrides
                .map(|toggle| Override { toggle: toggle.name.clone(), by: toggle.source.clone() })
                .collect(),
        }
    }

    /// Returns the name and the version of the program. Without a setting, the name is that of the executable, and the
    /// version that of the package with this name.
    fn program(&self, toggles: &[ToggleStatus]) -> (String, Option<String>) {
        if let Some((name, version)) = &self.registrar.program {
            return (name.clone(), Some(version.clone()));
        }
        let name = executable();
        let places = toggles.iter().flat_map(|toggle| {
            let points = toggle.points.iter().map(|point| &point.place);
            points.chain(toggle.declaration.as_ref().map(|declaration| &declaration.place))
        });
        let version = places.into_iter().find(|place| place.package == name).map(|place| place.version.clone());
        (name, version)
    }
}

/// Returns the toggles that a guard has switched off.
fn trips(toggles: &[ToggleStatus]) -> Vec<Trip> {
    let tripped = toggles.iter().filter_map(|toggle| Some((&toggle.name, toggle.guard.as_ref()?)));
    let tripped: Vec<_> = tripped.filter(|(_, guard)| guard.state != GuardState::Closed).collect();
    if tripped.is_empty() {
        return Vec::new();
    }
    let history = toggle_runtime::history();
    let time = |name: &str| {
        let mut changes = history.iter().rev();
        changes.find(|change| change.toggle == name && change.cause == Cause::Trip).map(|change| change.time)
    };
    let trip = |(name, guard): (&String, &toggle_runtime::GuardStatus)| Trip {
        toggle: name.clone(),
        at: time(name),
        trial: guard.state == GuardState::Trial,
        counts: guard.counts,
    };
    tripped.into_iter().map(trip).collect()
}

/// Returns the name of the executable, also if the file was replaced since the start.
fn executable() -> String {
    let path = env::current_exe().unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(" (deleted)").unwrap_or(&name);
    name.strip_suffix(env::consts::EXE_SUFFIX).unwrap_or(name).to_owned()
}

#[cfg(unix)]
fn host() -> Option<String> {
    Some(rustix::system::uname().nodename().to_string_lossy().into_owned()).filter(|name| !name.is_empty())
}

#[cfg(not(unix))]
fn host() -> Option<String> {
    env::var("COMPUTERNAME").ok()
}
