//! The builder, and its defaults from the environment.

use std::{
    env,
    ffi::OsString,
    fmt,
    path::{self, Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};

use crate::{
    model::{context::Context, unknown::Unknown, variables},
    monitor::observe::Observe,
    source::{
        DirectorySource, FileSource, Source,
        engine::{Engine, source_of_store},
    },
};

/// A builder that sets toggles up in code. [`builder`](crate::builder()) returns it.
///
/// Sources are files, directories and your own [`Source`]s. Earlier ones take precedence over later ones. Nothing
/// happens before [`install`](Self::install).
///
/// ```no_run
/// use toggle_runtime::Unknown;
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// toggle_runtime::builder().optional_file("toggles.toml").unknown(Unknown::Deny).install()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is set up before `install`"]
pub struct Builder {
    sources: Vec<(Origin, Need)>,
    unknown: Unknown,
    follow: bool,
    settle: Duration,
    environment: Option<String>,
    context: Context,
    observe: Vec<Observe>,
    history: Option<PathBuf>,
    is_quiet: bool,
}

enum Origin {
    /// A file: the path as the user gave it, and as an absolute path.
    File(PathBuf, PathBuf),
    /// A directory of files, with the same two paths.
    Directory(PathBuf, PathBuf),
    Custom(Arc<dyn Source>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}

/// The configuration that a builder has collected.
pub(crate) struct Configured {
    /// Each source, and whether it must be readable at set-up.
    pub(crate) sources: Vec<(Arc<dyn Source>, bool)>,
    pub(crate) unknown: Unknown,
    pub(crate) follow: bool,
    pub(crate) stage: Option<String>,
    /// The attributes of the process.
    pub(crate) context: Context,
    pub(crate) observe: Vec<Observe>,
    /// The file to which changes are appended.
    pub(crate) history: Option<PathBuf>,
    /// Whether problems without a receiver are not written to the standard error output.
    pub(crate) is_quiet: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            sources: Vec::new(),
            unknown: Unknown::default(),
            follow: true,
            settle: Duration::from_millis(50),
            environment: None,
            context: Context::default(),
            observe: Vec::new(),
            history: None,
            is_quiet: false,
        }
    }
}

impl Builder {
    /// Adds a required TOML file of states.
    ///
    /// [`install`](Self::install) fails if the file is missing, empty or broken. Use
    /// [`optional_file`](Self::optional_file) in a service, which should start without its file.
    ///
    /// A source that is added earlier takes precedence. A relative path starts at the working directory of this call.
    /// Without the feature `rules`, no file can be read, and `install` fails.
    ///
    /// A program that adds a file or a directory in code does not read `TOGGLE_FILE`. Any other program reads the
    /// file or [directory](Self::optional_directory) that this environment variable names, if it is set. That file is
    /// optional. Its relative path starts at the working directory in which the program first used toggles.
    ///
    /// ```no_run
    /// toggle_runtime::builder().file("toggles.toml").install()?;
    /// # Ok::<(), toggle_runtime::Error>(())
    /// ```
    pub fn file(self, path: impl AsRef<Path>) -> Self {
        self.add_file(path.as_ref(), absolute(path.as_ref()), Need::Required)
    }

    /// Adds an optional TOML file of states.
    ///
    /// Use it in a service. A file that is missing, empty or broken at set-up is a problem, and applies as soon as it
    /// is good. The file that `TOGGLE_FILE` names is optional in the same way.
    ///
    /// A file that names unknown toggles still fails [`install`](Self::install) if these are [denied](Unknown::Deny).
    pub fn optional_file(self, path: impl AsRef<Path>) -> Self {
        self.add_file(path.as_ref(), absolute(path.as_ref()), Need::Optional)
    }

    /// Adds a required directory of TOML files.
    ///
    /// Use it where several teams or tools each write their own file. [`install`](Self::install) fails if the
    /// directory is missing or has no `*.toml`, or if one of its files is empty or broken. Use
    /// [`optional_directory`](Self::optional_directory) in a service, which should start without its files.
    ///
    /// Every `*.toml` is read whose name does not begin with a dot, in the byte order of the names. If two files set
    /// the same part of a toggle, the later file overrides the earlier one. The files together are one source, which
    /// is followed as a whole: files may be added, changed, renamed and removed.
    /// [Directories](crate::_sources#directories) lists what applies while something is wrong.
    ///
    /// Without the feature `rules`, no directory can be read, and `install` fails.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), toggle_runtime::Error> {
    /// // 10-defaults.toml, 20-payments.toml, 90-incident.toml: the incident overrides the rest.
    /// toggle_runtime::builder().directory("toggles.d").install()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn directory(self, path: impl AsRef<Path>) -> Self {
        self.add_directory(path.as_ref(), absolute(path.as_ref()), Need::Required)
    }

    /// Adds an optional directory of TOML files.
    ///
    /// Use it in a service. A directory that is missing or has no `*.toml` at set-up is a problem, and so is an empty
    /// or broken file in it. Each file applies as soon as it is good.
    ///
    /// The path in `TOGGLE_FILE` counts as such a directory if a directory exists there at set-up, or if the path ends
    /// with `/`.
    ///
    /// ```no_run
    /// toggle_runtime::builder().optional_directory("toggles.d").install()?;
    /// # Ok::<(), toggle_runtime::Error>(())
    /// ```
    pub fn optional_directory(self, path: impl AsRef<Path>) -> Self {
        self.add_directory(path.as_ref(), absolute(path.as_ref()), Need::Optional)
    }

    /// Adds your own required source. [`install`](Self::install) fails if the source cannot be read.
    ///
    /// A program that adds such a source in code does not read `TOGGLE_STORE`. Any other program reads the
    /// [store](crate::engine!) whose URL is in this environment variable, if it is set. That store is optional, and
    /// comes after all other sources.
    ///
    /// Use [`optional_source`](Self::optional_source) in a service, which should start without its store. [`Source`]
    /// shows how to write one. An `Arc` of a source is a source, too.
    pub fn source(self, source: impl Source) -> Self {
        self.add(Origin::Custom(Arc::new(source)), Need::Required)
    }

    /// Adds your own source, which may be unreadable at set-up.
    ///
    /// Use it in a service, which should start without its store. A source that cannot be read is a
    /// [problem](crate::Problem::SourceFailed), and its states apply as soon as it reports some. Until then, the other
    /// sources and the declared defaults decide.
    ///
    /// A source that names unknown toggles still fails [`install`](Self::install) if these are
    /// [denied](crate::Unknown::Deny).
    ///
    /// ```no_run
    /// # use toggle_runtime::{Source, SourceError, States};
    /// # struct Shop;
    /// # impl Source for Shop {
    /// #     fn name(&self) -> String {
    /// #         "shop".to_owned()
    /// #     }
    /// #     fn read(&self) -> Result<States, SourceError> {
    /// #         Ok(States::new())
    /// #     }
    /// # }
    /// toggle_runtime::builder().optional_source(Shop).install()?;
    /// # Ok::<(), toggle_runtime::Error>(())
    /// ```
    pub fn optional_source(self, source: impl Source) -> Self {
        self.add(Origin::Custom(Arc::new(source)), Need::Optional)
    }

    /// Sets the environment in which the program runs, such as `production`.
    ///
    /// In files, the entries of the section `[environment.production]` override the other entries. Without this call,
    /// the variable `TOGGLE_ENVIRONMENT` sets the environment. White space around the name is ignored.
    ///
    /// If a file has such sections, but only one with a similar name, that is a
    /// [problem](crate::Problem::UnknownEnvironment): for example, `prod` or `PRODUCTION` for the section
    /// `[environment.production]`.
    ///
    /// ```no_run
    /// toggle_runtime::builder().optional_file("toggles.toml").environment("production").install()?;
    /// # Ok::<(), toggle_runtime::Error>(())
    /// ```
    pub fn environment(mut self, stage: impl Into<String>) -> Self {
        self.environment = Some(stage.into().trim().to_owned());
        self
    }

    /// Sets the attributes of the process, such as its region, version, host and instance.
    ///
    /// Use it to roll out by region, version or instance. [Rules](crate::_rules#the-context-of-the-process) use an
    /// attribute of the process if the context of the check has none of that name.
    ///
    /// The environment variable `TOGGLE_CONTEXT` adds attributes, as in `TOGGLE_CONTEXT="region=eu,version=2.3"`. If
    /// both set the same attribute, this method takes precedence. If this method is called twice, the later call
    /// applies.
    ///
    /// A process has no targeting key, because the process must not decide who is in a percentage. A key in the
    /// context is a [problem](crate::problems), and has no effect. Set an attribute instead, and roll out by it:
    /// `rollout = 5, by = "instance"` turns a toggle on in one of twenty processes.
    ///
    /// ```no_run
    /// use toggle_runtime::Context;
    ///
    /// # fn main() -> Result<(), toggle_runtime::Error> {
    /// let process = Context::default().with("version", env!("CARGO_PKG_VERSION")).with("instance", "search-7");
    /// toggle_runtime::builder().optional_file("toggles.toml").context(process).install()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// Sets whether sources are followed while the program runs; true by default.
    ///
    /// Without following, sources are read at [`install`](Self::install) and at each [`reload`](crate::reload).
    ///
    /// ```no_run
    /// toggle_runtime::builder().optional_file("toggles.toml").watch(false).install()?;
    /// # Ok::<(), toggle_runtime::Error>(())
    /// ```
    pub fn watch(mut self, watch: bool) -> Self {
        self.follow = watch;
        self
    }

    /// Sets the treatment of unknown names in sources; [`Unknown::Warn`] by default.
    ///
    /// [`Unknown`] describes the choices. [`Builder`] has an example.
    pub fn unknown(mut self, unknown: Unknown) -> Self {
        self.unknown = unknown;
        self
    }

    /// Sets the debounce time of files: the time that a file must be unchanged before its new content applies.
    ///
    /// The default is 50 milliseconds; the limit is a minute, to which longer times are cut. Use a longer time for a
    /// writer that pauses in the middle of a file.
    ///
    /// Any change of the content, size, times or identity of the file restarts the time. On Unix, a file that was
    /// renamed into place applies as soon as a second look finds it unchanged. A file that another file replaces before
    /// that also applies, if it was not written to meanwhile. [Sources](crate::_sources) lists the cases.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// toggle_runtime::builder().optional_file("toggles.toml").settle(Duration::from_millis(500)).install()?;
    /// # Ok::<(), toggle_runtime::Error>(())
    /// ```
    pub fn settle(mut self, quiet: Duration) -> Self {
        self.settle = quiet.min(Duration::from_secs(60));
        self
    }

    /// Observes toggles: the answers of their checks are counted.
    ///
    /// If two calls name the same toggle, the later call applies. The entry of a file overrides both. [`Observe`] has
    /// an example.
    pub fn observe(mut self, observe: Observe) -> Self {
        self.observe.push(observe);
        self
    }

    /// Appends every [`Change`](crate::Change) to this file, as one JSON object on each line.
    ///
    /// Use it for an audit trail that outlives the process. Each line is one write, so that several processes can
    /// share a file. A separate thread writes the lines; no call waits for the disk. If the file is renamed, the next
    /// line begins a new file.
    ///
    /// A file that cannot be written is an [event](crate::Event::WriteFailed) and a
    /// [problem](crate::Problem::HistoryFailed), and is retried each second. Up to 16 MiB of lines wait for that.
    /// Later lines are dropped, and one line in the file has their number: `{"time":"…","lost":12}`.
    ///
    /// A program that does not end by its main thread may lose the last lines, unless it calls
    /// [`flush`](crate::flush). [The history file](crate::_sources#the-history-file) has the details.
    ///
    /// A directory, a pipe, a socket or a device is refused at [`install`](Self::install), except for `/dev/null` and
    /// `/dev/full`. Without the feature `history-file`, `install` fails.
    ///
    /// ```no_run
    /// toggle_runtime::builder().history_file("/var/log/toggles.jsonl").install()?;
    /// # Ok::<(), toggle_runtime::Error>(())
    /// ```
    pub fn history_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.history = Some(path.into());
        self
    }

    /// Writes no problems to the standard error output.
    ///
    /// Without this call, a [problem](crate#problems) without a receiver is one line there. The setting applies once
    /// [`install`](Self::install) has succeeded. A check before that may already have written lines.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), toggle_runtime::Error> {
    /// toggle_runtime::builder().quiet().install()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn quiet(mut self) -> Self {
        self.is_quiet = true;
        self
    }

    fn add_file(self, shown: &Path, path: PathBuf, need: Need) -> Self {
        self.add(Origin::File(shown.to_owned(), path), need)
    }

    fn add_directory(self, shown: &Path, path: PathBuf, need: Need) -> Self {
        self.add(Origin::Directory(shown.to_owned(), path), need)
    }

    fn add(mut self, origin: Origin, need: Need) -> Self {
        self.sources.push((origin, need));
        self
    }

    /// Adds the file, the store and the environment from the environment variables, if code sets none. The file and the
    /// store are optional, because the same variable may be set for programs that install toggles and for those that
    /// do not. Without engines, there is no store.
    pub(crate) fn with_defaults(
        mut self,
        variables: &[(OsString, OsString)],
        engines: Option<&'static [Engine]>,
    ) -> Self {
        let value = |variable: &str| variables::value(variables, variable);
        if self.environment.is_none() {
            self.environment = value(variables::STAGE).map(|stage| stage.to_string_lossy().into_owned());
        }
        let has_file =
            self.sources.iter().any(|(origin, _)| matches!(origin, Origin::File(..) | Origin::Directory(..)));
        let has_source = self.sources.iter().any(|(origin, _)| matches!(origin, Origin::Custom(_)));
        let builder = match value(variables::FILE).filter(|_| !has_file) {
            Some(path) => {
                let path = Path::new(&path);
                let from_start = absolute(&start_directory().join(path));
                if from_start.is_dir() || ends_with_separator(path) {
                    self.add_directory(path, from_start, Need::Optional)
                } else {
                    self.add_file(path, from_start, Need::Optional)
                }
            }
            None => self,
        };
        match (value(variables::STORE).filter(|_| !has_source), engines) {
            (Some(url), Some(engines)) => {
                builder.add(Origin::Custom(source_of_store(url.to_str(), engines)), Need::Optional)
            }
            _ => builder,
        }
    }

    pub(crate) fn configure(self) -> Configured {
        let (settle, environment) = (self.settle, self.environment);
        let sources = self.sources.into_iter().map(|(origin, need)| {
            let source: Arc<dyn Source> = match origin {
                Origin::File(shown, path) => Arc::new(FileSource::new(&shown, path, settle, environment.clone())),
                Origin::Directory(shown, path) => {
                    let source = DirectorySource::new(&shown, path, settle, environment.clone());
                    Arc::new(if need == Need::Required { source.required() } else { source })
                }
                Origin::Custom(source) => source,
            };
            (source, need == Need::Required)
        });
        Configured {
            sources: sources.collect(),
            unknown: self.unknown,
            follow: self.follow,
            stage: environment,
            context: self.context,
            observe: self.observe,
            history: self.history,
            is_quiet: self.is_quiet,
        }
    }
}

/// The working directory in which the program first used toggles. The program may change its directory afterwards.
static START: OnceLock<PathBuf> = OnceLock::new();

/// Returns the directory at which a relative path in the environment starts. The first call decides.
pub(crate) fn start_directory() -> &'static Path {
    // A deleted directory has no path. Relative paths cannot be read in that case.
    START.get_or_init(|| env::current_dir().unwrap_or_default())
}

/// Returns whether a path can only be that of a directory.
fn ends_with_separator(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|&last| path::is_separator(char::from(last)))
}

fn absolute(path: &Path) -> PathBuf {
    path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("sources", &self.sources.len())
            .field("unknown", &self.unknown)
            .field("watch", &self.follow)
            .field("settle", &self.settle)
            .field("environment", &self.environment)
            .field("context", &self.context)
            .field("observe", &self.observe)
            .field("history", &self.history)
            .field("quiet", &self.is_quiet)
            .finish()
    }
}
