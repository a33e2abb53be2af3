//! The toggles of one or several binaries, according to the records in them.

mod empty;
mod metadata;
mod names;
mod pin;
mod read;

use serde::{Deserialize, Serialize};
use toggle_runtime::{Date, Declaration, Kind, Place, PointPlace, Value};
use toggle_syntax::{
    Type,
    record::{self, Body, Modes, Polarity, Record},
};

pub use self::{
    empty::{explain_emptiness, explain_empty, without_records},
    metadata::Field,
    names::names,
    pin::Pin,
};
use crate::{binary::Format, versioned::Versioned};

/// All toggles of some binaries, ordered by name.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// The binaries, in the order in which they were given or built.
    pub artifacts: Vec<Artifact>,
    /// The toggles.
    pub toggles: Vec<Toggle>,
    /// Whether filters have left out toggles.
    #[serde(default)]
    pub filtered: bool,
    /// The path that was read, if it was a single one.
    #[serde(skip)]
    pub origin: String,
}

/// A binary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// The path, relative to the current directory.
    pub path: String,
    /// The format of the file.
    pub format: Format,
}

/// A toggle, with everything that the binaries record about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Toggle {
    /// Its name.
    pub name: String,
    /// The value if no source sets one.
    pub default: Value,
    /// Its declarations: at most one, unless there is a mistake. The first one counts.
    pub declarations: Vec<Declaration>,
    /// All of its toggle points.
    pub points: Vec<PointPlace>,
    /// The paths of the binaries that contain it.
    pub artifacts: Vec<String>,
}

impl Versioned for Inventory {
    const FORMAT: &'static str = "list";
}

impl Toggle {
    /// Returns the declaration that counts.
    pub fn declaration(&self) -> Option<&Declaration> {
        self.declarations.first()
    }

    /// Returns the type of its values.
    pub fn ty(&self) -> Type {
        self.declaration().map(|declaration| declaration.ty.clone()).unwrap_or_default()
    }

    /// Returns the modes that any of its points supports.
    pub fn modes(&self) -> Modes {
        let (guard, shadow) =
            (self.points.iter().any(|point| point.guard), self.points.iter().any(|point| point.shadow));
        Modes { guard, shadow, ..Modes::default() }
    }

    /// Returns the place for messages about the toggle: its declaration, or its first point.
    pub fn place(&self) -> Option<&Place> {
        self.declaration().map(|declaration| &declaration.place).or(self.points.first().map(|point| &point.place))
    }
}

impl Inventory {
    /// Returns the toggle of this name.
    pub fn find(&self, name: &str) -> Option<&Toggle> {
        self.toggles.binary_search_by(|toggle| toggle.name.as_str().cmp(name)).ok().map(|at| &self.toggles[at])
    }

    /// Returns the type of a toggle, from the first of these programs that has it.
    pub fn type_in(programs: &[Self], name: &str) -> Option<Type> {
        programs.iter().find_map(|program| program.find(name)).map(Toggle::ty)
    }

    /// Returns the records of all toggles, for a registry of the program.
    pub fn records(&self) -> impl Iterator<Item = Vec<u8>> {
        self.toggles.iter().flat_map(|toggle| {
            let declarations = toggle.declarations.iter().map(|declaration| {
                let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
                let (since, expires) = (text(declaration.since), text(declaration.expires));
                let (default, ty) = (declaration.default.to_string(), declaration.ty.to_string());
                let body = Body::Declaration(record::Declaration {
                    default: &default,
                    kind: declaration.kind.map_or("", Kind::as_str),
                    owner: declaration.owner.as_deref().unwrap_or_default(),
                    since: &since,
                    expires: &expires,
                    description: &declaration.description,
                    ty: &ty,
                });
                let pin = declaration.pin.as_deref().unwrap_or_default();
                Record { pin, ..Record::new(&toggle.name, (&declaration.place).into(), body) }.to_bytes()
            });
            let points = toggle.points.iter().map(|point| {
                let polarity = if point.negated { Polarity::Negative } else { Polarity::Positive };
                let pin = point.pin.as_deref().unwrap_or_default();
                let modes = Modes { guard: point.guard, shadow: point.shadow, value: point.value };
                let body = Body::Point { polarity };
                Record { pin, modes, ..Record::new(&toggle.name, (&point.place).into(), body) }.to_bytes()
            });
            declarations.chain(points)
        })
    }
}
