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
    source::{DirectorySource, FileSource, Source},
};

/// Sets toggles up in code. Made by [`builder`](crate::builder()).
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
    /// A file, as the user gave it and as an absolute path.
    File(PathBuf, PathBuf),
    /// A directory of files, likewise.
    Directory(PathBuf, PathBuf),
    Custom(Arc<dyn Source>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}

/// What a builder comes to.
pub(crate) struct Configured {
    /// Each with whether it must be readable now.
    pub(crate) sources: Vec<(Arc<dyn Source>, bool)>,
    pub(crate) unknown: Unknown,
    pub(crate) follow: bool,
    pub(crate) stage: Option<String>,
    /// The attributes of the process.
    pub(crate) context: Context,
    pub(crate) observe: Vec<Observe>,
    /// Where changes are appended.
    pub(crate) history: Option<PathBuf>,
    /// Whether problems that nobody hears of are not written to the standard error output.
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
    /// Adds a TOML file of states that is required: [`install`](Self::install) fails if the file is missing, empty or
    /// broken. Use [`optional_file`](Self::optional_file) in a service, which should start without its file.
    ///
    /// Without the feature `rules`, no file can be read, and `install` fails.
    ///
    /// Sources that are added earlier win. A relative path starts at the working directory of this call.
    ///
    /// A program that gives a file in code does not read `TOGGLE_FILE`. Any other program reads the file or
    /// [directory](Self::optional_directory) that this environment variable names, if it is set. Then it is optional,
    /// and a relative path starts at the working directory in which the program first used toggles.
    pub fn file(self, path: impl AsRef<Path>) -> Self {
        self.add_file(path.as_ref(), absolute(path.as_ref()), Need::Required)
    }

    /// Adds a TOML file of states that is optional: a file that is missing, empty or broken when toggles are set up is
    /// reported, and counts as soon as it is good.
    ///
    /// A file that names unknown toggles fails [`install`](Self::install) like any other where they are
    /// [denied](Unknown::Deny). Both hold for the file that `TOGGLE_FILE` names, too.
    pub fn optional_file(self, path: impl AsRef<Path>) -> Self {
        self.add_file(path.as_ref(), absolute(path.as_ref()), Need::Optional)
    }

    /// Adds a directory of TOML files that is required: [`install`](Self::install) fails if the directory is missing or
    /// has no `*.toml`, and if one of its files is empty or broken. Use
    /// [`optional_directory`](Self::optional_directory) in a service, which should start all the same.
    ///
    /// Without the feature `rules`, no directory can be read, and `install` fails.
    ///
    /// All `*.toml` whose names do not begin with a dot are read in the byte order of their names. Where two of them set
    /// the same part of a toggle, the later one wins. Together they are one source, which is followed as a whole: files
    /// may be added, changed, renamed and removed. See [directories](crate::_sources#directories) for what counts while
    /// something is wrong.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), toggle_runtime::Error> {
    /// // 10-defaults.toml, 20-payments.toml, 90-incident.toml: the incident has the last word.
    /// toggle_runtime::builder().directory("toggles.d").install()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn directory(self, path: impl AsRef<Path>) -> Self {
        self.add_directory(path.as_ref(), absolute(path.as_ref()), Need::Required)
    }

    /// Adds a directory of TOML files that is optional: a directory that is missing or has no `*.toml` when toggles are
    /// set up is reported, as is a file in it that is empty or broken. Each counts as soon as it is good.
    ///
    /// The directory that `TOGGLE_FILE` names is of this kind: a path counts as one if a directory is there when toggles
    /// are set up, or if it ends with `/`.
    pub fn optional_directory(self, path: impl AsRef<Path>) -> Self {
        self.add_directory(path.as_ref(), absolute(path.as_ref()), Need::Optional)
    }

    /// Adds a source of your own. It must be readable when toggles are set up.
    pub fn source(self, source: impl Source) -> Self {
        self.add(Origin::Custom(Arc::new(source)), Need::Required)
    }

    /// Adds a source that may be unreadable when toggles are set up.
    pub(crate) fn optional_source(self, source: impl Source) -> Self {
        self.add(Origin::Custom(Arc::new(source)), Need::Optional)
    }

    /// Says in which stage the program runs, such as `production`: what files say under `[environment.production]`
    /// takes the place of what they say otherwise. Without it, the environment variable `TOGGLE_ENVIRONMENT` says so,
    /// if it is set. White space around the name does not count.
    ///
    /// If a file has sections of this kind, but only one with almost this name, that is a
    /// [problem](crate::Problem::UnknownEnvironment): `prod` or `PRODUCTION` for `[environment.production]`.
    pub fn environment(mut self, stage: impl Into<String>) -> Self {
        self.environment = Some(stage.into().trim().to_owned());
        self
    }

    /// Gives attributes to the process, such as its region, version, host and instance. Every check has them below those
    /// of its own context: [rules](crate::_rules#the-context-of-the-process) see the attribute of the process where the
    /// context of the check has none of that name.
    ///
    /// The environment variable `TOGGLE_CONTEXT` gives more, as in `TOGGLE_CONTEXT="region=eu,version=2.3"`; of an
    /// attribute that both give, the one given here counts. Of two calls the later counts.
    ///
    /// A process has no targeting key, since it must not decide for whom a percentage counts. A key in the context is
    /// reported as a [problem](crate::problems), and has no effect. Give it as an attribute and roll out by that:
    /// `rollout = 5, by = "instance"` takes in one process of twenty.
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

    /// Whether sources are followed while the program runs, which is the default. Otherwise they are read now and at
    /// each [`reload`](crate::reload).
    pub fn watch(mut self, watch: bool) -> Self {
        self.follow = watch;
        self
    }

    /// What to do about unknown names in sources; [`Unknown::Warn`] by default.
    pub fn unknown(mut self, unknown: Unknown) -> Self {
        self.unknown = unknown;
        self
    }

    /// Sets how long a file must have been quiet before its new content counts; 50 milliseconds by default, a minute at
    /// most.
    ///
    /// Any change of its content, size, times or identity ends the quiet. On Unix, a file that was renamed into place
    /// counts as soon as a second look finds it the same, and so does one that was replaced in turn;
    /// [the cases](crate::_sources).
    pub fn settle(mut self, quiet: Duration) -> Self {
        self.settle = quiet.min(Duration::from_secs(60));
        self
    }

    /// Observes toggles: what checks of them are answered is counted. Of two calls about one toggle the later counts;
    /// what a file says of it comes before both.
    pub fn observe(mut self, observe: Observe) -> Self {
        self.observe.push(observe);
        self
    }

    /// Appends every [`Change`](crate::Change) to this file, from now on: one JSON object on a line of its own, written
    /// at once, so that several processes can share a file.
    ///
    /// A thread of its own writes the lines; no call waits for the disk. Whoever renames the file begins another. A
    /// file that cannot be written is an [event](crate::Event::WriteFailed) and a
    /// [problem](crate::Problem::HistoryFailed), and is tried again each second. Up to 16 MiB of lines wait for that.
    /// Later lines are dropped, and one line in the file tells how many: `{"time":"…","lost":12}`. A program that ends
    /// in another way than by its main thread may lose the last lines, unless it calls [`flush`](crate::flush); [the
    /// details](crate::_sources#the-history-file).
    ///
    /// A directory, a pipe, a socket or a device is refused, except for `/dev/null` and `/dev/full`. Without the
    /// feature `history-file`, `install` fails.
    pub fn history_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.history = Some(path.into());
        self
    }

    /// Writes nothing to the standard error output. Without this call, a [problem](crate#problems) of which nobody hears
    /// is one line there.
    ///
    /// It counts once [`install`](Self::install) has succeeded. A check before that may have found problems already.
    ///
    /// ```
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

    /// Adds what the environment says where code does not: the file and the stage. The file is optional, since the same
    /// variable may be set for programs that install toggles and for those that do not.
    pub(crate) fn with_defaults(mut self, variables: &[(OsString, OsString)]) -> Self {
        let value = |variable: &str| variables::value(variables, variable);
        if self.environment.is_none() {
            self.environment = value(variables::STAGE).map(|stage| stage.to_string_lossy().into_owned());
        }
        let has_file =
            self.sources.iter().any(|(origin, _)| matches!(origin, Origin::File(..) | Origin::Directory(..)));
        match value(variables::FILE).filter(|_| !has_file) {
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

/// The working directory in which the program first used toggles. A program may change its directory afterwards.
static START: OnceLock<PathBuf> = OnceLock::new();

/// Returns the directory at which a relative path in the environment starts. The first call decides.
pub(crate) fn start_directory() -> &'static Path {
    // A directory that was deleted has no path. Relative paths lead nowhere then.
    START.get_or_init(|| env::current_dir().unwrap_or_default())
}

/// Returns whether a path can only lead to a directory.
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
