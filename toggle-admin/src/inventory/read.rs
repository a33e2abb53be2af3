//! Inventories from binaries and saved lists.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs::OpenOptions,
    io::{Cursor, Read, Seek},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use toggle_runtime::{
    __admin::{declaration, open_regular, point},
    Place, Value,
};
use toggle_syntax::record::Record;

use super::{Artifact, Inventory, Toggle};
use crate::{
    binary::{self, Binary},
    pipe::STANDARD_INPUT,
    versioned,
};

/// The size limit of a binary on the standard input, in bytes. It is read into memory, since the input cannot seek.
const LARGEST_PIPED: u64 = 256 << 20;
/// The size limit of a list, in bytes: enough for a hundred thousand places.
const LARGEST_LIST: u64 = 64 << 20;
/// The separators of fields and records in a binary.
const SEPARATORS: [char; 2] = ['\u{1e}', '\u{1f}'];

/// The number of occurrences of each record.
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
            let inventory = piped(std::io::stdin().lock()).context(STANDARD_INPUT)?;
            return Ok(Self { origin: STANDARD_INPUT.to_owned(), ..inventory });
        }
        let shown = path.display().to_string();
        let inventory = Self::of_file(path).with_context(|| shown.clone())?;
        Ok(Self { origin: shown, ..inventory })
    }

    fn of_file(path: &Path) -> Result<Self> {
        let mut file = open_regular(path, OpenOptions::new().read(true))?;
        let mut first = [0];
        // No binary starts with a brace.
        if file.read(&mut first)? == 1 && first == *b"{" {
            return list(&all(first.chain(file), LARGEST_LIST)?);
        }
        file.rewind()?;
        let binary = binary::read(file).map_err(|error| anyhow!("{error:#}{}", hint(path)))?;
        Ok(Self::of(&path.display().to_string(), &binary))
    }

    /// Reads several inputs, each separately.
    ///
    /// # Errors
    ///
    /// The errors of [`open`](Self::open).
    pub fn open_all<'p>(paths: impl IntoIterator<Item = &'p PathBuf>) -> Result<Vec<Self>> {
        paths.into_iter().map(|path| Self::open(path)).collect()
    }

    /// Returns the inventory of a binary.
    pub fn of(path: &str, binary: &Binary) -> Self {
        let mut counts = Counts::default();
        for image in &binary.images {
            counts.unite(image.iter().map(|(_, bytes)| bytes));
        }
        let mut inventory = Self {
            artifacts: vec![Artifact { path: path.to_owned(), format: binary.format }],
            toggles: counts.toggles(),
            filtered: false,
            origin: path.to_owned(),
        };
        inventory.toggles.iter_mut().for_each(|toggle| toggle.artifacts.push(path.to_owned()));
        inventory
    }

    /// Returns the merged inventory of several programs.
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
            origin: String::new(),
        }
    }
}

impl<'a> Counts<'a> {
    /// Adds the records of another program, or of the same program for another architecture. Equal records in both are
    /// the same code, so the larger of the two counts applies.
    fn unite(&mut self, records: impl Iterator<Item = &'a [u8]>) {
        let mut records: Vec<&[u8]> = records.collect();
        records.sort_unstable();
        for same in records.chunk_by(|a, b| a == b) {
            let most = self.0.entry(same[0]).or_default();
            *most = same.len().max(*most);
        }
    }

    /// Returns the toggles of the records, ordered by name.
    fn toggles(&self) -> Vec<Toggle> {
        let mut records: Vec<(Record<'_>, usize)> =
            self.0.iter().filter_map(|(bytes, count)| Some((Record::read(bytes).ok()?.0, *count))).collect();
        records.sort_by(|(a, _), (b, _)| a.name.cmp(b.name).then_with(|| a.by_place(b)));
        records.chunk_by(|(a, _), (b, _)| a.name == b.name).map(toggle).collect()
    }
}

/// Returns the toggle of these records.
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
    // Most toggles have one of each, and there can be many toggles.
    toggle.declarations.shrink_to_fit();
    toggle.points.shrink_to_fit();
    toggle
}

/// Returns the advice about a path that seems to be a configuration.
fn hint(path: &Path) -> &'static str {
    match path.extension().and_then(OsStr::to_str) {
        Some("toml") => "; give a configuration with `--config`",
        Some("env") => "; give a file of variables with `--env-file`",
        _ => "",
    }
}

/// Reads the standard input: a list, or a whole binary.
fn piped(input: impl Read) -> Result<Inventory> {
    let bytes = all(input, LARGEST_PIPED)?;
    if bytes.first() == Some(&b'{') {
        return list(&bytes);
    }
    Ok(Inventory::of(STANDARD_INPUT, &binary::read(Cursor::new(bytes))?))
}

/// Reads an input up to the size limit of a list or a program.
fn all(input: impl Read, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most + 1).read_to_end(&mut bytes)?;
    check_length(&bytes, most)?;
    Ok(bytes)
}

fn check_length(bytes: &[u8], most: u64) -> Result<()> {
    ensure!(
        bytes.len() as u64 <= most,
        "larger than {} MiB, the limit for a list; give a binary as a file",
        most >> 20
    );
    Ok(())
}

/// Reads a list that `cargo toggle list --format json` has printed.
fn list(json: &[u8]) -> Result<Inventory> {
    check_length(json, LARGEST_LIST)?;
    let mut inventory: Inventory = versioned::read(json)?;
    ensure!(!inventory.filtered, "was saved with filters, so it does not have all toggles; save it without filters");
    for toggle in &inventory.toggles {
        toggle_syntax::name::check(&toggle.name).with_context(|| format!("{:?}", toggle.name))?;
        ensure!(
            !toggle.texts().any(|text| text.contains(SEPARATORS)),
            "the toggle `{}` has a string with U+001E or U+001F in it, which no binary contains",
            toggle.name
        );
    }
    inventory.toggles.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(pair) = inventory.toggles.windows(2).find(|pair| pair[0].name == pair[1].name) {
        bail!("the toggle `{}` is in the list twice; merge its places into one entry", pair[0].name);
    }
    Ok(inventory)
}

impl Toggle {
    /// Returns the strings of the toggle in its records.
    fn texts(&self) -> impl Iterator<Item = String> {
        let of_place = |place: &Place| {
            [&place.package, &place.version, &place.module, &place.item, &place.file].map(String::clone)
        };
        let of_declarations = self.declarations.iter().flat_map(move |declaration| {
            let texts = [declaration.description.clone(), declaration.default.to_string(), declaration.ty.to_string()];
            let others = declaration.owner.iter().chain(&declaration.pin).cloned();
            texts.into_iter().chain(others).chain(of_place(&declaration.place))
        });
        let of_points =
            self.points.iter().flat_map(move |point| point.pin.iter().cloned().chain(of_place(&point.place)));
        of_declarations.chain(of_points)
    }
}
