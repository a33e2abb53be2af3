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
    Date, Declaration, Place, PointPlace, Value,
};
use toggle_syntax::record::{self, Body, Polarity, Record};

use crate::{
    binary::{self, Binary, Format},
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

    /// In what its declarations contradict each other.
    pub fn contradictions(&self) -> Vec<&'static str> {
        let Some((first, others)) = self.declarations.split_first() else { return Vec::new() };
        let first = metadata(first);
        let differs = |at: usize| others.iter().any(|other| metadata(other)[at] != first[at]);
        (0..first.len()).filter(|&at| differs(at)).map(|at| first[at].0).collect()
    }

    /// Where a message about the toggle points to: its declaration, or the first place that asks.
    pub fn place(&self) -> Option<&Place> {
        self.declaration().map(|declaration| &declaration.place).or(self.points.first().map(|point| &point.place))
    }
}

/// What a declaration says of its toggle, each with its name.
pub fn metadata(declaration: &Declaration) -> [(&'static str, String); 6] {
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    [
        ("default", declaration.default.to_string()),
        ("kind", declaration.kind.map(|kind| kind.to_string()).unwrap_or_default()),
        ("owner", declaration.owner.clone().unwrap_or_default()),
        ("since", date(declaration.since)),
        ("expires", date(declaration.expires)),
        ("description", declaration.description.clone()),
    ]
}

/// How often each record is in each binary.
type Counts = BTreeMap<Box<[u8]>, BTreeMap<usize, usize>>;

impl Inventory {
    /// Reads binaries, or lists that were saved as JSON.
    ///
    /// # Errors
    ///
    /// If one of them cannot be read or is damaged, with its path.
    pub fn open(paths: &[impl AsRef<Path>]) -> Result<Self> {
        let mut lists = Vec::new();
        let mut artifacts = Vec::new();
        let mut counts = Counts::new();
        for path in paths.iter().map(AsRef::as_ref) {
            if is_json(path) {
                lists.push(saved(path)?);
                continue;
            }
            let binary = binary::open(path)?;
            count(&mut counts, artifacts.len(), &binary);
            artifacts.push(Artifact { path: path.display().to_string(), format: binary.format });
        }
        match (lists.len(), artifacts.len()) {
            (0, _) => Ok(Self::new(artifacts, &counts)),
            (1, 0) => Ok(lists.remove(0)),
            _ => bail!("a saved list stands alone: give one list, or binaries"),
        }
    }

    /// What one binary tells.
    pub fn of(path: &str, binary: &Binary) -> Self {
        let mut counts = Counts::new();
        count(&mut counts, 0, binary);
        Self::new(vec![Artifact { path: path.to_owned(), format: binary.format }], &counts)
    }

    fn new(artifacts: Vec<Artifact>, counts: &Counts) -> Self {
        let mut records: Vec<(Record<'_>, &BTreeMap<usize, usize>)> =
            counts.iter().filter_map(|(bytes, counts)| Some((Record::read(bytes).ok()?.0, counts))).collect();
        records.sort_by(|(a, _), (b, _)| a.name.cmp(b.name).then_with(|| a.by_place(b)));
        let toggles = records.chunk_by(|(a, _), (b, _)| a.name == b.name).map(|records| toggle(records, &artifacts));
        Self { toggles: toggles.collect(), artifacts }
    }

    /// The toggle of this name.
    pub fn find(&self, name: &str) -> Option<&Toggle> {
        self.toggles.binary_search_by(|toggle| toggle.name.as_str().cmp(name)).ok().map(|at| &self.toggles[at])
    }

    /// The records that tell all this, for a registry of the program.
    pub fn records(&self) -> impl Iterator<Item = Vec<u8>> {
        self.toggles.iter().flat_map(|toggle| {
            let declarations = toggle.declarations.iter().map(|declaration| {
                let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
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

/// Counts the records of a binary. What is in several of its images is the same code for several architectures.
fn count(counts: &mut Counts, artifact: usize, binary: &Binary) {
    for image in &binary.images {
        let mut of_image: BTreeMap<&[u8], usize> = BTreeMap::new();
        for (_, bytes) in image.iter() {
            *of_image.entry(bytes).or_default() += 1;
        }
        for (bytes, count) in of_image {
            let most = counts.entry(bytes.into()).or_default().entry(artifact).or_default();
            *most = count.max(*most);
        }
    }
}

/// What the records of one toggle tell. What is in several binaries is the same code linked into each.
fn toggle(records: &[(Record<'_>, &BTreeMap<usize, usize>)], artifacts: &[Artifact]) -> Toggle {
    let mut toggle = Toggle {
        name: records[0].0.name.to_owned(),
        default: Value::Off,
        declarations: Vec::new(),
        points: Vec::new(),
        artifacts: Vec::new(),
    };
    let mut of_artifacts = BTreeSet::new();
    for (record, counts) in records {
        of_artifacts.extend(counts.keys());
        for _ in 0..counts.values().copied().max().unwrap_or(0) {
            toggle.declarations.extend(declaration(record));
            toggle.points.extend(point(record));
        }
    }
    clean_toggle(&mut toggle);
    toggle.default = toggle.declaration().map_or(Value::Off, |declaration| declaration.default);
    toggle.artifacts = of_artifacts.into_iter().map(|&at| artifacts[at].path.clone()).collect();
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
