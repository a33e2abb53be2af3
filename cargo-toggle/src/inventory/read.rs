use std::{
    collections::BTreeMap,
    fs::File,
    io::{Cursor, Read},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use toggle_runtime::{
    __tool::{declaration, point},
    Place, Value,
};
use toggle_syntax::record::Record;

use super::{Artifact, Inventory, Toggle};
use crate::{
    binary::{self, Binary},
    output, untrusted,
};

/// What stands for the standard input where a path is asked for.
const STANDARD_INPUT: &str = "-";
/// How much is read of a list, or of a binary from the standard input, which cannot be read here and there as a file can. In bytes.
const MOST: u64 = 256 << 20;

/// How often each record is there.
#[derive(Default)]
struct Counts<'a>(BTreeMap<&'a [u8], usize>);

impl Inventory {
    /// Reads a binary, or a list that was saved as JSON. `-` is the standard input.
    ///
    /// # Errors
    ///
    /// If it cannot be read or is damaged, with its path.
    pub fn open(path: &Path) -> Result<Self> {
        if path == Path::new(STANDARD_INPUT) {
            return piped(path, std::io::stdin().lock());
        }
        if is_json(path) { saved(path) } else { Ok(Self::of(&path.display().to_string(), &binary::open(path)?)) }
    }

    /// Reads several, each by itself.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_all<'p>(paths: impl IntoIterator<Item = &'p PathBuf>) -> Result<Vec<Self>> {
        paths.into_iter().map(|path| Self::open(path)).collect()
    }

    /// What a binary tells.
    pub fn of(path: &str, binary: &Binary) -> Self {
        let mut counts = Counts::default();
        for image in &binary.images {
            counts.unite(image.iter().map(|(_, bytes)| bytes));
        }
        let mut inventory = Self {
            artifacts: vec![Artifact { path: path.to_owned(), format: binary.format }],
            toggles: counts.toggles(),
            filtered: false,
        };
        inventory.toggles.iter_mut().for_each(|toggle| toggle.artifacts.push(path.to_owned()));
        inventory
    }

    /// What several programs tell together.
    pub fn merged(programs: &[Self]) -> Self {
        if let [one] = programs {
            return one.clone();
        }
        let records: Vec<Vec<Vec<u8>>> = programs.iter().map(|program| program.records().collect()).collect();
        let mut counts = Counts::default();
        let mut artifacts: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        for (program, records) in programs.iter().zip(&records) {
            counts.unite(records.iter().map(Vec::as_slice));
            for toggle in &program.toggles {
                artifacts.entry(&toggle.name).or_default().extend(&toggle.artifacts);
            }
        }
        let mut toggles = counts.toggles();
        for toggle in &mut toggles {
            toggle.artifacts = artifacts.remove(toggle.name.as_str()).into_iter().flatten().cloned().collect();
        }
        Self {
            artifacts: programs.iter().flat_map(|program| program.artifacts.clone()).collect(),
            toggles,
            filtered: false,
        }
    }
}

impl<'a> Counts<'a> {
    /// Adds the records of another program, or of the same for another architecture. What is in both is the same code, so
    /// it counts as often as it is in one of them.
    fn unite(&mut self, records: impl Iterator<Item = &'a [u8]>) {
        let mut records: Vec<&[u8]> = records.collect();
        records.sort_unstable();
        for same in records.chunk_by(|a, b| a == b) {
            let most = self.0.entry(same[0]).or_default();
            *most = same.len().max(*most);
        }
    }

    /// The toggles that the records tell of, ordered by name.
    fn toggles(&self) -> Vec<Toggle> {
        let mut records: Vec<(Record<'_>, usize)> =
            self.0.iter().filter_map(|(bytes, count)| Some((Record::read(bytes).ok()?.0, *count))).collect();
        records.sort_by(|(a, _), (b, _)| a.name.cmp(b.name).then_with(|| a.by_place(b)));
        records.chunk_by(|(a, _), (b, _)| a.name == b.name).map(toggle).collect()
    }
}

/// What the records of one toggle tell.
fn toggle(records: &[(Record<'_>, usize)]) -> Toggle {
    let repeated = || records.iter().flat_map(|(record, count)| std::iter::repeat_n(record, *count));
    let mut toggle = Toggle {
        name: records[0].0.name.to_owned(),
        default: Value::Off,
        declarations: repeated().filter_map(declaration).collect(),
        points: repeated().filter_map(point).collect(),
        artifacts: Vec::new(),
    };
    toggle.default = toggle.declaration().map_or(Value::Off, |declaration| declaration.default.clone());
    clean_toggle(&mut toggle);
    // Most have one of them, and there can be many toggles.
    toggle.declarations.shrink_to_fit();
    toggle.points.shrink_to_fit();
    toggle
}

/// Reads what comes through the standard input: a list, or all of a binary.
fn piped(path: &Path, input: impl Read) -> Result<Inventory> {
    let bytes = all(path, input)?;
    if bytes.first() == Some(&b'{') {
        return list(path, &bytes);
    }
    let shown = path.display().to_string();
    let binary = binary::read(Cursor::new(bytes)).with_context(|| shown.clone())?;
    Ok(Inventory::of(&shown, &binary))
}

/// Everything that there is to read, as far as that can be a list or a program.
fn all(path: &Path, input: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MOST + 1).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    if bytes.len() as u64 > MOST {
        bail!("{}: larger than {} MiB, which no list is; a binary is read as a file", path.display(), MOST >> 20);
    }
    Ok(bytes)
}

/// Whether a file is a saved list. No binary starts with a brace.
fn is_json(path: &Path) -> bool {
    let mut first = [0];
    path.is_file() && File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first == *b"{"
}

/// Reads a list that `cargo toggle list --format json` has printed.
fn saved(path: &Path) -> Result<Inventory> {
    list(path, &all(path, File::open(path).with_context(|| path.display().to_string())?)?)
}

fn list(path: &Path, json: &[u8]) -> Result<Inventory> {
    let shown = || path.display().to_string();
    let mut inventory: Inventory = output::read(json).with_context(shown)?;
    if inventory.filtered {
        bail!("{}: was saved with filters, so it does not have all toggles; save it without", path.display());
    }
    inventory.artifacts.iter_mut().for_each(|artifact| untrusted::line(&mut artifact.path));
    for toggle in &mut inventory.toggles {
        clean_toggle(toggle);
        toggle_syntax::name::check(&toggle.name).with_context(|| format!("{}: {:?}", shown(), toggle.name))?;
    }
    inventory.toggles.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(pair) = inventory.toggles.windows(2).find(|pair| pair[0].name == pair[1].name) {
        bail!("{}: the toggle `{}` is in the list twice; put its places into one entry", path.display(), pair[0].name);
    }
    Ok(inventory)
}

/// A binary is not trusted, nor is a list that was made of one.
fn clean_toggle(toggle: &mut Toggle) {
    for declaration in &mut toggle.declarations {
        untrusted::paragraphs(&mut declaration.description);
        declaration.owner.iter_mut().chain(&mut declaration.pin).for_each(untrusted::line);
        clean_place(&mut declaration.place);
    }
    for point in &mut toggle.points {
        point.pin.iter_mut().for_each(untrusted::line);
        clean_place(&mut point.place);
    }
    toggle.artifacts.iter_mut().for_each(untrusted::line);
}

fn clean_place(place: &mut Place) {
    for text in [&mut place.package, &mut place.version, &mut place.module, &mut place.item, &mut place.file] {
        untrusted::line(text);
    }
}
