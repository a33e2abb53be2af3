//! The search for settings in manifests. They are read as files, since cargo would run the toolchain that the directory
//! names, and the directory may belong to another user.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde_json::{Map, Value as Json};
use toml_edit::{Document, DocumentMut, Item, TableLike, TomlError, Value};

use crate::text_file;

/// A `metadata.toggle` table, and the manifest that has it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) table: Json,
    /// The owner of the manifest, if the system has owners.
    owner: Option<u32>,
}

struct Manifest {
    path: PathBuf,
    document: DocumentMut,
    owner: Option<u32>,
}

/// Returns the settings of the workspace, or of the package if the workspace has none. Without a path, the manifest is
/// the one of the current directory or of the nearest directory above it.
///
/// # Errors
///
/// If a manifest cannot be read.
pub(super) fn settings(manifest: Option<&Path>) -> Result<Option<Source>> {
    match manifest {
        Some(path) => of(std::path::absolute(path).context("the manifest")?),
        None => settings_above(&std::env::current_dir().context("the current directory")?),
    }
}

/// Returns the settings that apply in a directory: from its manifest, or from the nearest one above it.
///
/// # Errors
///
/// If a manifest cannot be read.
pub(super) fn settings_above(directory: &Path) -> Result<Option<Source>> {
    above(directory).map_or(Ok(None), of)
}

/// Returns the settings above a file: above the given path, and above the path with all links resolved.
pub(super) fn settings_of(file: &Path) -> Result<Vec<Source>> {
    let given = std::path::absolute(file).context("the path of the file")?;
    let parent = |path: &Path| path.parent().map(Path::to_owned);
    let beside = parent(&given);
    // A file that does not exist yet cannot be resolved, but its directory may be.
    let real = given.canonicalize().ok().as_deref().and_then(parent);
    let real = real.or_else(|| beside.as_ref()?.canonicalize().ok());
    let mut sources: Vec<Source> = Vec::new();
    for directory in real.into_iter().chain(beside) {
        let found = settings_above(&directory)?;
        sources.extend(found.filter(|found| sources.iter().all(|other| other.path != found.path)));
    }
    Ok(sources)
}

/// Returns the settings in this manifest, or in the one of its workspace.
fn of(path: PathBuf) -> Result<Option<Source>> {
    let package = Manifest::read(path)?;
    if let Some(found) = package.settings("workspace") {
        return Ok(Some(found));
    }
    let of_workspace = package.workspace()?.and_then(|workspace| workspace.settings("workspace"));
    Ok(of_workspace.or_else(|| package.settings("package")))
}

/// Returns the lines on which the exceptions of a manifest start, in order.
pub(super) fn exception_lines(manifest: &Path) -> Option<Vec<usize>> {
    let (text, _) = text_file::read(manifest).ok()?;
    let document = Document::parse(text.as_str()).ok()?;
    let metadata = |section: &str| document.get(section)?.get("metadata")?.get("toggle")?.get("exceptions");
    let starts: Vec<usize> = match metadata("workspace").or_else(|| metadata("package"))? {
        Item::Value(Value::Array(all)) => all.iter().filter_map(|one| Some(one.span()?.start)).collect(),
        Item::ArrayOfTables(all) => all.iter().filter_map(|one| Some(one.span()?.start)).collect(),
        _ => Vec::new(),
    };
    Some(starts.into_iter().map(|start| text[..start].split('\n').count()).collect())
}

/// Returns the line and the column of a mistake. Both start at 1, and the column is in characters.
fn position(text: &str, error: &TomlError) -> (usize, usize) {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default();
    (before.matches('\n').count() + 1, before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1)
}

/// Returns the manifest in a directory, or in the nearest one above it.
fn above(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().map(|directory| directory.join("Cargo.toml")).find(|path| path.symlink_metadata().is_ok())
}

impl Manifest {
    fn read(path: PathBuf) -> Result<Self> {
        let shown = || path.display().to_string();
        let (text, metadata) = text_file::read(&path).with_context(shown)?;
        let document = text.parse().map_err(|error: TomlError| {
            let (line, column) = position(&text, &error);
            anyhow!("{}:{line}:{column}: {}", path.display(), error.message().trim_end_matches('.'))
        })?;
        Ok(Self { document, owner: owner(&metadata), path })
    }

    /// Returns the settings in the section `workspace` or `package`.
    fn settings(&self, section: &str) -> Option<Source> {
        let table = self.document.get(section)?.get("metadata")?.get("toggle")?;
        Some(Source { path: self.path.clone(), table: json(table), owner: self.owner })
    }

    /// Returns the manifest of the workspace, unless this manifest is the one.
    fn workspace(&self) -> Result<Option<Self>> {
        if self.document.contains_key("workspace") {
            return Ok(None);
        }
        let directory = self.path.parent().unwrap_or(Path::new("/"));
        let named = self.document.get("package").and_then(|package| package.get("workspace")).and_then(Item::as_str);
        if let Some(root) = named {
            return Self::read(directory.join(root).join("Cargo.toml")).map(Some);
        }
        let mut next = directory.parent().and_then(above);
        while let Some(path) = next {
            next = path.parent().and_then(Path::parent).and_then(above);
            let manifest = Self::read(path)?;
            if manifest.document.contains_key("workspace") {
                return Ok(Some(manifest));
            }
        }
        Ok(None)
    }
}

impl Source {
    /// Returns the name of the table in messages.
    pub(super) fn shown(&self) -> String {
        format!("the `metadata.toggle` table of {}", self.path.display())
    }

    /// Refuses a manifest whose owner is neither this user nor root.
    #[cfg(unix)]
    pub(super) fn check_owner(&self) -> Result<()> {
        let me = rustix::process::geteuid().as_raw();
        match self.owner.filter(|owner| *owner != me && *owner != 0) {
            Some(owner) => anyhow::bail!("{} belongs to uid {owner}, who is neither you nor root", self.path.display()),
            None => Ok(()),
        }
    }

    /// Does nothing: the system reports no owner.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "it fails elsewhere")]
    pub(super) fn check_owner(&self) -> Result<()> {
        debug_assert!(self.owner.is_none());
        Ok(())
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems tell no owner")]
fn owner(metadata: &std::fs::Metadata) -> Option<u32> {
    Some(std::os::unix::fs::MetadataExt::uid(metadata))
}

#[cfg(not(unix))]
fn owner(_: &std::fs::Metadata) -> Option<u32> {
    None
}

/// Returns TOML as JSON, from which settings are read.
fn json(item: &Item) -> Json {
    match item {
        Item::None => Json::Null,
        Item::Value(value) => of_value(value),
        Item::Table(table) => of_table(table),
        Item::ArrayOfTables(tables) => tables.iter().map(|table| of_table(table)).collect(),
    }
}

fn of_table(table: &dyn TableLike) -> Json {
    table.iter().map(|(name, item)| (name.to_owned(), json(item))).collect::<Map<_, _>>().into()
}

fn of_value(value: &Value) -> Json {
    match value {
        Value::String(text) => text.value().as_str().into(),
        Value::Integer(number) => (*number.value()).into(),
        Value::Float(number) => (*number.value()).into(),
        Value::Boolean(is_true) => (*is_true.value()).into(),
        Value::Datetime(time) => time.value().to_string().into(),
        Value::Array(values) => values.iter().map(of_value).collect(),
        Value::InlineTable(table) => of_table(table),
    }
}
