//! The bytes that a toggle point adds to a stripped binary.

use std::{collections::BTreeMap, fs, path::Path};

use object::{Object as _, ObjectSection as _};

use crate::{
    Result,
    generate::{Generated, Kind, Program},
    table::{Goal, Table},
};

/// The number of functions: large enough that the rounding of linkers does not matter.
pub const COUNT: usize = 1_000;

/// The size of a binary, in total and by section.
#[derive(Debug, Default)]
struct Sizes {
    file: u64,
    sections: BTreeMap<String, u64>,
}

/// The bytes that one toggle point adds.
pub struct PerPoint {
    /// The difference of the file sizes, which linkers round up to pages.
    file: f64,
    /// The difference of the sums of all sections, which does not depend on the directory of the build.
    pub sections: f64,
    by_section: Vec<(String, f64)>,
}

impl PerPoint {
    /// Compares a program of gated functions with one of the same functions plain.
    pub fn measure() -> Result<Self> {
        eprintln!("{COUNT} points and as many plain functions: building for release");
        let sizes = |kind| Sizes::of(&Generated::new(kind, COUNT, Program::Calls)?.release()?);
        let (plain, gated) = (sizes(Kind::Plain)?, sizes(Kind::Gated)?);
        let each = |gated: u64, plain: u64| (gated as f64 - plain as f64) / COUNT as f64;
        let total = |sizes: &Sizes| sizes.sections.values().sum();
        let names: BTreeMap<&String, ()> =
            plain.sections.keys().chain(gated.sections.keys()).map(|name| (name, ())).collect();
        let of = |sizes: &Sizes, name: &String| sizes.sections.get(name).copied().unwrap_or_default();
        Ok(Self {
            file: each(gated.file, plain.file),
            sections: each(total(&gated), total(&plain)),
            by_section: names
                .into_keys()
                .map(|name| (name.clone(), each(of(&gated, name), of(&plain, name))))
                .filter(|(_, bytes)| bytes.abs() >= 0.05)
                .collect(),
        })
    }
}

impl Sizes {
    /// Returns the sizes of the loaded sections, including relocations.
    fn of(binary: &Path) -> Result<Self> {
        let bytes = fs::read(binary)?;
        let file = object::File::parse(&*bytes)?;
        let mut sections = BTreeMap::new();
        // A loaded section has an address.
        for section in file.sections().filter(|section| section.address() != 0) {
            let name = section.name()?;
            // The size of the padding depends on all sections before it.
            if name != ".relro_padding" {
                *sections.entry(name.to_owned()).or_default() += section.size();
            }
        }
        Ok(Self { file: bytes.len() as u64, sections })
    }
}

pub fn report() -> Result<Vec<Goal>> {
    let PerPoint { file, sections, by_section } = PerPoint::measure()?;
    println!("### Bytes per point\n");
    println!(
        "The difference between {COUNT} gated functions and the same functions plain, per function, in the stripped \
         binary of a release build. Both programs check one more toggle, so that both contain the runtime.\n"
    );
    let mut table = Table::new(["", "bytes per point"].map(str::to_owned));
    for (name, bytes) in by_section {
        table.row(format!("section `{name}`"), [format!("{bytes:.1}")]);
    }
    table.row("all sections", [format!("{sections:.1}")]);
    table.row("the file", [format!("{file:.1}")]);
    table.print();
    Ok(vec![Goal::new("≤ 200 bytes per point in a stripped binary", format!("{file:.1} bytes"), file <= 200.0)])
}
