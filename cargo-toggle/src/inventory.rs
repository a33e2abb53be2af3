//! The toggles of one or several binaries, as the records in them tell.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use toggle_runtime::{
    __tool::{declaration, point},
    Declaration, Place, PointPlace, Value,
};
use toggle_syntax::record::{self, Body, Polarity, Record};

use crate::{
    binary::{self, Binary, Format, Records},
    output::{Envelope, Versioned},
};

/// Every toggle of some binaries, ordered by name.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// The binaries, in the order in which they were given or built.
    pub artifacts: Vec<Artifact>,
    /// The toggles.
    pub toggles: Vec<Toggle>,
}

/// A binary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// Where it is, from the current directory.
    pub path: String,
    /// What it is.
    pub format: Format,
}

/// A toggle, with everything that the binaries tell of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Toggle {
    /// Its name.
    pub name: String,
    /// The state where no source sets one.
    pub default: Value,
    /// Its declarations: none, or one, unless something is wrong. The first counts.
    pub declarations: Vec<Declaration>,
    /// Every place that asks for it.
    pub points: Vec<PointPlace>,
    /// The paths of the binaries that it is in.
    pub artifacts: Vec<String>,
}

impl Versioned for Inventory {
    const FORMAT: &'static str = "list";
}

impl Toggle {
    /// The declaration that counts.
    pub fn declaration(&self) -> Option<&Declaration> {
        self.declarations.first()
    }

    /// Where a message about the toggle points to: its declaration, or the first place that asks.
    pub fn place(&self) -> Option<&Place> {
        self.declaration().map(|declaration| &declaration.place).or(self.points.first().map(|point| &point.place))
    }
}

impl Inventory {
    /// Reads binaries, or lists that were saved as JSON.
    ///
    /// # Errors
    ///
    /// If one of them cannot be read or is damaged, with its path.
    pub fn open(paths: &[impl AsRef<Path>]) -> Result<Self> {
        let mut lists = Vec::new();
        let mut binaries = Vec::new();
        for path in paths.iter().map(AsRef::as_ref) {
            if is_json(path) {
                lists.push(saved(path)?);
            } else {
                binaries.push((path.display().to_string(), binary::open(path)?));
            }
        }
        match (lists.len(), binaries.len()) {
            (0, _) => Ok(binaries.iter().map(|(path, binary)| (path.as_str(), binary)).collect()),
            (1, 0) => Ok(lists.remove(0)),
            _ => bail!("a saved list stands alone: give one list, or binaries"),
        }
    }

    /// What one binary tells.
    pub fn of(path: &str, binary: &Binary) -> Self {
        Self::from_iter([(path, binary)])
    }

    /// The toggle of this name.
    pub fn find(&self, name: &str) -> Option<&Toggle> {
        self.toggles.binary_search_by(|toggle| toggle.name.as_str().cmp(name)).ok().map(|at| &self.toggles[at])
    }

    /// The records that tell all this, for a registry of the program.
    pub fn records(&self) -> impl Iterator<Item = Vec<u8>> {
        self.toggles.iter().flat_map(|toggle| {
            let declarations = toggle.declarations.iter().map(|declaration| {
                let text = |date: Option<toggle_runtime::Date>| date.map(|date| date.to_string()).unwrap_or_default();
                let (since, expires) = (text(declaration.since), text(declaration.expires));
                let body = Body::Declaration(record::Declaration {
                    default: declaration.default.as_str(),
                    kind: declaration.kind.map_or("", toggle_runtime::Kind::as_str),
                    owner: declaration.owner.as_deref().unwrap_or_default(),
                    since: &since,
                    expires: &expires,
                    description: &declaration.description,
                });
                Record { name: &toggle.name, place: (&declaration.place).into(), body }.to_bytes()
            });
            let points = toggle.points.iter().map(|point| {
                let polarity = if point.negated { Polarity::Negative } else { Polarity::Positive };
                Record { name: &toggle.name, place: (&point.place).into(), body: Body::Point { polarity } }.to_bytes()
            });
            declarations.chain(points)
        })
    }
}

/// Whether a file is a saved list. No binary starts with a brace.
fn is_json(path: &Path) -> bool {
    let mut first = [0];
    path.is_file() && File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first == *b"{"
}

/// Reads a list that `cargo toggle list --format json` has printed.
fn saved(path: &Path) -> Result<Inventory> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let envelope: Envelope<Inventory> = serde_json::from_reader(BufReader::new(file))
        .with_context(|| format!("{}: expected what `cargo toggle list --format json` prints", path.display()))?;
    let mut inventory = envelope.open().with_context(|| path.display().to_string())?;
    for toggle in &mut inventory.toggles {
        clean_toggle(toggle);
        toggle_syntax::name::check(&toggle.name).with_context(|| format!("{}: {:?}", path.display(), toggle.name))?;
    }
    inventory.toggles.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(inventory)
}

/// Where a record is.
#[derive(Default)]
struct Occurrences {
    /// How often it is in the image that has it most often.
    count: usize,
    /// Which binaries have it, by position.
    artifacts: Vec<usize>,
}

/// What binaries tell, each with its path.
impl<'a> FromIterator<(&'a str, &'a Binary)> for Inventory {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a Binary)>>(binaries: T) -> Self {
        let mut artifacts = Vec::new();
        let mut found: BTreeMap<&[u8], Occurrences> = BTreeMap::new();
        for (path, binary) in binaries {
            for image in &binary.images {
                count(&mut found, artifacts.len(), image);
            }
            artifacts.push(Artifact { path: path.to_owned(), format: binary.format });
        }
        let mut records: Vec<(Record<'_>, Occurrences)> =
            found.into_iter().filter_map(|(bytes, found)| Some((Record::read(bytes).ok()?.0, found))).collect();
        records.sort_by(|(a, _), (b, _)| a.name.cmp(b.name).then_with(|| a.by_place(b)));
        let toggles = records.chunk_by(|(a, _), (b, _)| a.name == b.name).map(|records| toggle(records, &artifacts));
        Self { toggles: toggles.collect(), artifacts }
    }
}

/// Counts the records of an image. What is in several images, of one binary or of several, is the same code: for several
/// architectures, or linked into each.
fn count<'a>(found: &mut BTreeMap<&'a [u8], Occurrences>, artifact: usize, image: &'a Records) {
    let mut records: Vec<&[u8]> = image.iter().map(|(_, bytes)| bytes).collect();
    records.sort_unstable();
    for same in records.chunk_by(|a, b| a == b) {
        let found = found.entry(same[0]).or_default();
        found.count = found.count.max(same.len());
        if found.artifacts.last() != Some(&artifact) {
            found.artifacts.reserve_exact(1);
            found.artifacts.push(artifact);
        }
    }
}

/// What the records of one toggle tell.
fn toggle(records: &[(Record<'_>, Occurrences)], artifacts: &[Artifact]) -> Toggle {
    let each = || records.iter().flat_map(|(record, found)| std::iter::repeat_n(record, found.count));
    let of_artifacts: BTreeSet<usize> = records.iter().flat_map(|(_, found)| &found.artifacts).copied().collect();
    let mut toggle = Toggle {
        name: records[0].0.name.to_owned(),
        default: Value::Off,
        declarations: each().filter_map(declaration).collect(),
        points: each().filter_map(point).collect(),
        artifacts: of_artifacts.into_iter().map(|at| artifacts[at].path.clone()).collect(),
    };
    clean_toggle(&mut toggle);
    toggle.default = toggle.declaration().map_or(Value::Off, |declaration| declaration.default);
    // Most have one of them, and there can be many toggles.
    toggle.declarations.shrink_to_fit();
    toggle.points.shrink_to_fit();
    toggle
}

/// Takes out what would do something to a terminal: a binary is not trusted.
fn clean(text: &mut String) {
    let is_harmful =
        |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.contains(is_harmful) {
        *text = text.replace(is_harmful, "\u{fffd}");
    }
}

fn clean_toggle(toggle: &mut Toggle) {
    for declaration in &mut toggle.declarations {
        clean(&mut declaration.description);
        declaration.owner.iter_mut().for_each(clean);
        clean_place(&mut declaration.place);
    }
    toggle.points.iter_mut().for_each(|point| clean_place(&mut point.place));
}

fn clean_place(place: &mut Place) {
    for text in [&mut place.package, &mut place.version, &mut place.module, &mut place.item, &mut place.file] {
        clean(text);
    }
}
